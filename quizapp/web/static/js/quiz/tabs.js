// Two tabs of one browser at one attempt: the one that was opened last goes on.

import { store, stored } from "./storage.js";

const PREFIX = "quizapp:tab:";

function ownName() {
  try {
    const known = sessionStorage.getItem(PREFIX);
    const name = known || String(Math.random()).slice(2);
    sessionStorage.setItem(PREFIX, name);
    return name;
  } catch (error) {
    return String(Math.random()).slice(2);
  }
}

// Calls onOther() once another tab opens the same attempt.
export function claim(attempt, onOther) {
  const name = ownName();
  store(PREFIX + attempt, name);
  window.addEventListener("storage", (event) => {
    if (event.key === PREFIX + attempt && stored(event.key, name) !== name) {
      onOther();
    }
  });
}
