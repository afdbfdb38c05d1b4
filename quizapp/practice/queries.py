"""Reads of practice: what is offered, and which questions are free just now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, and_, exists, func, select
from sqlalchemy.orm import Session

from quizapp.attempts.queries import held_items
from quizapp.banks.models import Bank as BankRow
from quizapp.banks.models import BankVersion
from quizapp.banks.queries import parsed_version
from quizapp.banks.rules import Item, StoredPicture
from quizapp.errors import NotFoundError
from quizapp.practice.models import PracticeBank
from quizapp.practice.rules import practisable, tag_counts


@dataclass(frozen=True)
class Offered:
    """A bank that is offered, and what of its newest version is free just now."""

    slug: str
    title: str
    tag_names: Mapping[str, str]
    version_id: int
    version_number: int
    free: Sequence[Item]
    #: How many questions rounds keep to themselves.
    held_count: int
    #: By the name that texts give them.
    pictures: Mapping[str, StoredPicture]

    @property
    def tag_counts(self) -> dict[str, int]:
        """Return how many free questions bear each tag."""
        return tag_counts(self.free)

    def name_of(self, tag: str) -> str:
        """Return a tag as people are shown it."""
        return self.tag_names.get(tag, tag)


@dataclass(frozen=True)
class OnTheList:
    """A bank as organizers choose it: offered or not."""

    slug: str
    bank_title: str
    item_count: int
    tags: Sequence[str]
    #: None: it isn't offered.
    offer: PracticeBank | None
    held_count: int


def is_any_offered(session: Session) -> bool:
    """Tell whether there is anything to practise."""
    return bool(session.scalar(select(exists().where(IN_FORCE))))


def offered_banks(session: Session, *, now: datetime) -> list[Offered]:
    """Return every bank that is offered, in the order of titles."""
    rows = session.execute(_newest().where(IN_FORCE).order_by(PracticeBank.title))
    return [_offered(session, row, now) for row in rows]


def offered_bank(session: Session, slug: str, *, now: datetime) -> Offered:
    """Return one bank that is offered.

    Raises:
        NotFoundError: it isn't, or there is no such bank.
    """
    row = session.execute(_newest().where(IN_FORCE, BankRow.slug == slug)).one_or_none()
    if row is None:
        raise NotFoundError("These questions are not offered for practice.")
    return _offered(session, row, now)


def every_bank(session: Session, *, now: datetime) -> list[OnTheList]:
    """Return every bank with its offer, if there is one."""
    found = []
    for row in session.execute(_newest().order_by(BankRow.slug)):
        items, free = _in_use(session, row, now)
        found.append(
            OnTheList(
                slug=row.slug,
                bank_title=row.bank_title,
                item_count=len(items),
                tags=tuple(tag_counts(items)),
                offer=row.PracticeBank,
                held_count=len(items) - len(free),
            )
        )
    return found


IN_FORCE = PracticeBank.id.is_not(None) & PracticeBank.withdrawn_at.is_(None)


def _newest() -> Select[PracticeBank | None, str, int, str, int, int]:
    """Select each bank with its newest version and the offer in force."""
    newest = (
        select(BankVersion.bank_id, func.max(BankVersion.number).label("number"))
        .group_by(BankVersion.bank_id)
        .subquery()
    )
    return (
        select(
            PracticeBank,
            BankRow.slug,
            BankRow.id.label("bank_id"),
            BankVersion.title.label("bank_title"),
            BankVersion.id.label("version_id"),
            BankVersion.number,
        )
        .select_from(BankRow)
        .join(newest, newest.c.bank_id == BankRow.id)
        .join(
            BankVersion,
            and_(
                BankVersion.bank_id == BankRow.id,
                BankVersion.number == newest.c.number,
            ),
        )
        .outerjoin(
            PracticeBank,
            and_(
                PracticeBank.bank_id == BankRow.id, PracticeBank.withdrawn_at.is_(None)
            ),
        )
    )


def _offered(
    session: Session,
    row: Row[PracticeBank | None, str, int, str, int, int],
    now: datetime,
) -> Offered:
    offer: PracticeBank = row.PracticeBank
    items, free = _in_use(session, row, now)
    return Offered(
        slug=row.slug,
        title=offer.title,
        tag_names=offer.tag_names,
        version_id=row.version_id,
        version_number=row.number,
        free=free,
        held_count=len(items) - len(free),
        pictures=parsed_version(session, row.version_id).pictures,
    )


def _in_use(
    session: Session,
    row: Row[PracticeBank | None, str, int, str, int, int],
    now: datetime,
) -> tuple[list[Item], list[Item]]:
    """Return the items of a version that aren't retired, and which of them are free."""
    items = parsed_version(session, row.version_id).bank.items
    held = held_items(session, bank_id=row.bank_id, now=now)
    return practisable(items, ()), practisable(items, held)
