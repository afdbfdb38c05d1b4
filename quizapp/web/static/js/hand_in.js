// Before an attempt is handed in, what still waits on this phone goes to the server.
// Without a network the page stays, and does what was wanted once there is one.

import { openOutbox } from "./quiz/outbox.js";
import { isReachable } from "./quiz/requests.js";
import { Sender } from "./quiz/sender.js";

const PAUSE = 3000;
const root = document.querySelector("[data-module=hand-in]");

function begin(outbox) {
  const attempt = root.dataset.attempt;
  const button = root.querySelector("button");
  const notes = root.querySelectorAll("[data-note]");
  const waiting = () => outbox.of(attempt).length;
  const hadWaiting = waiting() > 0;
  let isWanted = false;
  let again = null;

  function show(name) {
    notes.forEach((note) => {
      note.hidden = note.dataset.note !== name;
    });
  }

  // A browser would show a page of its own instead of this one.
  async function handIn() {
    clearTimeout(again);
    if (await isReachable()) {
      show("");
      root.submit();
    } else {
      show("offline");
      button.disabled = false;
      again = setTimeout(() => sender.flush(), PAUSE);
    }
  }

  function onIdle() {
    if (isWanted) {
      handIn();
    } else {
      show("");
      if (hadWaiting) {
        location.reload(); // the list then tells what the server has now
      }
    }
  }

  function onTrouble() {
    if (waiting()) {
      show("waiting");
      button.disabled = false;
    }
  }

  const sender = new Sender(outbox, {
    onSending: () => show(waiting() ? "sending" : ""),
    onOutcome: () => undefined,
    onReply: () => undefined,
    known: () => ({}),
    onTrouble,
    onIdle,
    renumber: (entry) => entry.counter + 1,
  });

  root.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.disabled) {
      return; // a second tap
    }
    button.disabled = true;
    isWanted = true;
    sender.flush();
  });
  window.addEventListener("pageshow", () => {
    button.disabled = false;
  });
  if (hadWaiting) {
    sender.flush();
  }
}

if (root && window.fetch && window.Promise) {
  openOutbox().then(begin);
}
