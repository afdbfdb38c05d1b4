// The code behind # of an address goes into the form, and out of the address.

const form = document.querySelector("[data-module=join]");

function take() {
  const code = location.hash.slice(1, 41);
  if (/^[\w-]+$/.test(code)) {
    history.replaceState(null, "", location.pathname);
    form.querySelector("[name=code]").value = code;
    if ("goesOn" in form.dataset) form.submit();
  }
}

if (form) {
  take();
  window.addEventListener("hashchange", take); // the page was open already
}
