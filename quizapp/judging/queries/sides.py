"""Two people side by side: who they say they are, and every attempt they made."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.attempts.models import Attempt
from quizapp.contests.models import Round
from quizapp.entries.models import Entry
from quizapp.judging.queries.people import groups_of
from quizapp.units.models import Unit


@dataclass(frozen=True)
class Card:
    """An entry as the desk shows it; the phone is masked by the page."""

    entry_id: int
    full_name: str
    birth_year: int | None
    phone: str | None
    unit: str
    entered_at: datetime


@dataclass(frozen=True)
class Sitting:
    """An attempt as the desk shows it."""

    entry_id: int
    round_title: str
    number: int
    state: str
    started_at: datetime
    ended_at: datetime | None
    score_hundredths: int | None
    #: 1, 2 … in the order in which devices appear on the page; None: not known.
    device: int | None


@dataclass(frozen=True)
class Side:
    """One person: every entry of hers, the one she counts under first."""

    cards: list[Card]
    sittings: list[Sitting] = field(default_factory=list)

    @property
    def head(self) -> Card:
        """Return the entry under which she counts."""
        return self.cards[0]


def sides(
    session: Session, *, entry_ids: Collection[int], has_attempts: bool = False
) -> dict[int, Side]:
    """Return the entry under which a person counts → the person.

    ``has_attempts``: with every attempt, the oldest first.
    """
    groups = groups_of(session, entry_ids=entry_ids)
    members = [one for group in groups.values() for one in group]
    shown = cards(session, entry_ids=members)
    made = _sittings(session, members) if has_attempts else []
    return {
        head: Side(
            [shown[one] for one in group],
            [sitting for sitting in made if sitting.entry_id in group],
        )
        for head, group in groups.items()
    }


def cards(session: Session, *, entry_ids: Collection[int]) -> Mapping[int, Card]:
    """Return entries as the desk shows them."""
    rows = session.execute(
        select(
            Entry.id,
            Account.full_name,
            Account.birth_year,
            Account.phone,
            Unit.name,
            Entry.created_at,
        )
        .join(Account, Account.id == Entry.account_id)
        .outerjoin(Unit, Unit.id == Entry.unit_id)
        .where(Entry.id.in_(entry_ids))
    )
    return {
        entry_id: Card(entry_id, name, year, phone, unit or "", entered_at)
        for entry_id, name, year, phone, unit, entered_at in rows
    }


def _sittings(session: Session, entry_ids: Collection[int]) -> list[Sitting]:
    rows = session.execute(
        select(
            Attempt.entry_id,
            Round.title,
            Attempt.number,
            Attempt.state,
            Attempt.started_at,
            Attempt.ended_at,
            Attempt.score_hundredths,
            Attempt.device_hash,
        )
        .join(Round, Round.id == Attempt.round_id)
        .where(Attempt.entry_id.in_(entry_ids))
        .order_by(Attempt.started_at, Attempt.id)
    )
    devices: dict[bytes | None, int | None] = {None: None}
    return [
        Sitting(
            row.entry_id,
            row.title,
            row.number,
            row.state,
            row.started_at,
            row.ended_at,
            row.score_hundredths,
            devices.setdefault(row.device_hash, len(devices)),
        )
        for row in rows
    ]
