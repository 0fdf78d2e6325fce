// Says that a page's next check is overdue. The page only holds the date: what day it is, the reader's clock knows.
(() => {
  for (const due of document.querySelectorAll("time[data-review-by]")) {
    const notice = due.parentNode.querySelector(".overdue") ?? document.querySelector(".overdue");
    // Without a zone a time is the reader's own; the hour 24 ends a day.
    if (notice) notice.hidden = new Date(`${due.dateTime}T24:00`) > new Date();
  }
})();
