"""A round over items of every kind, and attempts at it with random histories."""

from random import Random

from sqlalchemy import text

from quizapp.attempts.models import Attempt
from quizapp.attempts.rules import Paper
from quizapp.background import queries as jobs
from quizapp.banks.queries import parsed_version
from quizapp.banks.rules import Bank
from quizapp.banks.service import import_bank, replace_seals
from quizapp.contests.rules import PaperPlan, PlannedItem, Section
from quizapp.jobs import count_items, run_jobs
from tests import factories
from tests.conftest import NOON
from tests.sittings import Seat, after, answer, rounds_in, sweep

CLOSES = 7200


def bank_of(slug="bank-of-kinds", *, key=0):
    """Two items of each kind; the right option of choices stands at ``key``."""
    options = [{"text": f"Phương án {n}", "key": n == key} for n in range(4)]
    several = [{"text": f"Phương án {n}", "key": n in {key, 3}} for n in range(4)]
    parts = {
        "single": {"options": options},
        "multiple": {"options": several},
        "true-false": {"answer": "true"},
        "number": {"answer": "12.5"},
        "short-text": {"answers": ["Hà Nội", "Thăng Long"]},
    }
    items = [
        {
            "id": f"{kind}-{n}",
            "kind": kind.replace("-", "_"),
            "stem": f"Câu {kind} {n}?",
            "points": n,
        }
        | content
        for kind, content in parts.items()
        for n in (1, 2)
    ]
    return Bank.model_validate({"id": slug, "title": "Ngân hàng", "items": items})


def round_over(session, bank, *, count=6, slug="kinds", windows=((-3600, CLOSES),)):
    """A contest whose rounds draw from a bank and seal it; return its rounds."""
    version = import_bank(session, bank=bank, now=NOON).version
    planned = tuple(
        PlannedItem(one.id, len(one.choices), one.shape, one.points_hundredths)
        for one in bank.items
    )
    section = Section(
        bank_id=version.bank_id,
        bank_version_id=version.id,
        count=count,
        items=planned,
    )
    plan = PaperPlan(sections=(section,), shuffle_items=True, shuffle_options=True)
    book = factories.rule_book(
        contest=slug,
        attempts={"limit": 3, "per": "round", "counted": "best_then_earliest"},
        rounds=[
            factories.round_part(n, opens=after(opens), closes=after(closes))
            for n, (opens, closes) in enumerate(windows, start=1)
        ],
    )
    contest = factories.contest(session, book=book, paper_plan=plan)
    found = rounds_in(session, contest)
    for round_ in found:
        replace_seals(
            session,
            round_id=round_.id,
            bank_items=plan.bank_items(),
            until=round_.closes_at,
        )
    return found


def sit(session, round_, rng, *, is_ended=True):
    """One attempt: answers changed, taken back, too late, or never given."""
    contest = session.get_one(factories.Contest, round_.contest_id)
    seat = Seat(session, factories.entry(session, contest=contest), round_)
    begun = rng.randrange(0, 3000)
    attempt = seat.start(now=after(begun))
    paper = Paper.from_json(attempt.paper)
    at = begun
    for n in range(rng.randrange(0, 10)):
        position = rng.randrange(1, paper.position_count + 1)
        question = paper.questions[position - 1]
        item = parsed_version(session, question.version).items[question.item]
        value = item.made_up(rng, question.options, is_right=rng.random() < 0.6)
        if rng.random() < 0.1:
            value = None
        at += rng.choice([0, 3, 7, 20, 600])
        answer(session, attempt, position, value, now=after(at), counter=n + 1)
    if is_ended and at < begun + 900:
        seat.hand_in(attempt, after(at + 1), key=f"{rng.getrandbits(64):016x}")
    return attempt


def history(session, round_, seed, *, count=25):
    """Random attempts; those that weren't handed in are closed."""
    rng = Random(seed)
    for _ in range(count):
        sit(session, round_, rng, is_ended=rng.random() < 0.8)
    while sweep(session, CLOSES + 600):
        pass
    session.commit()


def count(session, round_):
    """Have the items of a round counted; return what the job came to."""
    arguments = {"round_id": round_.id}
    now = after(CLOSES + 600)
    count_items.ask(session, round_id=round_.id, asked_by=None, now=now)
    session.commit()
    run_jobs.run()
    session.expire_all()
    return jobs.last_job(session, kind=count_items.KIND, arguments=arguments)


def stored(session, round_):
    """The rows of a round: (version, item) → row."""
    rows = session.execute(
        text("SELECT * FROM item_statistics WHERE round_id = :id"), {"id": round_.id}
    )
    return {(row.bank_version_id, row.item): row for row in rows}


def ended_count(session, round_):
    return (
        session.query(Attempt)
        .filter(Attempt.round_id == round_.id, Attempt.state != "open")
        .count()
    )
