// Shows a term's definition beside its mention: on hover, keyboard focus or tap. The link stays a link.
// Loaded when a reader comes to the first one, together with previews.css and terms.js.
(() => {
  const { element } = microsite;
  const text = element("span", { id: "page.preview.text" });
  const more = element("a");
  const box = element("span", { className: "preview", popover: "manual" }, text, more);
  let shown = null;
  let timer = 0;

  const termAt = (node) => node.closest?.("a.term") ?? null;
  const holdsFocus = () => shown === document.activeElement || box.contains(document.activeElement);
  const after = (delay, act, ...given) => {
    clearTimeout(timer);
    timer = setTimeout(act, delay, ...given);
  };

  const close = () => {
    clearTimeout(timer);
    shown?.removeAttribute("aria-describedby");
    shown = null;
    box.remove();
  };

  const place = (link) => {
    const lines = link.getClientRects();
    const [first, last] = [lines[0], lines[lines.length - 1]];
    const high = box.offsetHeight + 6;
    const isBelow = last.bottom + high < innerHeight || first.top < high;
    const most = document.documentElement.clientWidth - box.offsetWidth - 8;
    box.style.left = `${scrollX + Math.max(8, Math.min((isBelow ? last : first).left, most))}px`;
    box.style.top = `${scrollY + (isBelow ? last.bottom + 6 : first.top - high)}px`;
  };

  // Returns whether there is a definition to show.
  const open = (link) => {
    clearTimeout(timer);
    const said = window.MICROSITE_TERMS?.[/([^/]*?)(\.html)?$/.exec(link.pathname)[1]];
    if (!said) return false;
    close();
    const [title, everyday, summary, say] = said;
    const names = [everyday, say].filter(Boolean).join(" · ");
    const lines = [["b", title], ["i", names], ["span", summary]].filter(([, line]) => line);
    text.replaceChildren(...lines.map(([name, line]) => element(name, {}, line)));
    more.textContent = window.MICROSITE_MORE;
    more.href = link.href;
    // Beside the link in the document too, so that the next Tab leads into it; the top layer keeps it unclipped.
    link.after(box);
    box.showPopover?.();
    place(link);
    link.setAttribute("aria-describedby", text.id);
    shown = link;
    link.dispatchEvent(new Event("previewed", { bubbles: true }));
    return true;
  };

  const on = (name, act, options) => addEventListener(name, act, options);
  const listen = () => {
    microsite.isPreviewing = true;
    on("pointerover", (event) => {
      if (event.pointerType !== "mouse") return;
      const link = termAt(event.target);
      if (link && link !== shown) after(300, open, link);
      else if (link || box.contains(event.target)) clearTimeout(timer);
      else if (shown && !holdsFocus()) after(250, close);
      else clearTimeout(timer);
    });
    on("pointerdown", (event) => {
      if (!box.contains(event.target) && termAt(event.target) !== shown) close();
    });
    on("click", (event) => {
      const link = termAt(event.target);
      if (!link || link === shown || microsite.pointer !== "touch") return;
      if (open(link)) event.preventDefault();
    });
    on("focusin", (event) => {
      const link = termAt(event.target);
      if (box.contains(event.target) || (link && link === shown)) return;
      if (link?.matches(":focus-visible")) open(link);
      else close();
    });
    on("keydown", (event) => {
      if (event.key !== "Escape") return;
      const back = box.contains(document.activeElement) ? shown : null;
      close();
      // Focus must not open again what was just closed.
      if (back) {
        on("focusin", (moved) => moved.stopImmediatePropagation(), { once: true, capture: true });
        back.focus();
      }
    });
    const left = (event) => {
      if (!shown) return;
      const { top, bottom } = shown.getBoundingClientRect();
      if (event.target !== document || bottom < 0 || top > innerHeight) close();
    };
    on("scroll", left, { capture: true, passive: true });
    for (const name of ["resize", "pagehide"]) on(name, close);
    // A page that has only now come whole says so, too.
    on("pageshow", ({ persisted }) => persisted && close());
  };

  // Takes up an event that came before the definitions and their style were there too. Until then none is listened for
  // here: a script that is there before the definitions would let the first tap lead away.
  microsite.preview = ({ type, pointerType, timeStamp }, link) => {
    if (!microsite.isPreviewing) listen();
    if (type === "click") open(link) || location.assign(link.href);
    else if (link.matches(":focus-visible")) open(link);
    else if (pointerType === "mouse" && link.matches(":hover")) after(300 - performance.now() + timeStamp, open, link);
  };
})();
