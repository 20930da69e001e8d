// The trading sheet: arrows and Enter move through a column, a number that fits is put in with a click, ticking an asset chooses.
const sheet = document.getElementById("ballot");

function column(input) {
  const place = input.closest("td").cellIndex - input.closest("tr").cells.length;
  return [...sheet.querySelectorAll(".trading tbody tr")]
    .map((row) => row.cells[row.cells.length + place]?.querySelector("input:not([readonly])"))
    .filter(Boolean);
}

function move(input, step) {
  const inputs = column(input);
  const next = inputs[inputs.indexOf(input) + step];
  next?.focus();
  next?.select();
  return next;
}

sheet?.addEventListener("keydown", (event) => {
  const input = event.target.closest(".trading input");
  if (!input || event.altKey || event.ctrlKey || event.metaKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1, Enter: event.shiftKey ? -1 : 1 }[event.key];
  if (step && (move(input, step) || event.key === "Enter")) event.preventDefault();
});

sheet?.addEventListener("click", (event) => {
  const fits = event.target.closest("[data-fits]");
  const input = fits?.closest("td").querySelector("input");
  if (!input) return;
  input.value = fits.dataset.fits;
  input.focus();
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

sheet?.addEventListener("change", (event) => {
  if (event.target.name === "asset") sheet.querySelector("[name=assets_mode][value=chosen]").checked = true;
});

document.addEventListener("keydown", (event) => {
  if (sheet && (event.ctrlKey || event.metaKey) && event.key === "s") {
    event.preventDefault();
    sheet.requestSubmit();
  }
});

document.addEventListener("htmx:oobAfterSwap", (event) => {
  const why = event.target.closest(".why");
  const input = why?.closest("td")?.querySelector("input");
  if (why?.textContent) input?.setAttribute("aria-invalid", "true");
  else input?.removeAttribute("aria-invalid");
});
