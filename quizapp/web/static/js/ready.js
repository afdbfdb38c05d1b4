// Before the start: is there a connection, is it slow, is the phone's clock wrong?
const SLOW = 2500;
const SILENT = 8000;
const WRONG = 90 * 1000;

async function check(element) {
  const data = element.dataset;
  const began = performance.now();
  let state = data.good;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), SILENT);
  let isWrong = false;
  try {
    const options = { cache: "no-store", credentials: "omit", signal: stop.signal };
    const response = await fetch(data.ping, options);
    isWrong = Math.abs(Date.parse(response.headers.get("Date")) - Date.now()) > WRONG;
    if (!response.ok) state = data.none;
    else if (performance.now() - began > SLOW) state = data.slow;
  } catch (error) {
    state = data.none;
  }
  clearTimeout(timer);
  element.textContent = isWrong ? `${state} ${data.clock}` : state;
  element.classList.toggle("notice-amber", state !== data.good);
  element.hidden = false;
}

document.querySelectorAll('[data-module="ready"]').forEach((element) => {
  check(element);
  for (const name of ["online", "offline"]) {
    window.addEventListener(name, () => check(element));
  }
  // A browser would show a page of its own instead of this one.
  element.parentElement.querySelector("form").addEventListener("submit", (event) => {
    if (navigator.onLine === false) {
      event.preventDefault();
      check(element);
    }
  });
});
