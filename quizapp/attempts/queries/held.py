"""Which items must not be shown with their keys just now."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from quizapp.attempts.models import Attempt
from quizapp.banks.models import BankVersion, ItemSeal
from quizapp.banks.queries import parsed_version
from quizapp.contests.models import Round


def held_items(session: Session, *, bank_id: int, now: datetime) -> set[str]:
    """Return the items of a bank whose keys nobody may be shown.

    An open or coming round can draw them, or somebody still sits at an attempt of one
    that could: time given back may reach beyond the end of a round. Items that came into
    the bank since such a round took its version are among them.
    """
    of_this_bank = ItemSeal.bank_id == bank_id
    over = (
        select(ItemSeal.round_id)
        .where(of_this_bank, ItemSeal.sealed_until <= now)
        .distinct()
        .subquery()
    )
    still_sat_at = select(over.c.round_id).where(
        exists().where(Attempt.round_id == over.c.round_id, Attempt.state == "open")
    )
    held = select(ItemSeal.item).where(
        of_this_bank,
        or_(ItemSeal.sealed_until > now, ItemSeal.round_id.in_(still_sat_at)),
    )
    rounds = select(ItemSeal.round_id).where(
        of_this_bank,
        or_(ItemSeal.sealed_until > now, ItemSeal.round_id.in_(still_sat_at)),
    )
    return {*session.scalars(held), *_newer_items(session, bank_id, rounds)}


def _newer_items(session: Session, bank_id: int, rounds: Select[int]) -> Iterator[str]:
    """Yield the items that came into a bank after a round had taken its version.

    They may be questions of that round in other words.
    """
    newest = session.scalar(
        select(BankVersion.id)
        .where(BankVersion.bank_id == bank_id)
        .order_by(BankVersion.number.desc())
        .limit(1)
    )
    plans = session.scalars(select(Round.plan).where(Round.id.in_(rounds)))
    pinned = {
        section["bank_version_id"]
        for plan in plans
        for section in plan["sections"]
        if section["bank_id"] == bank_id
    }
    if newest is None:
        return
    items = parsed_version(session, newest).items
    for version in pinned - {newest}:
        yield from items.keys() - parsed_version(session, version).items.keys()
