// Completes a typed unit from the server's list, or steps down the tree.
// Without it the form asks again, and the list is a page of its own.

const PAUSE = 200;
const LEAST = 2;

class UnitPicker {
  constructor(root) {
    const part = (name) => root.querySelector(`[data-part=${name}]`);
    this.data = root.dataset;
    this.input = root.querySelector("input");
    this.list = part("list");
    this.status = part("status");
    this.choices = part("choices");
    this.active = -1;
    this.asked = 0;
    this.list.id = `${this.input.id}-list`;
    this.list.setAttribute("role", "listbox");
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.setAttribute("aria-controls", this.list.id);
    this.close();
    this.listen(part("browse"));
    if (document.activeElement === this.input) {
      this.typed(); // what was typed before this script was here
    }
  }

  listen(browse) {
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.input.addEventListener("blur", () => this.close());
    // The field keeps the focus while somebody taps in the list.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(option);
    });
    browse.addEventListener("click", (event) => {
      event.preventDefault();
      this.input.focus();
      this.ask("");
    });
  }

  typed() {
    clearTimeout(this.pause);
    if (this.choices) this.choices.remove();
    const text = this.input.value.trim();
    if (text.length < LEAST) {
      this.close();
      this.status.classList.add("visually-hidden");
      return;
    }
    this.pause = setTimeout(() => this.ask(`&q=${encodeURIComponent(text)}`), PAUSE);
  }

  async ask(query) {
    this.asked += 1;
    const mine = this.asked;
    try {
      const headers = { Accept: "application/json" };
      const reply = await fetch(this.data.search + query, { headers });
      const found = reply.ok ? await reply.json() : null;
      if (found && mine === this.asked) this.show(found);
    } catch (error) {
      this.close(); // no network: what is typed is looked up when the form is sent
    }
  }

  show(found) {
    this.list.textContent = "";
    this.options = found.map((unit, place) => this.option(unit, place));
    this.options.forEach((option) => this.list.appendChild(option));
    this.status.textContent = found.length
      ? this.data.some.replace("{count}", String(found.length))
      : this.data.none;
    this.status.classList.toggle("visually-hidden", found.length > 0);
    this.list.hidden = !found.length;
    this.input.setAttribute("aria-expanded", String(found.length > 0));
    this.list.scrollTop = 0;
    this.point(-1);
  }

  option(unit, place) {
    const option = document.createElement("li");
    option.className = "unit-picker-option";
    option.id = `${this.list.id}-${place}`;
    option.setAttribute("role", "option");
    option.textContent = unit.former ? `${unit.label} (${unit.former})` : unit.label;
    option.dataset.label = unit.label;
    if (unit.under) {
      option.dataset.under = unit.under;
      option.classList.add("unit-picker-step");
      option.setAttribute("aria-label", `${unit.label}: ${this.data.below}`);
    }
    return option;
  }

  point(place) {
    this.active = place;
    this.options.forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === place));
    });
    if (place < 0) {
      this.input.removeAttribute("aria-activedescendant");
    } else {
      this.input.setAttribute("aria-activedescendant", this.options[place].id);
      this.options[place].scrollIntoView({ block: "nearest" });
    }
  }

  pressed(event) {
    if (this.list.hidden || event.isComposing) return;
    const count = this.options.length;
    if (event.key === "ArrowDown") this.point((this.active + 1) % count);
    else if (event.key === "ArrowUp") this.point((this.active < 1 ? count : this.active) - 1);
    else if (event.key === "Enter" && this.active >= 0) this.choose(this.options[this.active]);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  choose(option) {
    if (option.dataset.under) {
      this.ask(`&under=${option.dataset.under}`);
      return;
    }
    this.input.value = option.dataset.label;
    if (this.choices) this.choices.remove();
    this.close();
    this.status.classList.add("visually-hidden");
    this.status.textContent = option.dataset.label;
  }

  // The note under the field stays: if it went, what is tapped next would move away.
  close() {
    clearTimeout(this.pause);
    this.asked += 1; // an answer that is still on its way comes too late
    this.options = [];
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

document.querySelectorAll("[data-module=unit-picker]").forEach((root) => new UnitPicker(root));
