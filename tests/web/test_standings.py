"""Boards as pages: why a rank, whose name, what is not there, what is still known."""

from datetime import timedelta

import pytest

from quizapp.contests.models import Round
from tests import factories
from tests.boards import end, make_entry, make_round
from tests.conftest import NOON
from tests.web.people import sign_in


@pytest.fixture(autouse=True)
def no_documents(app, monkeypatch):
    """Ids of rolled-back rounds come again: Redis must not remember them."""
    monkeypatch.setattr(app.extensions["cache"], "_redis", None)


@pytest.fixture
def round_(session, app):
    return make_round(session)


def address(session, round_, more=""):
    session.commit()
    contest = session.get_one(factories.Contest, round_.contest_id)
    return f"/contests/{contest.slug}/rounds/{round_.number}/board{more}"


def person(session, round_, name, **changes):
    account = factories.account(session, full_name=name)
    return make_entry(session, round_, account=account, **changes), account


def test_a_rank_is_explained_in_words(client, session, round_):
    entry, _ = person(session, round_, "Trần Thị Bình")
    end(session, round_, entry, seconds=391)

    page = client.get(address(session, round_)).text

    assert "Trần Thị Bình" in page
    assert "06:31" in page
    assert "19:00:00" in page


@pytest.mark.parametrize(("is_shown", "seen"), [(True, True), (False, False)])
def test_a_name_is_shown_by_consent(client, session, round_, is_shown, seen):
    entry, _ = person(session, round_, "Trần Thị Bình", is_name_shown=is_shown)
    end(session, round_, entry)

    page = client.get(address(session, round_)).text

    assert ("Trần Thị Bình" in page) is seen
    assert ("Trần T. B." in page) is not seen


@pytest.mark.parametrize(
    ("opens", "closes"),
    [(-3600, 86_400), (3600, 86_400), (-7200, -3600)],
    ids=["open", "coming", "closed"],
)
def test_a_board_without_anybody_says_so(client, session, round_, opens, closes):
    round_.opens_at = NOON + timedelta(seconds=opens)
    round_.closes_at = NOON + timedelta(seconds=closes)

    response = client.get(address(session, round_))

    assert response.status_code == 200
    assert '<p class="card">' in response.text


def test_a_board_that_is_still_known_is_not_sent_again(client, session, round_):
    entry, _ = person(session, round_, "Trần Thị Bình")
    end(session, round_, entry)
    page = address(session, round_)
    tag = client.get(page).headers["ETag"]

    again = client.get(page, headers={"If-None-Match": tag})

    assert (again.status_code, again.data) == (304, b"")


def test_a_board_that_changed_is_sent_again(client, session, round_):
    entry, _ = person(session, round_, "Trần Thị Bình")
    end(session, round_, entry)
    tag = client.get(address(session, round_)).headers["ETag"]
    end(session, round_, entry, seconds=10)

    again = client.get(address(session, round_), headers={"If-None-Match": tag})

    assert again.status_code == 200


def test_ones_own_place_is_pinned_with_the_full_name(client, session, round_):
    entry, account = person(session, round_, "Trần Thị Bình", is_name_shown=False)
    end(session, round_, entry)
    sign_in(client, session, account)

    page = client.get(address(session, round_)).text

    assert "Trần Thị Bình" in page
    assert "is-mine" in page


def test_ones_own_place_is_nobody_elses(client, session, round_):
    entry, account = person(session, round_, "Trần Thị Bình")
    end(session, round_, entry)
    sign_in(client, session, account)

    response = client.get(
        address(session, round_, "/me"), headers={"Accept": "application/json"}
    )

    assert response.json["rank"] == 1
    assert response.json["attempt_count"] == 1
    assert "no-store" in response.headers["Cache-Control"]


def test_ones_own_place_needs_a_sign_in(client, session, round_):
    response = client.get(address(session, round_, "/me"))

    assert response.status_code == 303
    assert "sign-in" in response.location


@pytest.mark.parametrize(
    ("closes", "seen"), [(86_400, False), (-60, True)], ids=["open", "closed"]
)
def test_ranks_stay_hidden_while_the_rules_say_so(
    client, session, round_, closes, seen
):
    entry, _ = person(session, round_, "Trần Thị Bình")
    end(session, round_, entry)
    found = session.get_one(Round, round_.id)
    found.rules = found.rules | {"shown_after_hand_in": ["score"]}
    found.closes_at = NOON + timedelta(seconds=closes)

    assert ("Trần Thị Bình" in client.get(address(session, round_)).text) is seen


def test_units_stand_with_people_and_attempts(client, session, round_):
    root = factories.unit(session, name="Tỉnh Hậu Giang")
    commune = factories.unit(session, parent=root, name="Xã Vị Tân")
    session.get_one(factories.Contest, round_.contest_id).unit_id = root.id
    entry, _ = person(session, round_, "Trần Thị Bình", unit_id=commune.id)
    for _ in range(2):
        end(session, round_, entry)

    for by in ("people", "attempts"):
        page = client.get(address(session, round_, f"/units?by={by}")).text
        row = page.split("Xã Vị Tân")[1].split("</tr>")[0]
        assert [n for n in ("1", "2") if f">{n}</td>" in row] == ["1", "2"]


def test_a_contest_without_units_says_so(client, session, round_):
    response = client.get(address(session, round_, "/units"))

    assert response.status_code == 200
    assert "<table" not in response.text


@pytest.mark.parametrize("number", [99, 2**31, 10**30])
def test_a_round_that_is_not_there_is_not_found(client, session, round_, number):
    page = address(session, round_).replace("/rounds/1/", f"/rounds/{number}/")

    assert client.get(page).status_code == 404
