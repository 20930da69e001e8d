// The server's clock and the house's way to say spans of time; portal/core/formats.py says the same.
const zone = "Europe/London";
const mark = document.querySelector("[data-now]");
const navigation = performance.getEntriesByType("navigation")[0];
const fresh = !navigation || navigation.type === "navigate" || navigation.type === "reload";
const offset = mark && fresh ? Number(mark.dataset.now) - (performance.timeOrigin + (navigation?.responseStart ?? 0)) : 0;

export const now = () => Date.now() + (Math.abs(offset) > 1500 ? offset : 0);

const day = new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "long", day: "numeric", month: "long" });
const time = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", second: "2-digit" });

export const spokenInstant = (at) => `${day.format(at).replace(",", "")} · ${time.format(at)} London`;

export function duration(milliseconds) {
  const seconds = Math.floor(Math.abs(milliseconds) / 1000);
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor(seconds / 3600) % 24;
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = seconds % 60;
  if (days >= 3) return `${days} d`;
  if (days) return hours ? `${days} d ${hours} h` : `${days} d`;
  if (hours) return minutes ? `${hours} h ${minutes} min` : `${hours} h`;
  if (minutes >= 30 || (minutes && !rest)) return `${minutes} min`;
  return minutes ? `${minutes} min ${rest} s` : `${rest} s`;
}

export function every(seconds, work) {
  work();
  setInterval(() => document.hidden || work(), seconds * 1000);
  document.addEventListener("visibilitychange", () => document.hidden || work());
  document.addEventListener("htmx:load", work);
}
