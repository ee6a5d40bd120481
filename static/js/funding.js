/* The most that may be asked, as expenses are typed. Without it, the page says it once they are saved. */

const place = document.getElementById("plafond");
const form = place?.closest("form");
const SPACES = /[\s\u00a0\u202f€]/g;

function euros(text) {
  const bare = text.replace(SPACES, "");
  return /^\d{1,10}$/.test(bare) ? Number(bare) : 0;
}

function tell() {
  let cost = 0;
  for (const amount of form.querySelectorAll('input[name$="-amount"]')) {
    const eligible = form.elements.namedItem(amount.name.replace(/amount$/, "is_eligible"));
    if (eligible?.checked) cost += euros(amount.value);
  }
  if (!cost) return;
  const share = Math.floor((cost * Number(place.dataset.rate)) / 100);
  const ceiling = Number(place.dataset.ceiling || Infinity);
  const most = `${Math.min(share, ceiling).toLocaleString("fr-FR")} €`;
  const told =
    share > ceiling ? `Au plus ${most} par demande.` : `Au plus ${place.dataset.rate} % du coût éligible : ${most}.`;
  if (place.textContent !== told) place.textContent = told;
}

form?.addEventListener("change", tell);
