"""Seals: until when the keys of items stay secret."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from quizapp.banks.models import ItemSeal


def replace_seals(
    session: Session,
    *,
    round_id: int,
    bank_items: Mapping[int, Collection[str]],
    until: datetime,
) -> None:
    """Seal the items that a round can draw (ids by ``banks.id``), and no others for it.

    Their keys stay secret until every round that sealed them lets go of them.
    """
    session.execute(delete(ItemSeal).where(ItemSeal.round_id == round_id))
    seals = [
        {"bank_id": bank_id, "item": item, "round_id": round_id, "sealed_until": until}
        for bank_id in sorted(bank_items)
        for item in sorted(set(bank_items[bank_id]))
    ]
    if seals:
        session.execute(insert(ItemSeal), seals)
