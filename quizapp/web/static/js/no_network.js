// Where there is no network: lists the papers that this phone keeps, and goes on by itself.

import { isReachable } from "./quiz/requests.js";

const PAPERS = "quizapp-papers";
const OWN_ADDRESS = "/offline";
const PAUSE = 4000;

async function listPapers(list) {
  const cache = await caches.open(PAPERS);
  const kept = await cache.keys();
  for (const request of kept) {
    const text = await (await cache.match(request)).text();
    const title = new DOMParser().parseFromString(text, "text/html").querySelector("h1");
    const item = list.querySelector("template").content.cloneNode(true);
    item.querySelector("[data-part=title]").textContent = title ? title.textContent : "";
    item.querySelector("a").href = new URL(request.url).pathname;
    list.append(item);
  }
  list.closest("[data-part=papers]").hidden = kept.length === 0;
}

async function goOn() {
  if (document.visibilityState === "visible" && (await isReachable())) {
    location.reload();
  } else {
    setTimeout(goOn, PAUSE);
  }
}

const list = document.querySelector("[data-module=no-network]");
if (list && window.caches) {
  listPapers(list);
}
// It stands in for the page at this address, unless it was asked for itself.
if (list && location.pathname !== OWN_ADDRESS) {
  setTimeout(goOn, PAUSE);
}
