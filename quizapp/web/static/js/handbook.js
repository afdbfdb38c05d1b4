// Handbooks: search as one types, without tone marks; questions read aloud.

const search = document.querySelector("[data-part=search]");
const found = document.querySelector("[data-part=found]");
const entries = Array.from(document.querySelectorAll("[data-part=entry]"));
// What makes room while something is sought, all of it below the field: nothing jumps.
const whole = Array.from(document.querySelectorAll("[data-part=whole]"));
// Scrolled to while one types, so that what is found stands right below the field.
const label = document.querySelector("[data-part=top]");
const results = document.querySelector("[data-part=chapters]");
const chapters = Array.from(document.querySelectorAll("[data-part=chapter]"));

// As names.search_key of the server: small letters without marks, single blanks.
const plain = (text) =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/đ/g, "d")
    .replace(/[^\p{L}\p{N}_\s]/gu, " ")
    .replace(/\s+/g, " ")
    .trim();

// What of a question is searched, as web.handbooks.key_of of the server; read once it is needed.
const TEXTS = ".entry-stem > span, .entry-options > li, .entry-answer > span, .entry-text, .entry-source";
const keys = new Map();
const keyOf = (entry) => {
  if (!keys.has(entry)) {
    const texts = Array.from(entry.querySelectorAll(TEXTS), (one) => one.textContent);
    keys.set(entry, plain(texts.join(" ")));
  }
  return keys.get(entry);
};

const show = () => {
  const sought = plain(search.q.value).split(" ").filter(Boolean);
  const isSought = sought.length > 0;
  let count = 0;
  entries.forEach((entry) => {
    entry.hidden = !sought.every((word) => keyOf(entry).indexOf(word) >= 0);
    count += entry.hidden ? 0 : 1;
  });
  chapters.forEach((chapter) => {
    chapter.hidden = !chapter.querySelector("[data-part=entry]:not([hidden])");
  });
  whole.forEach((part) => {
    part.hidden = isSought;
  });
  const words = count ? found.dataset.some + ": " + count : found.dataset.none;
  found.textContent = isSought ? words : "";
  results.classList.toggle("is-sought", isSought);
  if (isSought) {
    label.scrollIntoView();
  }
};

// Only where every question is on the page: a page that was searched is a part of it.
if (search && !search.q.value) {
  search.q.addEventListener("input", show);
  search.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
}

const speech = window.speechSynthesis;

const voice = () =>
  (speech ? speech.getVoices() : []).find((one) => one.lang.toLowerCase().indexOf("vi") === 0);

// What is read of a question, in parts: each option by its letter, a pause between all.
const parts = (entry) => {
  const found = entry.querySelectorAll(
    ".entry-number, .entry-stem > span, .entry-options > li, .entry-answer, .entry-text > *",
  );
  let letter = 65; // A
  return Array.from(found, (one) => {
    const part = one.cloneNode(true);
    part.querySelectorAll("math").forEach((formula) => formula.remove());
    const text = part.textContent.replace(/\s+/g, " ").trim();
    return one.matches("li") ? `${String.fromCharCode(letter++)}: ${text}` : text;
  });
};

const hush = () => {
  speech.cancel();
  document.querySelectorAll("[data-part=read]").forEach((one) => one.removeAttribute("aria-pressed"));
};

const aloud = (button) => {
  const was = button.getAttribute("aria-pressed") === "true";
  hush();
  if (was) {
    return;
  }
  button.setAttribute("aria-pressed", "true");
  const from = button.closest("[data-part=entry], [data-part=chapter]");
  const asked = entries.filter((entry) => from.contains(entry) && !entry.hidden);
  const spoken = [].concat(...asked.map(parts)).map((text) => {
    const words = new SpeechSynthesisUtterance(text);
    words.voice = voice();
    words.lang = "vi-VN";
    return words;
  });
  spoken[spoken.length - 1].onend = () => button.removeAttribute("aria-pressed");
  spoken.forEach((words) => speech.speak(words));
};

const offerReading = () => {
  if (voice()) {
    document.querySelectorAll("[data-part=read]").forEach((button) => {
      button.hidden = false;
    });
  }
};

if (speech) {
  offerReading();
  speech.addEventListener("voiceschanged", offerReading);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-part=read]");
    if (button) {
      aloud(button);
    }
  });
  window.addEventListener("pagehide", () => speech.cancel());
}
