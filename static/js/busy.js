/* A form that takes seconds says so, says how far it is, and is sent once. */

const EVERY = 500; // milliseconds

async function progressAt(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (answer.status >= 500) throw new Error(answer.statusText);
  return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-follow]");
}

/* Until `show` says that it has seen enough: it is given null once the page follows nothing, undefined after a look that
   failed, which is followed by another. */
function follow(address, show) {
  const look = async () => {
    const seen = await progressAt(address).catch(() => undefined);
    if (show(seen) !== false) setTimeout(look, EVERY);
  };
  setTimeout(look, EVERY);
}

function busy(form, status) {
  const progress = document.createElement("progress");
  progress.max = 100;
  progress.setAttribute("aria-label", form.dataset.busy);
  const percent = document.createElement("strong");
  percent.setAttribute("aria-hidden", "true"); // a screen reader has the bar, and need not hear each number
  const words = document.createElement("p");
  words.textContent = `${form.dataset.busy}, quelques secondes.`;
  status.replaceChildren(words);
  status.after(progress, " ", percent);
  follow(form.dataset.progress, (seen) => {
    const there = seen?.querySelector("progress");
    if (!form.dataset.sent) return false;
    if (there) progress.value = there.value;
    if (there) percent.textContent = `${there.value} %`;
    return true;
  });
}

for (const form of document.querySelectorAll("form[data-busy]")) {
  const status = document.createElement("div");
  status.setAttribute("role", "status");
  const place = document.createElement("div");
  place.className = "store-progress";
  place.append(status);
  form.append(place);
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    busy(form, status);
  });
  // Coming back to the page as it was left: it may be sent again.
  window.addEventListener("pageshow", () => {
    delete form.dataset.sent;
    status.replaceChildren();
    place.replaceChildren(status);
  });
}

const page = document.querySelector("main [data-follow]");
if (page?.querySelector("progress")) {
  follow(window.location.href, (seen) => {
    if (seen === null) {
      window.location.reload(); // it is over: the page says what came of it
      return false;
    }
    if (seen) page.replaceChildren(...seen.childNodes);
    return page.querySelector("progress") !== null;
  });
}
