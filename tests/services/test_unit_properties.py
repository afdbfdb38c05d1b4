"""Whatever happens to units: nobody and no attempt is lost, and old figures stay."""

from contextlib import contextmanager
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from quizapp.attempts.models import Attempt
from quizapp.audit.service import Act
from quizapp.entries.service import move_entry
from quizapp.errors import DomainError
from quizapp.tallies import files, queries
from quizapp.units import service
from quizapp.units.models import Unit, UnitRoll
from quizapp.units.service import NewUnit, Part
from tests import factories
from tests.boards import end
from tests.conftest import NOON

ACT = Act("account:7", "Quyết định", b"s" * 16, 7)
FIRST_DAY = date(2029, 12, 20)
MODES = ("then", "now")

#: Verb, and numbers from which its units are chosen.
OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(
            ["merge", "merge_new", "split", "rename", "move", "dissolve", "undo",
             "attempt", "attempt", "person"]
        ),
        st.integers(0, 50), st.integers(0, 50), st.integers(0, 4),
    ),
    min_size=1, max_size=9,
)  # fmt: skip
TREES = st.lists(st.integers(0, 3), min_size=2, max_size=4)


class World:
    """A tree, a contest over it, people with attempts; a clock that goes on."""

    def __init__(self, session, communes):
        self.session = session
        self.hours = 0
        self.top = factories.unit(session, name="Tỉnh")
        for number, count in enumerate(communes):
            district = factories.unit(
                session, parent=self.top, name=f"Huyện {number}", type="huyện"
            )
            for one in range(count):
                name = f"Xã {number}.{one}"
                commune = factories.unit(session, parent=district, name=name)
                self.roll(commune, 10 * one + number)
                factories.unit(session, parent=commune, name="Chi hội", type="chi hội")
        opens = NOON - timedelta(days=20)
        part = factories.round_part(opens=opens, closes=NOON + timedelta(days=20))
        limits = {"limit": 99, "per": "round", "counted": "best_then_earliest"}
        book = factories.rule_book(rounds=[part], attempts=limits)
        self.contest = factories.contest(session, book=book)
        self.contest.unit_id = self.top.id
        rounds = select(factories.Round).where(
            factories.Round.contest_id == self.contest.id
        )
        self.round = session.scalars(rounds).one()
        self.members = sum(
            10 * i + n for n, count in enumerate(communes) for i in range(count)
        )
        self.people, self.events, self.made = [], [], {}
        self.is_anything_dissolved = False
        self.session.flush()

    def roll(self, unit, count):
        row = UnitRoll(
            unit_id=unit.id, member_count=count, counted_on=FIRST_DAY, source="sổ",
            recorded_at=NOON - timedelta(days=30), event_id=None,
        )  # fmt: skip
        factories.added(self.session, row)

    @property
    def now(self):
        return NOON + timedelta(hours=7 * self.hours)

    def units(self, *kinds):
        found = (
            select(Unit)
            .where(Unit.tree_id == self.top.tree_id, Unit.valid_to.is_(None))
            .order_by(Unit.id)
        )
        units = self.session.scalars(found).all()
        return [unit for unit in units if not kinds or unit.type in kinds]

    def one(self, number, *kinds):
        units = self.units(*kinds) or [self.top]
        return units[number % len(units)].id

    def act(self, verb, first, second, days):
        """Do something, or nothing where it can't be."""
        self.hours += 1
        try:
            with self.session.begin_nested():
                day = self.now.date() - timedelta(days=days)
                getattr(self, verb)(first, second, day)
        except DomainError:
            pass
        self.session.expire_all()

    def do(self, verb, day, **asked):
        event = getattr(service, verb)(
            self.session, effective_on=day, act=ACT, now=self.now, **asked
        )
        self.events.append((event.id, verb))

    def merge(self, first, second, day):
        units = [self.one(first, "xã"), self.one(second, "xã")]
        self.do("merge", day, unit_ids=units, into=units[0])

    def merge_new(self, first, second, day):
        units = [self.one(first, "xã"), self.one(second, "xã")]
        new = NewUnit(name=f"Xã mới {self.hours}", kind="xã")
        self.do("merge", day, unit_ids=units, into=new)

    def split(self, first, second, day):
        unit = self.one(first, "xã")
        new = NewUnit(name=f"Xã chia {self.hours}", kind="xã")
        parts = [Part(new, second + 1), Part(self.one(second, "xã"), 7)]
        below = {one.id: 0 for one in self.units() if one.parent_id == unit}
        self.do("split", day, unit_id=unit, parts=parts, children=below)

    def rename(self, first, second, day):
        self.do("rename", day, unit_id=self.one(first), name=f"Tên {second}")

    def move(self, first, second, day):
        unit_id = self.one(first)
        kinds = ("xã",) if self.session.get_one(Unit, unit_id).type == "chi hội" else ()
        above = self.one(second, *(kinds or ("tỉnh", "huyện")))
        self.do("move", day, unit_id=unit_id, parent_id=above)

    def dissolve(self, first, second, day):
        del second
        unit_id = self.one(first)
        is_counted = self.session.get_one(Unit, unit_id).type == "xã"
        self.do("dissolve", day, unit_id=unit_id)
        self.is_anything_dissolved |= is_counted

    def undo(self, first, second, day):
        del second, day
        if self.events:
            number = len(self.events) - 1 - first % 2 % len(self.events)
            event_id, _ = self.events[number]
            service.undo(self.session, event_id=event_id, act=ACT, now=self.now)
            del self.events[number]

    def attempt(self, first, second, day):
        """Let somebody, new or known, make an attempt."""
        del day
        if second % 3 == 0 or not self.people:
            unit_id = self.one(first)
            entry = factories.entry(self.session, contest=self.contest, unit_id=unit_id)
            self.people.append(entry)
        entry = self.people[second % len(self.people)]
        attempt = end(self.session, self.round, entry, now=self.now)
        self.made[attempt.id] = attempt.unit_id

    def person(self, first, second, day):
        del day
        if self.people:
            entry = self.people[first % len(self.people)]
            move_entry(
                self.session, entry=entry, unit_id=self.one(second), act=ACT,
                now=self.now,
            )  # fmt: skip

    def tally(self, units, *, level=None, as_of=None):
        return queries.tally(
            self.session, contest_id=self.contest.id, level=level, units=units,
            as_of=as_of or self.now, now=self.now + timedelta(minutes=30),
        )  # fmt: skip

    def written(self, units, as_of):
        tally = self.tally(units, as_of=as_of)
        return files.written(tally, "json", "vi")

    def figures(self):
        """Return every line of the present, without the instant that stands above."""
        found = {mode: files.written(self.tally(mode), "csv", "vi") for mode in MODES}
        return {mode: text.decode().splitlines()[2:] for mode, text in found.items()}

    def check_totals(self):
        people = len(
            set(
                self.session.scalars(
                    select(Attempt.entry_id).where(Attempt.id.in_(self.made))
                )
            )
        )
        for units in MODES:
            whole = self.tally(units)
            top = whole.rows[0]
            for row in (top, whole.total):
                assert (row.turnout.people, row.turnout.ended) == (
                    people,
                    len(self.made),
                )
            assert [row for row in whole.rows if row.level == 0] == [top]
            for level in (1, 2):
                rows = self.tally(units, level=level).rows
                assert sum(row.turnout.ended for row in rows) == len(self.made)

    def check_members(self):
        if self.is_anything_dissolved:
            return
        communes = [
            row for row in self.tally("now").rows
            if row.type == "xã" and not row.is_unknown
        ]  # fmt: skip
        assert sum(row.members for row in communes) == self.members

    def check_attempts(self):
        rows = select(Attempt.id, Attempt.unit_id).where(Attempt.id.in_(self.made))
        assert dict(self.session.execute(rows).all()) == self.made


