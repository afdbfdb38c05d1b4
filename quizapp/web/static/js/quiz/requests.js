// Requests of one attempt: what goes out, and whether a server of ours has answered.

const LONGEST_TRY = 8000;
export const MOST_AT_ONCE = 50;

export function request(address, token, options) {
  const headers = { Accept: "application/json", "X-Attempt-Token": token };
  if (options.body) {
    headers["Content-Type"] = "application/json";
  }
  return fetch(address, Object.assign({ credentials: "same-origin", headers }, options));
}

// Resolves to what a server of ours said; rejects if it was silent or somebody else.
export async function heard(address, token, options) {
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

// Resolves to whether a server of ours is there: asks nothing of its database.
export async function ping(signal) {
  try {
    const options = { cache: "no-store", credentials: "omit", signal };
    const response = await fetch("/healthz", options);
    return response.ok && (await response.json()).alive === true;
  } catch (error) {
    return false;
  }
}

// The same with an end: a network that is silent counts as none.
export async function isReachable() {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), LONGEST_TRY);
  const isAlive = await ping(stop.signal);
  clearTimeout(timer);
  return isAlive;
}

// The first entries that one request can bring: those of one attempt and one lease.
export function firstBatch(entries) {
  const first = entries[0];
  return entries
    .filter((entry) => entry.address === first.address && entry.token === first.token)
    .slice(0, MOST_AT_ONCE);
}

export function putOf(batch, known) {
  const answers = batch.map(({ position, counter, value }) => ({ position, counter, value }));
  return { method: "PUT", body: JSON.stringify(Object.assign({ answers }, known)) };
}
