"""The one formula of order: a chain of criteria makes a key of bytes.

Smaller bytes stand higher; equal bytes are a tie. A criterion is an entry of the
registry below and nothing else: page, export, certificate and recount all ask it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from quizapp.contests.rules.sentences import Sentence
from quizapp.phrases import ZONE

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Result:
    """What an ended attempt brings to the ranking.

    Criteria that come later add fields with a neutral default.
    """

    score_hundredths: int
    duration_ms: int
    handed_in_at: datetime
    started_at: datetime
    #: Every question was answered that the rules ask for.
    is_valid: bool = True
    #: Which attempt it is; order never asks it.
    attempt_id: int = 0
    #: Made on an officer's device; order never asks it.
    is_assisted: bool = False


@dataclass(frozen=True)
class Criterion:
    """One step of a chain: a whole number of an agreed width, and how to say it."""

    #: Bytes of its part of the key.
    width: int
    #: What is compared, in the unit that is printed; never negative.
    number: Callable[[Result], int]
    says: Callable[[Result], Sentence]
    #: For readers: what stands higher.
    rule: Sentence
    is_descending: bool = False

    def part(self, result: Result) -> bytes:
        """Return this step's part of the key."""
        most = (1 << 8 * self.width) - 1
        number = min(max(self.number(result), 0), most)
        return (most - number if self.is_descending else number).to_bytes(self.width)


def seconds_of(result: Result) -> int:
    """Return the duration as it is printed: whole seconds."""
    return result.duration_ms // 1000


def _score(result: Result) -> Sentence:
    return Sentence(
        "%(points)s points", {"points": Decimal(result.score_hundredths) / 100}
    )


def _duration(result: Result) -> Sentence:
    minutes, seconds = divmod(seconds_of(result), 60)
    return Sentence("time %(time)s", {"time": f"{minutes:02}:{seconds:02}"})


def _handed_in(result: Result) -> Sentence:
    return Sentence("handed in at %(time)s on %(day)s", _moment(result.handed_in_at))


def _started(result: Result) -> Sentence:
    return Sentence("started at %(time)s on %(day)s", _moment(result.started_at))


def _moment(at: datetime) -> dict[str, object]:
    here = at.astimezone(ZONE)
    return {"time": here.strftime("%H:%M:%S"), "day": here.date()}


def _since_epoch(at: datetime) -> int:
    return int((at - EPOCH).total_seconds())


#: Every criterion that a chain may name.
CRITERIA: dict[str, Criterion] = {
    "score_desc": Criterion(
        width=4,
        number=lambda result: result.score_hundredths,
        says=_score,
        rule=Sentence("the higher score", {}),
        is_descending=True,
    ),
    "duration_asc": Criterion(
        width=4,
        number=seconds_of,
        says=_duration,
        rule=Sentence("the shorter time", {}),
    ),
    "handed_in_asc": Criterion(
        width=5,
        number=lambda result: _since_epoch(result.handed_in_at),
        says=_handed_in,
        rule=Sentence("the earlier hand-in", {}),
    ),
    "started_asc": Criterion(
        width=5,
        number=lambda result: _since_epoch(result.started_at),
        says=_started,
        rule=Sentence("the earlier start", {}),
    ),
}


def sort_key(chain: Sequence[str], result: Result) -> bytes:
    """Return the key of a result: ascending bytes stand better first.

    Its width depends on the chain alone (see ``key_length``), so that it can be the
    prefix of a longer member and still be compared.
    """
    return b"".join(CRITERIA[name].part(result) for name in chain)


def key_length(chain: Sequence[str]) -> int:
    """Return how many bytes the keys of a chain have."""
    return sum(CRITERIA[name].width for name in chain)


def explain(chain: Sequence[str], result: Result) -> list[Sentence]:
    """Return why a result stands where it stands: one part for each criterion."""
    return [CRITERIA[name].says(result) for name in chain]


def ranks(keys: Sequence[bytes]) -> list[int]:
    """Return the ranks of keys in ascending order; equal keys share one: 1, 1, 3."""
    found: list[int] = []
    for place, key in enumerate(keys, start=1):
        is_tie = place > 1 and key == keys[place - 2]
        found.append(found[-1] if is_tie else place)
    return found
