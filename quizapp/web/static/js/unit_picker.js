// Completes a typed unit from the server's list. Without it the form asks again.

const PAUSE = 200;
const LEAST = 2;

class UnitPicker {
  constructor(root) {
    this.root = root;
    this.input = root.querySelector("input");
    this.list = root.querySelector("[data-part=list]");
    this.active = -1;
    this.asked = 0;
    this.list.id = this.input.id + "-list";
    this.list.setAttribute("role", "listbox");
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.setAttribute("aria-controls", this.list.id);
    this.close();
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) {
        this.choose(option);
      }
    });
  }

  get options() {
    return Array.from(this.list.querySelectorAll("[role=option]"));
  }

  typed() {
    clearTimeout(this.pause);
    const choices = this.root.querySelector("[data-part=choices]");
    if (choices) {
      choices.remove();
    }
    const text = this.input.value.trim();
    if (text.length < LEAST) {
      this.close();
      return;
    }
    this.pause = setTimeout(() => this.ask(text), PAUSE);
  }

  async ask(text) {
    this.asked += 1;
    const mine = this.asked;
    try {
      const reply = await fetch(this.root.dataset.search + "&q=" + encodeURIComponent(text));
      const found = reply.ok ? await reply.json() : null;
      if (found && mine === this.asked) {
        this.show(found);
      }
    } catch (error) {
      this.close(); // no network: what is typed is looked up when the form is sent
    }
  }

  show(found) {
    this.list.textContent = "";
    found.forEach((unit, place) => {
      const option = document.createElement("li");
      option.className = "unit-picker-option";
      option.id = this.list.id + "-" + place;
      option.dataset.label = unit.label;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.textContent = unit.former ? unit.label + " (" + unit.former + ")" : unit.label;
      this.list.appendChild(option);
    });
    if (!found.length) {
      const none = document.createElement("li");
      none.className = "unit-picker-none";
      none.textContent = this.root.dataset.none;
      this.list.appendChild(none);
    }
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.point(-1);
  }

  point(place) {
    const options = this.options;
    this.active = options.length ? (place + options.length) % options.length : -1;
    if (place < 0 && place !== -2) {
      this.active = -1;
    }
    options.forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === this.active));
    });
    if (this.active < 0) {
      this.input.removeAttribute("aria-activedescendant");
    } else {
      this.input.setAttribute("aria-activedescendant", options[this.active].id);
      options[this.active].scrollIntoView({ block: "nearest" });
    }
  }

  pressed(event) {
    if (this.list.hidden) {
      return;
    }
    if (event.key === "ArrowDown") {
      this.point(this.active + 1);
    } else if (event.key === "ArrowUp") {
      this.point(this.active > 0 ? this.active - 1 : this.options.length - 1);
    } else if (event.key === "Enter" && this.active >= 0) {
      this.choose(this.options[this.active]);
    } else if (event.key === "Escape") {
      this.close();
    } else {
      return;
    }
    event.preventDefault();
  }

  choose(option) {
    this.input.value = option.dataset.label;
    this.close();
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

document.querySelectorAll("[data-module=unit-picker]").forEach((root) => new UnitPicker(root));
