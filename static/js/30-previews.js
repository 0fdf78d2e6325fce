// Brings what shows the definition of a term beside it, when a reader first points at one, comes to one or taps it.
(() => {
  const { bring } = microsite;
  if (!document.querySelector("a.term")) return;
  const bringAll = () => Promise.all(["previews.css", "terms.js", "previews.js"].map(bring));
  const begin = (event) => {
    // Not every browser says of a click what made it.
    microsite.pointer = event.pointerType || microsite.pointer;
    const link = event.target.closest?.("a.term");
    if (!link || microsite.isPreviewing) return;
    const isTap = event.type === "click" && microsite.pointer === "touch";
    if (isTap) event.preventDefault();
    if (event.type === "click" && !isTap) return;
    bringAll().then(() => microsite.preview(event, link), () => isTap && location.assign(link.href));
  };
  for (const name of ["pointerover", "pointerdown", "focusin", "click"]) addEventListener(name, begin);
  addEventListener("keydown", (event) => {
    microsite.pointer = "";
    if (event.key === "Tab" && !microsite.isPreviewing) bringAll().catch(() => {});
  });
})();
