"""Which items must not be shown with their keys just now."""

from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from quizapp.attempts.models import Attempt
from quizapp.banks.models import ItemSeal


def held_items(session: Session, *, bank_id: int, now: datetime) -> set[str]:
    """Return the items of a bank whose keys nobody may be shown.

    An open or coming round can draw them, or somebody still sits at an attempt of one
    that could: time given back may reach beyond the end of a round.
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
    return set(session.scalars(held))
