// In the queue before a start: asks again by itself, not everybody in the same second.

const form = document.querySelector("[data-module=queue]");
if (form) {
  const wait = Number(form.dataset.wait) * 1000;
  setTimeout(() => form.submit(), wait * (0.7 + Math.random()));
  form.addEventListener("submit", () => {
    form.querySelector("button").disabled = true;
  });
}
