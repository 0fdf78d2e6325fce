// The search: reads the index in search.js, puts results in order, shows them in a dialog. Loaded on demand.
(() => {
  const { root, element } = microsite;
  const [TITLE, NAME, HEADING, NOTE, TEXT] = [40, 30, 12, 10, 3];
  // The kind of a claim, whose title is what others say: it is quoted, and comes behind pages that answer.
  const [CLAIM, CLAIM_WORTH] = [3, 0.2];

  // The same cut as words_in() in microsite/outputs/search.py.
  const ligatures = { œ: "oe", æ: "ae", ß: "ss" };
  const wordsIn = (text) => {
    const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    return plain.replace(/[œæß]/g, (sign) => ligatures[sign]).match(/[\p{L}\p{N}]+/gu) ?? [];
  };
  // One and many fall together, and so do vertebra and vertebrae; what else does costs little.
  const stem = (word) => (word.length > 3 ? word.replace(/(ies|y)$/, "i").replace(/e?s?$/, "") : word);

  // Is one a slip away from the other: a letter too many, too few, wrong, or two swapped?
  const isSlip = (one, other) => {
    if (Math.abs(one.length - other.length) > 1) return false;
    let at = 0;
    while (at < one.length && one[at] === other[at]) at++;
    const [a, b] = [one.slice(at), other.slice(at)];
    return (
      a.slice(1) === b || a === b.slice(1) || a.slice(1) === b.slice(1) ||
      (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2))
    );
  };

  const indexed = ({ results, words, asking, say }) => {
    const places = new Map();
    const add = (word, number, worth) => {
      if (!places.has(word)) places.set(word, new Map());
      const found = places.get(word);
      found.set(number, Math.max(worth, found.get(number) ?? 0));
    };
    const items = results.map(([url, kind, title, note, everyday, names, headings], number) => {
      const fields = [[TITLE, title], [NOTE, note], ...[everyday, ...names].map((name) => [NAME, name])];
      for (const [, heading] of headings) fields.push([HEADING, heading]);
      for (const [worth, text] of fields) for (const word of wordsIn(text)) add(word, number, worth);
      // A claim has no name: that it begins with the words says nothing for it.
      const said = kind === CLAIM ? [] : [title, everyday, ...names];
      const called = said.map((name) => wordsIn(name).join(" ")).filter(Boolean);
      const sections = headings.map(([id, heading]) => ({ id, heading, words: wordsIn(heading) }));
      return { url, kind, title, note, everyday, called, sections, words: wordsIn(title) };
    });
    for (const line of words.split("\n")) {
      const [word, ...steps] = line.split(" ");
      let number = -1;
      for (const step of steps) add(word, (number += parseInt(step, 36)), TEXT);
    }
    return { items, places, say, asking: new Set(asking), stems: new Map([...places.keys()].map((word) => [word, stem(word)])) };
  };

  // Words of the site that a typed word may mean, each with how surely. Slips count only where nothing else fits.
  const meant = (typed, isLast, stems) => {
    const found = [];
    const typedStem = stem(typed);
    for (const [word, itsStem] of stems) {
      if (word === typed) found.push([word, 1]);
      else if (itsStem === typedStem) found.push([word, 0.8]);
      else if (isLast && typed.length > 1 && word.startsWith(typed)) found.push([word, 0.5]);
    }
    if (found.length || typed.length < 4) return found;
    for (const word of stems.keys()) {
      if (isSlip(typed, word) || (isLast && isSlip(typed, word.slice(0, typed.length)))) found.push([word, 0.4]);
    }
    return found;
  };

  // What a name says for itself: the very name first, then one that begins with the words, then one that holds them.
  const bonus = (called, query) => {
    let most = 0;
    called.forEach((name, n) => {
      const worth = n ? 0.9 : 1;
      if (name === query) most = Math.max(most, 5000 * worth);
      else if (name.startsWith(`${query} `)) most = Math.max(most, 600 * worth);
      else if (name.startsWith(query)) most = Math.max(most, 400 * worth);
      else if (` ${name} `.includes(` ${query} `)) most = Math.max(most, 300 * worth);
    });
    return most;
  };

  const search = ({ items, places, stems, asking }, query) => {
    const typed = wordsIn(query);
    const scores = new Map();
    const meanings = typed.map((word, n) => meant(word, n === typed.length - 1, stems));
    meanings.forEach((words, n) => {
      // Words that only ask need not be there, but count for what they are worth.
      const counted = asking.has(typed[n]) ? 0 : 1;
      const best = new Map();
      for (const [word, sure] of words) {
        const rare = Math.log(1 + items.length / places.get(word).size);
        for (const [number, worth] of places.get(word)) {
          best.set(number, Math.max(best.get(number) ?? 0, worth * sure * rare));
        }
      }
      for (const [number, worth] of best) {
        const [count, sum] = scores.get(number) ?? [0, 0];
        scores.set(number, [count + counted, sum + worth]);
      }
    });
    // With its slips mended, a name counts as if it had been written right.
    const mended = meanings.map((words, n) => (words[0]?.[1] === 0.4 ? words.map(([word]) => word) : [typed[n]]));
    const spellings = mended.reduce((heads, tails) =>
      heads.flatMap((head) => tails.slice(0, 5).map((tail) => `${head} ${tail}`.trim())).slice(0, 25), [""]);
    // “What is the psoas?” asks for the psoas.
    const asked = typed.filter((word) => !asking.has(word)).join(" ");
    if (asked) spellings.push(asked);
    const most = Math.max(0, ...[...scores.values()].map(([count]) => count));
    if (asked && !most) return [];
    return [...scores]
      .filter(([, [count]]) => count === most)
      .map(([number, [, sum]]) => ({
        item: items[number],
        score: sum * (items[number].kind === CLAIM ? CLAIM_WORTH : 1) +
          Math.max(...spellings.map((words) => bonus(items[number].called, words))),
        section: section(items[number], meanings),
      }))
      .sort((a, b) => b.score - a.score || a.item.kind - b.item.kind);
  };

  // The section that has all the words, where the title has not.
  const section = ({ words, sections }, meanings) => {
    const holdsAll = (held) => meanings.every((meaning) => meaning.some(([word]) => held.includes(word)));
    return holdsAll(words) ? undefined : sections.find((part) => holdsAll(part.words));
  };

  const dialogFor = (link, index) => {
    const words = { ...index.say, ...link.dataset };
    const input = element("input", { type: "search", autocomplete: "off", spellcheck: false, enterKeyHint: "go" });
    input.setAttribute("aria-label", words.label);
    input.placeholder = words.hint;
    const close = element("button", { type: "button", textContent: words.close });
    const status = element("p");
    // Firefox has no fields for these before 119.
    status.setAttribute("role", "status");
    const list = element("ol");
    const dialog = element("dialog", { className: "finder" },
      element("form", {}, input, close), status, list);
    dialog.setAttribute("aria-label", words.label);

    const row = ({ item, section }) => {
      const names = [words.kinds[item.kind], item.everyday].filter(Boolean).join(" · ");
      const title = item.kind === CLAIM ? element("q", {}, item.title) : item.title;
      const link = element("a", { href: new URL(item.url + (section ? `#${section.id}` : ""), root) },
        element("b", {}, title), " ", element("i", {}, names), " ",
        element("span", {}, section ? `› ${section.heading}` : item.note));
      return element("li", {}, link);
    };
    const show = () => {
      const query = input.value.trim();
      const found = query ? search(index, query) : [];
      list.replaceChildren(...found.map(row));
      const count = (found.length === 1 ? words.one : words.many).replace("{n}", found.length);
      status.textContent = !query ? "" : found.length ? count : `${words.none.replace("{query}", query)} `;
      if (query && !found.length) status.append(element("a", { href: link.href }, link.textContent));
    };
    const step = (by) => {
      const stops = [input, ...list.querySelectorAll("a")];
      const next = stops.indexOf(document.activeElement) + by;
      stops[Math.max(0, Math.min(next, stops.length - 1))].focus();
    };

    input.oninput = show;
    close.onclick = () => dialog.close();
    dialog.onsubmit = (event) => {
      event.preventDefault();
      list.querySelector("a")?.click();
    };
    dialog.onkeydown = (event) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (by) step(by);
      else if (event.key === "Escape") dialog.close();
      else {
        // Typing goes on in the field from wherever the arrows have led.
        if (event.target.closest("li") && event.key.length === 1 && event.key !== " ") input.focus();
        return;
      }
      event.preventDefault();
    };
    // The result may be on this very page; and a click beside the dialog closes it.
    dialog.onclick = (event) => {
      if (event.target === dialog || event.target.closest("li, [role=status] a")) dialog.close();
    };
    addEventListener("pagehide", () => dialog.close());
    document.body.append(dialog);
    return { dialog, input };
  };

  let made = null;
  microsite.search = (link) => {
    made ??= dialogFor(link, indexed(window.MICROSITE_SEARCH));
    if (!made.dialog.open) made.dialog.showModal();
    made.input.select();
  };
})();
