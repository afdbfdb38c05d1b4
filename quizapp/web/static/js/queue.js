// In the queue before a start: asks again by itself, not everybody in the same second.
// Without a network the page stays: it holds the moment at which the start was asked for.

import { isReachable } from "./quiz/requests.js";

const form = document.querySelector("[data-module=queue]");

let timer = null;

async function ask() {
  clearTimeout(timer);
  const isThere = await isReachable();
  form.querySelector("[data-note]").hidden = isThere;
  if (isThere) {
    form.querySelector("button").disabled = true;
    form.submit();
  } else {
    askLater();
  }
}

function askLater() {
  const wait = Number(form.dataset.wait) * 1000;
  timer = setTimeout(ask, wait * (0.7 + Math.random()));
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  askLater();
}
