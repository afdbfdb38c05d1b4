"""How quick a tree of 15,000 branches is: search, fold, page, files, tallies.

``python -m benchmarks.units`` makes a province of districts, communes and branches and
a contest with attempts in a database of its own, and prints one line a measure: the
median of several runs in milliseconds, or seconds for what is done once.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, text

from quizapp import local, schema
from quizapp.app import create_app
from quizapp.audit.service import Act
from quizapp.contests.models import Contest, Round
from quizapp.extensions import clock, db
from quizapp.settings import Settings
from quizapp.tallies import queries as tallies
from quizapp.units import service
from quizapp.units.files import read_units, written
from quizapp.units.models import Unit
from quizapp.units.queries import (
    events_about,
    exported,
    rolls_of,
    search_units,
    steps_below,
    tree_by_slug,
    units_above,
    units_below,
)
from quizapp.units.rules import UnitRow
from quizapp.units.service import NewUnit, import_units

TREE = "bench"
DISTRICTS, COMMUNES = 8, 100
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
ACT = Act("command:bench", "Quyết định", b"s" * 16)
RUNS = 7

PEOPLE = """
    INSERT INTO accounts (kind, full_name, sort_key, search_key, birth_year, phone,
                          phone_place, secret_hash, is_loopback_only, created_at)
    SELECT 'person', 'Người ' || n, '', '', 1980, '+84' || (900000000 + n), 1, '-',
           false, :began
    FROM generate_series(1, :people) n
"""
ENTRIES = """
    INSERT INTO entries (contest_id, account_id, unit_id, is_name_shown, created_at)
    SELECT :contest_id, a.id, u.ids[1 + a.id % cardinality(u.ids)], true, :began
    FROM accounts a, (SELECT array_agg(id) AS ids FROM units WHERE type = 'chi hội') u
"""
ATTEMPTS = """
    INSERT INTO attempts (entry_id, round_id, unit_id, number, state, seed, paper,
        position_count, full_hundredths, started_at, joined_at, deadline_at, lease,
        ended_at, recorded_at, ended_under, score_hundredths, right_count,
        answered_count, duration_ms, is_valid, receipt_code, receipt_hash)
    SELECT e.id, :round_id, e.unit_id, n, 'handed_in', md5(e.id || ':' || n), '{}',
        10, 1000, s.at, s.at, s.at + interval '15 min', 1, s.at + interval '5 min',
        s.at + interval '5 min', 0, 500, 5, 10, 300000, true,
        'R' || e.id || '-' || n, md5('hash' || e.id || ':' || n)
    FROM entries e, generate_series(1, 2) n,
         LATERAL (SELECT CAST(:began AS timestamptz)
                         + make_interval(mins => CAST(e.id % 40000 + n AS int)) AS at) s
