// Choosing contributions: how many are chosen, and arrows that go from one box to the next. The page works without it.
const form = document.querySelector(".grouping");
const boxes = () => [...form.querySelectorAll("input[type=checkbox][name=choix]")];
const count = form?.querySelector("[data-count]");

form?.addEventListener("change", () => {
  if (count) count.textContent = boxes().filter((box) => box.checked).length;
});

form?.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const all = boxes();
  const here = all.indexOf(event.target);
  if (!step || here < 0) return;
  event.preventDefault();
  all[here + step]?.focus();
});
