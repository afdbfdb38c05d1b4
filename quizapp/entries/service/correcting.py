"""Correcting an entry: by the person before her first attempt, then by staff alone."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.accounts.rules import check_birth_year
from quizapp.audit import service as audit
from quizapp.audit.service import Act
from quizapp.contests.models import Contest
from quizapp.contests.queries import rule_book
from quizapp.entries.models import Entry, EntryChange
from quizapp.entries.queries import newest_consents
from quizapp.entries.queries.carried import representative_of
from quizapp.entries.rules import (
    CONSENTING_AGE,
    NEEDS_REPRESENTATIVE,
    ConsentAnswer,
    ConsentKind,
    Details,
    Representative,
    check_age,
    check_complete,
    check_known,
    check_representative,
    is_child,
)
from quizapp.entries.service.consents import note
from quizapp.entries.service.entering import check_unit, hold
from quizapp.errors import ConflictError, InvalidError
from quizapp.names import check_person_name, person_sort_key, search_key

#: Roles that correct what is locked (domain.md §2).
CORRECTORS = ("secretary", "judge", "organizer", "admin")
#: They stand in the account, so that they change in each of her entries.
OF_THE_PERSON = frozenset({"full_name", "birth_year"})
#: What tells whether somebody may take part, and how.
OF_AGE = frozenset({"birth_year", "birth_date", "representative"})
COLUMNS = {
    "unit": "unit_id",
    "sex": "sex",
    "ethnicity": "ethnicity",
    "occupation": "occupation",
    "member": "is_member",
    "birth_date": "birth_date",
}


def correct_entry(
    session: Session,
    *,
    entry: Entry,
    changes: Mapping[str, Any],
    is_locked: bool,
    act: Act | None,
    now: datetime,
    consents: Iterable[ConsentAnswer] = (),
) -> frozenset[str]:
    """Correct fields of an entry; return those that are another now.

    ``changes``: of ``models.CHANGED_FIELDS``; ``unit`` an id, ``member`` a truth,
    ``representative`` a ``Representative``, codes as in ``Details``; None: not told.
    ``is_locked``: an attempt has started with what is changed (name and birth year: in
    any contest); then only staff corrects it, by ``act`` with a reason. Hold the entry
    (``hold``) before asking whether it is. A changed unit holds for attempts that start
    later; who calls this lets boards show a changed name (``standings.service.touch``).

    Raises:
        ConflictError: it is locked.
        InvalidError: a value can't be, or no reason is given.
    """
    hold(session, entry)
    if act is None and is_locked:
        raise ConflictError(
            "What was signed up with can't be changed any more, for an attempt has"
            " started: call the organizers."
        )
    if act is not None and not act.reason.strip():
        raise InvalidError("Write why: it stands in the log.", field="reason")
    account = session.get_one(Account, entry.account_id)
    old_unit_id = entry.unit_id
    answers = {one.kind: one for one in consents}
    with session.no_autoflush:  # what is half changed breaks the rules of the table
        changed = _apply(account, entry, changes, now)
        if not changed:
            return changed
        _check(session, entry, account, changed, answers, now)
    for answer in answers.values():
        if answer.kind in changed:
            note(session, entry, answer, now)
    by = account.id if act is None else act.account_id
    for field in sorted(changed):
        units = (old_unit_id, entry.unit_id) if field == "unit" else (None, None)
        session.add(
            EntryChange(
                entry_id=entry.id,
                field=field,
                at=now,
                by=by,
                old_unit_id=units[0],
                new_unit_id=units[1],
            )
        )
    session.flush()
    if act is not None:
        units = (old_unit_id, entry.unit_id)
        _record(session, entry, changed, units, act, now, is_late=is_locked)
    return changed


def _apply(
    account: Account, entry: Entry, changes: Mapping[str, Any], now: datetime
) -> frozenset[str]:
    """Write what is another; return the names of the fields."""
    changed = set()
    for field, value in changes.items():
        if field == "representative":
            is_new = _set_representative(entry, value)
        elif field == "full_name":
            is_new = _set_name(account, value)
        elif field == "birth_year":
            is_new = _set(account, "birth_year", check_birth_year(value, now))
        else:
            is_new = _set(entry, COLUMNS[field], value)
        if is_new:
            changed.add(field)
    return frozenset(changed)


def _set(owner: Account | Entry, column: str, value: Any) -> bool:
    is_new = bool(getattr(owner, column) != value)
    if is_new:
        setattr(owner, column, value)
    return is_new


def _set_name(account: Account, typed: str) -> bool:
    name = check_person_name(typed)
    account.sort_key, account.search_key = person_sort_key(name), search_key(name)
    return _set(account, "full_name", name)


def _set_representative(entry: Entry, one: Representative | None) -> bool:
    kept = None if one is None else check_representative(one)
    if kept == representative_of(entry):
        return False
    entry.representative_name = kept.name if kept else None
    entry.representative_relation = kept.relation if kept else None
    return True


def _check(
    session: Session,
    entry: Entry,
    account: Account,
    changed: frozenset[str],
    answers: Mapping[ConsentKind, ConsentAnswer],
    now: datetime,
) -> None:
    """Check that an entry with its new values is one that could have been made."""
    contest = session.get_one(Contest, entry.contest_id)
    book = rule_book(session, contest)
    details = Details(
        sex=entry.sex,
        ethnicity=entry.ethnicity,
        occupation=entry.occupation,
        is_member=entry.is_member,
    )
    check_known(details)
    if entry.completed_at is not None:
        check_complete(details, book.entry)
    if "unit" in changed:
        check_unit(session, contest, book, entry.unit_id)
    if changed & OF_AGE:
        _check_age(entry, account, book.eligibility.minimum_age, answers, now)
    if "ethnicity" in changed and entry.ethnicity is not None:
        known = newest_consents(session, entry_id=entry.id).get("ethnicity")
        answer = answers.get("ethnicity") or known
        if answer is None or not answer.is_given:
            raise InvalidError(
                "The ethnicity is kept only with this consent: tick the box, or leave"
                " the ethnicity empty.",
                field="agree_ethnicity",
            )


def _check_age(
    entry: Entry,
    account: Account,
    minimum_age: int,
    answers: Mapping[ConsentKind, ConsentAnswer],
    now: datetime,
) -> None:
    year = account.birth_year or 0
    check_age(year, minimum_age, now, birth_date=entry.birth_date)
    if not is_child(year, entry.birth_date, now):
        _set_representative(entry, None)
        return
    entry.is_name_shown = False
    if entry.representative_name is None:
        raise InvalidError(
            NEEDS_REPRESENTATIVE, field="representative_name", age=CONSENTING_AGE
        )


def _record(
    session: Session,
    entry: Entry,
    changed: frozenset[str],
    units: tuple[int | None, int | None],
    act: Act,
    now: datetime,
    *,
    is_late: bool,
) -> None:
    audit.record(
        session,
        actor=act.actor,
        action="entries.corrected",
        subject=f"entry:{entry.id}",
        details={
            "contest": entry.contest_id,
            "fields": sorted(changed),
            "old_unit": units[0],
            "new_unit": units[1],
            "after_an_attempt": is_late,
        },
        salt=act.salt,
        reason=act.reason,
        now=now,
    )
