// What stands in the fields of a question, as the server takes it, and back again.

const TYPING_PAUSE = 800;

const chosen = (form) =>
  Array.from(form.querySelectorAll("[name=value]:checked")).map((input) => input.value);

const typed = (form) => form.querySelector("[name=value]").value.trim();

// A value; null for none; undefined for what can't be an answer yet.
const READERS = {
  one: (form) => (chosen(form).length ? Number(chosen(form)[0]) : null),
  some: (form) => {
    const places = chosen(form).map(Number).sort((a, b) => a - b);
    return places.length ? places : null;
  },
  truth: (form) => (chosen(form).length ? chosen(form)[0] === "true" : null),
  text: (form) => typed(form) || null,
  whole: (form) => {
    const digits = typed(form).replace(/[\s.]/g, "");
    if (digits === "") {
      return null;
    }
    return /^\d{1,9}$/.test(digits) ? Number(digits) : undefined;
  },
};

export class Fields {
  // onAnswer(position, value) is called for each answer that is given or taken back.
  constructor(root, onAnswer) {
    this.root = root;
    this.onAnswer = onAnswer;
    this.pauses = {};
    root.addEventListener("change", (event) => this.changed(event, 0));
    root.addEventListener("input", (event) => {
      if (event.target.type === "text") {
        this.changed(event, TYPING_PAUSE);
      }
    });
    root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-part=clear]");
      if (button) {
        this.clear(button.closest("[data-position]"));
      }
    });
    root.addEventListener("submit", (event) => {
      const form = event.target.closest("[data-position]");
      if (form) {
        event.preventDefault();
        this.answer(form);
      }
    });
  }

  changed(event, pause) {
    const form = event.target.closest("[data-position]");
    if (!form) {
      return;
    }
    clearTimeout(this.pauses[form.dataset.position]);
    if (pause) {
      this.pauses[form.dataset.position] = setTimeout(() => this.answer(form), pause);
    } else {
      this.answer(form);
    }
  }

  answer(form) {
    const value = READERS[form.dataset.reads](form);
    const wrong = form.querySelector("[data-part=wrong]");
    if (wrong) {
      wrong.hidden = value !== undefined;
    }
    if (value !== undefined) {
      this.onAnswer(Number(form.dataset.position), value);
    }
  }

  // Every answer that stands on the page: [[position, value], …].
  values() {
    return Array.from(this.root.querySelectorAll("[data-position]"))
      .map((form) => [Number(form.dataset.position), READERS[form.dataset.reads](form)])
      .filter(([, value]) => value !== null && value !== undefined);
  }

  clear(form) {
    this.show(Number(form.dataset.position), null);
    this.answer(form);
  }

  show(position, value) {
    const form = this.root.querySelector("[data-position='" + position + "']");
    const values = (Array.isArray(value) ? value : [value]).map(String);
    form.querySelectorAll("[name=value]").forEach((input) => {
      if (input.type === "radio" || input.type === "checkbox") {
        input.checked = value !== null && values.indexOf(input.value) >= 0;
      } else {
        input.value = value === null ? "" : values[0];
      }
    });
  }
}
