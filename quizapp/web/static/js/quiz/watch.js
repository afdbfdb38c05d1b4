// Keeps the time of an attempt true: hears every reply, and asks when it is quiet.

import { Pulse } from "./pulse.js";
import { store, stored } from "./storage.js";
import { clockText, sinceRequest, Timer } from "./timer.js";

const ASK_AFTER = 25000;
const CLOCKS = "quizapp:clock:";

export class Watch {
  // hooks: onWarning(seconds), onOver(), onNews(body), onSilence(), onBack()
  constructor(given, face, sender, hooks) {
    this.given = given;
    this.sender = sender;
    this.hooks = hooks;
    this.isNeeded = true;
    this.pulse = new Pulse(hooks);
    this.heardAt = performance.now();
    const known = stored(CLOCKS + given.attempt, null);
    const written = Date.parse(given.serverNow);
    // A page that was kept on this phone is older than what was heard since.
    this.isKeptPage = Boolean(known && known.server > written);
    const start = this.isKeptPage
      ? { server: known.server, deadline: known.deadline, trip: Math.max(0, Date.now() - known.wall) }
      : { server: written, deadline: Date.parse(given.deadlineAt), trip: sinceRequest() };
    this.timer = new Timer(start.server, start.deadline, start.trip, {
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
    setInterval(() => {
      this.note();
      this.askIfQuiet();
    }, 5000);
    this.note();
    if (this.isKeptPage) {
      this.pulse.plan(0);
    }
  }

  // Milliseconds since the start by the server's clock.
  elapsed() {
    return Math.round(this.timer.now() - Date.parse(this.given.startedAt));
  }

  // Keeps the server's time for a page that comes back without a network.
  note() {
    const { deadline } = this.timer;
    store(CLOCKS + this.given.attempt, { server: this.timer.now(), deadline, wall: Date.now() });
  }

  deadline() {
    return new Date(this.timer.deadline).toISOString();
  }

  left() {
    return this.timer.left();
  }

  get isSilent() {
    return this.pulse.isSilent;
  }

  // Nothing more can be answered here.
  end() {
    this.isNeeded = false;
    this.pulse.end();
  }

  hear(reply) {
    const body = reply.body;
    this.pulse.hear(body.save_after_ms);
    if (body.server_now) {
      this.heardAt = performance.now();
      this.timer.hear(Date.parse(body.server_now), Date.parse(body.deadline_at), reply.tripTime);
      this.note();
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
    const reply = await this.sender.ask(
      this.given.page + "/clock?deadline_at=" + encodeURIComponent(this.deadline()),
      this.given.token,
    );
    if (reply) {
      this.hear(reply);
    } else {
      this.hooks.onSilence();
    }
    return Boolean(reply);
  }
}
