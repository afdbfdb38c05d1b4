"""Reads of handbooks: which there are, what one says just now, and its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, undefer

from quizapp.attempts.queries import held_items
from quizapp.banks.queries import latest_version, parsed_version, picture_bytes
from quizapp.banks.rules import Bank, StoredPicture, with_followers
from quizapp.errors import NotFoundError
from quizapp.handbooks import rules
from quizapp.handbooks.models import Handbook, HandbookFile

PUBLISHED = Handbook.published_at.is_not(None) & Handbook.withdrawn_at.is_(None)


@dataclass(frozen=True)
class Compiled:
    """What a handbook says at one moment."""

    row: Handbook
    book: rules.Handbook
    #: Bank → the version that it was taken from.
    versions: Mapping[str, int]
    #: Bank → its pictures by the name that texts give them.
    albums: Mapping[str, Mapping[str, StoredPicture]]
    #: A round draws from one of its banks, now or later: phones don't keep it.
    is_drawn_from: bool

    @property
    def items(self) -> dict[str, list[str]]:
        """Return the items that stand in it, by bank."""
        found: dict[str, list[str]] = {}
        for chapter in self.book.chapters:
            for entry in chapter.entries:
                found.setdefault(entry.bank, []).append(entry.item)
        return found


def is_any_published(session: Session) -> bool:
    """Tell whether there is a handbook to read."""
    return bool(session.scalar(select(exists().where(PUBLISHED))))


def published(session: Session) -> Sequence[Handbook]:
    """Return the handbooks that everybody may read, by title."""
    return session.scalars(
        select(Handbook).where(PUBLISHED).order_by(Handbook.title)
    ).all()


def every_handbook(session: Session) -> Sequence[Handbook]:
    """Return all handbooks, the newest first."""
    return session.scalars(select(Handbook).order_by(Handbook.id.desc())).all()


def handbook_named(session: Session, slug: str) -> Handbook:
    """Return a handbook.

    Raises:
        NotFoundError: there is none of this name.
    """
    found = session.scalar(select(Handbook).where(Handbook.slug == slug))
    if found is None:
        raise NotFoundError("There is no such handbook.")
    return found


def published_handbook(session: Session, slug: str) -> Handbook:
    """Return a handbook that everybody may read.

    Raises:
        NotFoundError: there is none of this name, or it isn't published.
    """
    found = handbook_named(session, slug)
    if not found.is_published:
        raise NotFoundError("There is no such handbook.")
    return found


def compiled_now(session: Session, row: Handbook, *, now: datetime) -> Compiled:
    """Return what a handbook says now: keys that rounds hold back are not in it."""
    banks: list[Bank] = []
    versions: dict[str, int] = {}
    albums: dict[str, Mapping[str, StoredPicture]] = {}
    for slug in row.banks:
        version = latest_version(session, slug)
        if version is not None:
            kept = parsed_version(session, version.id)
            banks.append(kept.bank)
            versions[slug] = version.id
            albums[slug] = kept.pictures
    held = _held(session, row.banks, now)
    return Compiled(
        row,
        rules.compiled(outline_of(row), banks, held),
        versions,
        albums,
        is_drawn_from=any(held.values()),
    )


def outline_of(row: Handbook) -> rules.Outline:
    """Return what organizers decided of a handbook."""
    return rules.Outline(
        title=row.title,
        subtitle=row.subtitle,
        publisher=row.publisher,
        foreword=row.foreword,
        chapters=tuple((tag, title) for tag, title in row.chapters),
        rest=row.rest,
    )


def files_of(session: Session, row: Handbook) -> dict[str, HandbookFile]:
    """Return the printed files of a handbook by form, their content left out."""
    found = session.scalars(
        select(HandbookFile).where(HandbookFile.handbook_id == row.id)
    )
    return {one.form: one for one in found}


def free_files(
    session: Session, row: Handbook, *, now: datetime
) -> dict[str, HandbookFile]:
    """Return the printed files in which no round holds anything back now."""
    held = _held(session, row.banks, now)
    found = session.scalars(
        select(HandbookFile)
        .where(HandbookFile.handbook_id == row.id)
        .options(undefer(HandbookFile.items))
    )
    return {
        one.form: one
        for one in found
        if not any(
            held.get(bank, _held_of(session, bank, now)) & set(items)
            for bank, items in one.items.items()
        )
    }


def file_content(session: Session, found: HandbookFile) -> bytes:
    """Return a printed file."""
    return session.scalars(
        select(HandbookFile.content).where(HandbookFile.id == found.id)
    ).one()


def pictures_in(session: Session, compiled: Compiled) -> dict[str, dict[str, bytes]]:
    """Return the bytes of a handbook's pictures, by bank and name."""
    found: dict[str, dict[str, bytes]] = {}
    for bank, album in compiled.albums.items():
        for name, picture in album.items():
            content = picture_bytes(session, picture.hash)
            if content is not None:
                found.setdefault(bank, {})[name] = content
    return found


def _held(session: Session, slugs: Sequence[str], now: datetime) -> dict[str, set[str]]:
    return {slug: _held_of(session, slug, now) for slug in slugs}


def _held_of(session: Session, slug: str, now: datetime) -> set[str]:
    """Return the items of a bank whose keys are held back now.

    What stands in the place of such an item is held with it.
    """
    version = latest_version(session, slug)
    if version is None:
        return set()
    held = held_items(session, bank_id=version.bank_id, now=now)
    return with_followers(parsed_version(session, version.id).bank.items, held)
