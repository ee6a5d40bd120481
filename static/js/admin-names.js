/* Names for what Wagtail's form leaves without, for who does not see it: a rich text editor has that of its label or of its
   block, the picture of who else has the form open says what it shows when pointed at. */

const NAMES = {
  ".public-DraftEditor-content:not([aria-label])": (editor) =>
    editor.closest("[data-field-wrapper]")?.parentElement.querySelector(":scope > label") ??
    editor.closest("[data-panel]")?.querySelector(".c-sf-block__type, .w-panel__heading"),
  "button.w-editing-sessions__session:not([aria-label])": (button) =>
    button._tippy?.props.content ?? button.querySelector("[data-w-tooltip-target='content']"), // Wagtail moves it
};

function nameAll() {
  for (const [nameless, saying] of Object.entries(NAMES)) {
    for (const element of document.querySelectorAll(nameless)) {
      const name = saying(element)?.textContent.replaceAll("*", "").replace(/\s+/g, " ").trim();
      if (name) element.setAttribute("aria-label", name);
    }
  }
}

// Both are drawn after the form is there, and again as blocks are added and people come.
new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
nameAll();
