/* What exists already, under the title of a need, while one types it. Without it, « Voir ce qui existe » shows the same. */

const WAIT = 500; // ms without a key before asking
const SHORTEST = 3;
const form = document.getElementById("dire");
const place = document.getElementById("existe");
const title = form.elements.namedItem("title");
let timer = 0;
let request = null;

async function ask() {
  request?.abort();
  request = new AbortController();
  const address = new URL(place.dataset.url, location.href);
  address.searchParams.set("titre", title.value.trim());
  try {
    const answer = await fetch(address, { signal: request.signal });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...page.body.childNodes);
  } catch (error) {
    if (error.name !== "AbortError") place.replaceChildren(); // no network: the form is still there
  }
}

title.addEventListener("input", () => {
  clearTimeout(timer);
  if (title.value.trim().length < SHORTEST) {
    request?.abort();
    place.replaceChildren();
    return;
  }
  timer = setTimeout(ask, WAIT);
});
