// Starts the service worker.

const KEPT = { quiz: "paper", handbook: "handbook" };

if ("serviceWorker" in navigator) {
  const isKnown = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  const page = document.querySelector("[data-module=quiz], [data-module=handbook]");
  if (page && !isKnown) {
    // It didn't see this page come: it is asked to fetch and keep it.
    const used = performance.getEntriesByType("resource").map((entry) => entry.name);
    const assets = used.filter((name) => name.indexOf("/static/") > 0);
    navigator.serviceWorker.ready.then((registration) => {
      registration.active.postMessage({ [KEPT[page.dataset.module]]: location.pathname, assets });
    });
  }
}
