// The comment boxes of a copy for review: kept while they are written, and saved as a small text file that
// `build.py comments` reads. Stands inside the copy, which asks nobody for anything.
(() => {
  "use strict";
  const copy = document.querySelector("[data-page]");
  const boxes = [...document.querySelectorAll("textarea[data-number]")];
  const name = document.querySelector("input[data-name]");
  const said = document.querySelector("[role=status]");
  const key = `comments ${copy.dataset.page} ${copy.dataset.digest}`;
  let isSaved = true;

  // -------------------------------------------------------------------------- kept in this browser until they are sent

  function keep() {
    isSaved = false;
    const kept = { name: name.value };
    for (const box of boxes) if (box.value.trim()) kept[box.dataset.number] = box.value;
    try {
      localStorage.setItem(key, JSON.stringify(kept));
    } catch {
      // A browser that keeps nothing for files: then closing the page asks first.
    }
    count();
  }

  function bringBack() {
    try {
      const kept = JSON.parse(localStorage.getItem(key)) ?? {};
      name.value = kept.name ?? "";
      for (const box of boxes) {
        box.value = kept[box.dataset.number] ?? "";
        if (box.value) box.closest("details").open = true;
      }
    } catch {
      // Nothing was kept.
    }
  }

  function count() {
    const n = boxes.filter((box) => box.value.trim()).length;
    said.textContent = (n === 1 ? said.dataset.one : said.dataset.many).replace("{n}", n);
    return n;
  }

  // ------------------------------------------------------------------------------------------------------- the file

  const indented = (text) => text.trim().split(/\r\n?|\n/).map((line) => `  ${line}`.trimEnd()).join("\n");

  function text() {
    const { page, title } = copy.dataset;
    const head = [`Comments on “${title}”`, `Page: ${page}`, `By: ${name.value.trim().replace(/\s+/g, " ")}`];
    const notes = boxes
      .filter((box) => box.value.trim())
      .map((box) => `¶ ${box.dataset.number}\n> ${box.dataset.words}\n${indented(box.value)}\n`);
    return `${head.join("\n")}\n\n${notes.join("\n")}`;
  }

  function save() {
    if (!count()) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text()], { type: "text/plain;charset=utf-8" }));
    link.download = copy.dataset.file;
    link.click();
    isSaved = true;
    said.textContent = said.dataset.saved.replace("{file}", copy.dataset.file);
  }

  for (const part of document.querySelectorAll("[data-scripted]")) part.hidden = false;
  bringBack();
  count();
  document.addEventListener("input", keep);
  document.addEventListener("toggle", ({ target }) => target.open && target.querySelector("textarea")?.focus(), true);
  document.querySelector("button[data-save]").addEventListener("click", save);
  addEventListener("beforeunload", (event) => isSaved || event.preventDefault());
})();
