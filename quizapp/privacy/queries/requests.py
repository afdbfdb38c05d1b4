"""Requests about personal data: of one person, and as they wait for their answer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.contests.models import Contest
from quizapp.entries.models import Entry
from quizapp.errors import NotFoundError
from quizapp.personal import Fact, Holding
from quizapp.phrases import message
from quizapp.privacy.models import DataRequest

#: Kind of a request → what it is called.
NAMES: dict[str, str] = {
    "access": message("See or receive all data"),
    "correct": message("Correct data"),
    "restrict": message("Stop using data for a while"),
    "object": message("Object to a use of data"),
    "erase": message("Erase data"),
    "complain": message("Complain about how data are used"),
    "other": message("Something else"),
}
MOST_ANSWERED = 100


@dataclass(frozen=True)
class RequestRow:
    """A request as staff see it."""

    request: DataRequest
    #: None: a caller whom nobody found among the people.
    account: Account | None
    contest: str | None


def personal_data(session: Session, *, account_id: int) -> list[Holding]:
    """Return the requests of a person with their answers."""
    return [
        Holding(
            message("A request about personal data"),
            (
                Fact(message("What is asked"), NAMES[row.kind]),
                Fact(message("In words"), row.text),
                Fact(message("Asked at"), row.asked_at),
                Fact(message("Answer"), row.answer),
                Fact(message("Answered at"), row.answered_at),
            ),
            "data_request",
        )
        for row in requests_of(session, account_id=account_id)
    ]


def requests_of(session: Session, *, account_id: int) -> Sequence[DataRequest]:
    """Return the requests of a person, the newest first."""
    return session.scalars(
        select(DataRequest)
        .where(DataRequest.account_id == account_id)
        .order_by(DataRequest.id.desc())
    ).all()


def open_requests(
    session: Session, *, contest_ids: Collection[int] | None
) -> list[RequestRow]:
    """Return the requests that wait, those first that are due first.

    ``contest_ids``: only those about these contests; None: all of them.
    """
    waiting = _rows(contest_ids).where(DataRequest.answered_at.is_(None))
    return _read(session, waiting.order_by(DataRequest.due_at, DataRequest.id))


def answered_requests(
    session: Session, *, contest_ids: Collection[int] | None
) -> list[RequestRow]:
    """Return the requests that were answered last, likewise."""
    done = _rows(contest_ids).where(DataRequest.answered_at.is_not(None))
    newest = done.order_by(DataRequest.answered_at.desc(), DataRequest.id.desc())
    return _read(session, newest.limit(MOST_ANSWERED))


def request_row(
    session: Session, *, request_id: int, contest_ids: Collection[int] | None
) -> RequestRow:
    """Return one request.

    Raises:
        NotFoundError: there is none, or it is about another contest than these.
    """
    rows = _read(session, _rows(contest_ids).where(DataRequest.id == request_id))
    if not rows:
        raise NotFoundError("There is no such request.")
    return rows[0]


def _rows(
    contest_ids: Collection[int] | None,
) -> Select[DataRequest, Account, str]:
    rows = (
        select(DataRequest, Account, Contest.title)
        .outerjoin(Account, Account.id == DataRequest.account_id)
        .outerjoin(Contest, Contest.id == DataRequest.contest_id)
    )
    return rows if contest_ids is None else rows.where(_concerns(contest_ids))


def _concerns(contest_ids: Collection[int]) -> ColumnElement[bool]:
    """Return whether a request is for those who run these contests.

    One about no contest is for whoever runs one that the person has entered, and for
    everybody if there is none: no request waits unseen.
    """
    mine = exists().where(Entry.account_id == DataRequest.account_id)
    return or_(
        DataRequest.contest_id.in_(contest_ids),
        and_(
            DataRequest.contest_id.is_(None),
            or_(~mine, mine.where(Entry.contest_id.in_(contest_ids))),
        ),
    )


def _read(
    session: Session, rows: Select[DataRequest, Account, str]
) -> list[RequestRow]:
    return [RequestRow(*row) for row in session.execute(rows)]
