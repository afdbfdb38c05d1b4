"""How long the same-person desk takes to compare everybody of a contest.

``python -m benchmarks.persons --entries 30000`` makes so many entries of made-up people
in 103 units, one of eight with a phone that others use too, one attempt of ten questions
each, one of five on a device that others use too; then opens the list, a pair, merges it
and takes it back, and prints one line.
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import TypeVar

from sqlalchemy import select, text

from benchmarks.items import ATTEMPTS, BEGAN, RESPONSES, RULES, bank, plan
from quizapp import local, schema
from quizapp.accounts.models import Account
from quizapp.app import create_app
from quizapp.audit.service import Act
from quizapp.banks.service import import_bank
from quizapp.contests.files import read_rule_book
from quizapp.contests.models import Contest, Round, RuleBookVersion
from quizapp.demo.crowd import Person, Window, people
from quizapp.extensions import db
from quizapp.judging import queries, service
from quizapp.judging.rules import Suspicion
from quizapp.names import person_sort_key, search_key
from quizapp.settings import Settings
from quizapp.units.models import Unit, UnitTree

UNITS = 103
SEED = 27_568
TURNS = 5
BOOK = Path(__file__).resolve().parent.parent / "contests" / "nghi-quyet-dai-hoi.yaml"
#: Of a hundred: who shares a phone with the one before her; whose phone is the one before
#: with a slip, under the same name.
SHARED_PHONE, SLIPS = 12, 1
#: Four devices of five are one person's; the fifth is used by three, one after the other.
DEVICES = """
    UPDATE attempts SET device_hash = sha256(CAST(CASE WHEN entry_id % 15 < 3
        THEN 'shared ' || entry_id / 15 ELSE 'own ' || entry_id END AS bytea))
"""
Result = TypeVar("Result")


def accounts(crowd: list[Person]) -> Iterator[dict[str, object]]:
    """Return rows of people, some of whom share a phone or slipped when they typed it."""
    rng = Random(SEED)  # noqa: S311  # made-up people, no secrets
    number, place, name = 900_000_000, 1, ""
    for one in crowd:
        drawn = rng.randrange(100)
        if drawn < SHARED_PHONE and place < 3:
            place += 1
            name = one.full_name
        elif drawn < SHARED_PHONE + SLIPS and name:
            number, place = number + 1, 1
        else:
            number, place, name = number + rng.randrange(20, 3000), 1, one.full_name
        yield {
            "full_name": name if place == 1 else one.full_name,
            "birth_year": one.birth_year,
            "phone": f"+84{number}",
            "phone_place": place,
        }


def make(count: int) -> int:
    """Make a contest with entries and attempts; return its id."""
    window = Window(1, BEGAN, BEGAN + timedelta(days=3))
    crowd = people(count, unit_count=UNITS, windows=[window], this_year=2026)
    with db.transaction() as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        tree = UnitTree(slug="bench", created_at=BEGAN)
        session.add(tree)
        session.flush()
        units = [
            Unit(
                tree_id=tree.id,
                code=f"{n:03}",
                type="xã",
                name=f"Xã {n}",
                parent_id=None,
                search_key=f"xa {n}",
                sort_key=f"xa {n:03}",
                depth=0,
            )
            for n in range(UNITS)
        ]
        session.add_all(units)
        version = import_bank(session, bank=bank(), now=BEGAN).version
        contest = Contest(slug="bench", title="Bench", version=1, created_at=BEGAN)
        session.add(contest)
        session.flush()
        book = read_rule_book(BOOK).book
        session.add(
            RuleBookVersion(
                contest_id=contest.id,
                number=1,
                content=book.model_dump(mode="json"),
                content_hash="bench",
                imported_at=BEGAN,
            )
        )
        round_ = Round(
            contest_id=contest.id,
            number=1,
            title="Đợt 1",
            opens_at=BEGAN,
            closes_at=BEGAN + timedelta(days=3),
            limit_seconds=900,
            grace_seconds=5,
            rules=RULES,
            plan=plan(version.bank_id, version.id),
        )
        session.add(round_)
        session.flush()
        enter(session, contest.id, crowd, [unit.id for unit in units])
        values = {"began": BEGAN, "each": 1, "round_id": round_.id}
        session.execute(text(ATTEMPTS), values | {"version": version.id})
        session.execute(text(DEVICES))
        session.execute(text(RESPONSES))
        session.execute(text("ANALYZE"))
        return contest.id


def enter(
    session: object, contest_id: int, crowd: list[Person], units: list[int]
) -> None:
    """Write accounts and entries."""
    rows = [
        row
        | {
            "sort_key": person_sort_key(str(row["full_name"])),
            "search_key": search_key(str(row["full_name"])),
            "contest_id": contest_id,
            "unit_id": units[one.unit],
            "began": BEGAN,
        }
        for row, one in zip(accounts(crowd), crowd, strict=True)
    ]
    session.execute(ENTRY, rows)  # type: ignore[attr-defined]  # a session


ENTRY = text("""
    WITH made AS (
        INSERT INTO accounts (kind, full_name, sort_key, search_key, birth_year, phone,
                              phone_place, secret_hash, is_loopback_only, created_at)
        VALUES ('person', :full_name, :sort_key, :search_key, :birth_year, :phone,
                :phone_place, '-', false, :began) RETURNING id)
    INSERT INTO entries (contest_id, account_id, unit_id, is_name_shown, created_at)
    SELECT :contest_id, id, :unit_id, true, :began FROM made
