"""Statistics of items, sealed like keys: what no round can draw is all that is read."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from quizapp.attempts.models import ItemStatistics
from quizapp.attempts.queries.item_answers import source_of
from quizapp.attempts.rules import Figures, ItemsShown, Sealed, ShownItem
from quizapp.banks.queries import parsed_version
from quizapp.contests.models import Round
from quizapp.contests.rules import PaperPlan
from quizapp.db import Executor

#: Rounds that closed longer ago are counted when somebody asks.
LOOKED_BACK = timedelta(days=60)

#: What keeps items sealed: a round that can draw them is open or coming, or somebody
#: still sits at an attempt of it. Null: until the last attempt has ended.
SEALS = text("""
    SELECT s.bank_id, s.item,
           max(s.sealed_until) FILTER (WHERE s.sealed_until > :now) AS sealed_until
    FROM item_seals s
    WHERE s.bank_id = ANY(:banks) AND (
        s.sealed_until > :now OR EXISTS (
            SELECT FROM attempts a WHERE a.round_id = s.round_id AND a.state = 'open'))
    GROUP BY s.bank_id, s.item
""")
IS_RUNNING = text("""
    SELECT EXISTS (SELECT FROM attempts WHERE round_id = :round_id AND state = 'open')
""")
#: The figures of items that are free, by ids of versions and items.
FREE = text("""
    SELECT t.bank_version_id, t.item, t.figures, t.attempt_count, t.source,
           t.computed_at
    FROM item_statistics t
    JOIN unnest(CAST(:versions AS bigint[]), CAST(:items AS text[])) AS f (version, item)
      ON f.version = t.bank_version_id AND f.item = t.item
    WHERE t.round_id = :round_id
""")


def shown_items(session: Session, round_: Round, *, now: datetime) -> ItemsShown:
    """Return the statistics of the items of a round that no seal holds any more.

    Of sealed items nothing is read: only how many there are, and until when.
    """
    free, sealed = _parted(session, round_, now)
    asked = {
        "round_id": round_.id,
        "versions": [version for version, _ in free],
        "items": [item for _, item in free],
    }
    rows = session.execute(FREE, asked).all()
    source = source_of(session, round_id=round_.id)
    items = sorted((_shown(session, row) for row in rows), key=_place)
    known = rows[0] if rows else None
    none = source.mark if source.attempt_count == 0 else ""
    return ItemsShown(
        items=items,
        sealed=sealed,
        attempt_count=known.attempt_count if known else 0,
        computed_at=known.computed_at if known else None,
        present_count=source.attempt_count,
        is_behind=source.mark != (known.source if known else none),
    )


def _parted(
    session: Session, round_: Round, now: datetime
) -> tuple[list[tuple[int, str]], list[Sealed]]:
    """Return the items of a round that are free, and how many are sealed until when."""
    plan = PaperPlan.model_validate(round_.plan)
    drawn = {
        (section.bank_version_id, item.id): section.bank_id
        for section in plan.sections
        for item in section.items
    }
    banks = sorted(set(drawn.values()))
    seals = {
        (row.bank_id, row.item): row.sealed_until
        for row in session.execute(SEALS, {"banks": banks, "now": now})
    }
    is_kept = now < round_.closes_at or session.scalar(
        IS_RUNNING, {"round_id": round_.id}
    )
    closes_at = round_.closes_at if now < round_.closes_at else None
    free: list[tuple[int, str]] = []
    sealed: Counter[datetime | None] = Counter()
    for (version, item), bank_id in drawn.items():
        if (bank_id, item) in seals:
            sealed[seals[bank_id, item] or closes_at] += 1
        elif is_kept:
            sealed[closes_at] += 1
        else:
            free.append((version, item))
    return free, _by_instant(sealed)


def _by_instant(sealed: Counter[datetime | None]) -> list[Sealed]:
    return [
        Sealed(until, count)
        for until, count in sorted(
            sealed.items(), key=lambda one: (one[0] is not None, str(one[0]))
        )
    ]


def _shown(executor: Executor, row: Row[*tuple[object, ...]]) -> ShownItem:
    item = parsed_version(executor, row.bank_version_id).items[row.item]
    return ShownItem(row.bank_version_id, item, Figures.model_validate(row.figures))


def _place(one: ShownItem) -> tuple[object, ...]:
    wrong = one.figures.wrong_key
    return (
        -wrong.ahead if wrong else 1,
        one.figures.difficulty,
        one.version,
        one.item.id,
    )


def counted_source(session: Session, *, round_id: int) -> str | None:
    """Return what was counted last in a round: ``Source.mark``; None: nothing was."""
    found = select(ItemStatistics.source).where(ItemStatistics.round_id == round_id)
    return session.scalar(found.limit(1))


#: Rounds that have closed and whose items nobody has counted or asked to count.
UNCOUNTED = text("""
    SELECT r.id FROM rounds r
    WHERE r.closes_at > :since AND r.closes_at <= :now
      AND NOT EXISTS (SELECT FROM item_statistics t WHERE t.round_id = r.id)
      AND NOT EXISTS (
          SELECT FROM attempts a WHERE a.round_id = r.id AND a.state = 'open')
      AND EXISTS (
          SELECT FROM attempts a
          WHERE a.round_id = r.id AND a.state <> 'open' AND a.is_valid)
      AND NOT EXISTS (
          SELECT FROM jobs j
          WHERE j.kind = :kind AND (j.arguments ->> 'round_id')::bigint = r.id)
    ORDER BY r.closes_at
""")


def uncounted_rounds(session: Session, *, kind: str, now: datetime) -> list[int]:
    """Return rounds that closed lately and whose items were never asked to be counted.

    ``kind`` is that of the job which counts them.
    """
    asked = {"kind": kind, "now": now, "since": now - LOOKED_BACK}
    return list(session.scalars(UNCOUNTED, asked))
