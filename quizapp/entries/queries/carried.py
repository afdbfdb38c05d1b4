"""What a person said when she entered before: asked once, offered again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.entries.models import Entry
from quizapp.entries.queries.entries import entries_of
from quizapp.entries.rules import Details, Representative
from quizapp.units.queries import is_in_branch

T = TypeVar("T")


@dataclass(frozen=True)
class Carried:
    """What a form offers to somebody who is known; each answer is her newest one."""

    birth_year: int
    unit_id: int | None
    #: The ethnicity is offered, and kept only with a new consent.
    details: Details


def carried_over(
    session: Session, *, account_id: int, root_id: int | None, leave_out: int = 0
) -> Carried:
    """Return what somebody said before, as far as it fits a contest.

    ``root_id`` is the unit whose branch takes part; ``leave_out`` an entry that isn't
    asked.
    """
    account = session.get_one(Account, account_id)
    entries = [
        one for one in entries_of(session, account_id=account_id) if one.id != leave_out
    ]
    units = [*(one.unit_id for one in entries), account.unit_id]
    return Carried(
        birth_year=account.birth_year or 0,
        unit_id=_fitting(session, units, root_id),
        details=Details(
            sex=_newest(entries, lambda one: one.sex),
            ethnicity=_newest(entries, lambda one: one.ethnicity),
            occupation=_newest(entries, lambda one: one.occupation),
            is_member=_newest(entries, lambda one: one.is_member),
            birth_date=_newest(entries, lambda one: one.birth_date),
            representative=_newest(entries, representative_of),
        ),
    )


def as_entered(session: Session, *, entry: Entry) -> Carried:
    """Return what an entry itself says: what its correction begins with."""
    account = session.get_one(Account, entry.account_id)
    return Carried(
        birth_year=account.birth_year or 0,
        unit_id=entry.unit_id,
        details=Details(
            sex=entry.sex,
            ethnicity=entry.ethnicity,
            occupation=entry.occupation,
            is_member=entry.is_member,
            birth_date=entry.birth_date,
            representative=representative_of(entry),
        ),
    )


def representative_of(entry: Entry) -> Representative | None:
    """Return who agreed for an entry, or None."""
    if entry.representative_name is None or entry.representative_relation is None:
        return None
    return Representative(entry.representative_name, entry.representative_relation)


def _newest(entries: list[Entry], read: Callable[[Entry], T | None]) -> T | None:
    told = (read(entry) for entry in entries)
    return next((value for value in told if value is not None), None)


def _fitting(
    session: Session, units: list[int | None], root_id: int | None
) -> int | None:
    """Return the first unit that stands in the branch."""
    if root_id is None:
        return None
    for unit_id in dict.fromkeys(units):
        if unit_id is not None and is_in_branch(
            session, unit_id=unit_id, root_id=root_id
        ):
            return unit_id
    return None
