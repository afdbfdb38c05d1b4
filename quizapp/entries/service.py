"""Writes of entries: entering a contest, and changing what one agreed to."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.accounts.queries import roles_of
from quizapp.contests.models import Contest
from quizapp.contests.queries import rule_book
from quizapp.contests.rules import RuleBook
from quizapp.entries.models import Consent, Entry
from quizapp.entries.queries import own_entry
from quizapp.entries.rules import (
    INSIDER_ROLES,
    ConsentAnswer,
    check_age,
    check_consents,
    check_is_not_over,
)
from quizapp.errors import InvalidError, NotAllowedError
from quizapp.units.queries import is_in_branch


def enter(
    session: Session,
    *,
    contest: Contest,
    account: Account,
    unit_id: int | None,
    is_name_shown: bool,
    consents: Iterable[ConsentAnswer],
    now: datetime,
) -> Entry:
    """Enter a person into a contest; the same again returns the entry she has.

    ``consents`` are her answers to the texts that she was shown; ``is_name_shown``
    must be what she answered to ``show_name``.

    Raises:
        InvalidError: too young, a unit that can't be, or no consent to taking part.
        NotAllowedError: she is no participant, or she runs the contest.
        ConflictError: the contest is over.
    """
    answers = {answer.kind: answer for answer in consents}
    book = rule_book(session, contest)
    check_is_not_over(book.closes_at, now)
    check_consents(answers)
    _check_person(session, contest, account, book, now)
    _check_unit(session, contest, book, unit_id)
    entry: Entry | None = session.scalar(
        insert(Entry)
        .values(
            contest_id=contest.id,
            account_id=account.id,
            unit_id=unit_id,
            is_name_shown=is_name_shown,
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(Entry)
    )
    if entry is None:
        return own_entry(session, contest_id=contest.id, account_id=account.id)
    for answer in answers.values():
        _note(session, entry, answer, now)
    session.flush()
    return entry


def change_consent(
    session: Session, *, entry: Entry, answer: ConsentAnswer, now: datetime
) -> None:
    """Note a new answer of a person; one to ``show_name`` acts at once.

    Raises:
        InvalidError: consent to taking part can't be withdrawn here.
    """
    if answer.kind == "take_part" and not answer.is_given:
        raise InvalidError(
            "Who takes back this consent leaves the contest: call the organizers."
        )
    if answer.kind == "show_name":
        entry.is_name_shown = answer.is_given
    _note(session, entry, answer, now)
    session.flush()


def _check_person(
    session: Session,
    contest: Contest,
    account: Account,
    book: RuleBook,
    now: datetime,
) -> None:
    """Check that an account may take part: a person, old enough, no insider."""
    if account.kind != "person" or account.birth_year is None:
        raise NotAllowedError("Staff can't take part: sign in as a participant.")
    check_age(account.birth_year, book.eligibility.minimum_age, now)
    for grant in roles_of(session, account_id=account.id, now=now):
        if grant.role in INSIDER_ROLES and grant.contest_id in {None, contest.id}:
            raise NotAllowedError("Who runs this contest can't take part in it.")


def _check_unit(
    session: Session, contest: Contest, book: RuleBook, unit_id: int | None
) -> None:
    """Check that a unit stands in the branch that takes part."""
    if unit_id is None:
        if book.needs_a_unit:
            raise InvalidError("Choose a unit from the list.", field="unit")
        return
    if contest.unit_id is None or not is_in_branch(
        session, unit_id=unit_id, root_id=contest.unit_id
    ):
        raise InvalidError("This unit doesn't take part: choose another.", field="unit")


def _note(session: Session, entry: Entry, answer: ConsentAnswer, now: datetime) -> None:
    """Add an answer to the list of consents."""
    session.add(
        Consent(
            entry_id=entry.id,
            kind=answer.kind,
            is_given=answer.is_given,
            text_version=answer.text_version,
            text_hash=answer.text_hash,
            at=now,
        )
    )