def of_random(*, daily):
    """So many examples a day; `make nightly` plays more."""
    return settings(
        max_examples=max(daily, settings.default.max_examples // 20),
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.too_slow,
        ],
    )


@contextmanager
def rolled_back(session):
    point = session.begin_nested()
    try:
        yield
    finally:
        point.rollback()
        session.expunge_all()


@of_random(daily=12)
@given(communes=TREES, operations=OPERATIONS)
def test_people_attempts_and_members_are_kept_by_whatever_happens(
    session, communes, operations
):
    with rolled_back(session):
        keep(World(session, communes), operations)


def keep(world, operations):
    """Do operations; after each all totals are right, and in the end old figures stay."""
    for number in range(3):
        world.act("attempt", number, 0, number)
    old = []
    for verb, first, second, days in operations:
        world.act(verb, first, second, days)
        world.check_totals()
        world.check_members()
        old += [(mode, world.now, world.written(mode, world.now)) for mode in MODES]
    world.check_attempts()
    for mode, as_of, content in old:
        assert world.written(mode, as_of) == content


@of_random(daily=8)
@given(communes=TREES, operations=OPERATIONS)
def test_undoing_everything_gives_the_figures_of_before(session, communes, operations):
    with rolled_back(session):
        go_there_and_back(World(session, communes), operations)


def go_there_and_back(world, operations):
    """Do operations, take them back, and compare figures, members included."""
    for number in range(3):
        world.act("attempt", number, 0, number)
    before = world.figures()
    for verb, first, second, days in operations:
        if verb not in {"attempt", "person"}:
            world.act(verb, first, second, days)
    world.hours += 1
    while world.events:
        event_id, _ = world.events.pop()
        service.undo(world.session, event_id=event_id, act=ACT, now=world.now)
        world.session.expire_all()

    assert world.figures() == before
