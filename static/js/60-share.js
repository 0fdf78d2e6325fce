// Offers to each section, and to a sentence that is selected, a link of its own.
(() => {
  const { words, bring, element } = microsite;
  for (const heading of document.querySelectorAll(".text > :is(h2, h3)[id]")) {
    const href = `#${heading.id}`;
    const link = element("a", { className: "section-link", href });
    link.setAttribute("aria-label", words.section.replace("{title}", heading.textContent));
    // The list of contents has the same addresses: nobody need pass them twice with the Tab key, nor hear each heading
    // twice, as a link in it is part of its name.
    if (document.querySelector(`.contents [href="${href}"]`)) {
      link.setAttribute("aria-hidden", "true");
      link.tabIndex = -1;
    }
    heading.append(link);
  }
  // A link to a sentence names its section, too, for browsers that do not know text fragments.
  const [section, sentence] = location.hash.split(":~:");
  if (sentence) location.replace(section || "#");
  const chosen = () => {
    const { isCollapsed, anchorNode } = getSelection();
    if (isCollapsed || !anchorNode?.parentElement?.closest(".text")) return;
    document.removeEventListener("selectionchange", chosen);
    bring("sentence.js").catch(() => {});
  };
  if (document.querySelector(".share")) document.addEventListener("selectionchange", chosen);
})();
