/* Ticks of « Comparer » follow from page to page and from filter to filter, in this tab; pressing the button ends them. */

const KEY = "comparer";
const BOXES = 'input[name="services"][form="comparaison"]';

function kept() {
  return new Set(JSON.parse(sessionStorage.getItem(KEY) ?? "[]"));
}

/* What is ticked elsewhere goes with the form, unseen; its button says how many in all. */
function draw() {
  const form = document.getElementById("comparaison");
  if (!form) return;
  const ticked = kept();
  const boxes = [...document.querySelectorAll(BOXES)];
  for (const box of boxes) box.checked = ticked.has(box.value);
  form.querySelectorAll("[data-kept]").forEach((input) => input.remove());
  const here = new Set(boxes.map((box) => box.value));
  for (const value of ticked) {
    if (here.has(value)) continue;
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: "services", value });
    input.dataset.kept = "";
    form.append(input);
  }
  const button = form.querySelector("button");
  button.textContent = `Comparer les services cochés${ticked.size ? ` (${ticked.size})` : ""}`;
}

document.addEventListener("change", (event) => {
  if (!event.target.matches(BOXES)) return;
  const ticked = kept();
  ticked[event.target.checked ? "add" : "delete"](event.target.value);
  sessionStorage.setItem(KEY, JSON.stringify([...ticked]));
  draw();
});

document.addEventListener("submit", (event) => {
  if (event.target.id === "comparaison") sessionStorage.removeItem(KEY);
});

const results = document.getElementById("results");
if (results) new MutationObserver(draw).observe(results, { childList: true });
draw();
