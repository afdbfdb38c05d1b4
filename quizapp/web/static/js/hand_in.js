// Before an attempt is handed in, what still waits on this phone goes to the server.

import { openOutbox } from "./quiz/outbox.js";
import { Sender } from "./quiz/sender.js";

const root = document.querySelector("[data-module=hand-in]");

function begin(outbox) {
  const attempt = root.dataset.attempt;
  const button = root.querySelector("button");
  const notes = root.querySelectorAll("[data-note]");
  const waiting = () => outbox.of(attempt).length;
  const hadWaiting = waiting() > 0;
  let isWanted = false;

  function show(name) {
    notes.forEach((note) => {
      note.hidden = note.dataset.note !== name;
    });
  }

  function onIdle() {
    show("");
    if (isWanted) {
      root.submit();
    } else if (hadWaiting) {
      location.reload(); // the list then tells what the server has now
    }
  }

  function onTrouble() {
    if (waiting()) {
      show("waiting");
      isWanted = false;
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
