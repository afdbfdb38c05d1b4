"""Coming rounds follow the newest version of their banks; begun ones keep theirs."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.banks.models import ItemSeal
from quizapp.banks.queries import latest_version
from quizapp.banks.rules import Bank
from quizapp.banks.service import import_bank
from quizapp.contests.models import Round
from quizapp.contests.queries import needs_second_reader
from quizapp.contests.service import follow_bank, import_contest
from quizapp.errors import FileFaultsError
from tests import factories
from tests.conftest import NOON

HOUR = timedelta(hours=1)


def items(count, **changes):
    return [
        {"id": f"c{n}", "kind": "true_false", "stem": f"Câu {n}.", "answer": True}
        | changes
        for n in range(count)
    ]


def take(session, slug, raw):
    bank = Bank.model_validate({"id": slug, "title": "T", "items": raw})
    return import_bank(session, bank=bank, now=NOON).version.id


@pytest.fixture
def slug():
    return f"bank-{factories.number()}"


@pytest.fixture
def contest(session, slug):
    """Two rounds that draw three items: one has begun, one is to come."""
    take(session, slug, items(4))
    book = factories.rule_book(
        paper={"minutes": 10, "draw": [{"bank": slug, "count": 3}]},
        rounds=[
            factories.round_part(1, opens=NOON - HOUR, closes=NOON + HOUR),
            factories.round_part(2, opens=NOON + HOUR, closes=NOON + 2 * HOUR),
        ],
    )
    return import_contest(session, book=book, now=NOON - 2 * HOUR).contest


def versions(session, contest):
    """Round number → the bank version that it draws from."""
    rounds = session.scalars(select(Round).where(Round.contest_id == contest.id))
    return {r.number: r.plan["sections"][0]["bank_version_id"] for r in rounds}


def test_a_coming_round_follows_and_a_begun_one_keeps(session, slug, contest):
    first = versions(session, contest)[1]
    newest = take(session, slug, items(5))

    assert follow_bank(session, slug=slug, now=NOON) == [contest]
    assert versions(session, contest) == {1: first, 2: newest}


def test_what_a_coming_round_can_draw_is_sealed_anew(session, slug, contest):
    take(session, slug, items(6))
    follow_bank(session, slug=slug, now=NOON)

    coming = session.scalar(
        select(Round.id).where(Round.contest_id == contest.id, Round.number == 2)
    )
    sealed = session.scalars(select(ItemSeal.item).where(ItemSeal.round_id == coming))
    assert set(sealed) == {f"c{n}" for n in range(6)}


def test_retired_items_are_drawn_no_more(session, slug, contest):
    raw = items(5)
    raw[0]["retired"] = True
    take(session, slug, raw)
    follow_bank(session, slug=slug, now=NOON)

    plan = session.scalar(
        select(Round.plan).where(Round.contest_id == contest.id, Round.number == 2)
    )
    assert [item[0] for item in plan["sections"][0]["items"]] == [
        "c1",
        "c2",
        "c3",
        "c4",
    ]


def test_a_version_out_of_which_a_coming_round_gives_no_paper_is_refused(
    session, slug, contest
):
    before = versions(session, contest)
    take(session, slug, items(2))

    with pytest.raises(FileFaultsError):
        follow_bank(session, slug=slug, now=NOON)
    session.expire_all()
    assert versions(session, contest) == before


def test_a_round_that_has_begun_keeps_no_version_from_coming(session, slug, contest):
    take(session, slug, items(2))

    assert follow_bank(session, slug=slug, now=NOON + HOUR) == []


def test_other_contests_are_left_alone(session, slug, contest):
    factories.contest(session)

    assert latest_version(session, slug) is not None
    assert follow_bank(session, slug="bank-of-nobody", now=NOON) == []


@pytest.mark.parametrize(
    ("wishes", "needs"), [((True,), True), ((False,), False), ((False, True), True)]
)
def test_one_contest_that_asks_for_a_second_reader_is_enough(
    session, slug, wishes, needs
):
    for second_reader in wishes:
        book = factories.rule_book(
            paper={"minutes": 10, "draw": [{"bank": slug, "count": 1}]},
            second_reader=second_reader,
        )
        factories.contest(session, book=book)

    assert needs_second_reader(session, slug=slug, now=NOON) is needs


def test_a_contest_that_is_over_asks_for_no_second_reader(session, slug):
    book = factories.rule_book(
        paper={"minutes": 10, "draw": [{"bank": slug, "count": 1}]},
        second_reader=False,
    )
    factories.contest(session, book=book)

    assert not needs_second_reader(session, slug=slug, now=NOON)
    assert needs_second_reader(session, slug=slug, now=NOON + timedelta(days=9))
