"""Who takes part on an officer's device: for the officer, for judges, for pages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from quizapp.accounts.models import Account
from quizapp.accounts.queries import brought_in
from quizapp.attempts.models import Attempt
from quizapp.contests.models import Contest, Round
from quizapp.entries.models import ConsentForm, Entry
from quizapp.personal import Fact, Holding
from quizapp.phrases import message
from quizapp.units.models import Unit


@dataclass(frozen=True)
class HelpedPerson:
    """Somebody without a phone, and where she stands in a contest."""

    account_id: int
    name: str
    birth_year: int
    unit: str
    #: None: she hasn't entered this contest.
    entry_id: int | None
    ended_count: int
    is_running: bool


@dataclass(frozen=True)
class Helper:
    """An officer, and how many took part in a round on her device."""

    name: str
    unit: str
    people: int
    #: Started, whether they have ended or not.
    attempts: int


def helped_people(
    session: Session, *, contest_id: int, unit_ids: Collection[int], now: datetime
) -> list[HelpedPerson]:
    """Return the people of these branches without a phone, those not done yet first."""
    people = brought_in(session, unit_ids=unit_ids)
    attempt_counts = (
        select(
            Attempt.entry_id,
            func.count().filter(Attempt.state != "open").label("ended"),
            func.count()
            .filter(Attempt.state == "open", Attempt.deadline_at > now)
            .label("running"),
        )
        .join(Round, Round.id == Attempt.round_id)
        .where(Round.contest_id == contest_id)
        .group_by(Attempt.entry_id)
        .subquery()
    )
    rows = session.execute(
        select(
            Entry.account_id,
            Entry.id,
            func.coalesce(attempt_counts.c.ended, 0),
            func.coalesce(attempt_counts.c.running, 0),
        )
        .outerjoin(attempt_counts, attempt_counts.c.entry_id == Entry.id)
        .where(
            Entry.contest_id == contest_id,
            Entry.account_id.in_([person.id for person in people]),
        )
    )
    stands = {account_id: standing for account_id, *standing in rows}
    units = _names(session, {person.unit_id or 0 for person in people})
    found = []
    for person in people:
        entry_id, ended, running = stands.get(person.id, (None, 0, 0))
        unit = units.get(person.unit_id or 0, "")
        year = person.birth_year or 0
        found.append(
            HelpedPerson(
                person.id, person.full_name, year, unit, entry_id, ended, bool(running)
            )
        )
    return sorted(found, key=lambda one: (not one.is_running, one.ended_count > 0))


def _names(session: Session, unit_ids: Collection[int]) -> dict[int, str]:
    rows = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(unit_ids)))
    return {unit_id: name for unit_id, name in rows}  # noqa: C416  # rows aren't typed as pairs


def helpers_of(session: Session, *, round_id: int) -> list[Helper]:
    """Return the officers on whose devices attempts of a round were made, most first."""
    people = func.count(Attempt.entry_id.distinct())
    rows = session.execute(
        select(Account.full_name, func.coalesce(Unit.name, ""), people, func.count())
        .join(Account, Account.id == Attempt.assisted_by)
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .where(Attempt.round_id == round_id, Attempt.assisted_by.is_not(None))
        .group_by(Account.id, Unit.name)
        .order_by(people.desc(), Account.sort_key, Account.id)
    )
    return [Helper(*row) for row in rows]


def helper_name(session: Session, *, account_id: int) -> str:
    """Return what an officer is called."""
    return session.get_one(Account, account_id).full_name


def is_unit_used(session: Session, *, unit_id: int) -> bool:
    """Tell whether somebody entered a contest, or made an attempt, under a unit."""
    entered = select(Entry.id).where(Entry.unit_id == unit_id).limit(1)
    attempted = select(Attempt.id).where(Attempt.unit_id == unit_id).limit(1)
    used = session.scalar(entered), session.scalar(attempted)
    return used != (None, None)


def receipts_of(
    session: Session, *, entry_id: int
) -> Sequence[tuple[int, str, datetime]]:
    """Return attempt, receipt code and end of what an entry handed in, newest first."""
    rows = session.execute(
        select(Attempt.id, Attempt.receipt_code, Attempt.ended_at)
        .where(Attempt.entry_id == entry_id, Attempt.state != "open")
        .order_by(Attempt.ended_at.desc(), Attempt.id.desc())
    )
    return [(id_, code or "", at) for id_, code, at in rows if at is not None]


def assisted_data(session: Session, *, account_id: int) -> list[Holding]:
    """Return the consents on paper that a person signed, or printed for others."""
    owner = aliased(Entry)
    rows = session.execute(
        select(ConsentForm, Contest.title)
        .join(Contest, Contest.id == ConsentForm.contest_id)
        .outerjoin(owner, owner.id == ConsentForm.entry_id)
        .where(
            or_(ConsentForm.printed_by == account_id, owner.account_id == account_id)
        )
        .order_by(ConsentForm.id)
    )
    return [
        Holding(
            message("Printed consent form"),
            (
                Fact(message("Contest"), title),
                Fact(message("Number of the form"), form.number),
                Fact(message("When"), form.printed_at),
                Fact(message("Used"), form.used_at),
            ),
            kind="consent_form",
        )
        for form, title in rows
    ]
