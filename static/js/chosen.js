// Ticked assets: the whole page at once, a stretch with Shift, and how many they are. Without this they are ticked one by one.
const boxes = () => [...document.querySelectorAll("input[name=asset][form=chosen]")];
const bar = () => document.querySelector("[data-chosen]");
let last = null;

function recount() {
  const form = bar();
  if (!form) return;
  const all = boxes();
  const ticked = all.filter((box) => box.checked).length;
  const page = form.querySelector("[data-page]");
  page.hidden = false;
  const whole = page.querySelector("input");
  whole.checked = ticked > 0 && ticked === all.length;
  whole.indeterminate = ticked > 0 && ticked < all.length;
  form.querySelector("[data-count]").textContent = form.elements.all.checked ? "" : ticked ? `${ticked} ticked` : "";
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("input[name=asset][form=chosen]");
  if (!box) return;
  const all = boxes();
  if (event.shiftKey && last && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((one, other) => one - other);
    all.slice(from, to + 1).forEach((between) => (between.checked = box.checked));
  }
  last = box;
  recount();
});

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("[data-chosen]");
  if (!form) return;
  if (event.target.closest("[data-page]")) boxes().forEach((box) => (box.checked = event.target.checked));
  recount();
});

// What is narrowed or sorted anew keeps the ticks of the assets that are still there.
let kept = new Set();
document.addEventListener("htmx:beforeSwap", () => (kept = new Set(boxes().filter((box) => box.checked).map((box) => box.value))));
document.addEventListener("htmx:afterSettle", () => {
  boxes().forEach((box) => (box.checked ||= kept.has(box.value)));
  recount();
});
addEventListener("pageshow", recount);
recount();
