"""What entry forms share: which fields, what was typed, which texts were shown."""

from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _

from quizapp.accounts.rules import canonical_phone, check_birth_year, check_pin
from quizapp.contests.models import Contest
from quizapp.contests.rules import RuleBook
from quizapp.entries.queries import Carried
from quizapp.entries.rules import (
    CONSENTING_AGE,
    NEEDS_REPRESENTATIVE,
    ConsentAnswer,
    Details,
    Representative,
    ages_that_matter,
    answer_to,
    check_age,
    check_complete,
    is_child,
    needs_birth_date,
    read_day,
)
from quizapp.errors import InvalidError
from quizapp.extensions import db, now
from quizapp.names import check_person_name
from quizapp.phrases import ZONE
from quizapp.units.queries import label_of, units_meant
from quizapp.web.entries.asking import BOXES, FREE, Texts, fingerprint, told_of
from quizapp.web.forms.contests import NO, YES, EntryForm


@dataclass(frozen=True)
class Filling:
    """A form that is being filled in: for which contest, by whom, with which texts."""

    contest: Contest
    book: RuleBook
    form: EntryForm
    texts: Texts
    #: What is known of who is signed in; None: she signs up.
    known: Carried | None = None
    #: An entry that is there is corrected: what stays as it is needs no new consent.
    is_correction: bool = False

    @property
    def birth_year(self) -> int | None:
        """Return the year of birth that was typed, or is known."""
        if "birth_year" in self.form:
            year: int | None = self.form["birth_year"].data
            this_year = now().astimezone(ZONE).year
            is_plausible = year is not None and this_year - 120 <= year <= this_year
            return year if is_plausible else None
        return self.known.birth_year if self.known else None

    @property
    def minimum_age(self) -> int:
        """Return the minimum age of the contest; 0: none."""
        return self.book.eligibility.minimum_age

    @property
    def folded(self) -> list[str]:
        """Return the fields that are known already, and stand behind “change”."""
        if self.known is None:
            return []
        told = told_of(self.known.details)
        told["unit"] = self.known.unit_id
        return [
            name
            for name in FREE
            if name in self.form and told.get(name) not in {None, ""}
        ]

    @property
    def opened(self) -> list[str]:
        """Return the fields that stand openly on the page."""
        folded = self.folded
        return [name for name in FREE if name in self.form and name not in folded]

    @property
    def has_folded_faults(self) -> bool:
        """Tell whether something behind “change” is to be mended."""
        names = [*self.folded, *(["agree_ethnicity"] * ("ethnicity" in self.folded))]
        return any(self.form[name].errors for name in names)

    @property
    def summary(self) -> str:
        """Return in one line what is known: the year of birth and the unit."""
        if self.known is None:
            return ""
        parts = [str(self.known.birth_year)]
        if "unit" in self.folded and self.known.unit_id is not None:
            parts.append(label_of(db.session(), self.known.unit_id))
        return ", ".join(parts)

    @property
    def ages(self) -> dict[str, str]:
        """Return what the page's script goes by to ask for the date in time."""
        return {
            "today": now().astimezone(ZONE).date().isoformat(),
            "ages": " ".join(map(str, ages_that_matter(self.minimum_age))),
            "adult": str(CONSENTING_AGE),
            "year": str(self.birth_year or ""),
        }

    def fill(self) -> None:
        """Offer what is known."""
        if self.known is None:
            return
        for name, value in told_of(self.known.details).items():
            if name in self.form and value:
                self.form[name].data = value
        if "unit" in self.form and self.known.unit_id is not None:
            self.form.unit.data = label_of(db.session(), self.known.unit_id)

    def show_what_age_asks(self) -> None:
        """Let the page ask for the date, and for who agrees, where they are needed."""
        year = self.birth_year
        if "birth_date" not in self.form or year is None:
            return
        if now().astimezone(ZONE).year - year < self.minimum_age:
            return  # too young whatever the day: nobody can agree to that
        born = self.birth_date()
        self.form.asks_date = needs_birth_date(year, self.minimum_age, now())
        is_open = born is None and self.form.asks_date
        self.form.asks_representative = (
            not is_open
            and is_child(year, born, now())
            and self.minimum_age < CONSENTING_AGE
        )

    def birth_date(self) -> date | None:
        """Return the date that was typed; None: none, or none that can be read."""
        try:
            return read_day(self.form.birth_date.data or "", self.birth_year or 1)
        except InvalidError:
            return None

    def check(self) -> None:
        """Put beside their fields all faults that can be seen without the database."""
        checks = [self._check_age, self._check_choices]
        if self.known is None:
            checks += [self._check_name, self._check_year, self._check_phone]
            checks += [self._check_pin, self._check_consent]
        for check in checks:
            try:
                check()
            except InvalidError as error:
                if not (error.field in self.form and self.form[error.field].errors):
                    self.form.blame(error)

    def _check_age(self) -> None:
        year = self.birth_year
        if "birth_date" not in self.form or year is None:
            return
        born = read_day(self.form.birth_date.data or "", year)
        check_age(year, self.minimum_age, now(), birth_date=born)
        if "representative_name" not in self.form:
            return
        is_alone = not (
            self._text("representative_name")
            and self._text("representative_relation")
            and self.form.agree_representative.data
        )
        if is_child(year, born, now()) and is_alone and not self._keeps_who_agreed():
            raise InvalidError(
                NEEDS_REPRESENTATIVE, field="representative_name", age=CONSENTING_AGE
            )

    def _keeps_who_agreed(self) -> bool:
        """Tell whether an entry that is corrected keeps its representative."""
        before = self.known.details.representative if self.known else None
        return self.is_correction and before == self.details().representative

    def _check_name(self) -> None:
        check_person_name(self.form["full_name"].data or "")

    def _check_year(self) -> None:
        check_birth_year(self.form["birth_year"].data or 0, now())

    def _check_phone(self) -> None:
        if "phone" in self.form:
            canonical_phone(self.form["phone"].data or "")

    def _check_pin(self) -> None:
        if "pin" in self.form:
            check_pin(self.form["pin"].data or "")

    def _check_consent(self) -> None:
        if not self.form.take_part.data:
            raise InvalidError(
                "Nobody can take part without agreeing to this.", field="take_part"
            )

    def _check_choices(self) -> None:
        if "sex" in self.form or "occupation" in self.form or "member" in self.form:
            check_complete(self.details(), self.book.entry)

    def details(self) -> Details:
        """Return what was told."""
        name = self._text("representative_name")
        member = self._text("member")
        details = Details(
            sex=self._text("sex"),
            ethnicity=self._text("ethnicity"),
            occupation=self._text("occupation"),
            is_member={YES: True, NO: False}.get(member or ""),
            birth_date=read_day(self._text("birth_date") or "", self.birth_year or 1),
            representative=Representative(
                name, self._text("representative_relation") or ""
            )
            if name
            else None,
        )
        if details.ethnicity is not None and self._was_only_offered(details.ethnicity):
            return replace(details, ethnicity=None)
        return details

    def _was_only_offered(self, ethnicity: str) -> bool:
        """Tell whether the form offered what was said before, and nobody agreed anew."""
        if self.known is None or self.is_correction:
            return False
        is_same = self.known.details.ethnicity == ethnicity
        return is_same and not self.form.agree_ethnicity.data

    def _text(self, name: str) -> str | None:
        return (
            (self.form[name].data or "").strip() or None if name in self.form else None
        )

    def answers(self) -> list[ConsentAnswer]:
        """Return the answers to the texts on the page."""
        return [
            answer_to(text, is_given=bool(self.form[BOXES[kind]].data))
            for kind, text in self.texts.items()
        ]

    def unit_id(self) -> int | None:
        """Return the unit that was typed; if several fit, the form asks which."""
        form = self.form
        if "unit" not in form or self.contest.unit_id is None:
            return None
        text = form.unit.data or ""
        found = units_meant(db.session(), root_id=self.contest.unit_id, text=text)
        if len(found) == 1:
            return found[0].id
        if text or self.book.needs_a_unit:
            form.unit.refusal = (
                _("Several units fit: choose one of them.")
                if found
                else _("Choose a unit from the list.")
            )
            form.unit.choices = tuple(found)
        return None

    def is_current(self) -> bool:
        """Tell whether the texts are still those that were shown, and say so if not."""
        if self.form.shown.data == fingerprint(self.texts):
            return True
        self.form.form_errors.append(
            _("The consent texts have changed: read them again.")
        )
        return False
