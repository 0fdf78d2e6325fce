// Offers to each section, and to a sentence that is selected, a link of its own.
(() => {
  const { words, bring, element } = microsite;
  for (const heading of document.querySelectorAll(".text > :is(h2, h3)[id]")) {
    const href = `#${heading.id}`;
    const ariaLabel = words.section.replace("{title}", heading.textContent);
    // The list of contents has the same addresses: nobody need pass them twice with the Tab key, nor hear each heading
    // twice, as a link in it is part of its name.
    const ariaHidden = !!document.querySelector(`.contents [href="${href}"]`);
    heading.append(element("a", { className: "section-link", href, ariaLabel, ariaHidden, tabIndex: ariaHidden ? -1 : 0 }));
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
