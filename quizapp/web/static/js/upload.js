// Sending a file: drag it onto its field; then see how far its reading is.

const drop = document.querySelector("[data-part=drop]");
const waiting = document.querySelector("[data-part=waiting][data-progress]");
const PAUSE = 700;

const over = (event, isOver) => {
  event.preventDefault();
  drop.classList.toggle("is-over", isOver);
};

if (drop) {
  const field = drop.querySelector("input[type=file]");
  drop.addEventListener("dragover", (event) => over(event, true));
  drop.addEventListener("dragleave", (event) => over(event, false));
  drop.addEventListener("drop", (event) => {
    over(event, false);
    if (event.dataTransfer.files.length) {
      field.files = event.dataTransfer.files;
    }
  });
}

const look = async () => {
  try {
    const reply = await fetch(waiting.dataset.progress);
    const found = await reply.json();
    if (found.is_read || found.failure) {
      location.reload();
      return;
    }
    const bar = waiting.querySelector("progress");
    bar.max = found.total;
    if (found.done) {
      bar.value = found.done; // until then it moves to and fro
    }
  } catch {
    // The next look may find the network back.
  }
  setTimeout(look, PAUSE);
};

if (waiting && waiting.querySelector("progress")) {
  setTimeout(look, PAUSE);
}
