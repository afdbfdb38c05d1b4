// Keeps the paper of an attempt, and what its page is made of, for when there is no network.
// Nothing else is kept: every other page says that there is no network.

const PAPERS = "quizapp-papers";
const ASSETS = "quizapp-assets";
const OFFLINE = "/offline";
const PATIENCE = 6000;
const PAPER = /^\/attempts\/\d+$/;
const LEAVING = /^\/(sign-out|sign-in|staff)/;
const MOST_ASSETS = 120;

self.addEventListener("install", (event) => {
  event.waitUntil(keepOffline().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("message", (event) => {
  if (event.data && PAPER.test(event.data.paper)) {
    event.waitUntil(
      Promise.all([
        fromNetwork(new Request(event.data.paper)),
        ...event.data.assets.map((address) => asset(new Request(address))),
      ]).catch(() => undefined),
    );
  }
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) {
    return;
  }
  if (request.method !== "GET") {
    if (LEAVING.test(address.pathname)) {
      event.waitUntil(caches.delete(PAPERS)); // the next person doesn't read it
    }
  } else if (address.pathname.indexOf("/static/") === 0) {
    event.respondWith(asset(request));
  } else if (request.mode === "navigate" && PAPER.test(address.pathname)) {
    event.respondWith(paper(request));
  } else if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => offline()));
  }
});

async function keepOffline() {
  const cache = await caches.open(ASSETS);
  const page = await fetch(OFFLINE, { credentials: "omit" });
  const text = await page.clone().text();
  await cache.put(OFFLINE, page);
  const found = text.match(/\/static\/[^"']+/g) || [];
  await Promise.all(found.map((address) => asset(new Request(address))));
}

async function offline() {
  return (await caches.match(OFFLINE)) || Response.error();
}

// Files are kept under the name of their version: they never change.
async function asset(request) {
  const cache = await caches.open(ASSETS);
  const known = await cache.match(request);
  if (known) {
    return known;
  }
  const response = await fetch(request);
  if (response.ok) {
    await cache.put(request, response.clone());
    const kept = await cache.keys();
    const old = kept.filter((one) => new URL(one.url).pathname !== OFFLINE);
    await Promise.all(old.slice(0, -MOST_ASSETS).map((one) => cache.delete(one)));
  }
  return response;
}

// The network first; the kept paper if it is silent.
async function paper(request) {
  const known = await caches.match(request.url, { cacheName: PAPERS });
  const coming = fromNetwork(request);
  if (!known) {
    return coming.catch(() => offline());
  }
  const late = new Promise((resolve) => setTimeout(() => resolve(known), PATIENCE));
  return Promise.race([coming.catch(() => known), late]);
}

async function fromNetwork(request) {
  const response = await fetch(request);
  const cache = await caches.open(PAPERS);
  if (response.ok && response.headers.get("X-Paper") === "open") {
    await cache.put(request.url, response.clone());
  } else if (response.status < 500) {
    await cache.delete(request.url); // it has ended, or belongs to somebody else
  }
  return response;
}
