// The portfolio on a map to move about in. Without tiles it draws land, degrees and towns by itself; without this script
// the server's picture stands in its place, and the lists beside it say the same.
import { Graticule } from "./graticule.js";

const OF_THE_PAGE = ["area", "show", "near", "page", "sort"];
const NEAREST = 18;
const number = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 3 });
const short = new Intl.NumberFormat("en-GB", { notation: "compact", maximumSignificantDigits: 3 });

const chosenArea = () => new URLSearchParams(location.search).get("area");

/** The page's query without what is not of the filter. */
function filter() {
  const query = new URLSearchParams(location.search);
  for (const name of OF_THE_PAGE) query.delete(name);
  return query;
}

/** Follow a link as htmx would: the region beside the map changes, the map stays. */
function choose(id) {
  const query = filter();
  query.set("area", id);
  const link = document.createElement("a");
  link.hidden = true;
  for (const [name, value] of [["href", `?${query}`], ["hx-get", `${location.pathname}?${query}`], ["hx-target", "#results"], ["hx-push-url", "true"]]) link.setAttribute(name, value);
  document.body.append(link);
  window.htmx.process(link);
  link.click();
  link.remove();
}

function said({ count, name, export_mw, import_mw }) {
  const who = name || `${number.format(count)} assets`;
  return `${who}: export ${number.format(export_mw)} MW, import ${number.format(import_mw)} MW`;
}

/** Text as an element: names come from outside and are never read as markup. */
function spoken(text) {
  const span = document.createElement("span");
  span.textContent = text;
  return span;
}

class PortfolioMap {
  constructor(holder) {
    const { L } = window;
    this.holder = holder;
    const land = JSON.parse(document.getElementById("land").textContent);
    const [west, south, east, north] = holder.dataset.view.split(",").map(Number);
    holder.replaceChildren();
    this.map = L.map(holder, { attributionControl: Boolean(holder.dataset.tiles), maxZoom: NEAREST, zoomSnap: 0.5 });
    this.areas = L.layerGroup();
    this.assets = L.layerGroup();
    if (holder.dataset.tiles) L.tileLayer(holder.dataset.tiles, { maxZoom: NEAREST, attribution: holder.dataset.attribution }).addTo(this.map);
    else this.ground = new Graticule(this.map, land);
    this.map.fitBounds([[south, west], [north, east]]);
    this.areas.addTo(this.map);
    this.assets.addTo(this.map);
    L.control.scale({ imperial: false }).addTo(this.map);
    this.map.on("moveend", () => this.draw());
    this.chosen = document.getElementById("panel").dataset.area;
    this.draw();
  }

  /** Ask for what the box shows. An answer that comes after the next question is dropped. */
  async draw() {
    this.asking?.abort();
    this.asking = new AbortController();
    const bounds = this.map.getBounds().pad(0.15);
    const query = filter();
    query.set("bbox", [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((side) => side.toFixed(5)).join());
    query.set("zoom", Math.floor(this.map.getZoom()));
    try {
      const [areas, assets] = await Promise.all([this.ask(this.holder.dataset.areas, query), this.ask(this.holder.dataset.assets, query)]);
      this.drawAreas(areas);
      this.drawAssets(assets);
      this.tell(areas.more ? `${number.format(areas.more)} more areas here: move closer to see them.` : "");
    } catch (error) {
      if (error.name !== "AbortError") this.tell("The map could not be loaded. Move it to try again.");
    }
  }

  async ask(address, query) {
    const answer = await fetch(`${address}?${query}`, { signal: this.asking.signal, headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
    return answer.json();
  }

  tell(words) {
    document.querySelector("[data-map-note]").textContent = words;
  }

  drawAreas(collection) {
    const { L } = window;
    const chosen = chosenArea();
    this.areas.clearLayers();
    L.geoJSON(collection, {
      style: ({ properties: { kind, id } }) => ({ className: `patch ${kind}${String(id) === chosen ? " chosen" : ""}`, weight: 1.5, interactive: kind !== "buffer" }),
      pointToLayer: ({ properties: { id } }, at) => L.circleMarker(at, { radius: 5, className: `patch dot${String(id) === chosen ? " chosen" : ""}` }),
      onEachFeature: ({ properties: { kind, id, label } }, layer) => {
        if (kind === "buffer") return;
        layer.bindTooltip(spoken(label), { sticky: true });
        layer.on("click", () => choose(id));
      },
    }).addTo(this.areas);
  }

  drawAssets(clusters) {
    this.assets.clearLayers();
    for (const cluster of clusters) this.marker(cluster).addTo(this.assets);
  }

  marker(cluster) {
    const { L } = window;
    const single = cluster.count === 1;
    const size = single ? 12 : Math.round(24 + 8 * Math.log10(cluster.count));
    const label = spoken(single ? "" : short.format(cluster.count));
    const icon = L.divIcon({ className: single ? "pin" : "cluster", html: label, iconSize: [size, size] });
    const marker = L.marker([cluster.latitude, cluster.longitude], { icon, keyboard: false, title: said(cluster) });
    return marker.on("click", () => this.open(cluster, marker));
  }

  /** Closer, until there is no closer: then say who stands there. */
  open(cluster, marker) {
    const [west, south, east, north] = cluster.box;
    const apart = Math.max(east - west, north - south) > 1e-5;
    if (cluster.count > 1 && apart && this.map.getZoom() < NEAREST) {
      this.map.fitBounds([[south, west], [north, east]], { maxZoom: NEAREST, padding: [40, 40] });
      return;
    }
    const words = document.createElement(cluster.asset_id ? "a" : "span");
    words.textContent = said(cluster);
    if (cluster.asset_id) words.href = `${this.holder.dataset.assetPage}${cluster.asset_id}/`;
    marker.unbindPopup().bindPopup(words).openPopup();
  }

  /** After the page's query changed: bring an area that was chosen anew into view, and draw what the filter finds. */
  look() {
    const panel = document.getElementById("panel");
    const box = panel.dataset.box?.split(",").map(Number);
    if (panel.dataset.area === this.chosen) return this.draw();
    this.chosen = panel.dataset.area;
    if (!box) return this.draw();
    const { top } = panel.getBoundingClientRect();
    if (top < 0 || top > window.innerHeight - 120) panel.scrollIntoView();
    const [west, south, east, north] = box;
    this.map.fitBounds([[south, west], [north, east]], { maxZoom: 14 });
    return this.draw();
  }
}

let here = null;

function start() {
  const holder = document.querySelector("[data-portfolio-map]");
  if (!holder || holder.classList.contains("leaflet-container")) return;
  here = new PortfolioMap(holder);
}

document.body.addEventListener("htmx:afterSettle", ({ target }) => target.id === "results" && here?.look());
document.body.addEventListener("htmx:historyRestore", start);
start();
