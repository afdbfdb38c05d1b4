"""Pictures of banks: kept once each, and there before a bank shows them."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert as insert_or_not
from sqlalchemy.orm import Session

from quizapp.banks.models import Picture as PictureRow
from quizapp.banks.queries import kept_pictures
from quizapp.banks.rules import Bank, named_pictures
from quizapp.errors import InvalidError
from quizapp.pictures import Picture


def keep_picture(session: Session, *, picture: Picture, now: datetime) -> None:
    """Keep a picture; one that is there stays as it is."""
    session.execute(
        insert_or_not(PictureRow)
        .values(
            hash=picture.hash,
            data=picture.data,
            media_type=picture.media_type,
            width=picture.width,
            height=picture.height,
            byte_count=picture.byte_count,
            created_at=now,
        )
        .on_conflict_do_nothing()
    )


def check_pictures(session: Session, bank: Bank) -> None:
    """Check that every picture that a text names is among the bank's, and is kept.

    Raises:
        InvalidError: one isn't.
    """
    hashes = {picture.name: picture.hash for picture in bank.pictures}
    missing = named_pictures(bank).keys() - hashes.keys()
    if hashes and not missing:
        kept = kept_pictures(session, hashes.values())
        missing = {name for name, one in hashes.items() if one not in kept}
    if missing:
        raise InvalidError(
            "The bank shows pictures that aren't there: %(names)s. Give them together"
            " with the bank.",
            names=", ".join(sorted(missing)),
        )
