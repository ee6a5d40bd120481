// « Voir l'effet »: what the form would change in the search, asked for as the form stands and shown under the button.
const ANSWERS = [200, 422, 503]; // the effect, what to correct first, that no search engine answers
const UNREACHABLE = "L'effet n'a pas pu être demandé : vérifiez que vous êtes toujours connecté, puis recommencez.";

async function ask(button, panel, shown) {
  button.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(panel.dataset.effect, { method: "POST", body: new FormData(button.form) });
    if (answer.redirected || !ANSWERS.includes(answer.status)) throw new TypeError(answer.status);
    shown.innerHTML = await answer.text();
  } catch (error) {
    shown.textContent = UNREACHABLE;
  } finally {
    button.removeAttribute("aria-busy");
    shown.hidden = false;
    shown.focus();
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-effect] > button");
  const panel = button?.parentElement;
  if (panel) ask(button, panel, panel.querySelector(".search-effect__shown"));
});
