// Brings what shows the definition of a term beside it, when a reader first points at one, comes to one or taps it.
(() => {
  const { bring } = microsite;
  if (!document.querySelector("a.term")) return;
  const bringAll = () => Promise.all(["previews.css", "terms.js", "previews.js"].map(bring));
  let pointer = "";
  const begin = (event) => {
    pointer = event.pointerType || pointer;
    const link = event.target.closest?.("a.term");
    if (!link || microsite.preview) return;
    const isTap = event.type === "click" && pointer === "touch";
    if (isTap) event.preventDefault();
    if (event.type === "click" && !isTap) return;
    bringAll().then(() => microsite.preview(event, link), () => isTap && location.assign(link.href));
  };
  for (const name of ["pointerover", "pointerdown", "focusin", "click"]) addEventListener(name, begin);
  addEventListener("keydown", (event) => {
    pointer = "";
    if (event.key === "Tab" && !microsite.preview) bringAll().catch(() => {});
  });
})();
