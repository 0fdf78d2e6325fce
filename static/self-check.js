// Makes a form of a self-check question: choose, check, read the reason for the choice and the right one. Keeps nothing.
// Loaded before a reader comes to the first one, and by the review page.
(() => {
  const { words, bring, element } = microsite;
  microsite.ask = (block) => {
    const [title, options, answer, reasons] = [".block-title", ".options", ".answer", ".reasons"].map((part) =>
      block.querySelector(part),
    );
    if (!title || !options || !reasons) return;
    for (const option of options.children) {
      // What nobody has answered yet is not wrong, though browsers say so of all that is required.
      const input = element("input", { type: "radio", name: block.id, required: true });
      input.setAttribute("aria-invalid", "false");
      option.append(element("label", {}, input, element("span", {}, ...option.childNodes)));
    }
    const why = [...reasons.children];
    const show = (isShown) => {
      why.forEach((reason, n) => (reason.hidden = !isShown(reason, n)));
      reasons.hidden = why.every((reason) => reason.hidden);
    };
    why.forEach((reason, n) => (reason.value = n + 1));
    show(() => false);
    const rest = [...block.children].filter((part) => part !== title && part !== answer);
    const legend = element("legend", { className: "block-title" }, ...title.childNodes);
    const said = element("div", {}, reasons);
    // Firefox has no field for it before 119.
    said.setAttribute("role", "status");
    const form = element("form", {}, element("fieldset", {}, legend, ...rest), element("button", {}, words.check), said);
    form.onchange = () => show(() => false);
    form.onsubmit = (event) => {
      event.preventDefault();
      const isChosen = (reason, n) => form.elements[block.id][n].checked;
      show((reason, n) => isChosen(reason, n) || reason.className === "right");
      const detail = why.some((reason, n) => isChosen(reason, n) && reason.className === "right");
      block.dispatchEvent(new CustomEvent("answered", { bubbles: true, detail }));
    };
    // The fieldset is the group now, of the same name.
    for (const name of ["role", "aria-label"]) block.removeAttribute(name);
    block.replaceChildren(form);
  };

  // A link may lead to a source mark inside a reason.
  const reveal = () => {
    const at = document.querySelector("form .reasons :target");
    if (!at) return;
    at.closest(".reasons > li").hidden = at.closest(".reasons").hidden = false;
    at.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  const askAll = () => {
    for (const block of document.querySelectorAll(".question")) {
      // What a reader has opened, or is in, stays as it is.
      if (!block.querySelector(".answer[open], :focus")) microsite.ask(block);
    }
    reveal();
  };
  bring("self-check.css").then(askAll, askAll);
})();
