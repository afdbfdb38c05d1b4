// Before a round opens: once it is wanted, the start is asked for the moment it opens.

const HOUR = 3600000;
const form = document.querySelector("[data-module=joining]");

// A phone that falls asleep would miss the opening; not every browser can be asked.
function stayAwake() {
  if ("wakeLock" in navigator && document.visibilityState === "visible") {
    navigator.wakeLock.request("screen").catch(() => undefined);
  }
}

// How long it is until the opening, by the server's clock.
function timeLeft() {
  const { until, now } = document.querySelector("[data-module=countdown]").dataset;
  return Date.parse(until) - Date.parse(now) - performance.now();
}

function begin() {
  const wish = form.querySelector("[data-part=wish]");
  const promise = form.querySelector("[data-part=promise]");
  let isWanted = false;
  // Nobody keeps a page open for days: it can be wished for in the last hour.
  setTimeout(() => {
    wish.hidden = false;
  }, Math.min(Math.max(0, timeLeft() - HOUR), 24 * HOUR));
  wish.addEventListener("click", () => {
    isWanted = true;
    wish.hidden = true;
    promise.hidden = false;
    stayAwake();
    document.addEventListener("visibilitychange", stayAwake);
  });
  document.addEventListener("quizapp:opens", (event) => {
    if (!isWanted) {
      return;
    }
    event.preventDefault();
    if (navigator.onLine === false) {
      window.addEventListener("online", () => form.submit());
    } else {
      setTimeout(() => form.submit(), Math.random() * Number(form.dataset.spread));
    }
  });
}

if (form) {
  begin();
}
