// A tree that folds: what is below a unit is fetched when it is unfolded for the first time.

const fill = async (details) => {
  try {
    const reply = await fetch(details.dataset.below, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const steps = page.querySelector("[data-module=unit_tree] [data-part=steps]");
    if (reply.ok && steps) {
      details.querySelector("p").replaceWith(document.adoptNode(steps));
      delete details.dataset.below;
    }
  } catch {
    // The link that stands there leads to the same units.
  }
};

document.addEventListener(
  "toggle",
  (event) => {
    const details = event.target;
    if (details.open && details.dataset.below) {
      fill(details);
    }
  },
  true,
);
