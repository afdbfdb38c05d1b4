// Sends what waits in the outbox, in order, again and again until it is acknowledged.

const LONGEST_TRY = 8000;
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 15000;

function request(address, token, options) {
  const headers = { Accept: "application/json", "X-Attempt-Token": token };
  if (options.body) {
    headers["Content-Type"] = "application/json";
  }
  return fetch(address, Object.assign({ credentials: "same-origin", headers }, options));
}

// Resolves to what a server of ours said; rejects if it was silent or somebody else.
async function heard(address, token, options) {
  const stop = window.AbortController ? new AbortController() : null;
  const timer = setTimeout(() => stop && stop.abort(), LONGEST_TRY);
  const sentAt = performance.now();
  try {
    const signal = stop ? { signal: stop.signal } : {};
    const response = await request(address, token, Object.assign(signal, options));
    const body = await response.json();
    if (response.status >= 500 || response.status === 429 || !(body.server_now || body.error)) {
      throw new Error("again");
    }
    return { isOk: response.ok, body, tripTime: performance.now() - sentAt };
  } finally {
    clearTimeout(timer);
  }
}

function putOf(entry) {
  return { method: "PUT", body: JSON.stringify({ value: entry.value, counter: entry.counter }) };
}

export class Sender {
  // hooks: onSending(), onReply(entry, reply), onTrouble(), onIdle(), renumber(entry)
  constructor(outbox, hooks) {
    this.outbox = outbox;
    this.hooks = hooks;
    this.isBusy = false;
    this.pause = FIRST_PAUSE;
    this.timer = null;
    window.addEventListener("online", () => this.flush());
    window.addEventListener("offline", () => this.hooks.onTrouble());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") {
        this.farewell();
      } else {
        this.flush();
      }
    });
  }

  // Sends until nothing waits, or until the network fails.
  async flush() {
    clearTimeout(this.timer);
    if (this.isBusy) {
      return;
    }
    this.isBusy = true;
    let next = this.outbox.all()[0];
    while (next && (await this.deliver(next))) {
      next = this.outbox.all()[0];
    }
    this.isBusy = false;
    if (next) {
      this.retryLater();
    } else {
      this.hooks.onIdle();
    }
  }

  async deliver(entry) {
    this.hooks.onSending();
    let reply;
    try {
      reply = await heard(entry.address, entry.token, putOf(entry));
    } catch (error) {
      return false;
    }
    this.pause = FIRST_PAUSE;
    await this.outbox.acknowledge(entry);
    if (reply.body.outcome === "other") {
      // Another tab has used this number: the same answer goes again under a new one.
      const counter = this.hooks.renumber(entry);
      await this.outbox.put(Object.assign({}, entry, { counter }));
    }
    this.hooks.onReply(entry, reply);
    return true;
  }

  retryLater() {
    this.hooks.onTrouble();
    this.timer = setTimeout(() => this.flush(), this.pause * (0.5 + Math.random()));
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  // The page goes away: what waits is sent without waiting for it, and stays until known.
  farewell() {
    this.outbox.all().forEach((entry) => {
      request(entry.address, entry.token, Object.assign(putOf(entry), { keepalive: true }))
        .catch(() => undefined);
    });
  }

  // Resolves to a reply, or to null if there was none.
  ask(address, token) {
    return heard(address, token, {}).then((reply) => (reply.isOk ? reply : null), () => null);
  }
}
