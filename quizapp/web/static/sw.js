// Keeps the paper of an attempt and handbooks that no round draws from, their pictures, and what they are made of,
// for when there is no network. Nothing else is kept: every other page says that there is no network.

const PAPERS = "quizapp-papers";
const PICTURES = "quizapp-pictures";
const HANDBOOKS = "quizapp-handbooks";
const ASSETS = "quizapp-assets";
const OFFLINE = "/offline";
const PATIENCE = 6000;
const HANDBOOK = /^\/handbooks\/[a-z0-9-]+$/;
const WEEK = 7 * 24 * 3600 * 1000;
const PAPER = /^\/attempts\/\d+$/;
const PICTURE = /\/pictures\/[0-9a-f]{64}\.webp/g;
const LEAVING = /^\/(sign-out|sign-in|staff|account\/people\/\d)/;
const MOST_ASSETS = 120;

self.addEventListener("install", (event) => {
  event.waitUntil(keepOffline().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("message", (event) => {
  if (event.data && event.data.ended) {
    event.waitUntil(keepPictures());
  } else if (event.data && PAPER.test(event.data.paper)) {
    event.waitUntil(
      Promise.all([
        fromNetwork(new Request(event.data.paper)),
        ...event.data.assets.map((address) => asset(new Request(address))),
      ])
        .then(keepPictures)
        .catch(() => undefined),
    );
  } else if (event.data && HANDBOOK.test(event.data.handbook)) {
    event.waitUntil(
      Promise.all([
        fetch(event.data.handbook).then((page) => keepHandbook(event.data.handbook, page)),
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
      const kept = [PAPERS, PICTURES]; // the next person doesn't read it
      event.waitUntil(
        Promise.all(kept.map((name) => caches.delete(name)))
          .then(keepPictures) // those of handbooks
          .catch(() => undefined),
      );
    }
  } else if (address.pathname.indexOf("/static/") === 0) {
    event.respondWith(asset(request));
  } else if (address.pathname.indexOf("/pictures/") === 0) {
    event.respondWith(picture(request));
  } else if (request.mode === "navigate" && PAPER.test(address.pathname)) {
    const page = paper(request);
    event.respondWith(page);
    event.waitUntil(page.then(keepPictures).catch(() => undefined));
  } else if (request.mode === "navigate" && HANDBOOK.test(address.pathname) && !address.search) {
    const coming = fetch(request);
    const kept = coming.then((page) => keepHandbook(request.url, page.clone()));
    event.respondWith(handbook(request, coming));
    event.waitUntil(kept.catch(() => undefined));
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

// The network first, for what may be shown changes; a kept one is shown for a week at most.
async function handbook(request, coming) {
  const known = await caches.match(request.url, { cacheName: HANDBOOKS });
  if (!known || !(Date.now() - Date.parse(known.headers.get("Date")) < WEEK)) {
    return coming.catch(() => offline());
  }
  const late = new Promise((resolve) => setTimeout(() => resolve(known), PATIENCE));
  return Promise.race([coming.catch(() => known), late]);
}

// Only a handbook that no round draws from is kept: the server says so. It is kept as
// visitors see it, whose pages have an ETag: the phone may be somebody else's tomorrow.
async function keepHandbook(address, page) {
  const cache = await caches.open(HANDBOOKS);
  const mayStay = (one) => one.ok && one.headers.get("X-Handbook") === "keep";
  const isMine = mayStay(page) && !page.headers.has("ETag");
  const open = isMine ? await fetch(address, { credentials: "omit" }) : page;
  if (mayStay(open)) {
    await cache.put(address, open);
  } else if (open.status < 500) {
    await cache.delete(address);
  }
  await keepPictures();
}

async function picture(request) {
  const known = await caches.match(request.url, { cacheName: PICTURES });
  return known || fetch(request);
}

// Keeps the pictures of the papers and handbooks that are kept, and lets go of all others.
async function keepPictures() {
  const kept = await Promise.all(
    [PAPERS, HANDBOOKS].map(async (name) => (await caches.open(name)).matchAll()),
  );
  const pages = await Promise.all([].concat(...kept).map((page) => page.text()));
  const missing = new Set(pages.join().match(PICTURE) || []);
  const cache = await caches.open(PICTURES);
  for (const one of await cache.keys()) {
    if (!missing.delete(new URL(one.url).pathname)) {
      await cache.delete(one);
    }
  }
  const coming = Array.from(missing, (address) => cache.add(address));
  await Promise.all(coming.map((one) => one.catch(() => undefined)));
}
