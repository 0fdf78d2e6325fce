// Says that a page's next check is overdue. The page only holds the date: what day it is, the reader's clock knows.
(() => {
  const now = new Date();
  const today = new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  for (const due of document.querySelectorAll("time[data-review-by]")) {
    const notice = due.parentNode.querySelector(".overdue") ?? document.querySelector(".overdue");
    if (notice) notice.hidden = due.dateTime >= today;
  }
})();
