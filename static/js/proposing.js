/* Services that resemble what is being typed, under the form: one reads them or goes on. Without it, sending shows them. */

const WAIT = 500; // ms without a key before asking
const form = document.getElementById("proposer");
const place = document.getElementById("ressemblants");
let timer = 0;
let request = null;

async function ask() {
  request?.abort();
  request = new AbortController();
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      signal: request.signal,
    });
    if (answer.ok) show((await answer.json()).items);
  } catch (error) {
    if (error.name !== "AbortError") show([]); // no network: sending will show them
  }
}

function show(items) {
  if (!items.length) {
    place.replaceChildren();
    return;
  }
  const intro = document.createElement("p");
  intro.textContent = "Ces services du catalogue y ressemblent. Le vôtre en fait-il partie ?";
  const list = document.createElement("ul");
  list.append(...items.map(line));
  const seen = document.createElement("input");
  Object.assign(seen, { type: "hidden", name: "seen", value: "on" });
  place.replaceChildren(intro, list, seen);
}

function line(item) {
  const link = document.createElement("a");
  link.href = item.url;
  link.textContent = item.label;
  const element = document.createElement("li");
  element.append(link, ` (${item.detail})`);
  return element;
}

form.addEventListener("input", (event) => {
  if (!["name", "need"].includes(event.target.name) || event.target.value.trim().length < 3) return;
  clearTimeout(timer);
  timer = setTimeout(ask, WAIT);
});
