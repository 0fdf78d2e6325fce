// Lets the reader of the claims ledger see one verdict or one topic alone. Without scripts all of it is there.
(() => {
  const form = document.querySelector(".ledger-filter");
  if (!form) return;
  const { verdict, topic, shown } = form.elements;
  const rows = [...document.querySelectorAll(".ledger-row")];
  const show = () => {
    let count = 0;
    for (const row of rows) {
      const section = row.closest(".topic");
      row.hidden = Boolean((verdict.value && row.dataset.verdict !== verdict.value) || (topic.value && section.id !== topic.value));
      count += !row.hidden;
    }
    for (const section of document.querySelectorAll(".topic")) {
      section.hidden = !section.querySelector(".ledger-row:not([hidden])");
    }
    shown.value = shown.dataset.form.replace("{n}", count).replace("{all}", rows.length);
  };
  const showAll = () => {
    form.reset();
    show();
  };
  form.hidden = false;
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  // A link to one claim must find it, whatever is chosen: before the browser looks for it, and the second time, too, when
  // the address stays as it is.
  addEventListener("click", (event) => event.target.closest?.("a[href^='#']") && showAll());
  addEventListener("hashchange", showAll);
  // A reader who comes back finds chosen what they had chosen.
  addEventListener("pageshow", show);
})();