"""


def rows(branches: int) -> list[UnitRow]:
    """Return a province with so many branches."""
    found = [row("P", "", "khối", "Tỉnh Thử")]
    found += [row(f"D{n}", "P", "huyện", f"Huyện Số {n}") for n in range(DISTRICTS)]
    for commune in range(COMMUNES):
        above = f"D{commune % DISTRICTS}"
        found.append(row(f"C{commune}", above, "xã", f"Xã Vĩnh Thuận {commune}"))
    for branch in range(branches):
        above = f"C{branch % COMMUNES}"
        name = f"Chi hội Ấp {branch // COMMUNES} Bình Hòa"
        found.append(row(f"B{branch}", above, "chi hội", name, 20 + branch % 40))
    return found


def row(
    code: str, parent: str, kind: str, name: str, members: int | None = None
) -> UnitRow:
    """Return a unit as a row of a file."""
    return UnitRow(
        line=1,
        code=code,
        parent_code=parent,
        type=kind,
        name=name,
        members=members,
        counted_on=date(2025, 12, 31) if members else None,
    )


def make_contest(people: int) -> int:
    """Make a contest over the tree with two attempts of each person; return its id."""
    with db.transaction() as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        top = session.scalars(select(Unit).where(Unit.code == "P")).one()
        contest = Contest(slug="bench", title="Bench", version=1, created_at=BEGAN)
        contest.unit_id = top.id
        session.add(contest)
        session.flush()
        round_ = Round(
            contest_id=contest.id,
            number=1,
            title="Đợt 1",
            opens_at=BEGAN,
            closes_at=BEGAN + timedelta(days=60),
            limit_seconds=900,
            grace_seconds=5,
            rules={},
            plan={},
        )
        session.add(round_)
        session.flush()
        values = {
            "began": BEGAN,
            "people": people,
            "contest_id": contest.id,
            "round_id": round_.id,
        }
        for statement in (PEOPLE, ENTRIES, ATTEMPTS):
            session.execute(text(statement), values)
        session.execute(text("ANALYZE"))
        return contest.id


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def told(name: str, work: Callable[[], object], *, runs: int = RUNS) -> None:
    """Print the median of several runs, or the time of the only one."""
    taken = [seconds(work) for _ in range(runs)]
    if runs == 1:
        print(f"{name}: {taken[0]:.2f} s", flush=True)
    else:
        print(f"{name}: {statistics.median(taken) * 1000:.1f} ms", flush=True)
    db.session.remove()


def take_in(found: list[UnitRow]) -> None:
    """Take rows in as a command does."""
    with db.transaction() as session:
        import_units(session, tree=TREE, rows=found, name="bench", now=clock().now())


def change(codes: list[str], day: date) -> None:
    """Merge two communes into a new one."""
    with db.transaction() as session:
        ids = session.scalars(select(Unit.id).where(Unit.code.in_(codes))).all()
        new = NewUnit(name=f"Xã Mới {codes[0]}", kind="xã")
        service.merge(
            session,
            unit_ids=ids,
            into=new,
            effective_on=day,
            act=ACT,
            now=clock().now(),
        )


def measure(branches: int, people: int) -> None:
    """Make everything and print what it takes."""
    found = rows(branches)
    told("import of a new tree", lambda: take_in(found), runs=1)
    told("the same file again", lambda: take_in(found), runs=1)
    tree_id = tree_by_slug(db.session(), TREE).id  # type: ignore[union-attr]  # just made
    path = Path(tempfile.gettempdir()) / "quizapp-units-bench"
    for form in ("csv", "xlsx"):
        file = path.with_suffix(f".{form}")
        told(
            f"export as {form.upper()}",
            lambda form=form, file=file: file.write_bytes(
                written(exported(db.session(), tree_id=tree_id), form)
            ),
            runs=3,
        )
        told(f"reading the {form.upper()}", lambda file=file: read_units(file), runs=3)
        file.unlink()
    contest_id = make_contest(people)
    tell_reads(tree_id)
    tell_tallies(contest_id, "before any event")
    for number in range(10):
        day = date(2026, 1, 2 + number)
        told(
            f"event {number + 1}",
            lambda n=number, d=day: change([f"C{n}", f"C{n + 50}"], d),
            runs=1,
        )  # type: ignore[misc]
    tell_tallies(contest_id, "after 10 merges")


def tell_reads(tree_id: int) -> None:
    """Print what pages and the entry form ask."""
    session = db.session()
    top = session.scalars(select(Unit).where(Unit.code == "P")).one().id
    commune = session.scalars(select(Unit).where(Unit.code == "C7")).one().id
    for typed in ("vinh thuan 7", "ap 12 binh hoa", "binh"):
        told(
            f"search “{typed}”",
            lambda typed=typed: search_units(db.session(), root_id=top, text=typed),
        )
    told("entry form, a step down", lambda: units_below(db.session(), unit_id=commune))
    told(
        "one fold (150 branches)",
        lambda: steps_below(db.session(), tree_id=tree_id, parent_id=commune),
    )
    told(
        "page of a unit",
        lambda: (
            units_above(db.session(), unit_id=commune),
            steps_below(db.session(), tree_id=tree_id, parent_id=commune),
            rolls_of(db.session(), unit_id=commune),
            events_about(db.session(), unit_id=commune),
        ),
    )


def tell_tallies(contest_id: int, when: str) -> None:
    """Print what figures by units take."""
    for units in ("then", "now"):
        told(
            f"tally, {units}, {when}",
            lambda units=units: tallies.tally(
                db.session(), contest_id=contest_id, units=units, now=clock().now()
            ),
            runs=3,
        )


def main() -> None:
    """Run over servers of its own in a folder that goes away."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--branches", type=int, default=15_000)
    parser.add_argument("--people", type=int, default=13_784)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quizapp-units-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with local.environment({}, folder) as env:
            owner = env["DATABASE_OWNER_URL"]
            schema.upgrade(owner, application_role=local.APPLICATION)
            app = create_app(Settings.from_env(env))
            with app.app_context():
                measure(asked.branches, asked.people)
                db.session.remove()
                db.engine.dispose()


if __name__ == "__main__":
    main()
