// Asks for the date of birth where the year leaves an age open, and for who agrees
// where somebody is under age. Without it the form comes back with these fields.

const DAY = /^\s*(\d{1,2})[/.\- ](\d{1,2})/;

function rank(month, day) {
  return month * 100 + day;
}

class Ages {
  constructor(form) {
    const data = form.dataset;
    const [year, month, day] = data.today.split("-").map(Number);
    this.year = year;
    this.today = rank(month, day);
    this.ages = data.ages.split(" ").map(Number);
    this.adult = Number(data.adult);
    this.known = Number(data.year);
    this.typed = form.querySelector("[name=birth_year]");
    this.date = form.querySelector("[name=birth_date]");
    this.dateBox = form.querySelector("[data-part=date]");
    this.agreeBox = form.querySelector("[data-part=representative]");
    if (this.dateBox) form.addEventListener("input", () => this.look());
    if (this.dateBox) this.look();
  }

  look() {
    const born = this.typed ? Number(this.typed.value) : this.known;
    const isYear = born > this.year - 121 && born <= this.year;
    const years = this.year - born;
    const isOpen = isYear && this.today < rank(12, 31) && this.ages.includes(years);
    this.dateBox.hidden = !isOpen && !this.dateBox.querySelector(".error");
    if (!this.agreeBox || (this.agreeBox.querySelector(".error") && !isYear)) return;
    this.agreeBox.hidden = !(isYear && this.isChild(years, isOpen));
  }

  isChild(years, isOpen) {
    if (years !== this.adult || !isOpen) return years < this.adult;
    const found = DAY.exec(this.date.value);
    return Boolean(found) && rank(Number(found[2]), Number(found[1])) > this.today;
  }
}

document.querySelectorAll('[data-module="ages"]').forEach((form) => new Ages(form));
