// The desk: every app answers with its lines; they are merged here into one list, soonest first.
const list = document.getElementById("needs");

const panels = () => [...document.querySelectorAll("tbody[data-panel]")];
const rows = () => [...list.querySelectorAll("tr")];

function merge(panel) {
  const focused = document.activeElement?.closest("#needs tr")?.id;
  for (const old of rows()) if (old.dataset.from === panel.dataset.panel) old.remove();
  for (const row of [...panel.children]) {
    row.dataset.from = panel.dataset.panel;
    list.append(row);
  }
  list.append(...rows().sort((a, b) => a.dataset.due - b.dataset.due));
  if (focused) document.getElementById(focused)?.querySelector("a, button")?.focus();
}

function tell() {
  const mine = document.querySelector("[data-mine-only]").getAttribute("aria-pressed") === "true";
  for (const row of rows()) row.toggleAttribute("data-hidden", mine && !("mine" in row.dataset));
  const loaded = panels().every((panel) => "answered" in panel.dataset);
  const count = rows().filter((row) => !("hidden" in row.dataset) && !("failed" in row.dataset)).length;
  const any = rows().some((row) => !("hidden" in row.dataset));
  document.querySelector(".desk .waiting").hidden = loaded || any;
  document.getElementById("needs-nothing").hidden = !loaded || any;
  document.getElementById("needs-table").hidden = loaded && !any;
  document.getElementById("needs-count").textContent = count ? `${count} ${count === 1 ? "thing" : "things"}, soonest first` : "";
}

function failed(panel) {
  const row = document.getElementById("panel-failed").content.firstElementChild.cloneNode(true);
  row.querySelector("[data-name]").textContent = panel.dataset.name;
  panel.replaceChildren(row);
  answered(panel);
}

function answered(panel) {
  panel.dataset.answered = "";
  merge(panel);
  tell();
}

const panelOf = (event) => (event.target.matches?.("tbody[data-panel]") ? event.target : null);

if (list) {
  document.addEventListener("htmx:afterSettle", (event) => panelOf(event) && answered(event.target));
  document.addEventListener("htmx:responseError", (event) => panelOf(event) && failed(event.target));
  document.addEventListener("htmx:sendError", (event) => panelOf(event) && failed(event.target));
  document.querySelector("[data-mine-only]").addEventListener("click", ({ currentTarget }) => {
    currentTarget.setAttribute("aria-pressed", String(currentTarget.getAttribute("aria-pressed") !== "true"));
    tell();
  });
  tell();
}
