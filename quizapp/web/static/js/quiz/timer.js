// Time left by the server's clock; the phone's own clock decides nothing.
// Each reply bounds the server's time from above: never more is shown than is left.

const WARNINGS = [60, 300, 600];

export class Timer {
  // hooks: onTick(seconds left), onWarning(seconds), onOver()
  // tripTime: how long ago, at most, it was serverNow
  constructor(serverNow, deadline, tripTime, hooks) {
    this.hooks = hooks;
    this.isOver = false;
    this.hear(serverNow, deadline, tripTime);
    this.shown = this.left();
    this.interval = setInterval(() => this.tick(), 250);
    hooks.onTick(this.shown);
  }

  // A reply that took so long to come said that it was serverNow there.
  hear(serverNow, deadline, tripTime) {
    this.heardAt = performance.now();
    this.wallAt = Date.now();
    this.serverThen = serverNow + tripTime;
    this.deadline = deadline;
    this.wasAsleep = false;
    this.isOver = this.isOver && this.left() === 0;
  }

  // The page comes back: some phones stop the monotonic clock meanwhile.
  wake() {
    this.wasAsleep = true;
  }

  now() {
    const monotonic = performance.now() - this.heardAt;
    const wall = this.wasAsleep ? Date.now() - this.wallAt : 0;
    return this.serverThen + Math.max(monotonic, wall);
  }

  left() {
    return Math.max(0, Math.floor((this.deadline - this.now()) / 1000));
  }

  tick() {
    const left = this.left();
    this.hooks.onTick(left);
    const crossed = WARNINGS.filter((at) => left <= at && at < this.shown)[0];
    this.shown = left;
    if (crossed && left > 0) {
      this.hooks.onWarning(crossed);
    }
    if (left === 0 && !this.isOver) {
      this.isOver = true;
      this.hooks.onOver();
    }
  }
}

// How long ago, at most, the server wrote the page that is shown.
export function sinceRequest() {
  const timing = performance.timing;
  const wait = timing && timing.requestStart ? timing.requestStart - timing.navigationStart : 0;
  return Math.max(0, performance.now() - wait);
}

export function clockText(seconds) {
  const two = (number) => (number < 10 ? "0" : "") + number;
  const hours = Math.floor(seconds / 3600);
  const rest = two(Math.floor((seconds % 3600) / 60)) + ":" + two(seconds % 60);
  return hours ? hours + ":" + rest : rest;
}
