"""Reads of drafts: what they say, who wrote and read them, what is said of items."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, BigInteger, Integer, case, cast, func, literal, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased, defer

from quizapp.accounts.models import Account
from quizapp.banks.models import Bank as BankRow
from quizapp.banks.models import (
    BankDraft,
    BankVersion,
    DraftReading,
    ItemChange,
    ItemComment,
)
from quizapp.banks.rules import Bank
from quizapp.errors import NotFoundError


class Shelf(NamedTuple):
    """A bank as the list of banks shows it."""

    slug: str
    title: str
    #: Its newest version; 0 and 0: nothing was published yet.
    number: int
    item_count: int
    published_at: datetime | None
    #: The open draft; None: there is none.
    revision: int | None
    changed_at: datetime | None
    #: Who began any of its drafts.
    writers: Collection[int]
    open_comments: int


class Change(NamedTuple):
    """One item as it was changed, and by whom."""

    item: str
    revision: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    by: str
    at: datetime


class Reading(NamedTuple):
    """What a second reader said."""

    revision: int
    verdict: str
    note: str
    reader_id: int
    by: str
    at: datetime


class Comment(NamedTuple):
    """What somebody said about an item."""

    id: int
    item: str
    text: str
    by: str
    at: datetime
    settled_by: str
    settled_at: datetime | None


def bank_named(session: Session, slug: str) -> BankRow:
    """Return a bank.

    Raises:
        NotFoundError: there is none of this name.
    """
    found = session.scalar(select(BankRow).where(BankRow.slug == slug))
    if found is None:
        raise NotFoundError("There is no such bank.")
    return found


def shelves(session: Session) -> Sequence[Shelf]:
    """Return every bank by its title: newest version, open draft, open comments."""
    newest = (
        select(
            BankVersion.bank_id,
            BankVersion.title,
            BankVersion.number,
            BankVersion.item_count,
            BankVersion.imported_at,
        )
        .ext(distinct_on(BankVersion.bank_id))
        .order_by(BankVersion.bank_id, BankVersion.number.desc())
        .subquery()
    )
    draft = (
        select(
            BankDraft.bank_id,
            BankDraft.revision,
            BankDraft.changed_at,
            BankDraft.content["title"].astext.label("title"),
        )
        .where(BankDraft.state == "open")
        .subquery()
    )
    begun = (
        select(
            BankDraft.bank_id,
            func.array_agg(BankDraft.begun_by.distinct()).label("writers"),
        )
        .group_by(BankDraft.bank_id)
        .subquery()
    )
    comments = (
        select(ItemComment.bank_id, func.count().label("waiting"))
        .where(ItemComment.settled_at.is_(None))
        .group_by(ItemComment.bank_id)
        .subquery()
    )
    rows = session.execute(
        select(
            BankRow.slug,
            func.coalesce(newest.c.title, draft.c.title, BankRow.slug).label("title"),
            func.coalesce(newest.c.number, 0),
            func.coalesce(newest.c.item_count, 0),
            newest.c.imported_at,
            draft.c.revision,
            draft.c.changed_at,
            func.coalesce(begun.c.writers, literal([], ARRAY(BigInteger))),
            cast(func.coalesce(comments.c.waiting, 0), Integer),
        )
        .outerjoin(newest, newest.c.bank_id == BankRow.id)
        .outerjoin(draft, draft.c.bank_id == BankRow.id)
        .outerjoin(begun, begun.c.bank_id == BankRow.id)
        .outerjoin(comments, comments.c.bank_id == BankRow.id)
        .order_by("title")
    )
    return [Shelf(*row) for row in rows]


def beginners_of(session: Session, *, bank_id: int) -> set[int]:
    """Return who began any draft of a bank."""
    found = session.scalars(
        select(BankDraft.begun_by).where(BankDraft.bank_id == bank_id).distinct()
    )
    return set(found)


def open_draft(session: Session, *, bank_id: int) -> BankDraft | None:
    """Return the draft that is being written, its content left out, or None."""
    return session.scalar(
        select(BankDraft)
        .where(BankDraft.bank_id == bank_id, BankDraft.state == "open")
        .options(defer(BankDraft.content))
        .execution_options(populate_existing=True)
    )


def draft_of(session: Session, *, bank_id: int) -> BankDraft:
    """Return the draft that is being written.

    Raises:
        NotFoundError: there is none.
    """
    found = open_draft(session, bank_id=bank_id)
    if found is None:
        raise NotFoundError("Nothing of this bank is being changed.")
    return found


def parsed_draft(draft: BankDraft) -> Bank:
    """Return what a draft says."""
    return Bank.model_validate(draft.content)


def slug_of_draft(session: Session, draft: BankDraft) -> str:
    """Return the name of a draft's bank."""
    return session.scalars(
        select(BankRow.slug).where(BankRow.id == draft.bank_id)
    ).one()


