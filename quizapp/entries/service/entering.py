"""Entering a contest: before the quiz, and the rest of the form after it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.contests.models import Contest
from quizapp.contests.queries import rule_book
from quizapp.contests.rules import RuleBook
from quizapp.entries.models import Entry, EntryChange
from quizapp.entries.queries import is_insider, own_entry
from quizapp.entries.rules import (
    CONSENTING_AGE,
    NEEDS_REPRESENTATIVE,
    NO_DETAILS,
    ConsentAnswer,
    ConsentKind,
    Details,
    Representative,
    check_age,
    check_complete,
    check_consents,
    check_is_not_over,
    check_known,
    check_representative,
    is_child,
    kept_date,
    kinds_of_step,
)
from quizapp.entries.service.consents import must_stay_masked, note
from quizapp.errors import InvalidError, NotAllowedError
from quizapp.units.models import Unit
from quizapp.units.queries import is_in_branch

Answers = Mapping[ConsentKind, ConsentAnswer]


def enter(
    session: Session,
    *,
    contest: Contest,
    account: Account,
    unit_id: int | None,
    consents: Iterable[ConsentAnswer],
    key: str,
    now: datetime,
    details: Details = NO_DETAILS,
) -> Entry:
    """Enter a person into a contest; the same again returns the entry she has.

    ``consents`` are her answers to the texts that she was shown; the name of who is
    under 16 is never shown, whatever is answered. ``key`` hashes the phones of
    insiders. Where the rule book has most of the form after the quiz, the entry waits
    for ``complete_entry``.

    Raises:
        InvalidError: too young, a unit that can't be, something missing, or no consent.
        NotAllowedError: she is no participant, or she runs the contest.
        ConflictError: the contest is over.
    """
    book = rule_book(session, contest)
    check_is_not_over(book.closes_at, now)
    asked = kinds_of_step(book, is_before=True)
    answers: dict[ConsentKind, ConsentAnswer] = {
        one.kind: one for one in consents if one.kind in asked
    }
    check_consents(answers)
    _check_may_enter(session, contest, account, key, now)
    one = _Filled(book, account.birth_year or 0, details, answers).checked(now)
    is_whole = book.entry.form == "before"
    if is_whole:
        one.check_whole()
    if is_whole or unit_id is not None:
        check_unit(session, contest, book, unit_id)
    entry: Entry | None = session.scalar(
        insert(Entry)
        .values(
            contest_id=contest.id,
            account_id=account.id,
            unit_id=unit_id,
            is_name_shown=one.agrees("show_name") and not one.is_child(now),
            created_at=now,
            completed_at=now if is_whole else None,
            **one.columns(),
        )
        .on_conflict_do_nothing()
        .returning(Entry)
    )
    if entry is None:
        return own_entry(session, contest_id=contest.id, account_id=account.id)
    for answer in one.answers.values():
        note(session, entry, answer, now)
    session.flush()
    return entry


def complete_entry(
    session: Session,
    *,
    entry: Entry,
    unit_id: int | None,
    consents: Iterable[ConsentAnswer],
    now: datetime,
    details: Details = NO_DETAILS,
) -> bool:
    """Fill in the part of an entry's form that comes after the quiz; once.

    Who calls it gives her attempts the unit and counts them, in this transaction:
    ``attempts.service.give_unit``, then ``standings.service.rank_entry``. Returns
    whether it was done now.

    Raises:
        InvalidError: a unit that can't be, or something is missing.
    """
    hold(session, entry)
    if entry.completed_at is not None:
        return False
    contest = session.get_one(Contest, entry.contest_id)
    account = session.get_one(Account, entry.account_id)
    book = rule_book(session, contest)
    known = replace(details, birth_date=entry.birth_date, representative=None)
    asked = kinds_of_step(book, is_before=False)
    answers: dict[ConsentKind, ConsentAnswer] = {
        one.kind: one for one in consents if one.kind in asked
    }
    one = _Filled(book, account.birth_year or 0, known, answers)
    one = one.with_what_is_asked()
    one.check_whole()
    check_unit(session, contest, book, unit_id)
    if unit_id != entry.unit_id:
        session.add(
            EntryChange(
                entry_id=entry.id,
                field="unit",
                at=now,
                by=account.id,
                old_unit_id=entry.unit_id,
                new_unit_id=unit_id,
            )
        )
    entry.unit_id = unit_id
    entry.sex, entry.occupation = one.details.sex, one.details.occupation
    entry.is_member, entry.ethnicity = one.details.is_member, one.details.ethnicity
    entry.is_name_shown = one.agrees("show_name") and not must_stay_masked(
        session, entry, now
    )
    entry.completed_at = now
    for answer in one.answers.values():
        note(session, entry, answer, now)
    session.flush()
    return True


def hold(session: Session, entry: Entry) -> None:
    """Lock an entry, and the one that its person counts under.

    No attempt of it starts until the transaction ends.
    """
    head = select(Entry.counts_under_id).where(Entry.id == entry.id).scalar_subquery()
    session.execute(
        select(Entry)
        .where(or_(Entry.id == entry.id, Entry.id == head))
        .order_by(Entry.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def check_unit(
    session: Session, contest: Contest, book: RuleBook, unit_id: int | None
) -> None:
    """Check that a unit stands in the branch that takes part, and is still there.

    Raises:
        InvalidError: it doesn't, it was closed, or there must be one.
    """
    if unit_id is None:
        if book.needs_a_unit:
            raise InvalidError("Choose a unit from the list.", field="unit")
        return
    if contest.unit_id is None or not is_in_branch(
        session, unit_id=unit_id, root_id=contest.unit_id
    ):
        raise InvalidError("This unit doesn't take part: choose another.", field="unit")
    if session.get_one(Unit, unit_id).valid_to is not None:
        raise InvalidError(
            "This unit is no more: choose the one that its members belong to now.",
            field="unit",
        )


@dataclass(frozen=True)
class _Filled:
    """What was filled in, and for which contest."""

    book: RuleBook
    birth_year: int
    details: Details
    answers: Answers

    def agrees(self, kind: ConsentKind) -> bool:
        """Tell whether a consent is given."""
        return kind in self.answers and self.answers[kind].is_given

    def is_child(self, now: datetime) -> bool:
        return is_child(self.birth_year, self.details.birth_date, now)

    def checked(self, now: datetime) -> "_Filled":
        """Return what is kept of it: nothing that this contest doesn't ask of her."""
        minimum = self.book.eligibility.minimum_age
        date = self.details.birth_date
        check_age(self.birth_year, minimum, now, birth_date=date)
        one = self.with_what_is_asked()
        details = replace(
            one.details, birth_date=kept_date(self.birth_year, date, minimum, now)
        )
        answers = dict(one.answers)
        if self.is_child(now):
            details = replace(details, representative=self._representative())
        else:
            details = replace(details, representative=None)
            answers.pop("representative", None)
        return replace(one, details=details, answers=answers)

    def with_what_is_asked(self) -> "_Filled":
        """Leave out what isn't asked; an ethnicity needs its consent.

        Raises:
            InvalidError: a choice isn't known, or the consent is missing.
        """
        details = self.details.asked_by(self.book.entry)
        check_known(details)
        answers = dict(self.answers)
        if details.ethnicity is None:
            answers.pop("ethnicity", None)
        elif not self.agrees("ethnicity"):
            raise InvalidError(
                "The ethnicity is kept only with this consent: tick the box, or leave"
                " the ethnicity empty.",
                field="agree_ethnicity",
            )
        return replace(self, details=details, answers=answers)

    def check_whole(self) -> None:
        """Check that nothing is missing that the contest requires."""
        check_complete(self.details, self.book.entry)

    def _representative(self) -> Representative:
        one = self.details.representative
        if one is None or not self.agrees("representative"):
            raise InvalidError(
                NEEDS_REPRESENTATIVE,
                field="representative_name" if one is None else "agree_representative",
                age=CONSENTING_AGE,
            )
        return check_representative(one)

    def columns(self) -> dict[str, Any]:
        """Return what an entry keeps of it."""
        one = self.details.representative
        return {
            "sex": self.details.sex,
            "ethnicity": self.details.ethnicity,
            "occupation": self.details.occupation,
            "is_member": self.details.is_member,
            "birth_date": self.details.birth_date,
            "representative_name": one.name if one else None,
            "representative_relation": one.relation if one else None,
        }


def _check_may_enter(
    session: Session, contest: Contest, account: Account, key: str, now: datetime
) -> None:
    """Check that an account is a person's, and no insider's."""
    if account.kind != "person" or account.birth_year is None:
        raise NotAllowedError("Staff can't take part: sign in as a participant.")
    if is_insider(session, contest_id=contest.id, account=account, key=key, now=now):
        raise NotAllowedError("Who runs this contest can't take part in it.")
