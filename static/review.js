// The review page: brings back, day by day, what the reader has looked up or missed, and nothing that they have not
// asked to have remembered.
(async () => {
  const { root, bring, element } = microsite;
  const page = document.querySelector(".review");
  const words = page.dataset;
  const part = (name) => page.querySelector(`[data-part=${name}]`);
  const [off, on, card, stored] = ["off", "on", "card", "stored"].map(part);
  const [said, told] = [on, off].map((section) => section.querySelector("[role=status]"));

  page.hidden = false;
  document.getElementById("page.no-scripts").hidden = true;
  part("from-disk").hidden = location.protocol !== "file:";
  try {
    // A site may lack terms, or questions.
    const data = { terms: ["terms.js"], questions: ["questions.js", "self-check.js", "self-check.css"] };
    const needed = Object.keys(data).filter((name) => name in words).flatMap((name) => data[name]);
    await Promise.all(["memory.js", ...needed].map(bring));
  } catch {
    return;
  }
  const { memory } = microsite;
  const terms = window.MICROSITE_TERMS ?? {};
  const questions = window.MICROSITE_QUESTIONS ?? {};
  const term = (name) => terms[/^glossary\/(.*)\.html$/.exec(name)?.[1]];
  const titleOf = (name) => term(name)?.[0] ?? questions[name]?.[0];
  const dateOf = (day) =>
    new Date(`${day}T12:00`).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long" });
  const filled = (form, values) => form.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const button = (text, act) => element("button", { type: "button", textContent: text, onclick: act });
  const linkTo = (name) => element("a", { href: new URL(name, root) }, titleOf(name));
  // What a later edition of the site no longer has stays stored, but cannot be asked.
  const rows = () => Object.entries(memory.read() ?? {}).filter(([name]) => titleOf(name));

  const outcome = (name) => {
    const row = memory.read()?.[name];
    return filled(row ? words.comesBack : words.done, { name: titleOf(name), date: row && dateOf(row[1]) });
  };

  const termCard = (name) => {
    const [title, everyday, summary, say = ""] = term(name);
    const head = element("h3", { tabIndex: -1 }, title);
    const answer = (act) => () => {
      act(name);
      next(outcome(name));
    };
    const meaning = element("div", { hidden: true },
      element("p", {}, [everyday, summary].filter(Boolean).join(": ")),
      element("p", {}, element("a", { href: new URL(name, root) }, window.MICROSITE_MORE)),
      element("p", { className: "choices" }, button(words.knew, answer(memory.know)), button(words.notYet, answer(memory.miss))));
    const show = button(words.show, () => {
      meaning.hidden = false;
      show.remove();
      meaning.querySelector("p").tabIndex = -1;
      meaning.querySelector("p").focus();
    });
    card.replaceChildren(head, element("p", { className: "card-note" }, say), element("p", {}, words.meaning), show, meaning);
    return head;
  };

  const questionCard = (name) => {
    const [asked, title, options] = questions[name];
    const reasons = options.map(([, isRight, reason]) =>
      element("li", { className: isRight ? "right" : "not-right" },
        element("strong", {}, isRight ? words.right : words.notRight), ` ${reason}`));
    const block = element("div", { className: "block question", id: "page.question" },
      element("p", { className: "block-title" }, asked),
      element("ol", { className: "options" }, ...options.map(([option]) => element("li", {}, option))),
      element("div", { className: "answer" }, element("ol", { className: "reasons" }, ...reasons)));
    const from = element("p", { className: "card-note" }, element("a", { href: new URL(name, root) }, title));
    card.replaceChildren(block, from);
    microsite.ask(block);
    // The first answer counts; after it the reader may try the others.
    block.addEventListener("answered", ({ detail }) => {
      (detail ? memory.know : memory.miss)(name);
      said.textContent = outcome(name);
      from.before(button(words.goOn, () => next("")));
      list();
    }, { once: true });
    return block.querySelector("input");
  };

  const list = () => {
    const kept = rows().sort(([, [, one]], [, [, other]]) => (one < other ? -1 : 1));
    const due = memory.due();
    stored.hidden = !kept.length;
    stored.tBodies[0].replaceChildren(...kept.map(([name, [, when]]) =>
      element("tr", {}, element("td", {}, linkTo(name)),
        element("td", {}, due.includes(name) ? words.storedToday : dateOf(when)))));
    part("export").hidden = part("hint").hidden = !kept.length;
    return kept;
  };

  // Shows what is next for today, after a line on what was last. Resolves to what shall have the focus.
  const show = (before) => {
    const kept = list();
    const due = memory.due().filter(titleOf);
    const count = due.length === 1 ? words.dueOne : words.dueMany;
    const later = kept.length ? `${words.none} ${filled(words.next, { date: dateOf(kept[0][1][1]) })}` : words.empty;
    said.textContent = `${before} ${due.length ? filled(count, { n: due.length }) : later}`.trim();
    if (due.length) return term(due[0]) ? termCard(due[0]) : questionCard(due[0]);
    card.replaceChildren();
    return on.querySelector("h2");
  };
  const next = (before) => show(before).focus();

  const turn = () => {
    const isOn = memory.read() !== null;
    on.hidden = !isOn;
    off.hidden = isOn;
    if (isOn) show("");
  };

  part("opt-in").onclick = () => {
    if (memory.begin()) {
      turn();
      on.querySelector("h2").focus();
    } else part("blocked").hidden = off.hidden = false;
  };
  part("forget").onclick = () => {
    memory.forget();
    turn();
    part("opt-in").focus();
    told.textContent = words.forgotten;
  };

  // A line a card. Anki takes tabs and line ends for what they are, and quotes round a field as its bounds.
  const field = (text) => {
    const line = text.replace(/\s+/g, " ").trim();
    return /^#|"/.test(line) ? `"${line.replaceAll('"', '""')}"` : line;
  };
  const cardOf = (name) => {
    if (term(name)) {
      const [title, everyday, summary] = term(name);
      return [everyday ? `${title} (${everyday})` : title, summary];
    }
    const [asked, , options] = questions[name];
    const [right, , reason] = options.find(([, isRight]) => isRight);
    return [`${asked} ${options.map(([option]) => `– ${option}`).join(" ")}`, `${right}. ${reason}`];
  };
  part("export").onclick = () => {
    const lines = rows().map(([name]) => cardOf(name).map(field).join("\t"));
    const text = ["#separator:tab", "#html:false", "#columns:Front\tBack", ...lines, ""].join("\n");
    const href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    element("a", { href, download: words.file }).click();
    setTimeout(() => URL.revokeObjectURL(href), 1000);
  };
  turn();
})();
