// A Leaflet map of the GeoJSON in a json_script; tiles only where the portal was given a tile address.
function spoken(label) {
  const text = document.createElement("span");
  text.textContent = label;
  return text;
}

for (const holder of document.querySelectorAll("[data-map]")) {
  const { L } = window;
  const features = JSON.parse(document.getElementById(holder.dataset.map).textContent);
  const colour = (name) => getComputedStyle(holder).getPropertyValue(name).trim();
  const inks = { area: "--accent", buffer: "--act", inside: "--good", outside: "--ink-3" };
  const map = L.map(holder, { attributionControl: Boolean(holder.dataset.tiles), scrollWheelZoom: false });
  if (holder.dataset.tiles) L.tileLayer(holder.dataset.tiles, { maxZoom: 18, attribution: holder.dataset.attribution ?? "" }).addTo(map);
  const layer = L.geoJSON(features, {
    style: ({ properties }) => ({ color: colour(inks[properties.kind] ?? "--accent"), weight: 2, fillOpacity: properties.kind === "area" ? 0.12 : 0, dashArray: properties.kind === "buffer" ? "5 5" : null }),
    pointToLayer: ({ properties }, at) => L.circleMarker(at, { radius: 6, fillOpacity: 0.9, color: colour(inks[properties.kind] ?? "--ink-2") }),
    onEachFeature: ({ properties }, each) => properties.label && each.bindTooltip(spoken(properties.label)),
  }).addTo(map);
  map.fitBounds(layer.getBounds().pad(0.1));
}
