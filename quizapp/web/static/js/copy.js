// Texts to send on: a button that copies them, where the browser lets us.

const old = (field) => {
  field.focus();
  field.select();
  field.setSelectionRange(0, field.value.length);
  return document.execCommand("copy");
};

const copy = async (field) => {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch (error) {
    return old(field);
  }
};

document.querySelectorAll("[data-module=copy]").forEach((box) => {
  const part = (name) => box.querySelector(`[data-part=${name}]`);
  const button = part("button");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = part("done");
    done.textContent = (await copy(part("text"))) ? done.dataset.done : done.dataset.failed;
  });
});
