// Whether the server can be reached, also while the person only reads: a probe goes out
// once nothing was heard for a while, and none while the page is hidden.
// Silence is shown within GAP + PATIENCE < 10 s, as is promised. Under load, that is once
// the server asks for more than GAP / PER_SAVE between two saves, probes are the first to
// give way: the gap grows with what it asks for, up to LONGEST_GAP, and silence is then
// shown within 30 s at the latest, as it would be without probes by the question for the time.

import { ping } from "./requests.js";

const GAP = 5500;
const PATIENCE = 4000;
const LONGEST_GAP = 25000;
const PER_SAVE = 5;
const RETRY = 2500;

const isVisible = () => document.visibilityState === "visible";

export class Pulse {
  // hooks: onSilence(), each time it stays silent; onBack(), once it is heard again
  constructor(hooks) {
    this.hooks = hooks;
    this.isNeeded = true;
    this.isSilent = false;
    this.gap = GAP;
    window.addEventListener("offline", () => this.miss());
    window.addEventListener("online", () => this.probe());
    document.addEventListener("visibilitychange", () => this.plan(RETRY));
    this.plan(navigator.onLine === false ? 0 : GAP);
  }

  plan(wait) {
    clearTimeout(this.next);
    this.next = setTimeout(() => this.probe(), wait);
  }

  // A server of ours has answered, whatever was asked.
  hear(saveAfter) {
    clearTimeout(this.late);
    if (saveAfter) {
      this.gap = Math.min(Math.max(GAP, PER_SAVE * saveAfter), LONGEST_GAP);
    }
    const wasSilent = this.isSilent;
    this.isSilent = false;
    this.plan(this.gap);
    if (wasSilent) {
      this.hooks.onBack();
    }
  }

  miss() {
    clearTimeout(this.late);
    if (this.isNeeded && isVisible()) {
      this.isSilent = true;
      this.hooks.onSilence();
      this.plan(RETRY * (1 + Math.random()));
    }
  }

  // A probe that is late may still be heard, until the next one goes out.
  async probe() {
    if (this.stop) {
      this.stop.abort();
    }
    clearTimeout(this.late);
    if (!this.isNeeded || !isVisible()) {
      return;
    }
    const stop = new AbortController();
    this.stop = stop;
    this.late = setTimeout(() => this.miss(), PATIENCE);
    const isAlive = await ping(stop.signal);
    if (isAlive) {
      this.hear();
    } else if (!stop.signal.aborted) {
      this.miss();
    }
  }

  end() {
    this.isNeeded = false;
  }
}
