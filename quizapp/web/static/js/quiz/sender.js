// Sends what waits in the outbox, in order, again and again until it is acknowledged.

import { firstBatch, heard, MOST_AT_ONCE, putOf, request } from "./requests.js";

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 15000;

export class Sender {
  // hooks: onSending(), onOutcome(entry, outcome), onReply(batch, reply), onTrouble(),
  // onIdle(), renumber(entry), known(batch): what the page knows already
  constructor(outbox, hooks) {
    this.outbox = outbox;
    this.hooks = hooks;
    this.isBusy = false;
    this.pause = FIRST_PAUSE;
    this.timer = null;
    this.refused = new Set();
    this.nextAt = 0;
    window.addEventListener("online", () => this.hurry());
    window.addEventListener("offline", () => this.hooks.onTrouble());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") {
        this.farewell();
      } else {
        this.flush();
      }
    });
  }

  waiting() {
    return this.outbox.all().filter((entry) => !this.refused.has(entry.token));
  }

  // The network is back: what waits goes at once, however long the pause had grown.
  hurry() {
    this.pause = FIRST_PAUSE;
    this.flush();
  }

  // Sends until nothing waits, or until the network fails. The server says how often.
  async flush() {
    clearTimeout(this.timer);
    if (this.isBusy) {
      return;
    }
    const early = this.nextAt - performance.now();
    if (early > 0 && this.waiting().length) {
      this.timer = setTimeout(() => this.flush(), early);
      return;
    }
    this.isBusy = true;
    let isHeard = true;
    while (isHeard && this.waiting().length) {
      isHeard = await this.deliver(firstBatch(this.waiting()));
    }
    this.isBusy = false;
    if (isHeard) {
      this.hooks.onIdle();
    } else {
      this.retryLater();
    }
  }

  async deliver(batch) {
    this.hooks.onSending();
    const known = this.hooks.known(batch);
    let reply;
    try {
      reply = await heard(batch[0].address, batch[0].token, putOf(batch, known));
    } catch (error) {
      return false;
    }
    this.pause = FIRST_PAUSE;
    this.nextAt = performance.now() + (reply.body.save_after_ms || 0);
    if (!reply.isOk) {
      // Nothing was kept, and nothing will be: the entries stay on this phone.
      this.refused.add(batch[0].token);
      batch.forEach((entry) => this.hooks.onOutcome(entry, "refused"));
      return true;
    }
    let isAgain = false;
    for (const answer of reply.body.answers) {
      const entry = batch.find(
        (one) => one.position === answer.position && one.counter === answer.counter,
      );
      isAgain = isAgain || answer.outcome === "again";
      if (entry && answer.outcome !== "again") {
        await this.settle(entry, answer.outcome);
      }
    }
    this.hooks.onReply(batch, reply);
    return !isAgain;
  }

  // The server has said what became of an answer, durably.
  async settle(entry, outcome) {
    await this.outbox.acknowledge(entry);
    if (outcome === "other") {
      // Another tab has used this number: the same answer goes again under a new one.
      const counter = this.hooks.renumber(entry);
      await this.outbox.put(Object.assign({}, entry, { counter }));
    }
    this.hooks.onOutcome(entry, outcome);
  }

  retryLater() {
    this.hooks.onTrouble();
    this.timer = setTimeout(() => this.flush(), this.pause * (0.5 + Math.random()));
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  // The page goes away: what waits is sent without waiting for it, and stays until known.
  farewell() {
    const groups = new Map();
    this.waiting().forEach((entry) => {
      const name = entry.address + " " + entry.token;
      groups.set(name, (groups.get(name) || []).concat(entry));
    });
    groups.forEach((group) => {
      const options = Object.assign(putOf(group.slice(0, MOST_AT_ONCE), {}), { keepalive: true });
      request(group[0].address, group[0].token, options).catch(() => undefined);
    });
  }

  // Resolves to a reply, or to null if there was none.
  ask(address, token) {
    return heard(address, token, {}).then((reply) => (reply.isOk ? reply : null), () => null);
  }
}
