// After a fault the summary has the focus; a form is sent once; a page with unsaved work asks before it goes.
const focusFault = (root) => root.querySelector?.("[data-focus]:not(.look *)")?.focus();

focusFault(document);
document.addEventListener("htmx:afterSettle", (event) => focusFault(event.target));

// A search is sent while it is typed: leaving its field would only send it again.
const isSearch = (target) => target.matches?.("form.filters input[type=search]");
document.addEventListener("change", (event) => isSearch(event.target) && event.stopPropagation(), true);

let unsaved = false;
document.addEventListener("input", (event) => (unsaved ||= Boolean(event.target.closest("form[data-guard]"))));
document.addEventListener("submit", (event) => {
  const form = event.target;
  unsaved = false;
  if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("data-preferences")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000);
});
addEventListener("beforeunload", (event) => unsaved && event.preventDefault());
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
