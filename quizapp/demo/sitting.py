"""Made-up people at their attempts, by the same services as real ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from quizapp.accounts.queries import Asker
from quizapp.attempts import queries, service
from quizapp.attempts.rules import LONGEST_REQUEST, Items, Paper, Question
from quizapp.banks.rules import Item
from quizapp.contests.queries import RoundTerms
from quizapp.demo.crowd import Sitting
from quizapp.entries.models import Entry
from quizapp.standings import service as standings

#: Of attempts that run out, so much of the questions has been answered.
ANSWERED_WHEN_TIME_RAN_OUT = 0.7


def sit(
    session: Session,
    *,
    entry: Entry,
    round_: RoundTerms,
    sitting: Sitting,
    assisted_by: int | None = None,
) -> None:
    """Start an attempt, answer it, and hand it in or let its time run out."""
    rng = Random(sitting.seed)  # noqa: S311  # made-up answers, no secrets
    attempt = service.start(
        session,
        entry_id=entry.id,
        round_=round_,
        seed=sitting.seed,
        now=sitting.started_at,
        assisted_by=assisted_by,
    )
    paper = Paper.from_json(attempt.paper)
    items = queries.items_of(session, [paper])
    values = answers(rng, paper, items, sitting)
    lasts = sitting.seconds or round_.limit_seconds
    for n, (position, value) in enumerate(values.items(), start=1):
        at = sitting.started_at + timedelta(seconds=lasts * n / (len(values) + 1))
        save(session, attempt, position, value, at)
    end(session, attempt, entry, round_, sitting)


def answers(
    rng: Random, paper: Paper, items: Items, sitting: Sitting
) -> dict[int, Any]:
    """Return what somebody answers at each position."""
    values: dict[int, Any] = {
        position: answer(rng, question, items[question.version, question.item], sitting)
        for position, question in paper.numbered()
    }
    if paper.has_prediction:
        values[paper.position_count] = sitting.prediction
    if sitting.seconds is None:
        answered = int(len(values) * ANSWERED_WHEN_TIME_RAN_OUT)
        values = dict(list(values.items())[:answered])
    return values


def answer(rng: Random, question: Question, item: Item, sitting: Sitting) -> Any:
    """Return a right or a wrong answer to one question."""
    is_right = rng.random() < sitting.skill
    return item.made_up(rng, question.options, is_right=is_right)


def save(
    session: Session,
    attempt: queries.AttemptRow,
    position: int,
    value: Any,
    at: datetime,
) -> None:
    """Save one answer, inside the transaction that loads the demo."""

    @contextmanager
    def door() -> Iterator[Connection]:
        yield session.connection()

    sent = service.Sent(
        attempt_id=attempt.id,
        lease=attempt.lease,
        received_at=at,
        answers=[service.SentAnswer(position, position, value)],
    )
    service.save(door, sent)


def end(
    session: Session,
    attempt: queries.AttemptRow,
    entry: Entry,
    round_: RoundTerms,
    sitting: Sitting,
) -> None:
    """Hand an attempt in at its time, or close it after it ran out; count it."""
    if sitting.seconds is None:
        grace = timedelta(seconds=round_.grace_seconds + 1)
        at = attempt.deadline_at + grace + LONGEST_REQUEST
        ended = service.close(
            session, attempt_id=attempt.id, now=at, nonce=lambda: sitting.seed
        )
    else:
        at = sitting.started_at + timedelta(seconds=sitting.seconds)
        ended = service.hand_in(
            session,
            attempt_id=attempt.id,
            asker=Asker.account(entry.account_id),
            key=sitting.seed,
            nonce=sitting.seed,
            now=at,
        )
    standings.record(session, attempt=ended.attempt, round_=round_, now=at)
