/* A form of the admin that saves itself is not sent by a button at the same moment: of a page being created, the one
   that comes second would be refused (« this address is taken »). The button waits for the saving to end; once it has
   sent the form, nothing is saved any more. */

let isSaving = false;
let isSent = false;
let waiting = null;

document.addEventListener("w-autosave:save", (event) => {
  if (isSent) {
    event.preventDefault();
  } else {
    isSaving = true;
  }
});

for (const end of ["success", "error"]) {
  document.addEventListener(`w-autosave:${end}`, () => {
    isSaving = false;
    if (waiting) {
      send(waiting);
    }
  });
}

document.addEventListener(
  "submit",
  (event) => {
    if (!event.target.matches("[data-edit-form]")) {
      return;
    }
    isSent = !isSaving;
    if (isSaving) {
      event.preventDefault();
      event.stopPropagation();
      waiting = { form: event.target, name: event.submitter?.name, value: event.submitter?.value };
    }
  },
  { capture: true },
);

/* What the button says goes in a field: Wagtail disables a pressed button, and a disabled button sends nothing. */
function send({ form, name, value }) {
  waiting = null;
  if (name) {
    const said = document.createElement("input");
    Object.assign(said, { type: "hidden", name, value });
    form.append(said);
  }
  form.requestSubmit();
}

// Coming back to the form as it was left: it saves itself again.
window.addEventListener("pageshow", () => {
  isSent = false;
});
