"""Rows of what attempts answered to each item, page by page, for statistics."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import text

from quizapp.attempts.queries.rows import items_of, responses_of
from quizapp.attempts.rules import (
    Answer,
    AskedItem,
    Items,
    Paper,
    answer_words,
    is_in_time,
    newest_at,
    seconds_taken,
)
from quizapp.banks.queries import parsed_version
from quizapp.db import Executor

#: Of the way of counting: a new one makes every round be counted anew.
VERSION = 1
#: Attempts read by one statement.
PAGE = 500

#: Which attempts ``a`` count: those that ended and are valid (domain.md §4). All of a
#: person's, not only the one that stands on the board.
COUNTS = "a.round_id = :round_id AND a.state <> 'open' AND a.is_valid"

SOURCE = text(f"""
    SELECT count(*) AS attempt_count,
           coalesce(sum(('x' || substr(md5(a.id || ':' || coalesce(a.receipt_hash, '')),
                                       1, 8))::bit(32)::bigint), 0) AS answers
    FROM attempts a WHERE {COUNTS}
""")  # noqa: S608  # constants alone


class Source(NamedTuple):
    """What there is to count in a round."""

    attempt_count: int
    #: Changes whenever an attempt ends or other answers of one count.
    mark: str


def source_of(executor: Executor, *, round_id: int) -> Source:
    """Return what there is to count in a round: its attempts and their answers.

    Every receipt has a hash of its answers; the sum of them tells one state from another.
    """
    (row,) = executor.execute(SOURCE, {"round_id": round_id}).all()
    return Source(row.attempt_count, f"{VERSION}:{row.attempt_count}:{row.answers}")


ATTEMPTS = text(f"""
    SELECT a.id, a.started_at, a.deadline_at, a.paper, r.grace_seconds
    FROM attempts a JOIN rounds r ON r.id = a.round_id
    WHERE {COUNTS} AND (a.started_at, a.id) > (:started_at, :id)
    ORDER BY a.started_at, a.id LIMIT :page
""")  # noqa: S608  # constants alone
#: Before every attempt.
FIRST = {"started_at": datetime.min.replace(tzinfo=UTC), "id": 0}


def pages(
    executor: Executor, *, round_id: int, page: int = PAGE
) -> Iterator[list[list[AskedItem]]]:
    """Yield what the attempts of a round were asked and answered, page by page.

    Each page is two statements of its own, so that none of them is long and a commit
    may stand between them.
    """
    after = FIRST
    while True:
        asked = {"round_id": round_id, "page": page, **after}
        rows = executor.execute(ATTEMPTS, asked).all()
        if rows:
            yield list(_asked_in(executor, rows))
        if len(rows) < page:
            return
        after = {"started_at": rows[-1].started_at, "id": rows[-1].id}


def _asked_in(executor: Executor, rows: Sequence[Any]) -> Iterator[list[AskedItem]]:
    answers = responses_of(executor, [row.id for row in rows])
    papers = [Paper.from_json(row.paper) for row in rows]
    items = items_of(executor, papers)
    for row, paper in zip(rows, papers, strict=True):
        yield asked_items(row, paper, answers[row.id], items)


def asked_items(
    attempt: Any, paper: Paper, answers: Sequence[Answer], items: Items
) -> list[AskedItem]:
    """Return what an attempt was asked, and what became of it.

    The answers are those that count: the newest that came in time, as for the mark.
    """
    counted = newest_at(
        answer
        for answer in answers
        if is_in_time(
            answer.received_at,
            deadline_at=attempt.deadline_at,
            grace_seconds=attempt.grace_seconds,
        )
    )
    taken = seconds_taken(answers, counted, started_at=attempt.started_at)
    found = []
    for position, question in paper.numbered():
        answer = counted.get(position)
        value = None if answer is None else answer.value
        item = items[question.version, question.item]
        is_blank = value is None or not item.fits(item.shape, value)
        found.append(
            AskedItem(
                version=question.version,
                item=question.item,
                points_hundredths=question.points_hundredths,
                is_right=not is_blank and item.is_right(value, question.options),
                words=None if is_blank else answer_words(item, value, question.options),
                seconds=None if is_blank else taken.get(position),
            )
        )
    return found


def items_named(executor: Executor, names: Sequence[tuple[int, str]]) -> Items:
    """Return items by bank version and id."""
    return {
        (version, item): parsed_version(executor, version).items[item]
        for version, item in names
    }
