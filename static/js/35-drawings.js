// Binds drawings to their words, as soon as a reader points at either, and offers a test of the names.
(() => {
  const { bring, element } = microsite;
  const lists = document.querySelectorAll(".figure-parts");
  if (!lists.length) return;
  const bind = (event) => event.target.closest?.(".figure, a.term") && bring("drawing.js").catch(() => {});
  for (const name of ["pointerover", "focusin"]) addEventListener(name, bind);
  // A first tap only names a part, even if it has to wait for the script that does.
  addEventListener("click", (event) => {
    const link = event.target.closest?.("svg a");
    if (!link || microsite.test || microsite.pointer !== "touch") return;
    event.preventDefault();
    bring("drawing.js").then(() => link.dispatchEvent(event), () => location.assign(link.href.baseVal));
  });
  for (const list of lists) {
    if (!list.dataset.test) continue;
    const button = element("button", { type: "button", textContent: list.dataset.test });
    button.onclick = () =>
      Promise.all(["drawing.js", "drawing-words.js"].map(bring)).then(() => microsite.test(button), () => {});
    list.parentNode.prepend(button);
  }
})();
