// The London clock in the bar.
import { every, now, spokenInstant } from "./time.js";

every(1, () => {
  for (const clock of document.querySelectorAll("[data-now]")) {
    clock.textContent = spokenInstant(now());
    clock.dateTime = new Date(now()).toISOString();
  }
});
