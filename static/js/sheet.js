// On a telephone, the sections of a sheet are folded but for the first; a link to one of them unfolds it.
const sections = [...document.querySelectorAll("details.sheet-section")];

function unfold() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const section = target && target.closest("details.sheet-section");
  if (section && !section.open) {
    section.open = true;
    target.scrollIntoView();
  }
}

if (matchMedia("(max-width: 47.99em)").matches) {
  for (const section of sections.slice(1)) section.open = false;
  unfold();
}
addEventListener("hashchange", unfold);
