"""Random attempts, merges and undos: nothing is lost, a group stands as one person."""

from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.attempts.models import Attempt
from quizapp.contests.rules import Result, RoundRules, counted_attempt, sort_key
from quizapp.errors import ConflictError
from quizapp.judging.models import PersonMerge
from quizapp.standings import queries as standing_queries
from quizapp.standings import service as standings
from quizapp.tallies.queries import tally
from tests import factories
from tests.boards import make_round
from tests.conftest import NOON
from tests.merging import judge, merge, part, stands
from tests.sittings import terms_of

PEOPLE = 5
ROUNDS = 2

steps = st.lists(
    st.one_of(
        st.tuples(
            st.just("attempt"),
            st.integers(0, PEOPLE - 1),
            st.integers(0, ROUNDS - 1),
            st.integers(0, 200),
            st.integers(1, 900),
            st.booleans(),
        ),
        st.tuples(
            st.just("merge"), st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1)
        ),
        st.tuples(st.just("undo"), st.integers(0, 9)),
    ),
    max_size=14,
)


class World:
    """Two rounds, five entries, and a model of who is one person: sets of entries."""

    def __init__(self, session):
        self.session = session
        first = make_round(session)
        contest = session.get_one(factories.Contest, first.contest_id)
        self.rounds = [first, self._second(first)]
        self.entries = [
            factories.entry(session, contest=contest) for _ in range(PEOPLE)
        ]
        self.judge = judge(session)
        self.links = {}
        self.ended = []
        self.clock = count(1)

    def _second(self, first):
        values = {
            name: getattr(first, name)
            for name in ("contest_id", "title", "opens_at", "closes_at", "plan")
        }
        values |= {"limit_seconds": 900, "grace_seconds": 5, "rules": first.rules}
        return factories.added(self.session, type(first)(number=2, **values))

    @property
    def groups(self):
        """The entries of each person, by the links in force alone."""
        groups = [{entry.id} for entry in self.entries]
        for pair in self.links.values():
            touched = [group for group in groups if group & set(pair)]
            groups = [group for group in groups if group not in touched]
            groups.append(set().union(*touched))
        return groups

    def now(self):
        return NOON + timedelta(seconds=next(self.clock))

    def attempt(self, who, where, score, seconds, is_valid):
        entry, round_ = self.entries[who], self.rounds[where]
        _, made = standing_queries.ended_results(
            self.session, round_id=round_.id, entry_id=entry.id
        )
        at = self.now()
        row = factories.handed_in(
            self.session,
            entry=entry,
            round_=round_,
            now=at,
            number=len(self.ended) + made + 1,
            score_hundredths=score,
            seconds=seconds,
            is_valid=is_valid,
        )
        self.ended.append(row.id)
        standings.recount(
            self.session,
            round_=terms_of(self.session, round_),
            entry_id=entry.id,
            now=at,
        )

    def merge(self, one, other):
        try:
            done = merge(
                self.session,
                self.entries[one],
                self.entries[other],
                act=self.judge,
                now=self.now(),
            )
        except ConflictError:
            ids = {self.entries[one].id, self.entries[other].id}
            assert any(ids <= group for group in self.groups)
            return
        self.links[done.id] = (done.kept_entry_id, done.merged_entry_id)

    def undo(self, which):
        if self.links:
            merge_id = sorted(self.links)[which % len(self.links)]
            self.links.pop(merge_id)
            part(self.session, self._merge(merge_id), act=self.judge, now=self.now())

    def _merge(self, merge_id):
        return self.session.get_one(PersonMerge, merge_id)

    def expected(self):
        """(round, group) → what counts, computed from all attempts by the rules alone."""
        found = {}
        for round_ in self.rounds:
            rules = RoundRules.model_validate(round_.rules)
            for group in self.groups:
                rows = self.session.scalars(
                    select(Attempt).where(
                        Attempt.round_id == round_.id, Attempt.entry_id.in_(group)
                    )
                ).all()
                if rows:
                    results = [result_of(row) for row in rows]
                    best = counted_attempt(results, rules.counted)
                    key = sort_key(rules.ranking, best) if best else None
                    counted = best.attempt_id if best else None
                    found[round_.id, frozenset(group)] = counted, key, len(rows)
        return found

    def actual(self):
        by_entry = {entry: frozenset(group) for group in self.groups for entry in group}
        return {
            (round_id, by_entry[entry_id]): said
            for (round_id, entry_id), said in stands(self.session).items()
        }

    def people(self):
        return standing_queries.people_and_attempts(
            self.session, round_ids=[one.id for one in self.rounds]
        )


def result_of(row):
    return Result(
        attempt_id=row.id,
        score_hundredths=row.score_hundredths,
        duration_ms=row.duration_ms,
        handed_in_at=row.ended_at - (row.started_at - row.joined_at),
        started_at=row.joined_at,
        is_valid=row.is_valid,
    )


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=steps)
def test_groups_stand_as_one_and_come_apart_as_they_were(connection, steps):
    nested = connection.begin_nested()
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        world = World(session)
        alone = []
        for name, *values in steps:
            getattr(world, name)(*values)
            assert world.actual() == world.expected()
            if not world.links:
                alone.append((len(world.ended), stands(session)))
        counted = check_figures(session, world)
        while world.links:
            world.undo(0)
        assert stands(session) == alone_now(world)
        if alone and alone[-1][0] == len(world.ended):
            assert stands(session) == alone[-1][1]
        assert check_figures(session, world)[1:] == counted[1:]
        for round_ in world.rounds:
            assert not list(standing_queries.differences(session, round_=round_))
    nested.rollback()


def alone_now(world):
    """Everybody's standing when each entry is a person of its own."""
    return {
        (round_id, next(iter(group))): said
        for (round_id, group), said in world.expected().items()
    }


def check_figures(session, world):
    """People are the groups that took part; no attempt is lost; figures agree."""
    took_part = set(session.scalars(select(Attempt.entry_id).distinct()))
    people = sum(bool(group & took_part) for group in world.groups)
    attempts = session.scalar(select(func.count()).select_from(Attempt))
    assert world.people() == (people, len(world.ended))
    assert attempts == len(world.ended)
    contest_id = world.rounds[0].contest_id
    for by in ("unit", "day"):
        total = tally(
            session, contest_id=contest_id, by=by, now=NOON + timedelta(hours=2)
        ).total.turnout
        assert (total.people, total.ended) == (people, attempts)
    return people, attempts
