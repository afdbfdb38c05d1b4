// One line that says whether answers are saved; its words stand in the page.

import { part } from "./parts.js";

const CALM = ["none", "saved", "saving"];

// What this browser can't do is said.
export function tellWhatIsMissing(outbox) {
  part("fragile").hidden = outbox.isDurable;
  part("no-reload").hidden = !outbox.isDurable || "serviceWorker" in navigator;
}

export class Status {
  constructor(line, spoken) {
    this.line = line;
    this.spoken = spoken;
    part("say-time").addEventListener("click", () => {
      this.say("");
      this.say(part("time").textContent);
    });
  }

  // name: none, saved, saving, waiting, offline, late, refused, taken, over, kept
  show(name) {
    this.line.querySelectorAll("[data-state]").forEach((part) => {
      part.hidden = part.dataset.state !== name;
    });
    this.line.className = "saved-state is-" + name;
    if (CALM.indexOf(name) < 0) {
      this.say(this.line.querySelector("[data-state=" + name + "]").textContent);
    }
  }

  // Read aloud politely, and only when it is something new.
  say(text) {
    if (this.spoken.textContent !== text) {
      this.spoken.textContent = text;
    }
  }
}
