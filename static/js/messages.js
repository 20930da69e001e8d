// Passing messages: from the HX-Trigger header `say`, and where a request failed.
const seconds = 8;

export function say(text, tint = "good") {
  const item = document.getElementById("toast").content.firstElementChild.cloneNode(true);
  item.classList.add(tint);
  item.querySelector("div").textContent = text;
  document.getElementById("toasts").append(item);
  if (tint !== "bad") setTimeout(() => item.remove(), seconds * 1000);
}

document.addEventListener("click", (event) => event.target.closest(".close")?.closest("li").remove());
document.addEventListener("say", (event) => say(event.detail.text, event.detail.tint));

const words = {
  0: "The portal did not answer. Check the network; nothing was lost on the server.",
  403: "You may not do this. Ask an owner of your organisation for the permission.",
  404: "This is gone, or was never yours. Reload the page to see what stands.",
  409: "Somebody else changed this meanwhile. Reload the page to see what stands.",
  429: "Too many tries in a short time. Wait a minute and try again.",
};

function failed(event) {
  if (event.target.closest?.("[data-quiet], .count")) return;
  const status = event.detail.xhr?.status ?? 0;
  say(words[status] ?? `That did not work (${status}). Try again; if it stays so, tell your administrator.`, "bad");
}

document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", failed);
