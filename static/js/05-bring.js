// What the other scripts share: the words that the page hands over, the site's root, and scripts on demand.
const microsite = (() => {
  const own = document.currentScript;
  const asked = {};
  const bring = (name) =>
    (asked[name] ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = new URL(name, own.src);
      script.onload = done;
      script.onerror = () => {
        delete asked[name];
        failed();
      };
      document.head.append(script);
    }));
  const element = (name, fields, ...inside) => {
    const made = Object.assign(document.createElement(name), fields);
    made.append(...inside);
    return made;
  };
  return { words: own.dataset, root: new URL(".", own.src), bring, element };
})();
