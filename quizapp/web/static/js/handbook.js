// Handbooks: search as one types, without tone marks; questions read aloud.

const search = document.querySelector("[data-part=search]");
const found = document.querySelector("[data-part=found]");
const entries = Array.from(document.querySelectorAll("[data-part=entry]"));
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

const show = () => {
  const sought = plain(search.q.value);
  let count = 0;
  entries.forEach((entry) => {
    entry.hidden = entry.dataset.key.indexOf(sought) < 0;
    count += entry.hidden ? 0 : 1;
  });
  chapters.forEach((chapter) => {
    chapter.hidden = !chapter.querySelector("[data-part=entry]:not([hidden])");
  });
  const words = count ? found.dataset.some + ": " + count : found.dataset.none;
  found.textContent = sought ? words : "";
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

const aloud = (button) => {
  const was = button.getAttribute("aria-pressed") === "true";
  speech.cancel();
  document.querySelectorAll("[data-part=read]").forEach((one) => one.removeAttribute("aria-pressed"));
  if (was) {
    return;
  }
  const entry = button.closest("[data-part=entry]").cloneNode(true);
  entry.querySelectorAll(".entry-foot, math").forEach((part) => part.remove());
  const words = new SpeechSynthesisUtterance(entry.textContent.replace(/\s+/g, " "));
  words.voice = voice();
  words.lang = "vi-VN";
  words.onend = () => button.removeAttribute("aria-pressed");
  button.setAttribute("aria-pressed", "true");
  speech.speak(words);
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
