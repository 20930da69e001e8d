// Colours and row height: applied at once, remembered by the same cookies that the form without scripts sets.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-preferences]");
  const button = event.submitter;
  if (!form || !button?.name) return;
  event.preventDefault();
  document.documentElement.dataset[button.name] = button.value;
  document.cookie = `flexdesk_${button.name}=${button.value}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  for (const each of form.querySelectorAll(`button[name=${button.name}]`)) {
    each.setAttribute("aria-pressed", String(each === button));
  }
});
