"""Reads of pictures: one by its hash, and which of some are there."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.banks.models import Picture
from quizapp.db import Executor
from quizapp.errors import NotFoundError


def picture_bytes(executor: Executor, digest: str) -> bytes:
    """Return a picture by its hash.

    Raises:
        NotFoundError: there is no such picture.
    """
    data = executor.scalar(select(Picture.data).where(Picture.hash == digest))
    if data is None:
        raise NotFoundError("There is no such picture.")
    return bytes(data)


def kept_pictures(session: Session, hashes: Collection[str]) -> set[str]:
    """Return those of these hashes whose pictures are there."""
    return set(session.scalars(select(Picture.hash).where(Picture.hash.in_(hashes))))
