// One attempt on one page: answers go into the outbox, then out; replies come back.

import { finish } from "./ending.js";
import { Fields } from "./fields.js";
import { part } from "./parts.js";
import { Screens } from "./screens.js";
import { Sender } from "./sender.js";
import { Status, tellWhatIsMissing } from "./status.js";
import { claim } from "./tabs.js";
import { Watch } from "./watch.js";

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
      onOver: () => finish(this),
      onNews: (body) => this.onNews(body),
      onSilence: () => this.onTrouble(),
      onBack: () => this.sender.hurry(),
    });
  }

  begin() {
    const known = this.watch.isKeptPage ? this.outbox.answersOf(this.attempt) : this.waiting();
    known.forEach((entry) => {
      this.fields.show(entry.position, entry.value);
      this.screens.mark(entry.position, entry.value === null ? "" : "saved");
    });
    this.waiting().forEach((entry) => this.screens.mark(entry.position, "waiting"));
    claim(this.attempt, () => this.stop("taken"));
    this.outbox.onFragile = () => tellWhatIsMissing(this.outbox);
    tellWhatIsMissing(this.outbox);
    this.sender.flush();
  }

  get isRunning() {
    return this.isOpen && this.watch.left() > 0;
  }

  waiting() {
    return this.outbox.of(this.attempt);
  }

  async keep(position, value) {
    if (!this.isOpen) {
      return;
    }
    this.screens.mark(position, "waiting");
    this.status.show(this.watch.isSilent ? "waiting" : "saving");
    await this.outbox.put({
      id: [this.attempt, this.given.lease, position].join("/"),
      attempt: this.attempt,
      position,
      value,
      counter: this.nextCounter(),
      token: this.given.token,
      address: this.given.page + "/responses",
    });
    this.sender.flush();
  }

  // Time since the start by the server's clock: grows over tabs and reloads.
  nextCounter() {
    const taken = this.outbox.answersOf(this.attempt).map((copy) => copy.counter + 1);
    this.last = Math.max(this.last + 1, this.watch.elapsed(), ...taken);
    return this.last;
  }

  renumber(entry) {
    return entry.attempt === this.attempt ? this.nextCounter() : entry.counter + 1;
  }

  onSending() {
    if (this.isRunning && this.waiting().length) {
      this.status.show(this.watch.isSilent ? "waiting" : "saving");
    }
  }

  onTrouble() {
    if (this.isRunning) {
      this.status.show(this.waiting().length ? "waiting" : "offline");
    }
  }

  onIdle() {
    if (this.isRunning) {
      this.status.show(this.watch.isSilent ? "offline" : this.screens.calm);
    }
  }

  // What the page tells the server that it knows: then it hears what is new to it.
  known(batch) {
    return batch[0].attempt === this.attempt ? { deadline_at: this.watch.deadline() } : {};
  }

  onOutcome(entry, outcome) {
    if (entry.attempt !== this.attempt) {
      return;
    }
    const isSuperseded = this.waiting().some(
      (other) => other.position === entry.position && other.counter !== entry.counter,
    );
    if (outcome === "saved" && !isSuperseded) {
      this.screens.mark(entry.position, entry.value === null ? "" : "saved");
    } else if (outcome !== "saved" && outcome !== "other") {
      this.screens.mark(entry.position, "");
      this.stop(outcome === "late" ? "late" : "refused");
    }
  }

  onReply(batch, reply) {
    if (batch[0].attempt === this.attempt) {
      this.watch.hear(reply);
    }
  }

  onNews(body) {
    (body.news || []).forEach((news) => {
      part("news").textContent = news.text;
      part("news").hidden = false;
      this.status.say(news.text);
    });
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
    this.watch.end();
    this.screens.lock(true);
    this.status.show(reason);
    part("take-over").hidden = reason !== "taken";
  }
}
