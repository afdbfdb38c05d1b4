// Keeps the time until an instant up to date, by the server's clock; then loads the page anew.
const SECOND = 1000;

function parts(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / SECOND));
  return {
    days: Math.floor(seconds / 86400),
    hours: Math.floor(seconds / 3600) % 24,
    minutes: Math.floor(seconds / 60) % 60,
    seconds: seconds % 60,
  };
}

function words(element, left) {
  const data = element.dataset;
  const pattern = left.days ? data.days : left.hours ? data.hours : data.minutes;
  return pattern.replace(/\{(\w+)\}/g, (_, name) => String(left[name]));
}

// A page that the browser had kept tells when it was made; the reply tells the time now.
function serverNow(element) {
  const [visit] = performance.getEntriesByType("navigation");
  const timings = (visit && visit.serverTiming) || [];
  const told = timings.filter((timing) => timing.name === "now").map((timing) => Date.parse(timing.description));
  return Math.max(Date.parse(element.dataset.now), ...told.filter((at) => at > 0));
}

function run(element) {
  const total = Date.parse(element.dataset.until) - serverNow(element);
  const began = performance.now();
  const beganOn = Date.now();
  const timer = setInterval(show, SECOND);
  function show() {
    // A phone that sleeps may stop the first clock; the second may be set by hand.
    const left = total - Math.max(performance.now() - began, Date.now() - beganOn);
    element.textContent = words(element, parts(left));
    if (left <= 0) {
      clearInterval(timer);
      const opens = new CustomEvent("quizapp:opens", { cancelable: true });
      if (document.dispatchEvent(opens)) {
        setTimeout(() => location.reload(), SECOND * (1 + 4 * Math.random()));
      }
    }
  }
  if (total > 0) show();
  else clearInterval(timer);
}

document.querySelectorAll('[data-module="countdown"]').forEach(run);
