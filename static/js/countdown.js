// Deadlines tick and change colour; the age of data grows. What the server wrote is right without this.
import { duration, every, now } from "./time.js";

function tickDeadline(element) {
  const rest = Date.parse(element.dateTime) - now();
  const { near, soon } = element.dataset;
  const tint = rest < 0 ? "past" : rest <= soon * 1000 ? "soon" : rest <= near * 1000 ? "near" : "";
  element.textContent = rest < 0 ? `${duration(rest)} ago` : duration(rest);
  element.className = `left ${tint}`;
}

function tickAge(element) {
  const time = element.querySelector("time");
  const age = Math.max(0, now() - Date.parse(time.dateTime));
  const { late, lost } = element.dataset;
  const tint = age >= lost * 1000 ? "bad" : age >= late * 1000 ? "act" : "good";
  time.textContent = `${duration(age)} ago`;
  element.className = `pulse ${tint}`;
}

every(1, () => {
  document.querySelectorAll("[data-left]").forEach(tickDeadline);
  document.querySelectorAll("[data-age]").forEach(tickAge);
});
