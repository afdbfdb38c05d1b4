"""The judges' desk: rankings with the attempts behind them, and nothing else."""

import pytest

from tests import factories
from tests.boards import end, make_entry, make_round
from tests.web.people import sign_in


@pytest.fixture
def round_(session, app):
    found = make_round(session)
    account = factories.account(session, full_name="Trần Thị Bình")
    entry = make_entry(session, found, account=account, is_name_shown=False)
    end(session, found, entry, seconds=500)
    end(session, found, entry, seconds=391)
    return found


def desk(client, session, role, **scope):
    account = factories.staff(session)
    factories.role(session, account=account, role=role, **scope)
    sign_in(client, session, account)
    return client


def ranking(session, round_, number=1):
    slug = session.get_one(factories.Contest, round_.contest_id).slug
    return f"/judge/contests/{slug}/rounds/{number}"


def test_a_judge_finds_the_rounds(client, session, round_):
    page = desk(client, session, "judge").get("/judge/")

    assert page.status_code == 200
    assert ranking(session, round_) in page.text


def test_a_ranking_shows_the_counted_attempt(client, session, round_):
    page = desk(client, session, "judge").get(ranking(session, round_)).text
    row = page.split("Trần Thị Bình")[1].split("</tr>")[0]

    assert "06:31" in row
    assert "19:00" in row
    assert ">2</td>" in row


def test_a_ranking_tells_no_phone_and_can_change_nothing(client, session, round_):
    page = desk(client, session, "judge").get(ranking(session, round_)).text
    main = page.split("<main")[1].split("</main>")[0]

    assert "+84" not in main
    assert "<form" not in main


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("judge", 200),
        ("organizer", 200),
        ("admin", 200),
        ("auditor", 200),
        ("editor", 404),
    ],
)
def test_who_may_see_a_ranking(client, session, round_, role, status):
    page = desk(client, session, role).get(ranking(session, round_))

    assert page.status_code == status


def test_a_judge_of_another_contest_is_told_nothing(client, session, round_):
    other = factories.contest(session)
    client = desk(client, session, "judge", contest_id=other.id)

    assert client.get(ranking(session, round_)).status_code == 404
    assert ranking(session, round_) not in client.get("/judge/").text


def test_a_person_is_told_nothing(client, session, round_):
    sign_in(client, session, factories.account(session))

    assert client.get("/judge/").status_code == 404
    assert client.get(ranking(session, round_)).status_code == 404


@pytest.mark.parametrize("number", [7, 2**31])
def test_a_round_that_is_not_there_is_not_found(client, session, round_, number):
    client = desk(client, session, "judge")

    assert client.get(ranking(session, round_, number)).status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "99", "x"])
def test_a_page_that_is_not_there_is_the_nearest(client, session, round_, page):
    client = desk(client, session, "judge")

    found = client.get(ranking(session, round_) + f"?page={page}")

    assert "Trần Thị Bình" in found.text


def test_a_round_without_anybody_says_so(client, session, app):
    empty = make_round(session)

    page = desk(client, session, "judge").get(ranking(session, empty))

    assert page.status_code == 200
    assert "<table" not in page.text
