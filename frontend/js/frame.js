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
