"""Comments on items: said, and settled."""

from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.audit.service import Act
from quizapp.banks.models import ItemComment
from quizapp.errors import InvalidError, NotFoundError
from quizapp.names import clean

LONGEST_COMMENT = 2000


def comment(
    session: Session, *, bank_id: int, item: str, text: str, act: Act, now: datetime
) -> ItemComment:
    """Say something about an item.

    Raises:
        InvalidError: nothing is said, or too much.
    """
    said = "\n".join(clean(line) for line in text.strip().splitlines())
    if not said:
        raise InvalidError("Write a comment first.", field="text")
    if len(said) > LONGEST_COMMENT:
        raise InvalidError(
            "The note may have %(most)s characters at most.",
            field="text",
            most=LONGEST_COMMENT,
        )
    if act.account_id is None:
        raise ValueError("Somebody with an account comments.")
    found = ItemComment(
        bank_id=bank_id,
        item=item,
        text=said,
        written_by=act.account_id,
        written_at=now,
    )
    session.add(found)
    session.flush()
    return found


def settle(
    session: Session, *, bank_id: int, comment_id: int, act: Act, now: datetime
) -> None:
    """Say that a comment needs nothing more; again changes nothing.

    Raises:
        NotFoundError: there is no such comment on this bank.
    """
    found = session.get(ItemComment, comment_id)
    if found is None or found.bank_id != bank_id:
        raise NotFoundError("There is no such comment.")
    if found.settled_at is None:
        found.settled_by, found.settled_at = act.account_id, now
        session.flush()
