/*
 * « Demander ce service » without a reload: the button becomes the link to the basket, what happened is said beside it,
 * the header counts. Whatever the server does not simply accept (a full basket, a service that stopped) goes its usual way.
 */

document.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (button?.name !== "ajouter" || event.defaultPrevented) return;
  event.preventDefault();
  const body = new FormData(event.target, button);
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(event.target.action, { method: "POST", body, headers });
    if (!answer.ok || answer.redirected) throw new Error(`status ${answer.status}`);
    show(button, (await answer.json()).count);
  } catch {
    const added = document.createElement("input");
    Object.assign(added, { type: "hidden", name: "ajouter", value: button.value });
    event.target.append(added);
    event.target.submit();
  }
});

function show(button, count) {
  const account = document.querySelector("[data-basket]");
  const link = document.createElement("a");
  link.className = button.className.replace("fr-btn--tertiary", "fr-btn--secondary");
  link.classList.add("fr-icon-check-line", "fr-btn--icon-right");
  Object.assign(link, { id: button.id, href: account.dataset.basket, textContent: "Dans ma demande" });
  const label = button.getAttribute("aria-label");
  if (label) link.setAttribute("aria-label", label.replace("Demander ce service", "Dans ma demande"));
  const status = document.createElement("p");
  status.className = "store-added";
  status.setAttribute("role", "status");
  button.after(link, status);
  button.remove();
  link.focus({ preventScroll: true });
  counter(account).textContent = `Ma demande (${count})`;
  // A live region is read when its text changes, not when it comes.
  setTimeout(() => {
    status.textContent = `Ajouté : votre demande contient ${count} service${count > 1 ? "s" : ""}.`;
  }, 100);
}

/* The first service makes the link. */
function counter(account) {
  const link = account.querySelector("[data-basket-count]");
  if (link) return link;
  const item = document.createElement("li");
  const made = document.createElement("a");
  Object.assign(made, { className: "fr-link fr-link--sm", href: account.dataset.basket });
  made.dataset.basketCount = "";
  item.append(made);
  account.prepend(item);
  return made;
}
