// Brings what notes looked-up words and missed questions, where the reader has asked for that on the review page.
(() => {
  try {
    if (`review ${microsite.root.pathname}` in localStorage) microsite.bring("memory.js").catch(() => {});
  } catch {
    // Some browsers forbid even to look.
  }
})();
