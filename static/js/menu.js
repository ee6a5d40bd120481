/* The menu of small screens, the choice of a light or dark display, and printing. */

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

if (choice) {
  const select = choice.querySelector("select");
  select.value = document.documentElement.getAttribute("data-fr-scheme") || "system";
  select.addEventListener("change", () => {
    try {
      window.localStorage.setItem("scheme", select.value);
    } catch {
      // The choice then lasts for this page only.
    }
    document.dispatchEvent(new Event("scheme-chosen"));
  });
  choice.hidden = false;
}

for (const print of document.querySelectorAll("[data-print]")) {
  print.addEventListener("click", () => window.print());
  print.hidden = false;
}
