"""Do the stored standings say what the attempts say? Computed anew, and compared."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from quizapp.attempts.models import Attempt
from quizapp.attempts.queries import HANDED_IN_AT, TOOK_PART_AT
from quizapp.contests.models import Round
from quizapp.contests.rules import Result, RoundRules, ranked_attempt, sort_key
from quizapp.entries.models import Entry
from quizapp.entries.queries import PERSON_ID
from quizapp.standings.models import Standing

#: Entries compared at a time.
BATCH = 1000

#: Attempt that counts, key of order, ended attempts; None: there is no standing.
Said = tuple[int | None, bytes | None, int] | None


@dataclass(frozen=True)
class Difference:
    """An entry whose stored standing isn't what its attempts come to."""

    entry_id: int
    stored: Said
    computed: Said


def entries_compared(session: Session, *, round_id: int) -> list[int]:
    """Return every entry that has, or must have, a standing in a round."""
    ended = (
        select(PERSON_ID)
        .join(Attempt, Attempt.entry_id == Entry.id)
        .where(Attempt.round_id == round_id, Attempt.state != "open")
    )
    stored = select(Standing.entry_id).where(Standing.round_id == round_id)
    return sorted(session.scalars(union(ended, stored)))


def differences(session: Session, *, round_: Round) -> Iterator[Difference]:
    """Return every entry of a round whose standing is wrong, in the order of entries."""
    rules = RoundRules.model_validate(round_.rules)
    entries = entries_compared(session, round_id=round_.id)
    for start in range(0, len(entries), BATCH):
        batch = entries[start : start + BATCH]
        stored = _stored(session, round_.id, batch)
        computed = _computed(session, round_.id, batch, rules)
        for entry_id in batch:
            one = Difference(entry_id, stored.get(entry_id), computed.get(entry_id))
            if one.stored != one.computed:
                yield one


def _stored(session: Session, round_id: int, entries: list[int]) -> dict[int, Said]:
    rows = session.execute(
        select(
            Standing.entry_id,
            Standing.attempt_id,
            Standing.sort_key,
            Standing.attempt_count,
        ).where(
            Standing.round_id == round_id,
            Standing.entry_id.in_(entries),
            Standing.attempt_count > 0,
        )
    )
    return {entry_id: (attempt, key, count) for entry_id, attempt, key, count in rows}


def _computed(
    session: Session, round_id: int, entries: list[int], rules: RoundRules
) -> dict[int, Said]:
    results: dict[int, list[Result]] = defaultdict(list)
    counts: Counter[int] = Counter()
    rows = session.execute(
        select(
            PERSON_ID.label("entry_id"),
            (Entry.completed_at.is_not(None) & Entry.withdrawn_at.is_(None)).label(
                "is_ranked"
            ),
            Attempt.id.label("attempt_id"),
            Attempt.score_hundredths,
            Attempt.duration_ms,
            HANDED_IN_AT.label("handed_in_at"),
            TOOK_PART_AT.label("started_at"),
            Attempt.is_valid,
            Attempt.assisted_by.is_not(None).label("is_assisted"),
        )
        .join(Entry, Entry.id == Attempt.entry_id)
        .where(
            Attempt.round_id == round_id,
            PERSON_ID.in_(entries),
            Attempt.state != "open",
        )
    ).mappings()
    for row in rows:
        values = dict(row)
        entry_id = values.pop("entry_id")
        counts[entry_id] += 1
        if values.pop("is_ranked"):
            results[entry_id].append(Result(**values))
    return {
        entry_id: _said(results[entry_id], count, rules)
        for entry_id, count in counts.items()
    }


def _said(results: list[Result], count: int, rules: RoundRules) -> Said:
    counted = ranked_attempt(results, rules)
    if counted is None:
        return None, None, count
    return counted.attempt_id, sort_key(rules.ranking, counted), count
