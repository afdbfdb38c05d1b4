"""Taking a rule book in says which rounds can draw the same questions."""

from datetime import timedelta

import pytest

from quizapp.banks.rules import Bank
from quizapp.banks.service import import_bank
from quizapp.contests.service import import_contest
from tests import factories
from tests.conftest import NOON

HOUR = timedelta(hours=1)


def take_bank(session, count=8):
    """A bank of so many statements, the first half of them tagged “a”."""
    items = [
        {"id": f"i{n}", "kind": "true_false", "stem": f"Câu {n}?", "answer": "true"}
        | {"tags": ["a"] if n < count // 2 else []}
        for n in range(count)
    ]
    slug = f"bank-{factories.number()}"
    bank = Bank.model_validate({"id": slug, "title": "t", "items": items})
    import_bank(session, bank=bank, now=NOON)
    return slug


def draws(bank, **changes):
    return [{"bank": bank, "count": 2} | changes]


def take(session, draw, *, opens=NOON + HOUR, closes=NOON + 2 * HOUR, now=NOON, **more):
    """Take a rule book of one round in; return what its warnings say."""
    rounds = [factories.round_part(opens=opens, closes=closes)]
    book = factories.rule_book(
        paper={"minutes": 15, "draw": draw}, **{"rounds": rounds} | more
    )
    return book, [
        str(one) for one in import_contest(session, book=book, now=now).warnings
    ]


def test_rounds_of_one_contest_name_what_they_share(session):
    bank = take_bank(session)
    rounds = [
        factories.round_part(1, opens=NOON, closes=NOON + HOUR),
        factories.round_part(
            2,
            opens=NOON + HOUR,
            closes=NOON + 2 * HOUR,
            paper={"draw": draws(bank, tags=["a"])},
        ),
    ]
    _, warnings = take(session, draws(bank), rounds=rounds)

    assert warnings == [
        "Rounds 1 and 2 can draw the same questions, 4 of the 4 of round 2: i0, i1, i2, i3."
    ]


def test_a_round_of_another_contest_is_named_with_what_it_shares(session):
    bank = take_bank(session)
    take(session, draws(bank, tags=["a"]), title="Cuộc thi trước")
    _, (warning,) = take(session, draws(bank))

    assert warning == (
        "Round 1 and round 1 of “Cuộc thi trước” can draw the same questions, 4 of"
        " the 8 of round 1: i0, i1, i2, i3."
    )


def test_of_many_items_the_first_are_named(session):
    bank = take_bank(session, 20)
    take(session, draws(bank))
    _, (warning,) = take(session, draws(bank))

    assert "20 of the 20" in warning
    assert warning.endswith(": i0, i1, i2, i3, i4 ….")


@pytest.mark.parametrize(
    ("seconds", "count"), [(-1, 1), (0, 0), (1, 0)], ids=["open", "closing", "closed"]
)
def test_rounds_that_have_closed_keep_nothing(session, seconds, count):
    bank = take_bank(session)
    closes = NOON + 2 * HOUR
    take(session, draws(bank), opens=NOON + HOUR, closes=closes)
    now = closes + timedelta(seconds=seconds)
    _, warnings = take(
        session, draws(bank), opens=now + HOUR, closes=now + 2 * HOUR, now=now
    )

    assert len(warnings) == count


def test_a_closed_round_of_the_book_shares_with_nobody(session):
    bank = take_bank(session)
    take(session, draws(bank))
    _, warnings = take(session, draws(bank), opens=NOON - 2 * HOUR, closes=NOON - HOUR)

    assert warnings == []


def test_other_banks_share_nothing_though_their_items_are_called_the_same(session):
    take(session, draws(take_bank(session)))
    assert take(session, draws(take_bank(session)))[1] == []


def test_the_same_book_again_says_the_same_and_not_itself(session):
    bank = take_bank(session)
    take(session, draws(bank), title="Cuộc thi trước")
    book, first = take(session, draws(bank))
    again = [str(one) for one in import_contest(session, book=book, now=NOON).warnings]

    assert again == first
    assert len(first) == 1
