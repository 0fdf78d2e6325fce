// Offers to copy a page's address, to share it by the system, and to print it; and to each section,
// and to a sentence that is selected, a link of its own.
(() => {
  const { words, bring, element } = microsite;
  // The list of contents has the same addresses: nobody need pass them twice with the Tab key.
  const listed = [...document.querySelectorAll(".contents a")].map((link) => link.getAttribute("href"));
  for (const heading of document.querySelectorAll(".text > :is(h2, h3)[id]")) {
    const href = `#${heading.id}`;
    const ariaLabel = words.section.replace("{title}", heading.textContent);
    const tabIndex = listed.includes(href) ? -1 : 0;
    heading.append(element("a", { className: "section-link", href, ariaLabel, tabIndex }));
  }
  // A link to a sentence names its section, too, for browsers that do not know text fragments.
  const [section, sentence] = location.hash.split(":~:");
  if (sentence) location.replace(section || "#");
  const share = document.querySelector(".share");
  if (!share) return;
  const chosen = () => {
    const { isCollapsed, anchorNode } = getSelection();
    if (isCollapsed || !anchorNode?.parentElement?.closest(".text")) return;
    document.removeEventListener("selectionchange", chosen);
    bring("sentence.js").catch(() => {});
  };
  document.addEventListener("selectionchange", chosen);
  const url = document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];
  const said = share.querySelector("[role=status]");
  const offer = (name, act) => {
    const button = share.querySelector(`[data-share=${name}]`);
    button.hidden = false;
    button.onclick = act;
  };
  // Where the address may not be copied, it is shown, to be copied by hand.
  const copied = () => navigator.clipboard?.writeText(url) ?? Promise.reject();
  offer("copy", () => copied().then(() => (said.textContent = share.dataset.copied), () => (said.textContent = url)));
  if (navigator.share) offer("system", () => navigator.share({ title: document.title, url }).catch(() => {}));
  offer("print", () => print());
})();
