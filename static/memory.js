// What the reader has asked this browser to remember, and when each thing comes back. Loaded only where they have asked.
microsite.memory ??= (() => {
  const { root } = microsite;
  const KEY = `review ${root.pathname}`;
  const GAPS = [1, 3, 7, 21];

  // Days are the reader's own, written YYYY-MM-DD; noon keeps clear of the hour that summer time moves.
  const day = (after = 0) => {
    const now = new Date();
    const then = new Date(now.getFullYear(), now.getMonth(), now.getDate() + after, 12);
    return [then.getFullYear(), then.getMonth() + 1, then.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  };

  // Address of a term's page or of a question -> which gap it waits out, counted from 0, and the day it comes back;
  // null where the reader has not asked. What was written by anybody else is passed over.
  const read = () => {
    try {
      const said = localStorage.getItem(KEY);
      if (said === null) return null;
      const isOurs = ([, row]) => Number.isInteger(row?.[0]) && GAPS[row[0]] && /^\d{4}-\d\d-\d\d$/.test(row[1]);
      return Object.fromEntries(Object.entries(JSON.parse(said) ?? {}).filter(isOurs));
    } catch (fault) {
      return fault instanceof SyntaxError ? {} : null;
    }
  };
  // Returns whether it could be stored: it may be forbidden, or full.
  const write = (kept) => {
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
      return true;
    } catch {
      return false;
    }
  };
  const put = (name, gap) => {
    const kept = read();
    if (!kept) return;
    if (gap < GAPS.length) kept[name] = [gap, day(GAPS[gap])];
    else delete kept[name];
    write(kept);
  };

  return {
    read,
    begin: () => read() !== null || write({}),
    forget: () => localStorage.removeItem(KEY),
    // A word that was looked up comes back once; to look again changes nothing.
    meet: (name) => name in (read() ?? {}) || put(name, 0),
    miss: (name) => put(name, 0),
    know: (name) => put(name, (read()?.[name]?.[0] ?? -1) + 1),
    due: () => Object.entries(read() ?? {}).filter(([, [, when]]) => when <= day()).map(([name]) => name),
  };
})();

// Notes what the reader does on this page.
(() => {
  const { root, memory } = microsite;
  // Some servers show a page without the end of its name.
  const nameOf = (path) => decodeURIComponent(path.slice(root.pathname.length)).replace(/(\.html)?$/, ".html");
  if (document.body.matches(".term-page")) memory.meet(nameOf(location.pathname));
  const miss = (block) => memory.miss(`${nameOf(location.pathname)}#${block.id}`);
  // Only what was read counts, not what the pointer passed over.
  const meet = (link) => {
    setTimeout(() => link.hasAttribute("aria-describedby") && memory.meet(nameOf(link.pathname)), 1000);
  };
  addEventListener("previewed", ({ target }) => meet(target));
  addEventListener("answered", ({ target, detail }) => {
    if (!detail && target.isConnected && !target.closest(".card")) miss(target);
  });
  // What the reader did while this was on its way still stands on the page.
  document.querySelectorAll("a.term[aria-describedby]").forEach(meet);
  for (const form of document.querySelectorAll(".question form")) {
    const isWrong = form.querySelector(".reasons:not([hidden]) > .not-right:not([hidden])");
    if (isWrong && form.querySelector(":checked")) miss(form.closest(".question"));
  }
})();
