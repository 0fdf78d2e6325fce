// Puts a search button in place of the link to the A–Z. Its dialog and its index come when it is pressed.
(() => {
  const { bring, element } = microsite;
  for (const link of document.querySelectorAll("a.find")) {
    const button = element("button", { type: "button", className: "find", textContent: link.dataset.label });
    button.setAttribute("aria-haspopup", "dialog");
    button.onclick = () =>
      Promise.all(["search-dialog.css", "search-dialog.js", "search.js"].map(bring)).then(
        () => microsite.search(link),
        () => location.assign(link.href),
      );
    link.replaceWith(button);
  }
})();
