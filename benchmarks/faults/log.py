"""What clients sent and were told, and the check of it against the database."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, text

#: attempt, position, lease, counter: names one answer.
Name = tuple[int, int, int, int]

RESPONSES = text(
    "SELECT attempt_id, position, lease, counter, value FROM responses"
    " WHERE attempt_id = ANY(:attempts)"
)
ATTEMPTS = text(
    "SELECT id, entry_id, answered_count, receipt_code FROM attempts"
    " WHERE entry_id = ANY(:entries)"
)


@dataclass
class Log:
    """What the clients know."""

    #: Every answer that left a client, in JSON.
    sent: dict[Name, str] = field(default_factory=dict)
    #: Those of which a reply said that they are saved.
    acked: set[Name] = field(default_factory=set)
    #: attempt → every receipt code that a reply named.
    receipts: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    #: entry → every attempt that a start led to.
    attempts: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))


@dataclass(frozen=True)
class Verdict:
    """How often the site broke its word."""

    acked: int
    kills: int
    lost: int
    wrong: int
    dup: int
    unexpected: int

    @property
    def is_clean(self) -> bool:
        """Tell whether it kept it, and whether anything was tried at all."""
        broken = self.lost + self.wrong + self.dup + self.unexpected
        return broken == 0 and self.kills > 0 and self.acked > 0

    def __str__(self) -> str:
        """Return the line that a run ends with."""
        return (
            f"acked {self.acked} kills {self.kills} LOST {self.lost}"
            f" WRONG {self.wrong} DUP {self.dup} UNEXPECTED {self.unexpected}"
        )


def check(connection: Connection, log: Log, *, kills: int) -> Verdict:
    """Compare the log with the rows; read once nothing is on its way any more."""
    ids = sorted(set().union(*log.attempts.values()))
    rows = connection.execute(RESPONSES, {"attempts": ids}).all()
    found = Counter(tuple(row[:4]) for row in rows)
    values: dict[Any, str] = {tuple(row[:4]): json.dumps(row.value) for row in rows}
    attempts = connection.execute(ATTEMPTS, {"entries": sorted(log.attempts)}).all()
    return Verdict(
        acked=len(log.acked),
        kills=kills,
        lost=sum(name not in found for name in log.acked)
        + lost_receipts(attempts, log),
        wrong=sum(values[name] != log.sent[name] for name in log.sent if name in values)
        + wrong_counts(attempts, values),
        dup=sum(count - 1 for count in found.values())
        + sum(len(codes) - 1 for codes in log.receipts.values())
        + len(attempts)
        - len({row.entry_id for row in attempts}),
        unexpected=sum(name not in log.sent for name in found)
        + sum(row.id not in log.attempts[row.entry_id] for row in attempts),
    )


def lost_receipts(attempts: Iterable[Any], log: Log) -> int:
    """Return how many receipts that were shown aren't there."""
    stored = {row.id: row.receipt_code for row in attempts}
    return sum(stored.get(one) not in codes for one, codes in log.receipts.items())


def wrong_counts(attempts: Iterable[Any], values: dict[Any, str]) -> int:
    """Return how many ended attempts were graded by other answers than are stored."""
    newest: dict[int, dict[int, tuple[int, int, str]]] = defaultdict(dict)
    for (attempt, position, lease, counter), value in values.items():
        known = newest[attempt].get(position)
        if known is None or known[:2] < (lease, counter):
            newest[attempt][position] = lease, counter, value
    return sum(
        row.answered_count
        != sum(value != "null" for _, _, value in newest[row.id].values())
        for row in attempts
        if row.receipt_code is not None
    )
