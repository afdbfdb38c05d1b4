"""Notices: sentences that a person is shown on her next visit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.accounts.models import Notice


def notify(
    session: Session,
    *,
    account_id: int,
    message: str,
    params: Mapping[str, Any],
    now: datetime,
) -> Notice:
    """Leave a sentence for a person: a message id and numbers or texts for it."""
    notice = Notice(
        account_id=account_id, message=message, params=dict(params), created_at=now
    )
    session.add(notice)
    session.flush()
    return notice


def see_notices(
    session: Session, *, account_id: int, newest_id: int, now: datetime
) -> None:
    """Note that a person has seen what she was told, up to the newest that was shown."""
    session.execute(
        update(Notice)
        .where(
            Notice.account_id == account_id,
            Notice.id <= newest_id,
            Notice.seen_at.is_(None),
        )
        .values(seen_at=now)
    )
