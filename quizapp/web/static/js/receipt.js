// The attempt has ended: what this phone kept of it for reading goes.

import { openOutbox } from "./quiz/outbox.js";

const PAPERS = "quizapp-papers";
const root = document.querySelector("[data-module=receipt]");
if (root) {
  const attempt = root.dataset.attempt;
  openOutbox().then((outbox) => outbox.forget(attempt));
  if (window.caches) {
    caches
      .open(PAPERS)
      .then((cache) => cache.delete("/attempts/" + attempt))
      .then(letPicturesGo)
      .catch(() => undefined);
  }
}

function letPicturesGo() {
  const worker = navigator.serviceWorker && navigator.serviceWorker.controller;
  if (worker) {
    worker.postMessage({ ended: true });
  }
}