""")


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """Do something some times; return what came of it, and the median in milliseconds."""
    took = []
    for _ in range(TURNS):
        db.session.remove()
        began = time.perf_counter()
        done = work()
        took.append((time.perf_counter() - began) * 1000)
    return done, median(took)


def one_person(contest_id: int, pair: Suspicion, judge: int) -> tuple[float, float]:
    """Merge a pair and take it back; return what each took, in milliseconds."""
    act = Act.by(judge, "bench")
    began = time.perf_counter()
    with db.transaction() as session:
        done = service.merge(
            session,
            contest_id=contest_id,
            kept_id=pair.low,
            merged_id=pair.high,
            clause="Điều 3",
            act=act,
            now=BEGAN,
        ).id
    merged = time.perf_counter()
    with db.transaction() as session:
        service.undo_merge(
            session, contest_id=contest_id, merge_id=done, act=act, now=BEGAN
        )
    return (merged - began) * 1000, (time.perf_counter() - merged) * 1000


def measure(count: int) -> str:
    """Compare everybody, and return what it took."""
    contest_id = make(count)
    found, listed = timed(
        lambda: queries.open_suspicions(db.session(), contest_id=contest_id)
    )
    pair = found[0]
    _, compared = timed(
        lambda: queries.suspicion_of(
            db.session(), contest_id=contest_id, one=[pair.low], other=[pair.high]
        )
    )
    judge = db.session().scalar(select(Account.id).limit(1)) or 0
    merged, undone = one_person(contest_id, pair, judge)
    kinds = Counter(kind for one in found for kind in one.kinds)
    return (
        f"entries {count} pairs {len(found)} ({', '.join(f'{k} {n}' for k, n in kinds.items())})"
        f" list {listed:.0f} ms pair {compared:.0f} ms merge {merged:.0f} ms"
        f" undo {undone:.0f} ms"
    )


def main() -> None:
    """Run over servers of its own in a folder that goes away."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=30_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quizapp-persons-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with local.environment({}, folder) as env:
            owner = env["DATABASE_OWNER_URL"]
            schema.upgrade(owner, application_role=local.APPLICATION)
            app = create_app(Settings.from_env(env))
            with app.app_context():
                print(measure(asked.entries))
                db.session.remove()
                db.engine.dispose()


if __name__ == "__main__":
    main()
