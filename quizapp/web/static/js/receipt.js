// The attempt has ended: what this phone kept of it for reading goes.

import { openOutbox } from "./quiz/outbox.js";

const root = document.querySelector("[data-module=receipt]");
if (root) {
  openOutbox().then((outbox) => outbox.forget(root.dataset.attempt));
}
