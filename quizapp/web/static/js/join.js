// An invitation's link carries its code behind the sign #, which reaches no server.

const code = decodeURIComponent(window.location.hash.slice(1));
const field = document.querySelector("[data-module=join] input[name=code]");
if (code && field) {
  field.value = code.slice(0, 40);
  window.history.replaceState(null, "", window.location.pathname);
}
