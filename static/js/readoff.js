// Reading values off a line chart: the nearest instant's values follow the pointer and the arrow keys.
function numbers(figure) {
  figure.points ??= JSON.parse(figure.querySelector("script[type='application/json']").textContent);
  return figure.points;
}

function read(figure, index) {
  const { columns, rows, left, right, width } = numbers(figure);
  const at = Math.min(rows.length - 1, Math.max(0, index));
  const svg = figure.querySelector("svg");
  const line = svg.querySelector(".read");
  const output = figure.querySelector("output");
  const x = left + ((right - left) * rows[at][0]);
  line.setAttribute("x1", x);
  line.setAttribute("x2", x);
  line.removeAttribute("visibility");
  figure.at = at;
  output.hidden = false;
  output.textContent = columns.map((name, i) => (i ? `${name}  ${rows[at][i + 1]}` : rows[at][1])).join("\n");
  const pixels = (x / width) * svg.clientWidth;
  const flip = pixels > svg.clientWidth / 2;
  output.style.left = flip ? "auto" : `${pixels + 10}px`;
  output.style.right = flip ? `${svg.clientWidth - pixels + 10}px` : "auto";
}

function hide(figure) {
  figure.querySelector("output").hidden = true;
  figure.querySelector(".read").setAttribute("visibility", "hidden");
}

const chartOf = (event) => event.target.closest?.("figure[data-reads]");

document.addEventListener("pointermove", (event) => {
  const figure = chartOf(event);
  const svg = figure?.querySelector("svg");
  if (!svg?.contains(event.target)) return;
  const { rows, left, right, width } = numbers(figure);
  const box = svg.getBoundingClientRect();
  const share = (((event.clientX - box.left) / box.width) * width - left) / (right - left);
  read(figure, rows.reduce((best, row, i) => (Math.abs(row[0] - share) < Math.abs(rows[best][0] - share) ? i : best), 0));
});
document.addEventListener("pointerout", (event) => {
  const figure = chartOf(event);
  if (figure && !figure.contains(event.relatedTarget)) hide(figure);
});
document.addEventListener("keydown", (event) => {
  const figure = chartOf(event);
  const step = { ArrowLeft: -1, ArrowRight: 1, Escape: 0 }[event.key];
  if (!figure || step === undefined) return;
  event.preventDefault();
  if (step) read(figure, (figure.at ?? -1) + step);
  else hide(figure);
});
document.addEventListener("focusout", (event) => chartOf(event) && hide(chartOf(event)));
