/* Filters that answer at once: the same address is fetched, its results and filters replace those on the page. */

const page = document.querySelector("[data-catalogue]");
const toggle = document.querySelector("[data-filters-toggle]");
let pending = null;
let here = question();

/* Which question the address asks, whatever part of the page it points to. */
function question() {
  return location.pathname + location.search;
}

function addressOf(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value !== "" && name !== "page") query.append(name, value);
  }
  return query.size ? `${form.action}?${query}` : form.action;
}

/* The server's shortest address for the same question: the one worth sharing. */
function shortest(fresh) {
  return fresh.getElementById("results").dataset.address;
}

function openPanels() {
  return [...document.querySelectorAll("#filters details")].filter((panel) => panel.open).map((panel) => panel.id);
}

function focusAgain(id) {
  const element = id && document.getElementById(id);
  if (element) element.focus({ preventScroll: true });
}

function replaceWith(fresh, { keepQuestion }) {
  const focused = document.activeElement?.id;
  const opened = openPanels();
  const announced = fresh.getElementById("count").textContent;
  for (const id of ["filters", "results"]) {
    const here = document.getElementById(id);
    here.innerHTML = fresh.getElementById(id).innerHTML;
    here.removeAttribute("aria-busy");
  }
  for (const id of opened) {
    const panel = document.getElementById(id);
    if (panel) panel.open = true;
  }
  followQuestion(fresh);
  if (!keepQuestion) document.getElementById("q").value = fresh.getElementById("q").value;
  document.title = fresh.title;
  document.getElementById("announcement").textContent = announced.trim();
  focusAgain(focused);
}

/* Choosing or leaving a territory keeps the question asked meanwhile; the field itself may hold what is being typed. */
function followQuestion(fresh) {
  const here = document.querySelector(".store-ask__territory");
  const there = fresh.querySelector(".store-ask__territory");
  const suite = here?.querySelector("input[name=suite]");
  if (suite) suite.value = there.querySelector("input[name=suite]")?.value ?? suite.value;
  const links = there?.querySelectorAll("a") ?? [];
  here?.querySelectorAll("a").forEach((link, index) => {
    if (links[index]) link.href = links[index].href;
  });
}

async function show(address, { push = true, keepQuestion = true, focus = "" } = {}) {
  pending?.abort();
  pending = new AbortController();
  const { signal } = pending;
  document.getElementById("results").setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal, headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (signal.aborted) return;
    if (push) history.pushState({ catalogue: true }, "", shortest(fresh) || address);
    here = question();
    replaceWith(fresh, { keepQuestion });
    if (focus) focusAgain(focus);
  } catch (error) {
    if (error.name !== "AbortError") window.location.assign(address);
  }
}

function submitted(event) {
  const form = document.getElementById("filters");
  if (event.target !== form) return;
  event.preventDefault();
  show(addressOf(form));
}

function changed(event) {
  const form = document.getElementById("filters");
  if (event.target.form === form && event.target.id !== "q") show(addressOf(form));
}

function clicked(event) {
  const link = event.target.closest("a[data-navigate], #results .fr-pagination a[href]");
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
  if (!link || !plain) return;
  event.preventDefault();
  const turnsPage = Boolean(link.closest(".fr-pagination"));
  show(link.href, { keepQuestion: false, focus: "count" });
  if (turnsPage) document.getElementById("results").scrollIntoView();
}

/* Also told of links inside the page, such as those that skip to its content: nothing to fetch then. */
function travelled() {
  if (question() === here) return;
  here = question();
  show(window.location.href, { push: false, keepQuestion: false });
}

if (page && window.history.pushState) {
  document.addEventListener("submit", submitted);
  document.addEventListener("change", changed);
  page.addEventListener("click", clicked);
  window.addEventListener("popstate", travelled);
}

if (toggle) {
  toggle.addEventListener("click", () => {
    const isOpen = document.getElementById("filters").classList.toggle("store-filters--open");
    toggle.setAttribute("aria-expanded", String(isOpen));
  });
}
