// The code behind # of a QR's address goes into the form, and out of the address.

const form = document.querySelector("[data-module=join]");
const code = decodeURIComponent(location.hash.slice(1)).slice(0, 40);

if (form && code && !form.querySelector(".has-error")) {
  form.querySelector("[name=code]").value = code;
  history.replaceState(null, "", location.pathname);
  form.submit();
}
