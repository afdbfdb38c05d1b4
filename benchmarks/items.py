"""How long the items of a round take to be counted, and how much memory.

``python -m benchmarks.items --attempts 27568`` makes so many attempts of ten items each
in a database of its own, counts them as the worker does, and prints one line.
"""

import argparse
import resource
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from quizapp import local, schema
from quizapp.app import create_app
from quizapp.attempts.queries import shown_items
from quizapp.background.queries import last_job
from quizapp.banks.rules import KINDS, Bank
from quizapp.banks.service import import_bank
from quizapp.contests.models import Contest, Round
from quizapp.extensions import clock, db
from quizapp.jobs import count_items, run_jobs
from quizapp.settings import Settings

ITEMS = 60
ASKED = 10
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)

ENTRIES = """
    INSERT INTO accounts (kind, full_name, sort_key, search_key, birth_year, phone,
                          phone_place, secret_hash, is_loopback_only, created_at)
    SELECT 'person', 'Người ' || n, '', '', 1980, '+84' || (900000000 + n), 1, '-',
           false, :began
    FROM generate_series(1, :people) n;
"""
OWN = """
    INSERT INTO entries (contest_id, account_id, is_name_shown, created_at,
                         completed_at)
    SELECT :contest_id, id, true, :began, :began FROM accounts
"""
#: Papers of ten items of sixty; strength of a person is the last digits of her number.
ATTEMPTS = """
    INSERT INTO attempts (entry_id, round_id, number, state, seed, paper,
        position_count, full_hundredths, started_at, joined_at, deadline_at, lease,
        ended_at, recorded_at, ended_under, score_hundredths, right_count,
        answered_count, duration_ms, is_valid, receipt_code, receipt_hash)
    SELECT e.id, :round_id, n, 'handed_in', md5(e.id || ':' || n),
        jsonb_build_object('prediction', false, 'items', (
            SELECT jsonb_agg(jsonb_build_object(
                'version', CAST(:version AS bigint),
                'item', 'item-' || 1 + (e.id * 7 + n * 11 + k * 6) % 60,
                'options', jsonb_build_array((e.id + k) % 4, (e.id + k + 1) % 4,
                                             (e.id + k + 2) % 4, (e.id + k + 3) % 4),
                'shape', 's4', 'points', 100)) FROM generate_series(0, 9) k)),
        10, 1000, s.at, s.at, s.at + interval '15 min', 1, s.at + interval '5 min',
        s.at + interval '5 min', 0, 500, 5, 10, 300000, true,
        'R' || e.id || '-' || n, md5('hash' || e.id || ':' || n)
    FROM entries e, generate_series(1, :each) n,
         LATERAL (SELECT CAST(:began AS timestamptz)
                         + make_interval(secs => e.id * 7 % 86400 + n * 1000) AS at) s
"""
RESPONSES = """
    INSERT INTO responses (attempt_id, position, lease, counter, value, received_at)
    SELECT a.id, k + 1, 1, k + 1,
        to_jsonb(CASE WHEN (a.id * 31 + k * 17) % 100 < 30 + a.entry_id % 60
                      THEN (4 - (a.entry_id + k) % 4) % 4
                      ELSE (a.id + k) % 4 END),
        a.started_at + make_interval(secs => (k + 1) * 20 + (a.id + k) % 15)
    FROM attempts a, generate_series(0, 9) k
"""


def bank() -> Bank:
    """Return sixty items to choose one option of, the first of four being right."""
    kind = next(name for name, item in KINDS.items() if item.reads == "one")
    items = [
        {
            "id": f"item-{n}",
            "kind": kind,
            "stem": f"Câu {n}?",
            "options": [{"text": f"Phương án {o}", "key": o == 0} for o in range(4)],
        }
        for n in range(1, ITEMS + 1)
    ]
    return Bank.model_validate({"id": "bench", "title": "Ngân hàng", "items": items})


def make(attempts: int) -> int:
    """Make a round that has closed, with attempts; return its id."""
    with db.transaction() as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        version = import_bank(session, bank=bank(), now=BEGAN).version
        contest = Contest(slug="bench", title="Bench", version=1, created_at=BEGAN)
        session.add(contest)
        session.flush()
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
        each = 4
        values = {
            "began": BEGAN,
            "people": -(-attempts // each),
            "each": each,
            "contest_id": contest.id,
            "round_id": round_.id,
            "version": version.id,
        }
        for statement in (ENTRIES, OWN, ATTEMPTS, RESPONSES):
            session.execute(text(statement), values)
        return round_.id


RULES = {
    "limit": 4,
    "per": "round",
    "counted": "best_then_earliest",
    "valid_only_if_all_answered": False,
    "ranking": ["score_desc"],
    "shown_after_hand_in": [],
    "prediction_about": None,
}


def plan(bank_id: int, version: int) -> dict[str, object]:
    """Return a paper of ten of the sixty items."""
    items = [[f"item-{n}", 4, "s4", 100, []] for n in range(1, ITEMS + 1)]
    section = {
        "bank_id": bank_id,
        "bank_version_id": version,
        "count": ASKED,
        "items": items,
    }
    return {"sections": [section], "shuffle_items": True, "shuffle_options": True}


def memory() -> float:
    """Return the most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(attempts: int) -> str:
    """Make attempts, count their items, and return what it took."""
    round_id = make(attempts)
    now = clock().now()
    with db.transaction() as session:
        session.execute(text("ANALYZE"))
        count_items.ask(session, round_id=round_id, asked_by=None, now=now)
    before, began, busy = memory(), time.perf_counter(), time.process_time()
    run_jobs.run()
    took, busy = time.perf_counter() - began, time.process_time() - busy
    after = memory()
    session = db.session()
    job = last_job(session, kind=count_items.KIND, arguments={"round_id": round_id})
    began = time.perf_counter()
    shown = shown_items(session, session.get_one(Round, round_id), now=now)
    read = time.perf_counter() - began
    return (
        f"attempts {job.result['attempts']} items {len(shown.items)} suspected"
        f" {len(shown.suspected)} seconds {took:.1f} (own CPU {busy:.1f}) peak {after:.0f} MB"
        f" (before {before:.0f} MB) page {read * 1000:.0f} ms"
    )


def main() -> None:
    """Run over servers of its own in a folder that goes away."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attempts", type=int, default=27_568)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quizapp-items-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with local.environment({}, folder) as env:
            owner = env["DATABASE_OWNER_URL"]
            schema.upgrade(owner, application_role=local.APPLICATION)
            app = create_app(Settings.from_env(env))
            with app.app_context():
                print(measure(asked.attempts))
                db.session.remove()
                db.engine.dispose()


if __name__ == "__main__":
    main()
