// One attempt on one page: answers go into the outbox, then out; replies come back.

import { Fields } from "./fields.js";
import { Screens } from "./screens.js";
import { Sender } from "./sender.js";
import { Status } from "./status.js";
import { Watch } from "./watch.js";

const HAND_IN_SPREAD = 3000;

const part = (name) => document.querySelector("[data-part=" + name + "]");

export class Sitting {
  constructor(root, outbox) {
    this.given = root.dataset;
    this.attempt = root.dataset.attempt;
    this.outbox = outbox;
    this.isOpen = true;
    this.last = 0;
    this.status = new Status(part("state"), part("spoken"));
    this.screens = new Screens(root, this.attempt);
    this.fields = new Fields(root, (position, value) => this.keep(position, value));
    this.sender = new Sender(outbox, this);
    this.watch = new Watch(this.given, part("time"), this.sender, {
      onWarning: (seconds) => this.status.say(part("warning-" + seconds).textContent),
      onOver: () => this.finish(),
      onNews: (body) => this.onNews(body),
      onSilence: () => this.onTrouble(),
    });
  }

  begin() {
    this.waiting().forEach((entry) => {
      this.fields.show(entry.position, entry.value);
      this.screens.mark(entry.position, "waiting");
    });
    this.sender.flush();
  }

  waiting() {
    return this.outbox.of(this.attempt);
  }

  async keep(position, value) {
    if (!this.isOpen) {
      return;
    }
    this.screens.mark(position, "waiting");
    this.status.show("saving");
    await this.outbox.put({
      id: [this.attempt, this.given.lease, position].join("/"),
      attempt: this.attempt,
      position,
      value,
      counter: this.nextCounter(),
      token: this.given.token,
      address: this.given.page + "/responses/" + position,
    });
    this.sender.flush();
  }

  // Time since the start by the server's clock: grows over tabs and reloads.
  nextCounter() {
    const taken = this.waiting().map((entry) => entry.counter + 1);
    this.last = Math.max(this.last + 1, this.watch.elapsed(), ...taken);
    return this.last;
  }

  renumber(entry) {
    return entry.attempt === this.attempt ? this.nextCounter() : entry.counter + 1;
  }

  onSending() {
    if (this.isOpen && this.waiting().length) {
      this.status.show("saving");
    }
  }

  onTrouble() {
    if (this.isOpen) {
      this.status.show(this.waiting().length ? "waiting" : "offline");
    }
  }

  onIdle() {
    if (this.isOpen) {
      this.status.show("saved");
    }
  }

  onReply(entry, reply) {
    if (entry.attempt !== this.attempt) {
      return;
    }
    const outcome = reply.body.outcome;
    const isSuperseded = this.waiting().some((other) => other.position === entry.position);
    if (outcome === "saved" && !isSuperseded) {
      this.screens.mark(entry.position, entry.value === null ? "" : "saved");
    } else if (outcome !== "saved" && outcome !== "other") {
      this.screens.mark(entry.position, "");
      this.stop(outcome === "late" ? "late" : "refused");
    }
    this.watch.hear(reply);
  }

  onNews(body) {
    if (body.state !== "open") {
      this.isOpen = false;
      location.replace(this.given.page);
    } else if (!body.is_newest) {
      this.stop("taken");
    } else if (this.isOpen && !this.waiting().length) {
      this.onIdle();
    }
  }

  // Another device goes on, or the server takes nothing any more: read only.
  stop(reason) {
    this.isOpen = false;
    this.watch.isNeeded = false;
    this.screens.lock(true);
    this.status.show(reason);
    part("take-over").hidden = reason !== "taken";
  }

  // Time is up. What waits goes out, the server is asked whether it thinks so too, and
  // the attempt is handed in, not by everybody in the same second.
  async finish() {
    this.screens.lock(true);
    this.status.show("over");
    await this.sender.flush();
    const isAnswered = await this.watch.ask();
    if (isAnswered && this.watch.left() > 0) {
      this.screens.lock(!this.isOpen);
    } else if (isAnswered && !this.waiting().length) {
      setTimeout(() => part("hand-in").submit(), Math.random() * HAND_IN_SPREAD);
    } else {
      setTimeout(() => this.finish(), 2000);
    }
  }
}
