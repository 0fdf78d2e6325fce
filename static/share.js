// Offers to copy a page's address, to share it by the system, and to print it. Loaded before a reader comes to the row.
(() => {
  const share = document.querySelector(".share");
  const url = document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];
  const said = share.querySelector("[role=status]");
  const offer = (name, act) => {
    const button = share.querySelector(`[data-share=${name}]`);
    button.hidden = false;
    button.onclick = act;
  };
  // Where the address may not be copied, it is shown, to be copied by hand.
  const copied = () => navigator.clipboard?.writeText(url) ?? Promise.reject();
  offer("copy", () => copied().then(() => (said.textContent = share.dataset.copied), () => (said.textContent = url)));
  if (navigator.share) offer("system", () => navigator.share({ title: document.title, url }).catch(() => {}));
  offer("print", () => print());
})();
