// Brings what shows the definition of a term beside it, when a reader first points at one, comes to one or taps it.
(() => {
  const { bring } = microsite;
  if (!document.querySelector("a.term")) return;
  const bringAll = () => Promise.all(["previews.css", "terms.js", "previews.js"].map(bring));
  const begin = (event) => {
    const link = event.target.closest?.("a.term");
    const isClick = event.type === "click";
    if (!link || microsite.isPreviewing || (isClick && microsite.pointer !== "touch")) return;
    if (isClick) event.preventDefault();
    bringAll().then(() => microsite.preview(event, link), () => isClick && location.assign(link.href));
  };
  for (const name of ["pointerover", "focusin", "click"]) addEventListener(name, begin);
  addEventListener("keydown", (event) => event.key === "Tab" && bringAll().catch(() => {}));
})();
