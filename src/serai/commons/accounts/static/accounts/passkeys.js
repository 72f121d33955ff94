// A page with a passkey names allauth's form for it on its button (data-passkey); the script that the
// browser needs is allauth's own. Without scripts the button stays hidden and the other ways remain.
const button = document.querySelector("[data-passkey]");
const trouble = document.getElementById("passkey-trouble");

if (button && window.webauthnJSON.supported()) {
  const ids = { credential: button.dataset.credential, data: "passkey-data" };
  for (const name of ["signup", "login", "authenticate"]) ids[name] = button.id;
  window.allauth.webauthn.forms[button.dataset.passkey]({ ids });
  button.hidden = false;
  document.addEventListener("allauth.error", (event) => {
    // the person closed the window, or the device has no passkey for this site: the page says so
    event.preventDefault();
    trouble.hidden = false;
    trouble.focus();
  });
} else if (trouble) {
  trouble.hidden = false;
}
