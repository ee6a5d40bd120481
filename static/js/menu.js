/* The menu of small screens, the choice of a light or dark display, the first visit, and printing. */

const button = document.querySelector("[data-menu]");
const menu = document.getElementById("menu");

function open(isOpen) {
  button.setAttribute("aria-expanded", String(isOpen));
  menu.classList.toggle("store-menu--open", isOpen);
}

if (button && menu) {
  button.hidden = false;
  button.addEventListener("click", () => open(button.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && button.getAttribute("aria-expanded") === "true") {
      open(false);
      button.focus();
    }
  });
}

const choice = document.querySelector("[data-theme-choice]");
const schemes = { system: "Comme mon appareil", light: "Clair", dark: "Sombre" };

/* Made when asked for: every page carries the button alone. */
function chooser() {
  const box = document.createElement("div");
  box.className = "store-theme";
  const select = Object.assign(document.createElement("select"), { id: "affichage", className: "fr-select" });
  for (const [scheme, name] of Object.entries(schemes)) select.add(new Option(name, scheme));
  select.value = document.documentElement.getAttribute("data-fr-scheme") || "system";
  select.addEventListener("change", () => {
    try {
      window.localStorage.setItem("scheme", select.value);
    } catch {
      // The choice then lasts for this page only.
    }
    document.dispatchEvent(new Event("scheme-chosen"));
  });
  const label = document.createElement("label");
  Object.assign(label, { className: "fr-label", htmlFor: select.id, textContent: "Affichage" });
  box.append(label, select);
  return box;
}

if (choice) {
  choice.hidden = false;
  choice.addEventListener("click", () => {
    const box = chooser();
    choice.replaceWith(box);
    box.querySelector("select").focus();
  });
}

// The page is the same for all: only the browser knows that the first visit is over.
if (document.cookie.includes("premiere-visite=")) document.querySelector("[data-first-visit]")?.remove();

for (const print of document.querySelectorAll("[data-print]")) {
  print.addEventListener("click", () => window.print());
  print.hidden = false;
}
