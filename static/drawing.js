// Binds drawings to their words: whatever stands for a part is lit while the reader points at any of it, in the
// drawing, in its list or in the text. And the test of a drawing's names. Loaded when it is first wanted.
(() => {
  const { bring, element } = microsite;
  const styled = bring("drawing.css").catch(() => {});

  // ------------------------------------------------------------------------------------------- pointing and naming

  const tag = element("p", { className: "part-name" });
  tag.setAttribute("aria-hidden", "true");
  let named = "";

  const termOf = (part) => part.dataset.term ?? /([^/]*?)(\.html)?$/.exec(part.pathname)[1];
  const PART = "[data-term], .figure-parts li > a:first-child";
  const partAt = (node) => node?.closest?.(`${PART}, a.term`);
  const isTested = (part) => part.closest(".is-testing");
  const stopped = () => [...document.querySelectorAll(".lit")].forEach((part) => part.classList.remove("lit"));
  const entriesOf = (figure) => [...figure.querySelectorAll(".figure-parts li > a:first-child")];
  const entryFor = (part) => entriesOf(part.closest(".figure")).find((link) => termOf(link) === termOf(part));

  const light = (part) => {
    stopped();
    tag.remove();
    named = part && !isTested(part) ? termOf(part) : "";
    if (!named) return;
    const standing = (selector) => [...document.querySelectorAll(selector)].filter((each) => termOf(each) === named);
    const drawn = standing(PART).filter((each) => !isTested(each));
    const written = drawn.length ? standing("a.term") : [];
    for (const each of [...drawn, ...written]) each.classList.add("lit");
  };

  // Says the name at the lower edge of what is seen of the drawing, or at the upper one where the pointer is there.
  const name = (part, y) => {
    light(part);
    const svg = named && part.closest("svg");
    const entry = svg && entryFor(part);
    if (!entry) return;
    tag.textContent = entry.parentNode.textContent;
    svg.parentNode.append(tag);
    const place = () => {
      const edges = svg.getBoundingClientRect();
      const [top, bottom] = [Math.max(edges.top, 0), Math.min(edges.bottom, innerHeight)];
      const at = y > (top + bottom) / 2 ? top : bottom - tag.offsetHeight;
      tag.style.top = `${at - svg.parentNode.getBoundingClientRect().top}px`;
    };
    place();
    // Its height is not known before its style.
    styled.then(place);
  };

  addEventListener("pointerover", ({ target, pointerType, clientY }) => {
    if (pointerType === "touch") return;
    const part = partAt(target);
    if (part) name(part, clientY);
    // On the way to the name, say, nothing changes.
    else if (!tag.parentNode?.contains(target)) light(partAt(document.activeElement));
  });
  addEventListener("focusin", ({ target }) => light(partAt(target)));
  addEventListener("keydown", ({ key }) => key === "Escape" && light(null));
  // A first tap names a part; the next tap on its number follows the link.
  addEventListener("click", (event) => {
    if (microsite.pointer !== "touch") return;
    const part = partAt(event.target);
    if (part?.closest("svg") && !isTested(part)) {
      if (tag.isConnected && termOf(part) === named) return;
      event.preventDefault();
      name(part, event.clientY);
    } else if (!part) light(null);
  });
  // What made us come is over already; a tap comes again.
  const hovered = partAt([...document.querySelectorAll(":hover")].pop());
  if (hovered && microsite.pointer !== "touch") name(hovered, 0);
  else light(partAt(document.activeElement));

  // ------------------------------------------------------------------------------------------- the test of the names

  const NEAR = 24;
  // Not checkVisibility(), which Safari has since 17.4 only.
  const isShown = (part) => part.getBoundingClientRect().width > 0;
  const numberAt = (numbers, { clientX, clientY }) => {
    const far = (number) => {
      const { left, top, width, height } = number.getBoundingClientRect();
      return Math.hypot(clientX - left - width / 2, clientY - top - height / 2);
    };
    const [nearest] = numbers.filter(isShown).sort((one, other) => far(one) - far(other));
    return nearest && far(nearest) < NEAR ? nearest : null;
  };

  const begin = (button) => {
    const words = window.MICROSITE_DRAWING_WORDS;
    const figure = button.closest(".figure");
    // Who has to wait for the script may press twice.
    if (figure.matches(".is-testing")) return;
    const svg = figure.querySelector("svg");
    const entries = entriesOf(figure);
    const hidden = [...svg.querySelectorAll(".label-number")];
    const sentence = (text) => text.charAt(0).toLocaleUpperCase(document.documentElement.lang) + text.slice(1);
    const notes = new Map(entries.map((link) => [termOf(link), sentence(link.parentNode.textContent)]));
    const places = [...svg.querySelectorAll(":is(a.label-number, .label-number a)[data-term]")];
    // A part without a number is pointed at itself.
    const numbered = new Set(places.map(termOf));
    places.push(...[...svg.querySelectorAll("g[data-term]")].filter((part) => !numbered.has(termOf(part))));
    const numberOf = (slug) => entries.findIndex((link) => termOf(link) === slug) + 1;
    const found = new Set();
    let chosen = null;

    const said = element("p", {}, words.how);
    said.setAttribute("role", "status");
    const list = element("ul", {});
    list.setAttribute("aria-label", words.names);
    const panel = element("div", { className: "drawing-test" }, said, list);

    const lit = (slug) => {
      stopped();
      for (const part of svg.querySelectorAll(`[data-term="${slug}"]`)) part.classList.add("lit");
    };
    const choose = (one) => {
      chosen?.setAttribute("aria-pressed", "false");
      chosen = one;
      chosen?.setAttribute("aria-pressed", "true");
    };
    const choices = new Map();
    const reveal = (slug) => {
      lit(slug);
      found.add(slug);
      choices.get(slug).classList.add("is-found");
      if (numbered.has(slug)) choices.get(slug).textContent = `${numberOf(slug)} ${choices.get(slug).dataset.name}`;
      for (const part of svg.querySelectorAll(`a[data-term="${slug}"]`)) {
        (part.closest(".label-text") ?? part).classList.add("is-found");
      }
    };
    const answer = (slug, isByKey) => {
      if (!choices.has(slug)) return;
      const isRight = chosen === choices.get(slug);
      const form = isRight ? words.right : chosen ? words.other : "{name}";
      said.textContent = form.replace("{name}", notes.get(slug));
      if (chosen && !isRight) return lit(slug);
      reveal(slug);
      if (found.size === choices.size) said.textContent += ` ${words.all}`;
      const open = [...choices].filter(([each]) => !found.has(each)).map(([, each]) => each);
      choose(null);
      if (isByKey) (open[0] ?? button).focus();
    };

    // In the order of the alphabet: that of the list is the order of the numbers.
    const byName = [...entries].sort((one, other) => one.textContent.localeCompare(other.textContent));
    for (const link of byName) {
      const slug = termOf(link);
      const choice = element("button", { type: "button", textContent: link.textContent });
      choice.dataset.name = link.textContent;
      choice.setAttribute("aria-pressed", "false");
      choice.onclick = (event) => {
        if (found.has(slug)) {
          choose(null);
          said.textContent = notes.get(slug);
          return lit(slug);
        }
        stopped();
        choose(choice === chosen ? null : choice);
        said.textContent = chosen ? words.find.replace("{name}", link.textContent) : "";
        if (chosen && !event.detail) places.find(isShown)?.focus();
      };
      choices.set(slug, choice);
      list.append(element("li", {}, choice));
    }

    const isKey = (event) => !event.detail;
    const point = (event) => {
      const direct = event.target.closest("[data-term]");
      const place = isKey(event) ? direct : (numberAt(places, event) ?? direct);
      event.preventDefault();
      if (place) answer(termOf(place), isKey(event));
    };
    // The parts are links no more, but buttons: Space presses them, arrows lead from one to the next.
    const press = (event) => {
      const at = places.indexOf(event.target);
      if (at < 0) return;
      const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (by) {
        const shown = places.filter(isShown);
        shown[(shown.indexOf(event.target) + by + shown.length) % shown.length].focus();
      } else if (event.key === " " || event.key === "Enter") answer(termOf(event.target), true);
      else return;
      event.preventDefault();
    };
    const end = () => {
      stopped();
      svg.removeEventListener("click", point);
      svg.removeEventListener("keydown", press);
      figure.classList.remove("is-testing");
      for (const part of svg.querySelectorAll(".is-found")) part.classList.remove("is-found");
      for (const place of places) {
        for (const name of ["role", "aria-label", "tabindex"]) place.removeAttribute(name);
        if (place.localName === "a") place.setAttribute("tabindex", "-1");
      }
      for (const number of hidden) number.setAttribute("aria-hidden", "true");
      panel.remove();
      button.textContent = label;
      button.onclick = again;
    };

    const [label, again] = [button.textContent, button.onclick];
    button.textContent = words.ends;
    button.onclick = end;
    for (const place of places) {
      place.setAttribute("role", "button");
      place.setAttribute("tabindex", "0");
      place.setAttribute("aria-label", words.part.replace("{n}", numberOf(termOf(place))));
    }
    for (const number of hidden) number.removeAttribute("aria-hidden");
    svg.addEventListener("click", point);
    svg.addEventListener("keydown", press);
    light(null);
    figure.classList.add("is-testing");
    button.after(panel);
    // A tall drawing has become smaller, and what one looks at would have slid away with it.
    for (const part of [panel, svg]) part.scrollIntoView({ block: "nearest" });
  };
  // Which numbers are shown, and so can take the focus, is said by the styles.
  microsite.test = (button) => styled.then(() => begin(button));
})();
