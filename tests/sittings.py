"""A contest over a real bank, and people who sit at its attempts."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from quizapp.accounts.queries import Asker
from quizapp.attempts import service
from quizapp.attempts.models import Attempt
from quizapp.attempts.rules import Paper, receipt_code
from quizapp.banks.rules import Bank
from quizapp.banks.service import import_bank
from quizapp.contests.models import Round
from quizapp.contests.queries import read_terms
from quizapp.contests.rules import PaperPlan, PlannedItem, Section
from quizapp.entries.models import Entry
from tests import factories
from tests.conftest import NOON

ITEM_COUNT = 8


def after(seconds):
    return NOON + timedelta(seconds=seconds)


def current(session, row):
    """An attempt that tells what its row says now."""
    session.expire_all()
    return session.get_one(Attempt, row.id)


def sweep(session, seconds, *, batch=50):
    """Close what is overdue so many seconds after noon."""
    closed = service.close_overdue(
        session,
        now=after(seconds),
        batch=batch,
        nonce=lambda: f"{factories.number():032x}",
    )
    session.expire_all()
    return closed


def terms_of(session, round_):
    """A round as attempts need it, with what the test has changed of it."""
    session.flush()
    return read_terms(session, round_.id)


def bank_version(session):
    """A bank of single choices whose first option is the right one."""
    items = [
        {
            "id": f"item-{n}",
            "kind": "single",
            "stem": f"Câu {n}?",
            "options": [
                {"text": f"Đúng {n}", "key": True},
                *({"text": f"Sai {n}.{wrong}"} for wrong in range(1, 4)),
            ],
            "explanation": f"Giải thích {n}",
            "source": {"title": "Nghị quyết"},
        }
        for n in range(1, ITEM_COUNT + 1)
    ]
    bank = Bank.model_validate(
        {
            "id": f"bank-{factories.number()}",
            "title": "Ngân hàng",
            "licence": "CC-BY-4.0",
            "items": items,
        }
    )
    return import_bank(session, bank=bank, now=NOON).version


@dataclass
class Seat:
    """One person in one round, and what she does there."""

    session: Any
    entry: Entry
    round_: Round

    def start(self, now=NOON, seed=None):
        started = service.start(
            self.session,
            entry_id=self.entry.id,
            round_=terms_of(self.session, self.round_),
            seed=seed or f"{factories.number():032x}",
            now=now,
        )
        return current(self.session, started)

    def hand_in(self, attempt, now, key="key-of-the-form"):
        ended = service.hand_in(
            self.session,
            attempt_id=attempt.id,
            asker=Asker.account(self.entry.account_id),
            key=key,
            nonce=f"{factories.number():032x}",
            now=now,
        )
        return current(self.session, ended.attempt)


def rounds_at(session, *, limit=2, per="round", windows=((-3600, 86_400),), **changes):
    """A contest whose rounds open and close so many seconds from noon."""
    parts = [
        factories.round_part(n, opens=after(opens), closes=after(closes))
        for n, (opens, closes) in enumerate(windows, start=1)
    ]
    attempts = {"counted": "best_then_earliest"}
    if limit is not None:
        attempts |= {"limit": limit, "per": per}
    book = factories.rule_book(
        rounds=parts, attempts=attempts | changes.pop("attempts", {})
    )
    contest = factories.contest(
        session, book=book, paper_plan=plan(bank_version(session), **changes)
    )
    return contest, rounds_in(session, contest)


def rounds_in(session, contest):
    return (
        session.query(Round)
        .filter_by(contest_id=contest.id)
        .order_by(Round.number)
        .all()
    )


def plan(version, *, count=4, prediction=None, **changes):
    items = tuple(
        PlannedItem(f"item-{n}", 4, "s4", 100) for n in range(1, ITEM_COUNT + 1)
    )
    section = Section(
        bank_id=version.bank_id, bank_version_id=version.id, count=count, items=items
    )
    values = {"shuffle_items": True, "shuffle_options": True} | changes
    return PaperPlan(sections=(section,), prediction=prediction, **values)


def seat(session, **changes):
    """A person at a round that is open since an hour."""
    contest, rounds = rounds_at(session, **changes)
    return Seat(session, factories.entry(session, contest=contest), rounds[0])


def right_value(attempt: Attempt, position: int) -> int:
    """The place at which the right option is displayed."""
    question = Paper.from_json(attempt.paper).questions[position - 1]
    return question.options.index(0)


def wrong_value(attempt: Attempt, position: int) -> int:
    return (right_value(attempt, position) + 1) % 4


def answer(session, attempt, position, value, *, now=NOON, lease=1, counter=None):
    """Save an answer the way the site does, on the session's connection."""

    class Door:
        def __enter__(self):
            session.flush()
            return session.connection()

        def __exit__(self, *_):
            return False

    sent = service.Sent(
        attempt_id=attempt.id,
        lease=lease,
        received_at=now,
        answers=[service.SentAnswer(position, counter or factories.number(), value)],
    )
    return service.save(Door, sent)


def code_of(nonce):
    return receipt_code(nonce)
