// Before a round opens: once it is wanted, the start is asked for the moment it opens.

const form = document.querySelector("[data-module=joining]");

if (form) {
  const wish = form.querySelector("[data-part=wish]");
  const promise = form.querySelector("[data-part=promise]");
  let isWanted = false;
  wish.hidden = false;
  wish.addEventListener("click", () => {
    isWanted = true;
    wish.hidden = true;
    promise.hidden = false;
  });
  document.addEventListener("quizapp:opens", (event) => {
    if (isWanted) {
      event.preventDefault();
      setTimeout(() => form.submit(), Math.random() * Number(form.dataset.spread));
    }
  });
}
