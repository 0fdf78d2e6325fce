// The page's side of the preview. After every build it asks what is new, changes the page in place so that scroll,
// open details, typed text and focus stay, and lays what is wrong over the last good page.
// Served by the preview only and never published; the first deferred script, so that it sees the page as written.
(() => {
  "use strict";
  const own = document.currentScript.dataset;
  const session = own.session;
  let revision = Number(own.revision);

  // ------------------------------------------------------------------------------------------- the page as written

  // `written` is the page as its file has it; `live` leads from each of its nodes to the one on screen. What a
  // script or a reader does to the screen is in no file: comparing file with file leaves it as it is.
  let written = document.documentElement.cloneNode(true);
  const live = new WeakMap();
  const known = new WeakSet();
  pair(written, document.documentElement);

  function pair(copy, node) {
    live.set(copy, node);
    known.add(node);
    for (let a = copy.firstChild, b = node.firstChild; a && b; a = a.nextSibling, b = b.nextSibling) pair(a, b);
  }

  // ------------------------------------------------------------------------------------------ changing it in place

  function patch(before, after) {
    const node = live.get(before);
    live.set(after, node);
    if (before.isEqualNode(after)) return inherit(before, after);
    if (!node || !node.isConnected) throw new Error("a script has taken away what is to be changed");
    if (before.nodeType !== Node.ELEMENT_NODE) node.nodeValue = after.nodeValue;
    else {
      patchAttributes(before, after, node);
      // Its inside is one text to a page that runs scripts, and elements to a parser that does not.
      if (before.localName !== "noscript") patchChildren(before, after, node);
    }
  }

  function inherit(before, after) {
    live.set(after, live.get(before));
    for (let a = before.firstChild, b = after.firstChild; a && b; a = a.nextSibling, b = b.nextSibling) inherit(a, b);
  }

  function patchAttributes(before, after, node) {
    if (isStylesheet(before) && before.getAttribute("href") !== after.getAttribute("href")) {
      swapStylesheet(after, node, after.getAttribute("href"));
      return;
    }
    for (const { namespaceURI, localName, name, value } of after.attributes) {
      if (before.getAttributeNS(namespaceURI, localName) !== value) node.setAttributeNS(namespaceURI, name, value);
    }
    // The root's may be those of a script that ran before this one: a theme that the reader has chosen.
    if (before === written) return;
    for (const { namespaceURI, localName } of before.attributes) {
      if (!after.hasAttributeNS(namespaceURI, localName)) node.removeAttributeNS(namespaceURI, localName);
    }
  }

  function patchChildren(before, after, parent) {
    const partners = matched([...before.childNodes], [...after.childNodes]);
    const kept = new Set(partners.values());
    for (const old of before.childNodes) if (!kept.has(old)) live.get(old)?.remove();
    let previous = null;
    for (const next of after.childNodes) {
      if (partners.has(next)) patch(partners.get(next), next);
      else insertAfter(parent, previous, next);
      previous = live.get(next);
    }
  }

  function insertAfter(parent, previous, next) {
    const node = document.importNode(next, true);
    pair(next, node);
    // A script may have wrapped the one before: then the place is after the wrapping.
    let before = previous;
    while (before?.parentNode && before.parentNode !== parent) before = before.parentNode;
    // Into a part of the page itself it was moved, not wrapped.
    const isMoved = before !== previous && known.has(before);
    if (before && (isMoved || before.parentNode !== parent)) throw new Error("a script has moved what is to be followed");
    parent.insertBefore(node, before ? before.nextSibling : parent.firstChild);
  }

  // Leads from new children to the old ones they come from, in the same order in both.
  function matched(before, after) {
    const partners = new Map();
    const a = before.map(spelling);
    const b = after.map(spelling);
    let start = 0;
    while (start < a.length && start < b.length && a[start] === b[start]) {
      partners.set(after[start], before[start++]);
    }
    let endA = a.length;
    let endB = b.length;
    while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) partners.set(after[--endB], before[--endA]);
    let i = start;
    let j = start;
    for (const [x, y] of [...common(a, b, start, endA, endB), [endA, endB]]) {
      matchKin(before.slice(i, x), after.slice(j, y), partners);
      if (x < endA) partners.set(after[y], before[x]);
      i = x + 1;
      j = y + 1;
    }
    return partners;
  }

  const spelling = (node) => node.outerHTML ?? `${node.nodeType} ${node.nodeValue}`;

  // The longest common subsequence of a[start..endA] and b[start..endB], as pairs of places.
  function common(a, b, start, endA, endB) {
    const rows = endA - start;
    const columns = endB - start;
    // Beyond this the table would be felt; then children are matched in their order, which is as right, if coarser.
    if (rows * columns > 1e6) return [];
    const table = Array.from({ length: rows + 1 }, () => new Uint16Array(columns + 1));
    for (let i = rows - 1; i >= 0; i--) {
      for (let j = columns - 1; j >= 0; j--) {
        table[i][j] =
          a[start + i] === b[start + j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
      }
    }
    const pairs = [];
    for (let i = 0, j = 0; i < rows && j < columns; ) {
      if (a[start + i] === b[start + j]) pairs.push([start + i++, start + j++]);
      else if (table[i + 1][j] >= table[i][j + 1]) i++;
      else j++;
    }
    return pairs;
  }

  // Between two equal children: the same kind of node, with the same id, is taken for the old one, edited.
  function matchKin(before, after, partners) {
    let from = 0;
    for (const next of after) {
      const at = before.findIndex((old, n) => n >= from && old.nodeName === next.nodeName && old.id === next.id);
      if (at < 0) continue;
      partners.set(next, before[at]);
      from = at + 1;
    }
  }

  // ---------------------------------------------------------------------------------------- what the page is made of

  const isStylesheet = (node) => node.localName === "link" && node.relList.contains("stylesheet");
  const scriptsOf = (root) => [...root.querySelectorAll("script[src]")].map((script) => script.getAttribute("src"));

  // The address in the site of what an attribute names; "" for what is elsewhere.
  function addressOf(reference) {
    const url = new URL(reference, document.baseURI);
    if (url.origin !== location.origin) return "";
    const path = decodeURIComponent(url.pathname.slice(1));
    return path === "" || path.endsWith("/") ? `${path}index.html` : path;
  }

  function anew(reference) {
    const url = new URL(reference, document.baseURI);
    url.searchParams.set("preview", revision);
    return url.href;
  }

  // The old one goes when the new one is there, so that the page never stands unstyled; with it what it was to replace
  // itself, which it will not do any more.
  const replaced = new WeakMap();

  function swapStylesheet(copy, node, reference) {
    const next = node.cloneNode();
    next.href = anew(reference);
    next.onload = next.onerror = () => {
      for (let old = node; old; old = replaced.get(old)) old.remove();
    };
    replaced.set(next, node);
    node.after(next);
    live.set(copy, next);
  }

  function refreshParts(changed) {
    const sheets = [...written.querySelectorAll("link[href]")].filter(isStylesheet);
    const direct = new Set(sheets.map((sheet) => addressOf(sheet.getAttribute("href"))));
    // A sheet that no page links is drawn in by another one, and we do not know which.
    const isAny = [...changed].some((address) => address.endsWith(".css") && !direct.has(address));
    for (const sheet of sheets) {
      const reference = sheet.getAttribute("href");
      if (isAny || changed.has(addressOf(reference))) swapStylesheet(sheet, live.get(sheet), reference);
    }
    for (const image of written.querySelectorAll("img[src]")) {
      const reference = image.getAttribute("src");
      if (changed.has(addressOf(reference))) live.get(image)?.setAttribute("src", anew(reference));
    }
  }

  // ------------------------------------------------------------------------------------------------------ catching up

  let isBusy = false;
  let isAsked = false;

  // One at a time; what is asked for meanwhile comes after.
  async function catchUp() {
    isAsked = true;
    if (isBusy) return;
    isBusy = true;
    while (isAsked) {
      isAsked = false;
      try {
        await follow(await ask("state", { since: revision, session, page: own.address }));
      } catch {
        // The preview has ended; livereload's script keeps asking for it and tells us when it is back.
      }
    }
    isBusy = false;
  }

  async function ask(what, said) {
    const answer = await fetch(`/__preview__/${what}?${new URLSearchParams(said)}`);
    if (!answer.ok) throw answer;
    return answer.json();
  }

  async function follow(state) {
    if (state.session !== session || state.changed === null) return location.reload();
    const changed = new Set(state.changed);
    if (own.kind === "waiting" && state.isPublished) return location.reload();
    if (own.kind === "missing" && (changed.has(own.address) || changed.has("404.html"))) return location.reload();
    // Those that the page has brought for itself, too: it would go on showing the old definition of a term. Not the index
    // of the search, which any word changes.
    const scripts = scriptsOf(document).map(addressOf);
    if (scripts.some((address) => changed.has(address) && address !== "search.js")) return location.reload();
    if (changed.has(own.address) && !(await patchPage())) return location.reload();
    revision = state.revision;
    refreshParts(changed);
    show(state);
    announce(state.heldBack);
  }

  async function patchPage() {
    const response = await fetch(location.pathname + location.search);
    if (!response.ok) return false;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").documentElement;
    // A script that came or went: what it does, or did, cannot be made up for.
    if (scriptsOf(fresh).join("\n") !== scriptsOf(written).join("\n")) return false;
    try {
      patch(written, fresh);
    } catch {
      return false;
    }
    written = fresh;
    // For scripts of the site: what they had made of the old parts may be made again of the new ones.
    document.dispatchEvent(new CustomEvent("preview:patched"));
    return true;
  }

  // ------------------------------------------------------------------------------------------------- what is wrong

  const messages = document.createElement("preview-messages");
  const shadow = messages.attachShadow({ mode: "open" });
  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { all: initial; }
    section, .count { position: fixed; z-index: 2147483647; font: 14px/1.45 system-ui, sans-serif; }
    section { inset: auto 0 0 0; max-height: 60vh; overflow: auto; padding: 12px 16px; color: #f4f1ee;
      background: #26211e; border-top: 4px solid #e0564a; box-shadow: 0 -4px 24px #0008; }
    section.mild { border-color: #d9a43a; }
    header { display: flex; gap: 8px; align-items: baseline; flex-wrap: wrap; }
    h1 { font: inherit; font-weight: 600; margin: 0; flex: 1; }
    pre { font: 13px/1.5 ui-monospace, monospace; white-space: pre-wrap; margin: 12px 0 0; }
    .source, .hint { display: block; }
    .source { white-space: pre; overflow-x: auto; }
    button { font: inherit; color: inherit; background: #4a423d; border: 1px solid #8a7f78; border-radius: 4px;
      padding: 2px 10px; cursor: pointer; }
    button:focus-visible { outline: 2px solid #fff; outline-offset: 2px; }
    .count { inset: auto 12px 12px auto; color: #26211e; background: #f0c869; border-color: #26211e; }
    .count.grave { color: #fff; background: #a32b20; border-color: #fff; }
    a { color: #9fd3ff; }
    dialog { position: fixed; z-index: 2147483647; inset: auto 0 12px 0; margin: 0 auto; max-width: min(44rem, 92vw);
      max-height: 45vh; overflow: auto; box-sizing: border-box; padding: 12px 16px; color: #f4f1ee; background: #26211e;
      border: 0; border-top: 4px solid #6fa8dc; box-shadow: 0 4px 24px #0008; font: 14px/1.45 system-ui, sans-serif; }
    dialog.above { inset: 12px 0 auto 0; }
    dialog:focus-visible { outline: 2px solid #fff; }
    p { margin: 8px 0 0; }
    ul { margin: 4px 0 0; padding: 0 0 0 18px; }
    li { margin: 4px 0; }
    code { font: 13px/1.5 ui-monospace, monospace; background: #4a423d; padding: 1px 5px; border-radius: 3px;
      overflow-wrap: anywhere; }
    @media print { :host { display: none; } }
  `);
  shadow.adoptedStyleSheets = [style];
  const problemsAt = element("div", {});
  const answerAt = element("div", {});
  shadow.append(problemsAt, answerAt);
  let shown = "";
  const BEHIND = {
    page: "Behind this is the last good page.",
    missing: "The last good build has no such page.",
    waiting: "Nothing good has been built yet.",
  };

  function show(state) {
    const isBroken = !state.isPublished && state.revision > 0;
    const { problems, untold } = state;
    const now = JSON.stringify([isBroken, problems, untold]);
    // What a reader has hidden stays hidden until something else is wrong.
    if (now === shown) return;
    shown = now;
    problemsAt.replaceChildren();
    const wrong = { tally: state.tally || "Not built", problems, untold, isBroken };
    if (isBroken) openPanel(wrong);
    else if (problems.length) addCounter(wrong);
  }

  function openPanel(wrong) {
    const { tally, problems, untold, isBroken } = wrong;
    const role = isBroken ? "alert" : "region";
    const panel = element("section", { className: isBroken ? "" : "mild", role, ariaLabel: "Preview" });
    const text = problems.map((problem) => problem.text).join("\n");
    const copy = copyButton(text);
    const hide = element("button", { type: "button", textContent: "Hide" });
    hide.onclick = () => {
      panel.remove();
      // Else a page that stays as it was, whatever is saved, would look like one that is right.
      if (!problemsAt.querySelector(".count")) addCounter(wrong);
    };
    const header = element("header", {});
    const title = isBroken ? `${tally}. ${BEHIND[own.kind]}` : tally;
    header.append(element("h1", { textContent: title }), copy, hide);
    panel.append(header, ...problems.map(problemText));
    if (untold) panel.append(element("p", { textContent: `And ${untold} more, which the terminal names.` }));
    // Before the counter, which stays on top to be pressed again.
    problemsAt.prepend(panel);
  }

  // A problem begins with its place. The line with its caret is never broken, or the caret would point elsewhere.
  function problemText({ at, edit, text }) {
    const [head, ...rest] = text.trimEnd().split("\n");
    const isSource = (line) => /^ *\d* *\|/.test(line);
    const pre = element("pre", {});
    pre.append(...(edit ? [placeOf({ at, edit }), head.slice(at.length)] : [head]));
    for (const [className, lines] of [
      ["source", rest.filter(isSource)],
      ["hint", rest.filter((line) => !isSource(line))],
    ]) {
      if (lines.length) pre.append(element("span", { className, textContent: lines.join("\n") }));
    }
    return pre;
  }

  function placeOf({ at, edit }) {
    return edit ? element("a", { href: edit, textContent: at, title: "Open in your editor" }) : document.createTextNode(at);
  }

  // `node` shows the text, to be copied by hand where the browser does not let us: at other addresses than this
  // machine's own.
  function copyButton(text, node) {
    const button = element("button", { type: "button", textContent: "Copy" });
    button.onclick = async () => {
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(node ?? button.closest("section"));
      }
    };
    return button;
  }

  function addCounter(wrong) {
    const className = wrong.isBroken ? "count grave" : "count";
    const button = element("button", { type: "button", className, textContent: wrong.tally });
    button.onclick = () => {
      const panel = problemsAt.querySelector("section");
      if (panel) panel.remove();
      else openPanel(wrong);
    };
    problemsAt.append(button);
  }

  function element(name, properties) {
    return Object.assign(document.createElement(name), properties);
  }

  // ------------------------------------------------------------------------------------ what will not be published

  const banner = document.createElement("preview-banner");
  const bannerStyle = new CSSStyleSheet();
  bannerStyle.replaceSync(`
    :host { all: initial; position: sticky; top: 0; z-index: 2147483646; display: block; padding: 6px 16px;
      color: #26211e; background: repeating-linear-gradient(135deg, #f0c869 0 24px, #eac05a 24px 48px);
      font: 600 14px/1.45 system-ui, sans-serif; text-align: center; }
    a { color: inherit; }
    @media print { :host { position: static; border: 2px solid; } }
  `);
  banner.attachShadow({ mode: "open" }).adoptedStyleSheets = [bannerStyle];
  banner.setAttribute("role", "status");
  const room = new CSSStyleSheet();
  room.replaceSync("html { scroll-padding-top: 3rem; }");
  const MEANING = {
    draft: "Draft: will not be published",
    scheduled: "will not be published before that day",
    expired: "no longer published",
  };

  // Between head and body, where neither the page's scripts nor the changing of it in place come by.
  function announce(held) {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== room);
    banner.remove();
    if (!held) return;
    const [kind] = held.reason.split(" ");
    const reason = held.reason.charAt(0).toUpperCase() + held.reason.slice(1);
    const words = kind === "draft" ? MEANING.draft : `${reason}: ${MEANING[kind]}`;
    banner.shadowRoot.replaceChildren(`${words} (`, placeOf(held), ")");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, room];
    document.documentElement.insertBefore(banner, document.body);
  }

  // --------------------------------------------------------------------------------------- why a word is linked, or not

  const BLOCKS = "p, li, dt, dd, td, th, figcaption, summary, blockquote, pre, h1, h2, h3, h4, h5, h6, div, body";
  const BEFORE = /[\p{L}\p{N}'’]+$/u;
  const AFTER = /^[\p{L}\p{N}'’]+/u;
  const CONTEXT = 120;
  const UNANSWERED = {
    404: "this page has no text of its own.",
    500: "it has a fault, which the terminal names.",
    503: "nothing good has been built yet.",
  };

  // Alt-click on a word, or Alt+Enter on a focused link, on selected words, or where the caret is.
  document.addEventListener("click", onClick, true);
  document.addEventListener("keydown", onKey, true);

  function onClick(event) {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.button || event.target === messages) return;
    // Not even for a word of no term: browsers would load what an Alt-clicked link leads to.
    event.preventDefault();
    event.stopImmediatePropagation();
    const part = event.target.closest("svg [data-term]");
    const link = event.target.closest("a.term");
    // A drawing breaks its words into lines; which term they are for it says itself.
    if (part) answer({ word: part.dataset.term.replaceAll("-", " "), before: "", after: "" }, part);
    else explain(link ? rangeOf(link) : wordAt(...caretAt(event.clientX, event.clientY)));
  }

  function onKey(event) {
    if (event.key === "Escape" && answerAt.firstChild) closeAnswer();
    if (event.key !== "Enter" || !event.altKey || event.target === messages) return;
    const selection = getSelection();
    const link = document.activeElement?.closest("a.term");
    event.preventDefault();
    event.stopImmediatePropagation();
    if (link) explain(rangeOf(link));
    else if (!selection.isCollapsed) explain(selection.getRangeAt(0));
    else if (selection.focusNode) explain(wordAt(selection.focusNode, selection.focusOffset));
  }

  function rangeOf(node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    return range;
  }

  function caretAt(x, y) {
    const caret = document.caretPositionFromPoint?.(x, y);
    if (caret) return [caret.offsetNode, caret.offset];
    const range = document.caretRangeFromPoint?.(x, y);
    return range ? [range.startContainer, range.startOffset] : [null, 0];
  }

  function wordAt(node, offset) {
    if (node?.nodeType !== Node.TEXT_NODE) return null;
    const range = document.createRange();
    range.setStart(node, offset - (node.data.slice(0, offset).match(BEFORE)?.[0].length ?? 0));
    range.setEnd(node, offset + (node.data.slice(offset).match(AFTER)?.[0].length ?? 0));
    return range;
  }

  function explain(range) {
    const word = range?.toString().replace(/\s+/g, " ").trim();
    if (!word || word.length > CONTEXT) return;
    const start = range.startContainer;
    const block = (start.nodeType === Node.TEXT_NODE ? start.parentElement : start).closest(BLOCKS);
    const before = document.createRange();
    before.setStart(block, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const after = document.createRange();
    after.setStart(range.endContainer, range.endOffset);
    after.setEnd(block, block.childNodes.length);
    answer({ word, before: before.toString().slice(-CONTEXT), after: after.toString().slice(0, CONTEXT) }, range);
  }

  // `place` is where the word stands, which the answer leaves to be seen.
  async function answer(question, place) {
    const isBelow = place.getBoundingClientRect().top > innerHeight / 2;
    asked = question;
    const said = await ask("why", { page: own.address, ...question }).catch(({ status }) => {
      const note = `The preview has no answer: ${UNANSWERED[status] ?? "it cannot be reached."}`;
      return { word: question.word, reasons: [], ways: [], note };
    });
    // An answer that takes longer than the next one is not wanted any more.
    if (asked === question) showAnswer(said, isBelow);
  }

  let asked = null;
  let focusedBefore = null;

  function showAnswer({ word, reasons, ways, note }, isBelow) {
    const dialog = element("dialog", { ariaLabel: `Why “${word}” is linked, or not`, tabIndex: -1 });
    dialog.classList.toggle("above", isBelow);
    const close = element("button", { type: "button", textContent: "Close" });
    close.onclick = closeAnswer;
    const header = element("header", {});
    header.append(element("h1", { textContent: `“${word}”` }), close);
    dialog.append(header);
    if (note) dialog.append(element("p", { textContent: note }), ...ways.map(wayOf));
    const here = reasons.filter((reason) => reason.isHere);
    const others = reasons.filter((reason) => !reason.isHere);
    for (const reason of here) dialog.append(reasonOf(reason, "p"), ...reason.ways.map(wayOf));
    if (others.length) {
      const list = element("ul", {});
      list.append(...others.map((reason) => reasonOf(reason, "li")));
      dialog.append(element("p", { textContent: here.length ? "Elsewhere on this page:" : "On this page:" }), list);
    }
    if (!answerAt.firstChild) focusedBefore = document.activeElement;
    answerAt.replaceChildren(dialog);
    dialog.show();
    dialog.focus();
  }

  function closeAnswer() {
    answerAt.replaceChildren();
    focusedBefore?.focus({ preventScroll: true });
  }

  function reasonOf(reason, name) {
    const node = element(name, {});
    const terms = reason.terms.flatMap(([address, title], n) => [
      n ? ", " : "",
      element("a", { href: `/${address}`, textContent: title }),
    ]);
    node.append(placeOf(reason), `: “${reason.surface}” (`, ...terms, `): ${reason.said}`);
    return node;
  }

  function wayOf({ paste, does }) {
    const node = element("p", {});
    const code = element("code", { textContent: paste });
    node.append(code, " ", copyButton(paste, code), ` ${does}`);
    return node;
  }

  // ------------------------------------------------------------------------------------------------------ being told

  window.LiveReloadPluginPreview = class {
    static identifier = "preview";
    static version = "1";
    reload() {
      catchUp();
      return true;
    }
  };
  // Once connected we are told of every build, but not of those while the page was on its way, or asleep.
  document.addEventListener("LiveReloadConnect", catchUp);
  document.documentElement.append(messages);
  const port = location.port || (location.protocol === "https:" ? 443 : 80);
  const told = `host=${location.hostname}&port=${port}&mindelay=200&maxdelay=2000`;
  document.head.append(element("script", { src: `/livereload.js?${told}` }));
})();
