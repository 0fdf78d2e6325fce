// Brings what makes forms of self-check questions, and what passes a page on, before a reader comes to them.
(() => {
  const { bring } = microsite;
  for (const [part, file] of [[".question", "self-check.js"], [".share", "share.js"]]) {
    const begin = () => bring(file).catch(() => {});
    const watch =
      window.IntersectionObserver &&
      new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && begin(), { rootMargin: "1000px" });
    for (const one of document.querySelectorAll(part)) watch ? watch.observe(one) : begin();
    // A link may lead to what is folded away, where nobody comes near.
    for (const name of ["load", "hashchange"]) {
      addEventListener(name, () => document.querySelector(`${part} :target`) && begin());
    }
  }
})();
