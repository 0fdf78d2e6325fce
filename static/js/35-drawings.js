// Binds drawings to their words, as soon as a reader points at either, and offers a test of the names.
(() => {
  const { bring, element } = microsite;
  const lists = document.querySelectorAll(".figure-parts");
  if (!lists.length) return;
  const bind = ({ target }) => target.closest?.(".figure, a.term") && bring("drawing.js").catch(() => {});
  for (const name of ["pointerover", "focusin"]) addEventListener(name, bind);
  for (const list of lists) {
    if (!list.dataset.test) continue;
    const button = element("button", { type: "button", textContent: list.dataset.test });
    button.onclick = () =>
      Promise.all([bring("drawing.js"), bring("drawing-words.js")]).then(() => microsite.test(button), () => {});
    list.parentNode.prepend(button);
  }
})();
