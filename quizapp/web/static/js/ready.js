// Before the start: is there a connection, is it slow, is the phone's clock wrong?
const SLOW = 2500;
const WRONG = 90 * 1000;

async function check(element) {
  const data = element.dataset;
  const began = performance.now();
  let state = data.good;
  let isWrong = false;
  try {
    const response = await fetch(data.ping, { cache: "no-store", credentials: "omit" });
    isWrong = Math.abs(Date.parse(response.headers.get("Date")) - Date.now()) > WRONG;
    if (!response.ok) state = data.none;
    else if (performance.now() - began > SLOW) state = data.slow;
  } catch (error) {
    state = data.none;
  }
  element.textContent = isWrong ? `${state} ${data.clock}` : state;
  element.classList.toggle("notice-amber", state !== data.good);
  element.hidden = false;
}

document.querySelectorAll('[data-module="ready"]').forEach((element) => {
  check(element);
  for (const name of ["online", "offline"]) {
    window.addEventListener(name, () => check(element));
  }
});
