"""Figures of contests as of an instant.

Rows that decide figures are never overwritten but dated: an attempt with when it
started and when its end was recorded, a roll with when it came in, entries of
one person with from when until when they were one. These dates are the moments at which
requests arrived; the rows appear when they commit, which is later.
``settled_at`` therefore stays before everything that may still appear: figures as of an
instant up to there never change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    SQLColumnExpression,
    cast,
    func,
    select,
    text,
)
from sqlalchemy.orm import Session, defer

from quizapp.attempts.models import Attempt
from quizapp.attempts.rules import LONGEST_REQUEST
from quizapp.contests.models import Contest, Round
from quizapp.errors import NotFoundError
from quizapp.judging.queries import people_as_of
from quizapp.phrases import ZONE
from quizapp.standings.queries import (
    UnitNode,
    as_it_was,
    down_to_communes,
    has_ended,
    turnout_columns,
    turnout_of,
)
from quizapp.standings.rules import NO_UNIT, Turnout, rolled_up
from quizapp.tallies.queries.placed import placed
from quizapp.tallies.rules import (
    By,
    Tally,
    TallyRow,
    Units,
    days_between,
)

#: How long the oldest transaction of this database and role has been running, others
#: than ours: by the database's clock alone, since it may differ from ours.
OLDEST_TRANSACTION = text("""
    SELECT coalesce(max(clock_timestamp() - xact_start), interval '0')
    FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user
      AND pid <> pg_backend_pid()
""")


def settled_at(session: Session, *, now: datetime) -> datetime:
    """Return the newest instant, in whole seconds, as of which figures are final.

    Whatever is not committed yet belongs to a transaction that began after the oldest
    running one, and to a request that arrived at most ``LONGEST_REQUEST`` before its
    transaction began: older requests are refused.
    """
    age: timedelta = session.execute(OLDEST_TRANSACTION).scalar_one()
    earliest = now - max(age, timedelta()) - LONGEST_REQUEST - timedelta(seconds=1)
    return earliest.replace(microsecond=0)


def tally(
    session: Session,
    *,
    contest_id: int,
    by: By = "unit",
    level: int | None = None,
    as_of: datetime | None = None,
    round_id: int | None = None,
    units: Units = "then",
    now: datetime,
) -> Tally:
    """Return the figures of a contest, or of one of its rounds.

    ``level`` keeps the units of one depth (0: the unit on top) and what was made above
    them; without it the communes stand there with all that lies above them, parents
    first. ``units`` tells whether an attempt counts under the unit that it was made in,
    and under those that stood above it on that day, or where this unit belongs as of the
    instant of the report. ``as_of`` is taken back to ``settled_at`` if it is later; None means the last
    whole minute before it, so that what is printed is what was counted.
    """
    settled = settled_at(session, now=now)
    if as_of is None:
        settled = settled.replace(second=0)
    else:
        settled = min(settled, as_of.replace(microsecond=0))
    contest = session.get_one(Contest, contest_id)
    rounds = [
        one
        for one in _rounds(session, contest_id)
        if round_id is None or one.id == round_id
    ]
    if not rounds:
        raise NotFoundError("This contest has no such round.")
    if by == "day":
        rows, total = _by_day(session, rounds, settled)
    else:
        rows, total = _by_unit(session, contest, rounds, level, settled, units)
    return Tally(
        slug=contest.slug,
        title=contest.title,
        round_number=rounds[0].number if round_id is not None else None,
        by=by,
        level=level if by == "unit" else None,
        as_of=settled,
        rows=rows,
        total=total,
        units=units if by == "unit" else "then",
    )


def _by_unit(
    session: Session,
    contest: Contest,
    rounds: Sequence[Round],
    level: int | None,
    as_of: datetime,
    units: Units,
) -> tuple[list[TallyRow], TallyRow]:
    found = placed(session, contest, rounds, as_of, units)
    nodes, own, members = found.nodes, found.own, found.members
    parents = {node.id: node.parent_id for node in nodes}
    branches = rolled_up(parents | {NO_UNIT: None}, own, found.shared)
    names = {node.id: node.name for node in nodes}

    def row(node: UnitNode, turnout: Turnout, *, is_direct: bool) -> TallyRow:
        return TallyRow(
            code=node.code,
            name=node.name,
            turnout=turnout,
            type=node.type,
            parent_name=names.get(node.parent_id or NO_UNIT, ""),
            level=node.level,
            is_direct=is_direct,
            is_unknown=node.id < NO_UNIT,
            members=None if is_direct else members.get(node.id),
        )

    rows = []
    for node in nodes if level is not None else down_to_communes(nodes):
        if level is None or node.level == level:
            rows.append(row(node, branches[node.id], is_direct=False))
        elif node.level < level and node.id in own:
            rows.append(row(node, own[node.id], is_direct=True))
    if nodes and branches[NO_UNIT].started:
        rows.append(TallyRow(code="", name="", turnout=branches[NO_UNIT]))
    whole = members.get(nodes[0].id) if nodes else None
    return rows, TallyRow(code="", name="", turnout=branches[None], members=whole)


def _by_day(
    session: Session, rounds: Sequence[Round], as_of: datetime
) -> tuple[list[TallyRow], TallyRow]:
    """Count by days in Vietnam, from the first opening on; days without figures too."""
    people = people_as_of(session, contest_id=rounds[0].contest_id, as_of=as_of)
    round_ids = [one.id for one in rounds]
    counted = [Attempt.round_id.in_(round_ids), Attempt.started_at <= as_of]
    started = _by_moment(session, Attempt.started_at, counted, people, as_of)
    ended_at = as_it_was("ended_at", as_of)
    ended = _by_moment(session, ended_at, [*counted, has_ended(as_of)], people, as_of)
    days = {*started, *ended, *_days_of(rounds, as_of)}
    rows = [
        TallyRow(
            code=day.isoformat(),
            name="",
            day=day,
            turnout=_day(started.get(day, Turnout()), ended.get(day, Turnout())),
        )
        for day in sorted(days)
    ]
    total = session.execute(
        select(*turnout_columns(as_of, people)).where(*counted)
    ).one()
    return rows, TallyRow(code="", name="", turnout=turnout_of(total))


def _rounds(session: Session, contest_id: int) -> Sequence[Round]:
    return session.scalars(
        select(Round)
        .where(Round.contest_id == contest_id)
        .order_by(Round.number)
        .options(defer(Round.plan, raiseload=True))
    ).all()


def _by_moment(
    session: Session,
    moment: SQLColumnExpression[Any],
    counted: Sequence[ColumnElement[bool]],
    people: Mapping[int, int],
    as_of: datetime,
) -> dict[date, Turnout]:
    """Return day in Vietnam → turnout of the attempts whose moment fell on it."""
    day = cast(func.timezone(ZONE.key, moment), Date)
    rows = session.execute(
        select(day, *turnout_columns(as_of, people)).where(*counted).group_by(day)
    )
    return {on: turnout_of(measures) for on, *measures in rows}


def _day(started: Turnout, ended: Turnout) -> Turnout:
    return replace(ended, started=started.started)


def _days_of(rounds: Sequence[Round], as_of: datetime) -> list[date]:
    opened = [one for one in rounds if one.opens_at <= as_of]
    return [
        day
        for one in opened
        for day in days_between(
            one.opens_at, min(as_of, one.closes_at - timedelta(microseconds=1))
        )
    ]
