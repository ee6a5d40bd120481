/* Before the first paint: say that scripts run, and apply the chosen or the device's light or dark display. Paper is
   light; the screen is dark again afterwards. */
(function () {
  const root = document.documentElement;
  const device = window.matchMedia("(prefers-color-scheme: dark)");
  const paper = window.matchMedia("print");

  function saved() {
    try {
      return window.localStorage.getItem("scheme") || "system";
    } catch {
      return "system"; // storage may be refused
    }
  }

  function apply() {
    const scheme = saved();
    const dark = !paper.matches && (scheme === "dark" || (scheme === "system" && device.matches));
    root.setAttribute("data-fr-scheme", scheme);
    root.setAttribute("data-fr-theme", dark ? "dark" : "light");
  }

  root.setAttribute("data-scripted", "");
  apply();
  device.addEventListener("change", apply);
  paper.addEventListener("change", apply);
  document.addEventListener("scheme-chosen", apply);
})();
