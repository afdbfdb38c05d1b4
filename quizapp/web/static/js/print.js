// Shows the buttons that print the page; without a script the browser's own menu does it.
document.querySelectorAll("[data-module=print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
