// Offers a link to the sentences that a reader has selected: the section's address and a text fragment, by which
// browsers find and mark the very words. Loaded at the first selection; nothing of it is kept.
(() => {
  const { bring, element } = microsite;
  const share = document.querySelector(".share");
  const main = document.querySelector("main");
  const page = document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];
  const said = element("span");
  // Firefox has no field for it before 119.
  said.setAttribute("role", "status");
  const button = element("button", { type: "button" }, share.dataset.sentence);
  const box = element("span", { className: "preview", popover: "manual" }, button, said);
  box.style.padding = button.style.border = "0";
  said.style.paddingInline = "0.9rem";
  // What scripts have put between the words, and the badges, which browsers take for a block of their own.
  const APART = ".preview, .section-link, .badge";
  let timer = 0;

  const rangeOf = (from, at, to, until) => {
    const range = document.createRange();
    range.setStart(from, at);
    range.setEnd(to, until);
    return range;
  };
  // The words of a range as a browser looks for them.
  const words = (range) => {
    const part = range.cloneContents();
    for (const own of part.querySelectorAll(APART)) own.remove();
    return part.textContent;
  };
  const whole = (block) => words(rangeOf(block, 0, block, block.childNodes.length));
  const tidy = (text) => text.replace(/[ \t\n]+/g, " ");
  const blockOf = (node) =>
    (node.nodeType === 1 ? node : node.parentElement).closest(".text :is(p, li, dd, dt, td, th, figcaption, h2, h3, h4)");

  // Where the sentence that holds the place `at` of a text begins, and where it ends.
  const sentence = (text, at) => {
    if (!Intl.Segmenter) return [0, text.length];
    const parts = [...new Intl.Segmenter(document.documentElement.lang, { granularity: "sentence" }).segment(text)];
    const part = parts.findLast((one) => one.index <= at) ?? parts[0];
    return [part.index, part.index + part.segment.trimEnd().length];
  };

  // The fewest words that a browser finds at `from` first, looking through `all` from `since` on.
  const fewest = (all, since, from, until, isEnd) => {
    const list = all.slice(from, until).split(" ");
    for (let n = Math.min(4, list.length); n < list.length; n++) {
      const some = (isEnd ? list.slice(-n) : list.slice(0, n)).join(" ");
      if (all.indexOf(some, since) === (isEnd ? until - some.length : from)) return some;
    }
    return list.join(" ");
  };
  const encoded = (text) => encodeURIComponent(text).replaceAll("-", "%2D");

  const addressOf = (range) => {
    const [first, last] = [blockOf(range.startContainer), blockOf(range.endContainer)];
    if (!first || !last || first.closest(".question, .checklist")) return "";
    const place = (block, node, at) => words(rangeOf(block, 0, node, at)).length;
    const [begins] = sentence(whole(first), place(first, range.startContainer, range.startOffset));
    const end = place(last, range.endContainer, range.endOffset);
    const [, ends] = sentence(whole(last), Math.max(0, end - 1));
    const before = (block, at) => tidy(words(rangeOf(main, 0, block, 0)) + whole(block).slice(0, at)).length;
    const [from, until] = [before(first, begins), before(last, ends)];
    const all = tidy(whole(main));
    const start = fewest(all, 0, from, until, false);
    const rest = from + start.length;
    // Where the very sentence stands before, too, the words in front of it tell which one is meant.
    const front = all.indexOf(start) < from ? `${encoded(all.slice(0, from).trim().split(" ").slice(-3).join(" "))}-,` : "";
    const finish = rest < until ? `,${encoded(fewest(all, rest, rest, until, true).trim())}` : "";
    const above = [...document.querySelectorAll(".text :is(h2, h3, h4)[id]")].findLast(
      (heading) => heading.compareDocumentPosition(first) & Node.DOCUMENT_POSITION_FOLLOWING || heading === first,
    );
    return `${page}#${above?.id ?? ""}:~:text=${front}${encoded(start)}${finish}`;
  };

  const show = () => {
    if (box.contains(document.activeElement)) return;
    box.remove();
    const selection = getSelection();
    const range = selection.rangeCount && !selection.isCollapsed && selection.getRangeAt(0);
    const address = range && tidy(range.toString()).trim() && addressOf(range);
    if (!address) return;
    const rect = range.getBoundingClientRect();
    said.textContent = "";
    button.hidden = false;
    button.onclick = () =>
      (navigator.clipboard?.writeText(address) ?? Promise.reject()).then(
        () => (said.textContent = share.dataset.copied),
        () => (said.textContent = address),
      );
    // In the text behind the selection, so that the next Tab leads there; in the top layer its place counts from the
    // page's edges, in a heading too.
    blockOf(range.endContainer).append(box);
    box.showPopover?.();
    const most = document.documentElement.clientWidth - box.offsetWidth - 8;
    box.style.left = `${scrollX + Math.max(8, Math.min(rect.left, most))}px`;
    box.style.top = `${scrollY + rect.bottom + 8}px`;
  };

  button.onpointerdown = (event) => event.preventDefault();
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(show, 300);
  };
  const begin = () => {
    document.addEventListener("selectionchange", soon);
    soon();
  };
  addEventListener("keydown", (event) => event.key === "Escape" && box.remove());
  // It looks as a definition beside its term does, whose sheet may not have come yet.
  bring("previews.css").then(begin, begin);
})();
