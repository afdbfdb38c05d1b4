"""One person of several entries, who leaves by one of them or erases one: the rest stays."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.accounts.service import NOBODY
from quizapp.errors import ConflictError
from quizapp.judging.models import PersonMerge
from quizapp.standings import queries as boards
from quizapp.standings.queries.verification import differences
from tests import factories
from tests.boards import end, make_entry, make_round
from tests.conftest import NOON
from tests.merging import merge, part, stands
from tests.services.test_privacy import erase, figures, say
from tests.sittings import Seat, after, answer, current, right_value, seat

DAY = 86_400


@pytest.fixture
def round_(session):
    return make_round(session)


def made(session, round_, name, *seconds, **changes):
    """An entry with an attempt of full marks for each of these durations."""
    account = factories.account(session, full_name=name)
    entry = make_entry(session, round_, account=account, **changes)
    for one in seconds:
        end(session, round_, entry, seconds=one)
    return entry


@pytest.fixture
def person(session, round_):
    """Kept An, with 40 seconds, and merged Bình, with 30; Châu stands beside them."""
    kept = made(session, round_, "Nguyễn Thị An", 40)
    merged = made(session, round_, "Lê Thị Bình", 30)
    made(session, round_, "Đỗ Thị Châu", 35)
    merge(session, kept, merged)
    return kept, merged


def on_board(session, round_):
    session.expire_all()
    return [
        (row.name, row.duration_ms // 1000, row.attempt_count)
        for row in boards.top_rows(session, round_id=round_.id)
    ]


def leave(session, entry, now=NOON):
    return say(session, entry, "take_part", is_given=False, now=now)


def erased(session, entry):
    erase(session, entry.account_id)


def is_whole(session, round_):
    """Whether what is stored is what the attempts come to."""
    session.expire_all()
    return list(differences(session, round_=round_)) == []


def test_before_she_stands_with_her_best_under_the_name_that_is_kept(
    session, round_, person
):
    assert on_board(session, round_) == [
        ("Nguyễn Thị An", 30, 2),
        ("Đỗ Thị Châu", 35, 1),
    ]


@pytest.mark.parametrize("go", [leave, erased])
def test_who_leaves_by_the_merged_entry_stands_with_the_kept_one(
    session, round_, person, go
):
    go(session, person[1])

    assert on_board(session, round_) == [
        ("Đỗ Thị Châu", 35, 1),
        ("Nguyễn Thị An", 40, 2),
    ]
    assert is_whole(session, round_)


@pytest.mark.parametrize("go", [leave, erased])
def test_who_leaves_by_the_kept_entry_stands_under_the_name_of_the_other(
    session, round_, person, go
):
    go(session, person[0])

    assert on_board(session, round_) == [("Lê Thị Bình", 30, 2), ("Đỗ Thị Châu", 35, 1)]
    assert is_whole(session, round_)


def test_then_the_consent_of_the_other_decides_whether_the_name_is_shown(
    session, round_, person
):
    leave(session, person[0])
    say(session, person[1], "show_name", is_given=False)

    assert on_board(session, round_)[0][0] == "Lê T. B."


def test_who_leaves_by_both_stands_on_no_board_and_counts_on(session, round_, person):
    before = boards.people_and_attempts(session, round_ids=[round_.id])
    for entry in person:
        leave(session, entry)

    assert on_board(session, round_) == [("Đỗ Thị Châu", 35, 1)]
    assert (
        boards.people_and_attempts(session, round_ids=[round_.id]) == before == (2, 3)
    )
    assert is_whole(session, round_)


@pytest.mark.parametrize("which", [0, 1])
def test_who_comes_back_stands_where_she_stood(session, round_, person, which):
    before = on_board(session, round_)
    leave(session, person[which])
    say(session, person[which], "take_part", is_given=True)

    assert on_board(session, round_) == before
    assert is_whole(session, round_)


@pytest.mark.parametrize("which", [0, 1])
def test_what_the_other_makes_after_that_stands(session, round_, person, which):
    leave(session, person[which])
    end(session, round_, person[1 - which], seconds=20)

    assert on_board(session, round_)[0][1:] == (20, 3)
    assert on_board(session, round_)[0][0] == ("Lê Thị Bình", "Nguyễn Thị An")[which]
    assert is_whole(session, round_)


@pytest.mark.parametrize("which", [0, 1])
def test_figures_as_of_before_are_the_same_after_erasing(
    session, round_, person, which
):
    as_of = NOON + timedelta(minutes=5)
    before = figures(session, round_, as_of)
    erase(session, person[which].account_id, now=as_of + timedelta(minutes=1))

    assert figures(session, round_, as_of) == before


@pytest.mark.parametrize(("which", "name"), [(0, "Lê Thị Bình"), (1, "Nguyễn Thị An")])
def test_once_complaints_are_done_with_the_name_that_is_left_stands(
    session, round_, person, which, name
):
    erase(session, person[which].account_id, now=after(15 * DAY))

    assert on_board(session, round_)[0] == (name, 30, 2)


def test_whose_names_are_both_erased_stands_as_nobody(session, round_, person):
    for entry in person:
        erase(session, entry.account_id, now=after(15 * DAY))

    assert on_board(session, round_)[0] == (NOBODY, 30, 2)


def test_undoing_it_after_that_parts_them_as_if_it_had_never_been(
    session, round_, person
):
    leave(session, person[0])
    part(session, session.scalars(select(PersonMerge)).one())

    ranked = {entry for (_, entry), (_, key, _) in stands(session).items() if key}
    assert person[1].id in ranked
    assert person[0].id not in ranked
    assert is_whole(session, round_)


def two_seats(session):
    """Two entries at one open round, the second counts under the first."""
    one = seat(session, limit=5)
    contest = session.get_one(factories.Contest, one.entry.contest_id)
    two = Seat(session, factories.entry(session, contest=contest), one.round_)
    merge(session, one.entry, two.entry)
    return one, two


@pytest.mark.parametrize("which", [0, 1])
def test_leaving_by_one_ends_its_attempt_and_starts_no_other(session, which):
    seats = two_seats(session)
    attempt = seats[which].start()
    answer(session, attempt, 1, right_value(attempt, 1))
    leave(session, seats[which].entry, now=after(60))

    assert current(session, attempt).state == "closed"
    with pytest.raises(ConflictError, match="taken back"):
        seats[which].start(now=after(61))
    other = seats[1 - which].start(now=after(62))
    assert (other.state, other.number) == ("open", 2)


def test_who_left_is_no_difference_to_a_recount(session, round_):
    entry = made(session, round_, "Nguyễn Thị An", 40)
    leave(session, entry)

    assert is_whole(session, round_)
