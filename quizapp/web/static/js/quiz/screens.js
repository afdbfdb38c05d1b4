// One question a screen, the list of questions with a mark for each, "look again later".

import { store, stored } from "./storage.js";

const FLAGS = "quizapp:flags:";

export class Screens {
  constructor(root, attempt) {
    this.root = root;
    this.key = FLAGS + attempt;
    this.questions = Array.from(root.querySelectorAll("[data-position]"));
    this.links = Array.from(root.querySelectorAll("[data-goes-to]"));
    this.links.forEach((link, index) => {
      this.questions[index].classList.toggle("is-answered", link.classList.contains("is-saved"));
    });
    this.place = document.querySelector("[data-part=place]");
    this.flags = stored(this.key, []);
    root.classList.add("is-scripted");
    document.querySelectorAll("[data-scripted]").forEach((part) => {
      part.hidden = false;
    });
    this.bind();
    this.show(this.wanted(), false);
  }

  get count() {
    return this.questions.length;
  }

  // The state when nothing is amiss: nothing is said to be saved before something is.
  get calm() {
    return this.links.some((link) => link.classList.contains("is-saved")) ? "saved" : "none";
  }

  question(position) {
    return this.questions[position - 1];
  }

  // The question of the address, so that a reload comes back to it.
  wanted() {
    const found = /^#q(\d+)$/.exec(location.hash);
    const position = found ? Number(found[1]) : 1;
    return Math.min(Math.max(position, 1), this.count);
  }

  bind() {
    this.root.addEventListener("click", (event) => {
      const step = event.target.closest("[data-step]");
      const link = event.target.closest("[data-goes-to]");
      const flag = event.target.closest("[data-part=flag]");
      if (step) {
        this.show(this.current + Number(step.dataset.step), true);
      } else if (link) {
        event.preventDefault();
        this.root.querySelector("[data-part=list]").open = false;
        this.show(Number(link.dataset.goesTo), true);
      } else if (flag) {
        this.toggleFlag();
      }
    });
    window.addEventListener("hashchange", () => this.show(this.wanted(), true));
  }

  show(position, hasFocus) {
    if (position < 1 || position > this.count) {
      return;
    }
    this.current = position;
    this.questions.forEach((question, index) => {
      question.classList.toggle("is-current", index + 1 === position);
    });
    this.links.forEach((link, index) => {
      if (index + 1 === position) {
        link.setAttribute("aria-current", "step");
      } else {
        link.removeAttribute("aria-current");
      }
    });
    this.root.querySelector("[data-step='-1']").disabled = position === 1;
    this.root.querySelector("[data-step='1']").hidden = position === this.count;
    this.root.querySelector("[data-part=finish]").hidden = position !== this.count;
    this.place.textContent = position + "/" + this.count;
    history.replaceState(null, "", "#q" + position);
    this.showFlag();
    if (hasFocus) {
      window.scrollTo(0, 0);
      this.question(position).querySelector("legend").focus({ preventScroll: true });
    }
  }

  toggleFlag() {
    const isFlagged = this.flags.indexOf(this.current) >= 0;
    this.flags = this.flags.filter((position) => position !== this.current);
    if (!isFlagged) {
      this.flags.push(this.current);
    }
    store(this.key, this.flags);
    this.showFlag();
  }

  showFlag() {
    const button = this.root.querySelector("[data-part=flag]");
    const isFlagged = this.flags.indexOf(this.current) >= 0;
    button.setAttribute("aria-pressed", String(isFlagged));
    this.links.forEach((link, index) => {
      link.classList.toggle("is-flagged", this.flags.indexOf(index + 1) >= 0);
      const word = link.querySelector("[data-part=flagged]");
      word.hidden = this.flags.indexOf(index + 1) < 0;
    });
  }

  // state: "", "saved" or "waiting"; the words stand in the page.
  mark(position, state) {
    const link = this.links[position - 1];
    this.question(position).classList.toggle("is-answered", state !== "");
    ["saved", "waiting"].forEach((name) => {
      link.classList.toggle("is-" + name, name === state);
      link.querySelector("[data-part=" + name + "]").hidden = name !== state;
    });
  }

  lock(isLocked) {
    this.root.classList.toggle("is-locked", isLocked);
    this.questions.forEach((question) => {
      question.querySelector("fieldset").disabled = isLocked;
    });
  }
}
