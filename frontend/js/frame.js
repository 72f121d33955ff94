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
