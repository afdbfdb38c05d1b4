// The page of an attempt. Without this file it is one long page of plain forms.

import { openOutbox } from "./quiz/outbox.js";
import { Sitting } from "./quiz/sitting.js";

const root = document.querySelector("[data-module=quiz]");
if (root && window.fetch && window.Promise) {
  openOutbox().then((outbox) => new Sitting(root, outbox).begin());
}