def writers_of(session: Session, *, draft_id: int) -> set[int]:
    """Return who has written in a draft."""
    found = session.scalars(
        select(ItemChange.changed_by).where(ItemChange.draft_id == draft_id).distinct()
    )
    return set(found)


def latest_reading(session: Session, *, draft_id: int) -> Reading | None:
    """Return what was said of a draft last, or None."""
    readings = readings_of(session, draft_id=draft_id)
    return readings[0] if readings else None


def readings_of(session: Session, *, draft_id: int) -> Sequence[Reading]:
    """Return what was said of a draft, the newest first."""
    rows = session.execute(
        select(
            DraftReading.revision,
            DraftReading.verdict,
            DraftReading.note,
            DraftReading.reader_id,
            Account.full_name,
            DraftReading.read_at,
        )
        .join(Account, Account.id == DraftReading.reader_id)
        .where(DraftReading.draft_id == draft_id)
        .order_by(DraftReading.id.desc())
    )
    return [Reading(*row) for row in rows]


def changes_of(
    session: Session, *, bank_id: int, item: str | None = None, most: int = 200
) -> Sequence[Change]:
    """Return what was changed in a bank, or in one item of it, the newest first."""
    query = (
        select(
            ItemChange.item,
            ItemChange.revision,
            ItemChange.before,
            ItemChange.after,
            Account.full_name,
            ItemChange.changed_at,
        )
        .join(Account, Account.id == ItemChange.changed_by)
        .where(ItemChange.bank_id == bank_id)
        .order_by(ItemChange.id.desc())
        .limit(most)
    )
    if item is not None:
        query = query.where(ItemChange.item == item)
    return [Change(*row) for row in session.execute(query)]


def comments_on(
    session: Session, *, bank_id: int, item: str | None = None
) -> Sequence[Comment]:
    """Return what is said of a bank's items, or of one: open ones first, by time."""
    settler = aliased(Account)
    query = (
        select(
            ItemComment.id,
            ItemComment.item,
            ItemComment.text,
            Account.full_name,
            ItemComment.written_at,
            func.coalesce(settler.full_name, ""),
            ItemComment.settled_at,
        )
        .join(Account, Account.id == ItemComment.written_by)
        .outerjoin(settler, settler.id == ItemComment.settled_by)
        .where(ItemComment.bank_id == bank_id)
        .order_by(case((ItemComment.settled_at.is_(None), 0), else_=1), ItemComment.id)
    )
    if item is not None:
        query = query.where(ItemComment.item == item)
    return [Comment(*row) for row in session.execute(query)]


def open_comment_counts(session: Session, *, bank_id: int) -> dict[str, int]:
    """Return how many comments wait at each item; those without any are left out."""
    rows = session.execute(
        select(ItemComment.item, func.count().label("waiting"))
        .where(ItemComment.bank_id == bank_id, ItemComment.settled_at.is_(None))
        .group_by(ItemComment.item)
    )
    return {row.item: row.waiting for row in rows}
