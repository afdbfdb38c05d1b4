"""What browsers sent and were told, and the check of all of it against the database."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, text

from quizapp.attempts.rules import receipt_hash

#: So many attempts are checked at once.
SLICE = 1000
#: Every page that answers is the first one of its attempt.
LEASE = 1

RESPONSES = text("""
    SELECT s.attempt_id, s.position, s.lease, s.counter, s.value,
        s.received_at <= a.deadline_at + make_interval(secs => r.grace_seconds)
            AS is_in_time
    FROM responses s JOIN attempts a ON a.id = s.attempt_id
    JOIN rounds r ON r.id = a.round_id
    WHERE s.attempt_id = ANY(:attempts) ORDER BY s.lease, s.counter
""")
ATTEMPTS = text("""
    SELECT id, state, answered_count, receipt_code, receipt_nonce, receipt_hash
    FROM attempts WHERE id = ANY(:attempts)
""")
OF_ENTRIES = text("""
    SELECT id FROM attempts WHERE entry_id = ANY(:entries)
    AND NOT (state = 'open' AND entry_id = ANY(:unanswered))
""")

#: Position and counter: under one lease they name an answer.
Name = tuple[int, int]


@dataclass(slots=True)
class Sitting:
    """An attempt as its browser knows it."""

    entry_id: int
    #: Every answer that left the browser.
    sent: dict[Name, Any] = field(default_factory=dict)
    #: Those of which no reply has said that they are saved.
    waiting: set[Name] = field(default_factory=set)
    is_handed_in: bool = False
    #: What the page of the receipt shows.
    code: str = ""

    def send(self, position: int, counter: int, value: Any) -> dict[str, Any]:
        """Note an answer that goes out, and return it as it is sent."""
        self.sent[position, counter] = value
        self.waiting.add((position, counter))
        return {"position": position, "counter": counter, "value": value}

    def hear(self, body: bytes, names: Iterable[Name]) -> str:
        """Note what a reply says of these answers; return what it says but "saved"."""
        told = {
            (one["position"], one["counter"]): one["outcome"]
            for one in json.loads(body)["answers"]
        }
        saved = {name for name, outcome in told.items() if outcome == "saved"}
        self.waiting -= saved
        return " ".join(sorted({told.get(one, "untold") for one in names} - {"saved"}))

    @property
    def acked(self) -> set[Name]:
        """Return the answers that are saved, as a reply said."""
        return self.sent.keys() - self.waiting

    @property
    def counted(self) -> dict[int, Any]:
        """Return the newest saved value at each position."""
        return {at: self.sent[at, counter] for at, counter in sorted(self.acked)}


@dataclass
class Verdict:
    """How often the site broke its word."""

    acked: int = 0
    receipts: int = 0
    lost: int = 0
    wrong: int = 0
    unexpected: int = 0

    @property
    def is_clean(self) -> bool:
        """Tell whether it kept it, and whether there was anything to keep."""
        broken = self.lost + self.wrong + self.unexpected
        return broken == 0 and self.acked > 0 and self.receipts > 0

    def __str__(self) -> str:
        """Return the line that a run ends with."""
        return (
            f"checked {self.acked} acknowledged answers, {self.receipts} receipts:"
            f" LOST {self.lost} WRONG {self.wrong} UNEXPECTED {self.unexpected}"
        )


def check(
    connection: Connection,
    log: Mapping[int, Sitting],
    unanswered: Collection[int] = (),
) -> Verdict:
    """Compare every attempt of the log with its rows, once all is quiet.

    ``unanswered`` are entries whose last start got no reply: it may have begun.
    """
    verdict = Verdict()
    for ids in slices(log):
        responses: dict[int, list[Row[Any]]] = {attempt: [] for attempt in ids}
        for row in connection.execute(RESPONSES, {"attempts": ids}):
            responses[row.attempt_id].append(row)
        found = connection.execute(ATTEMPTS, {"attempts": ids})
        attempts = {row.id: row for row in found}
        for attempt, rows in responses.items():
            check_answers(verdict, log[attempt], rows)
            check_receipt(verdict, log[attempt], attempts.get(attempt), rows)
    entries = sorted({sitting.entry_id for sitting in log.values()})
    started = connection.scalars(
        OF_ENTRIES, {"entries": entries, "unanswered": sorted(unanswered)}
    )
    verdict.unexpected += len(set(started) - log.keys())
    return verdict


def slices(ids: Iterable[int]) -> Iterator[list[int]]:
    """Yield ids, so many at a time."""
    source = iter(ids)
    while found := list(islice(source, SLICE)):
        yield found


def check_answers(
    verdict: Verdict, sitting: Sitting, responses: Sequence[Row[Any]]
) -> None:
    """Look for each answer among the rows, and for each row among the answers."""
    stored = {(one.position, one.counter): one for one in responses}
    verdict.acked += len(sitting.acked)
    verdict.lost += len(sitting.acked - stored.keys())
    verdict.unexpected += len(stored.keys() - sitting.sent.keys())
    verdict.unexpected += sum(one.lease != LEASE for one in responses)
    verdict.wrong += sum(
        differs(stored[name].value, value)
        for name, value in sitting.sent.items()
        if name in stored
    )


def differs(stored: Any, sent: Any) -> bool:
    """Tell whether two values are not the same in JSON, where 1 isn't true."""
    return json.dumps(stored) != json.dumps(sent)


def check_receipt(
    verdict: Verdict,
    sitting: Sitting,
    row: Row[Any] | None,
    responses: Sequence[Row[Any]],
) -> None:
    """Compare an attempt that was handed in with its row, its code and its hash."""
    if not sitting.is_handed_in:
        return
    verdict.receipts += 1
    if (
        row is None
        or row.state != "handed_in"
        or sitting.code not in {"", row.receipt_code}
    ):
        verdict.lost += 1
    else:
        verdict.wrong += not is_graded_by(sitting.counted, row, responses)


def is_graded_by(
    answers: Mapping[int, Any], row: Row[Any], responses: Sequence[Row[Any]]
) -> bool:
    """Tell whether the rows count these answers, and the receipt stands for them."""
    counted = {one.position: one.value for one in responses if one.is_in_time}
    promised = receipt_hash(
        attempt_id=row.id, answers=answers, nonce=row.receipt_nonce or ""
    )
    return (
        not differs(sorted(counted.items()), sorted(answers.items()))
        and row.answered_count == len(answers)
        and row.receipt_hash == promised
    )
