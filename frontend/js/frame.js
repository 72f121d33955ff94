// What the frame does when scripts run; without them every link and form works as a page.

// A link with data-dialog="id" opens that <dialog> in place of the page with the same question.
for (const link of document.querySelectorAll("a[data-dialog]")) {
  const dialog = document.getElementById(link.dataset.dialog);
  if (!dialog?.showModal) continue;
  link.setAttribute("aria-haspopup", "dialog");
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    dialog.showModal();
  });
  dialog.addEventListener("close", () => link.focus());
}

// The list of what is wrong with a form takes the focus, so that it is read first.
document.querySelector("[data-focus]")?.focus();

// Panels of the header close with Escape, with a click elsewhere, and when the focus leaves them.
const panels = document.querySelectorAll("details.drop");
for (const panel of panels) {
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel.open) return;
    panel.open = false;
    panel.querySelector("summary").focus();
  });
  panel.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !panel.contains(relatedTarget)) panel.open = false;
  });
}
document.addEventListener("click", ({ target }) => {
  for (const panel of panels) if (!panel.contains(target)) panel.open = false;
});

// The search box proposes pages while one types; Escape closes the list, Tab walks through it.
for (const form of document.querySelectorAll("form[data-proposals]")) {
  const input = form.querySelector("input");
  const list = form.appendChild(document.createElement("div"));
  list.className = "proposals";
  list.setAttribute("aria-live", "polite");
  let waiting, asked;
  const close = () => { clearTimeout(waiting); asked?.abort(); list.replaceChildren(); };
  input.addEventListener("input", () => {
    close();
    if (input.value.trim().length < 2) return;
    waiting = setTimeout(async () => {
      asked = new AbortController();
      const address = `${form.dataset.proposals}?q=${encodeURIComponent(input.value)}`;
      try {
        const answer = await fetch(address, { signal: asked.signal });
        if (answer.ok) list.innerHTML = await answer.text();
      } catch { /* the line broke, or somebody typed on: the box itself still works */ }
    }, 250);
  });
  form.addEventListener("keydown", ({ key }) => { if (key === "Escape") close(); });
  form.addEventListener("focusout", ({ relatedTarget }) => { if (!form.contains(relatedTarget)) close(); });
}

// A picture of numbers shows letters of the system alone; within the page it has the page's fonts. The shapes that
// cut it get names of their own, since two pictures of one page use the same.
let pictures = 0;
async function setIntoPage(image) {
  const answer = await fetch(image.currentSrc);
  if (!answer.ok || !answer.headers.get("content-type")?.startsWith("image/svg")) return;
  const mark = `picture-${++pictures}-`;
  const text = (await answer.text()).replace(/(\sid="|url\(#)/g, `$1${mark}`);
  const drawn = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  if (drawn.localName !== "svg") return;
  // one picture with one name: its parts say nothing by themselves, the table does
  for (const part of drawn.querySelectorAll("[role], [aria-roledescription]")) {
    part.removeAttribute("role");
    part.removeAttribute("aria-roledescription");
    part.removeAttribute("aria-label");
  }
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", image.alt);
  drawn.removeAttribute("height");
  image.parentElement.replaceWith(drawn);
}
for (const image of document.querySelectorAll(":is(:lang(bn), [dir=rtl]) .picture picture img")) {
  const begin = () => setIntoPage(image).catch(() => { /* the line broke: the image itself still stands */ });
  if (image.complete && image.naturalWidth) begin();
  else image.addEventListener("load", begin, { once: true });
}
