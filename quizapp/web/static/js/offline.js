// Starts the service worker, and lists the papers that it keeps where there is no network.

const PAPERS = "quizapp-papers";

async function listPapers(list) {
  const cache = await caches.open(PAPERS);
  const kept = await cache.keys();
  kept.forEach((request) => {
    const item = list.querySelector("template").content.cloneNode(true);
    item.querySelector("a").href = new URL(request.url).pathname;
    list.append(item);
  });
  list.closest("[data-part=papers]").hidden = kept.length === 0;
}

if ("serviceWorker" in navigator) {
  const isKnown = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  if (document.querySelector("[data-module=quiz]") && !isKnown) {
    // It didn't see this page come: it is asked to fetch and keep it.
    const used = performance.getEntriesByType("resource").map((entry) => entry.name);
    const assets = used.filter((name) => name.indexOf("/static/") > 0);
    navigator.serviceWorker.ready.then((registration) => {
      registration.active.postMessage({ paper: location.pathname, assets });
    });
  }
}

const list = document.querySelector("[data-module=offline]");
if (list && window.caches) {
  listPapers(list);
}
