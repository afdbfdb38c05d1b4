"""Reads of handbooks: which there are, what one says just now, and its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select
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
    #: Bank → its items whose keys are held back now.
    held: Mapping[str, set[str]]
    #: How many questions of its banks bear each tag.
    tag_counts: Mapping[str, int]
    #: When it last came to say something else, rounds apart.
    changed_at: datetime

    @property
    def is_drawn_from(self) -> bool:
        """Tell whether a round draws from its banks, now or later: no phone keeps it."""
        return any(self.held.values())

    @property
    def items(self) -> dict[str, list[str]]:
        """Return the items that stand in it, by bank."""
        found: dict[str, list[str]] = {}
        for chapter in self.book.chapters:
            for entry in chapter.entries:
                found.setdefault(entry.bank, []).append(entry.item)
        return found


def published_slugs(session: Session) -> tuple[str, ...]:
    """Return the names of the handbooks that everybody may read."""
    found = select(Handbook.slug).where(PUBLISHED).order_by(Handbook.title)
    return tuple(session.scalars(found))


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
    changed_at = row.changed_at
    versions: dict[str, int] = {}
    albums: dict[str, Mapping[str, StoredPicture]] = {}
    for slug in row.banks:
        version = latest_version(session, slug)
        if version is not None:
            kept = parsed_version(session, version.id)
            banks.append(kept.bank)
            versions[slug] = version.id
            changed_at = max(changed_at, version.imported_at)
            albums[slug] = kept.pictures
    held = {bank.id: _held_of(session, bank.id, now) for bank in banks}
    outline = outline_of(row)
    return Compiled(
        row,
        rules.compiled(outline, banks, held),
        versions,
        albums,
        held=held,
        tag_counts=rules.tag_counts(banks),
        changed_at=changed_at,
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


def is_as_now(found: HandbookFile, compiled: Compiled) -> bool:
    """Tell whether a printed file says what the handbook says now."""
    return found.made_at >= compiled.changed_at and found.items == compiled.items


def free_files(
    session: Session,
    row: Handbook,
    *,
    now: datetime,
    held: Mapping[str, set[str]] = MappingProxyType({}),
) -> dict[str, HandbookFile]:
    """Return the printed files in which no round holds anything back now.

    ``held`` is what is known already of what is held back, by bank.
    """
    known = dict(held)

    def is_free(one: HandbookFile) -> bool:
        for bank in one.items.keys() - known.keys():
            known[bank] = _held_of(session, bank, now)
        return all(known[bank].isdisjoint(items) for bank, items in one.items.items())

    found = session.scalars(
        select(HandbookFile)
        .where(HandbookFile.handbook_id == row.id)
        .options(undefer(HandbookFile.items))
    )
    return {one.form: one for one in found if is_free(one)}


def file_content(session: Session, found: HandbookFile) -> bytes:
    """Return a printed file."""
    return session.scalars(
        select(HandbookFile.content).where(HandbookFile.id == found.id)
    ).one()


def pictures_in(session: Session, compiled: Compiled) -> dict[str, dict[str, bytes]]:
    """Return the bytes of the pictures that stand in a handbook, by bank and name."""
    found: dict[str, dict[str, bytes]] = {}
    for chapter in compiled.book.chapters:
        for entry in chapter.entries:
            album = compiled.albums[entry.bank]
            known = found.setdefault(entry.bank, {})
            for name in entry.picture_names & album.keys() - known.keys():
                content = picture_bytes(session, album[name].hash)
                if content is not None:
                    known[name] = content
    return found


def _held_of(session: Session, slug: str, now: datetime) -> set[str]:
    """Return the items of a bank whose keys are held back now.

    What asks the same in other words is held with such an item.
    """
    version = latest_version(session, slug)
    if version is None:
        return set()
    held = held_items(session, bank_id=version.bank_id, now=now)
    return with_followers(parsed_version(session, version.id).bank.items, held)
