// Keeps the time of an attempt true: hears every reply, and asks when it is quiet.

import { clockText, Timer } from "./timer.js";

const ASK_AFTER = 25000;

export class Watch {
  // hooks: onWarning(seconds), onOver(), onNews(body), onSilence()
  constructor(given, face, sender, hooks) {
    this.given = given;
    this.sender = sender;
    this.hooks = hooks;
    this.isNeeded = true;
    this.heardAt = performance.now();
    this.timer = new Timer(Date.parse(given.serverNow), Date.parse(given.deadlineAt), {
      onTick: (left) => {
        face.textContent = clockText(left);
      },
      onWarning: hooks.onWarning,
      onOver: hooks.onOver,
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") {
        this.timer.wake();
        this.ask();
      }
    });
    setInterval(() => this.askIfQuiet(), 5000);
  }

  // Milliseconds since the start by the server's clock.
  elapsed() {
    return Math.round(this.timer.now() - Date.parse(this.given.startedAt));
  }

  left() {
    return this.timer.left();
  }

  hear(reply) {
    const body = reply.body;
    if (body.server_now) {
      this.heardAt = performance.now();
      this.timer.hear(Date.parse(body.server_now), Date.parse(body.deadline_at), reply.tripTime);
      this.hooks.onNews(body);
    }
  }

  askIfQuiet() {
    const isQuiet = performance.now() - this.heardAt > ASK_AFTER;
    if (this.isNeeded && isQuiet && document.visibilityState === "visible") {
      this.ask();
    }
  }

  // Resolves to whether the server answered.
  async ask() {
    const reply = await this.sender.ask(this.given.page + "/clock", this.given.token);
    if (reply) {
      this.hear(reply);
    } else {
      this.hooks.onSilence();
    }
    return Boolean(reply);
  }
}
