// Says that a page's next check is overdue. The page only holds the date: what day it is, the reader's clock knows.
(() => {
  const due = document.querySelector("time[data-review-by]");
  const notice = document.querySelector(".overdue");
  if (!due || !notice) return;
  const now = new Date();
  const today = new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  notice.hidden = due.dateTime >= today;
})();
