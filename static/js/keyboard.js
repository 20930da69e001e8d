// `/` searches, `?` lists the keys, `g` and a letter goes somewhere, `j` and `k` walk through a table's rows.
const places = { d: "Desk", a: "Assets", c: "Competitions", b: "Ballots", o: "Dispatch", m: "Meter data", i: "Invoices" };
let going = 0;

const typing = (target) => target.closest("input, select, textarea, dialog[open], [contenteditable]");

function search() {
  const field = document.querySelector("main input[type=search], main .filters input:not([type=hidden])");
  field?.focus();
  field?.select?.();
  return field;
}

function go(letter) {
  const links = document.querySelectorAll("#rail li a");
  const link = [...links].find((each) => places[letter] && each.textContent.trim().startsWith(places[letter]));
  link?.click();
  return link;
}

function walk(step) {
  const rows = [...document.querySelectorAll("main tbody tr")].filter((row) => row.offsetParent && row.querySelector("a, button"));
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const row = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
  row?.querySelector("a, button").focus();
  return row;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const deeds = {
    "/": search,
    "?": () => (document.getElementById("keys").showModal(), true),
    j: () => walk(1),
    k: () => walk(-1),
  };
  const second = Date.now() - going < 1200;
  going = event.key === "g" && !second ? Date.now() : 0;
  if (second ? go(event.key) : deeds[event.key]?.()) event.preventDefault();
});
