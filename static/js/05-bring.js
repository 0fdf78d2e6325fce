// What the other scripts share: the words that the page hands over, the site's root, scripts and styles on demand,
// and what the reader points with.
const microsite = (() => {
  const own = document.currentScript;
  const asked = {};
  const element = (name, fields, ...inside) => {
    const made = Object.assign(document.createElement(name), fields);
    made.append(...inside);
    return made;
  };
  const bring = (name) =>
    (asked[name] ??= new Promise((onload, failed) => {
      const url = new URL(name, own.src);
      const onerror = () => {
        delete asked[name];
        failed();
      };
      // Either element takes from these what it knows.
      const fields = { rel: "stylesheet", href: url, src: url, onload, onerror };
      document.head.append(element(name.endsWith(".css") ? "link" : "script", fields));
    }));
  return { words: own.dataset, root: new URL(".", own.src), bring, element };
})();
// What a click is made with. A click itself does not say it before Safari 18.2 and Firefox 129, and in the first of
// those Safaris says "mouse" of a finger.
addEventListener("pointerdown", (event) => (microsite.pointer = event.pointerType));
addEventListener("keydown", () => (microsite.pointer = ""));
