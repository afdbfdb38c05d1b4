"""Which fields and consents an entry form has, and what texts stood beside them."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Literal

from quizapp.contests.rules import RuleBook
from quizapp.entries.rules import (
    ConsentKind,
    ConsentText,
    Details,
    Terms,
    consent_text,
    kinds_asked,
    kinds_of_step,
)
from quizapp.web.forms.contests import NO, YES, EntryForm
from quizapp.web.languages import language

Texts = Mapping[ConsentKind, ConsentText]
#: Before the quiz, after it, or whenever: of a correction.
Step = Literal["before", "after", "both"]

#: Consent → its box.
BOXES: dict[ConsentKind, str] = {
    "take_part": "take_part",
    "representative": "agree_representative",
    "ethnicity": "agree_ethnicity",
    "show_name": "show_name",
}
#: Fields of the form that a rule book asks for, or doesn't.
FREE = ("unit", "member", "sex", "occupation", "ethnicity")
OF_AGE = ("birth_date", "representative_name", "representative_relation")


def told_of(details: Details) -> dict[str, str | int | None]:
    """Return details as a form holds them."""
    member = {True: YES, False: NO, None: None}[details.is_member]
    one = details.representative
    return {
        "sex": details.sex,
        "ethnicity": details.ethnicity,
        "occupation": details.occupation,
        "member": member,
        "birth_date": f"{details.birth_date:%d/%m/%Y}" if details.birth_date else None,
        "representative_name": one.name if one else None,
        "representative_relation": one.relation if one else None,
    }


def asked_of(form: EntryForm, book: RuleBook, *, step: Step) -> None:
    """Take out of a form what a contest doesn't ask at this time."""
    has_free = book.entry.form == "before" or step != "before"
    wanted = {name for name in book.entry.asked if has_free}
    if book.eligibility.units is None:
        wanted.discard("unit")
    leave_out(form, (name for name in FREE if name not in wanted))
    kinds = kinds_of(book, step)
    leave_out(form, (box for kind, box in BOXES.items() if kind not in kinds))
    if step == "after":
        leave_out(form, OF_AGE)
    elif "representative" not in kinds:
        leave_out(form, OF_AGE[1:])
    form.offer(required=book.entry.required)


def leave_out(form: EntryForm, names: Iterable[str]) -> None:
    """Take fields out of a form."""
    for name in names:
        if name in form:
            del form[name]


def kinds_of(book: RuleBook, step: Step) -> tuple[ConsentKind, ...]:
    """Return the consents that are asked for at a time."""
    if step == "both":
        return kinds_asked(book)
    return kinds_of_step(book, is_before=step == "before")


def texts_of(book: RuleBook, step: Step) -> Texts:
    """Return the consent texts of a form in the reader's language."""
    terms = Terms.of(book)
    return {
        kind: consent_text(kind, terms=terms, language=language())
        for kind in kinds_of(book, step)
    }


def fingerprint(texts: Texts) -> str:
    """Return what ties an answer to the texts that stood on the page."""
    return sha256("".join(text.hash for text in texts.values()).encode()).hexdigest()
