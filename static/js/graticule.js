// What a map without tiles stands on: a coarse outline of the land, a few towns, and lines of degrees with their figures.
const STEPS = [10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
const MOST_LINES = 7;
const MOST_TOWNS = 14;

const plain = { interactive: false, keyboard: false };
const swap = ([longitude, latitude]) => [latitude, longitude];

function marks(low, high) {
  const step = STEPS.findLast((each) => (high - low) / each <= MOST_LINES) ?? STEPS[0];
  const found = [];
  for (let n = Math.ceil(low / step); n * step <= high; n += 1) found.push(n * step);
  return found;
}

function said(value, positive, negative) {
  const figure = Math.abs(Number(value.toFixed(4)));
  return `${figure}° ${value > 0 ? positive : value < 0 ? negative : ""}`.trim();
}

function words(text, at, className, anchor) {
  const { L } = window;
  const span = document.createElement("span");
  span.textContent = text;
  return L.marker(at, { ...plain, icon: L.divIcon({ className, html: span, iconSize: null, iconAnchor: anchor }), pane: "ground" });
}

export class Graticule {
  constructor(map, { outlines, towns }) {
    const { L } = window;
    this.map = map;
    this.towns = towns;
    map.createPane("ground").style.zIndex = 150;
    this.lines = L.layerGroup().addTo(map);
    this.land = L.polygon(outlines.map((outline) => [outline.map(swap)]), { ...plain, className: "land", pane: "ground" });
    map.whenReady(() => {
      this.land.addTo(map);
      this.draw();
    });
    map.on("moveend", () => this.draw());
  }

  draw() {
    const { L } = window;
    const bounds = this.map.getBounds();
    const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    this.lines.clearLayers();
    const line = (ends) => L.polyline(ends, { ...plain, className: "graticule", pane: "ground" }).addTo(this.lines);
    for (const x of marks(west, east)) {
      line([[south, x], [north, x]]);
      words(said(x, "E", "W"), [north, x], "degrees", [-4, -4]).addTo(this.lines);
    }
    for (const y of marks(south, north)) {
      line([[y, west], [y, east]]);
      if (y < north - (north - south) * 0.08) words(said(y, "N", "S"), [y, east], "degrees right", [4, 18]).addTo(this.lines);
    }
    const near = this.towns.filter(([, x, y]) => bounds.contains([y, x])).slice(0, MOST_TOWNS);
    for (const [name, x, y] of near) words(name, [y, x], "town", [0, 8]).addTo(this.lines);
  }
}
