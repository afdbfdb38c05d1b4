// Takes the steps of a run without loading the whole page: the same pages, their middle put in place.
const root = document.querySelector('[data-module="practice"]');
const PATIENCE = 8000;
// The next question, fetched while the explanation is read; a page of a question tells no key.
const ahead = new Map();

async function fetched(address) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), PATIENCE);
  try {
    const response = await fetch(address, { headers: { Accept: "text/html" }, signal: giveUp.signal });
    if (!response.ok) throw new Error(response.status);
    return await response.text();
  } finally {
    clearTimeout(timer);
  }
}

function put(page) {
  const fresh = page.querySelector('[data-module="practice"]');
  document.title = page.title;
  root.textContent = "";
  while (fresh.firstChild) root.appendChild(fresh.firstChild);
  scrollTo(0, 0);
  const focus = root.querySelector('[data-part="focus"]');
  if (focus) focus.focus({ preventScroll: true });
}

function lookAhead() {
  const next = root.querySelector('a[data-part="next"]');
  ahead.clear();
  if (next) ahead.set(next.href, fetched(next.href).catch(() => null));
}

let turn = 0;
let standing = place();

// A step within the page (#content) is none of a run.
function place() {
  return location.pathname + location.search;
}

async function go(address, isNew) {
  turn += 1;
  const mine = turn;
  root.setAttribute("aria-busy", "true");
  try {
    const text = (await ahead.get(address)) || (await fetched(address));
    if (mine !== turn) return; // somebody went on, or back, meanwhile
    if (isNew) history.pushState(null, "", address);
    standing = place();
    put(new DOMParser().parseFromString(text, "text/html"));
    root.removeAttribute("aria-busy");
    lookAhead();
  } catch (error) {
    if (mine === turn) location.assign(address); // the browser says what is wrong
  }
}

root.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  go(`${form.action}?${new URLSearchParams(new FormData(form))}`, true);
});

root.addEventListener("click", (event) => {
  const link = event.target.closest('a[data-part="next"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(link.href, true);
});

addEventListener("popstate", () => {
  if (place() !== standing) go(location.href, false);
});
lookAhead();
