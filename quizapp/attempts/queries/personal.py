"""What attempts hold of a person: what the rules show her by now, and her answers."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from quizapp.attempts.models import Attempt, Response
from quizapp.attempts.rules import Paper
from quizapp.contests.models import Contest, Round
from quizapp.contests.rules import RoundRules
from quizapp.entries.models import Entry
from quizapp.personal import Fact, Holding, Value
from quizapp.phrases import message
from quizapp.units.models import Unit


def personal_data(session: Session, *, account_id: int) -> list[Holding]:
    """Return the attempts of a person with her answers, the oldest first.

    Score and right answers stand there as soon as the rules show them after hand-in;
    keys never do.
    """
    rows = session.execute(
        select(Attempt, Round, Contest.title, Unit.name)
        .join(Entry, Entry.id == Attempt.entry_id)
        .join(Round, Round.id == Attempt.round_id)
        .join(Contest, Contest.id == Round.contest_id)
        .outerjoin(Unit, Unit.id == Attempt.unit_id)
        .where(Entry.account_id == account_id)
        .order_by(Attempt.id)
        .options(defer(Round.plan, raiseload=True))
    ).all()
    found = []
    for attempt, round_, contest, unit in rows:
        names = {"number": attempt.number, "round": round_.title, "contest": contest}
        facts = tuple(_facts(attempt, round_, unit))
        title = message("Attempt %(number)s, %(round)s")
        found.append(Holding(title, facts, "attempt", names))
        answers = tuple(_answers(session, attempt))
        title = message("Answers of attempt %(number)s, %(round)s")
        found.append(Holding(title, answers, "answers", names))
    return found


def _facts(attempt: Attempt, round_: Round, unit: str | None) -> Iterator[Fact]:
    yield Fact(message("Started at"), attempt.started_at)
    yield Fact(message("Ended at"), attempt.ended_at)
    yield Fact(message("Unit at the start"), unit)
    yield Fact(message("Receipt code"), attempt.receipt_code)
    yield Fact(message("Questions answered"), attempt.answered_count)
    shown = RoundRules.model_validate(round_.rules).shown_after_hand_in
    if "score" in shown and attempt.score_hundredths is not None:
        yield Fact(message("Score"), f"{attempt.score_hundredths / 100:g}")
    if "right_count" in shown:
        yield Fact(message("Questions answered right"), attempt.right_count)
    if "duration" in shown and attempt.duration_ms is not None:
        yield Fact(message("Seconds taken"), attempt.duration_ms // 1000)
    yield Fact(message("Prediction"), attempt.prediction)


def _answers(session: Session, attempt: Attempt) -> Iterator[Fact]:
    """Tell every answer as it arrived; the prediction stands last on the paper."""
    rows = session.scalars(
        select(Response)
        .where(Response.attempt_id == attempt.id)
        .order_by(Response.position, Response.lease, Response.counter)
    )
    paper = Paper.from_json(attempt.paper) if attempt.paper else None
    prediction = paper.position_count if paper and paper.has_prediction else None
    for row in rows:
        is_prediction = row.position == prediction
        yield Fact(
            message("Question %(position)s, received at %(at)s"),
            row.value if is_prediction else _written(row.value),
            {"position": row.position, "at": row.received_at},
        )


def _written(value: Any) -> Value:
    """Write an answer: options by their letters, in the order of the screen."""
    if isinstance(value, list):
        return ", ".join(str(_written(place)) for place in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return chr(ord("A") + value)
    found: Value = value
    return found
