/*
 * Suggestions under a text field: the ARIA 1.2 combobox pattern (editable, list autocomplete).
 *
 * A field asks for it with `data-combobox-url`, an address that answers `?q=` with
 * {"items": [{"label", "detail"?, "group"?, "url"?, "value"?, "more"?}]}. Choosing an item follows its `url`; without one,
 * the form's `suite` with `territoire=<value>`; one with `more` leads to the rest of the answers. A field with
 * `data-combobox-fills` goes nowhere: the item's value fills the form's field of that name. The form works without this
 * script, and still does with it: Enter with no suggestion active sends it.
 */

const WAIT = 150; // ms without a key before asking
let listboxes = 0;

class Combobox {
  constructor(input) {
    this.input = input;
    this.items = [];
    this.active = -1;
    this.draw();
    this.filled = input.form?.elements.namedItem(input.dataset.comboboxFills || "");
    input.addEventListener("input", () => {
      if (this.filled) this.filled.value = "";
      this.askSoon();
    });
    input.addEventListener("keydown", (event) => this.onKey(event));
    input.addEventListener("blur", () => this.close());
    // Keep the focus in the field while an option is pressed.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.onClick(event));
  }

  draw() {
    const id = `suggestions-${++listboxes}`;
    this.list = element("div", { id, role: "listbox", class: "store-combobox__list", hidden: "" });
    this.list.setAttribute("aria-label", this.input.dataset.comboboxLabel || "Suggestions");
    this.status = element("p", { role: "status", class: "fr-sr-only" });
    const box = element("div", { class: "store-combobox" });
    this.input.replaceWith(box);
    box.append(this.input, this.list, this.status);
    for (const [name, value] of Object.entries({
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": id,
    })) {
      this.input.setAttribute(name, value);
    }
  }

  askSoon() {
    clearTimeout(this.timer);
    this.request?.abort();
    if (this.input.value.trim().length < 2) {
      this.close();
      this.status.textContent = "";
      return;
    }
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    this.request = new AbortController();
    const address = new URL(this.input.dataset.comboboxUrl, location.href);
    address.searchParams.set("q", this.input.value.trim());
    for (const name of this.filled ? [] : ["suite", "territoire"]) {
      const field = this.input.form?.elements.namedItem(name);
      if (field?.value) address.searchParams.set(name, field.value);
    }
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" }, signal: this.request.signal });
      if (answer.ok) this.show((await answer.json()).items);
    } catch (error) {
      if (error.name !== "AbortError") this.close(); // no network: the form is still there
    }
  }

  show(items) {
    if (document.activeElement !== this.input) return;
    if (this.filled) items = items.filter((item) => !item.more); // leading elsewhere would lose the form
    this.items = items;
    this.setActive(-1);
    const options = items.map((item, index) => this.option(item, index));
    this.list.replaceChildren(...(items.some((item) => item.group) ? this.grouped(items, options) : options));
    this.list.hidden = items.length === 0;
    this.input.setAttribute("aria-expanded", String(items.length > 0));
    this.status.textContent = items.length
      ? `${items.length} proposition${items.length > 1 ? "s" : ""}`
      : "Aucune proposition";
  }

  option(item, index) {
    const option = element("div", { id: `${this.list.id}-${index}`, role: "option", class: "store-combobox__option" });
    option.setAttribute("aria-selected", "false");
    option.dataset.index = index;
    option.append(element("span", {}, item.label));
    if (item.detail) option.append(" ", element("span", { class: "store-combobox__detail" }, item.detail));
    return option;
  }

  grouped(items, options) {
    const groups = new Map();
    items.forEach((item, index) => {
      const name = item.group || "";
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(options[index]);
    });
    return [...groups].map(([name, members], index) => {
      const id = `${this.list.id}-groupe-${index}`;
      const group = element("div", { role: "group", "aria-labelledby": id });
      group.append(element("div", { id, role: "presentation", class: "store-combobox__group" }, name), ...members);
      return group;
    });
  }

  onKey(event) {
    if (event.isComposing) return;
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) this.move(event.key === "ArrowDown" ? 1 : -1);
      else if (this.input.value.trim().length > 1) this.ask();
    } else if (event.key === "Enter" && open && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      this.close();
    }
  }

  /* The field itself is a stop between the last option and the first. */
  move(step) {
    const stops = this.items.length + 1;
    this.setActive(((this.active + 1 + step + stops) % stops) - 1);
  }

  setActive(index) {
    this.optionAt(this.active)?.setAttribute("aria-selected", "false");
    this.active = index;
    const option = this.optionAt(index);
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  optionAt(index) {
    return this.list.querySelector(`[data-index="${index}"]`);
  }

  onClick(event) {
    const option = event.target.closest("[role=option]");
    if (option) this.choose(Number(option.dataset.index));
  }

  choose(index) {
    const item = this.items[index];
    if (!item.more) this.input.value = item.label;
    this.close();
    if (this.filled) {
      this.filled.value = item.value;
      return;
    }
    const address = new URL(item.url || this.input.form.elements.namedItem("suite")?.value || "/", location.href);
    if (!item.url) address.searchParams.set("territoire", item.value);
    if (address.origin === location.origin) location.assign(address);
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.setActive(-1);
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }
}

function element(tag, attributes, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

document.querySelectorAll("[data-combobox-url]").forEach((input) => new Combobox(input));
