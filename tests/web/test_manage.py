"""The organizers' desk: who may see it, what it counts, what it hands out."""

import io
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from quizapp.attempts.models import Attempt
from tests import factories
from tests.boards import end, make_entry, make_round
from tests.web.people import sign_in


@pytest.fixture
def round_(session, app, clock):
    """Two communes, one of them silent; an hour ago by now."""
    root = factories.unit(session, name="Tỉnh Hậu Giang", code="93")
    an, _ = (
        factories.unit(session, parent=root, name=name)
        for name in ("Xã Vị Tân", "Xã Lặng Lẽ")
    )
    found = make_round(session)
    session.get_one(factories.Contest, found.contest_id).unit_id = root.id
    entry = make_entry(session, found, unit_id=an.id)
    for _ in range(2):
        end(session, found, entry)
    clock.advance(hours=1)
    return found


def contest_of(session, round_):
    return session.get_one(factories.Contest, round_.contest_id)


def desk(client, session, role, **scope):
    """Sign somebody in who holds a role."""
    account = factories.staff(session)
    factories.role(session, account=account, role=role, **scope)
    sign_in(client, session, account)
    return client


def tally_of(session, round_, ending=""):
    return f"/manage/contests/{contest_of(session, round_).slug}/tally{ending}"


def test_the_desk_shows_what_goes_on(client, session, round_):
    page = desk(client, session, "organizer").get("/manage/")

    assert page.status_code == 200
    assert contest_of(session, round_).title in page.text
    assert "<rect" in page.text
    assert "Xã Vị Tân" in page.text
    assert "Xã Lặng Lẽ" in page.text


def test_the_desk_without_a_contest_says_so(client, session, app):
    assert desk(client, session, "organizer").get("/manage/").status_code == 200


@pytest.mark.parametrize("role", ["organizer", "admin", "auditor"])
def test_readers_see_the_tally(client, session, round_, role):
    page = desk(client, session, role).get(tally_of(session, round_))

    assert page.status_code == 200
    assert "Xã Vị Tân" in page.text


def test_a_judge_has_no_tally(client, session, round_):
    page = desk(client, session, "judge").get(tally_of(session, round_))

    assert page.status_code == 404


@pytest.mark.parametrize("ending", ["", ".xlsx", ".csv", ".json"])
def test_another_contests_organizer_is_told_nothing(client, session, round_, ending):
    other = factories.contest(session)
    client = desk(client, session, "organizer", contest_id=other.id)

    assert client.get(tally_of(session, round_, ending)).status_code == 404


def test_another_contests_organizer_does_not_see_it_on_the_desk(
    client, session, round_
):
    other = factories.contest(session, book=factories.rule_book(title="Cuộc thi khác"))
    client = desk(client, session, "organizer", contest_id=other.id)

    page = client.get("/manage/").text

    assert "Cuộc thi khác" in page
    assert contest_of(session, round_).slug not in page


def test_a_downloaded_workbook_agrees_with_the_database(client, session, round_):
    reply = desk(client, session, "organizer").get(tally_of(session, round_, ".xlsx"))
    people, attempts = session.execute(
        select(func.count(Attempt.entry_id.distinct()), func.count()).where(
            Attempt.round_id == round_.id, Attempt.state != "open"
        )
    ).one()

    book = CalamineWorkbook.from_filelike(io.BytesIO(reply.data))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    line = next(row for row in rows if row[0] == "93")

    assert line[4:6] == [people, attempts]
    assert "attachment" in reply.headers["Content-Disposition"]


def test_a_download_of_an_instant_stays_the_same(client, session, round_, clock):
    client = desk(client, session, "organizer")
    page = tally_of(session, round_, ".xlsx?by=day&as_of=19:30 01/01/2030")
    first = client.get(page).data
    clock.advance(days=2)

    assert client.get(page).data == first


@pytest.mark.parametrize("ending", [".pdf", ".exe"])
def test_there_are_no_other_kinds_of_files(client, session, round_, ending):
    page = desk(client, session, "organizer").get(tally_of(session, round_, ending))

    assert page.status_code == 404


def test_an_instant_that_cannot_be_read_is_said_beside_the_field(
    client, session, round_
):
    page = desk(client, session, "organizer").get(
        tally_of(session, round_, "?as_of=yesterday")
    )

    assert page.status_code == 200
    assert "yesterday" in page.text
    assert 'class="error"' in page.text


@pytest.mark.parametrize("by", ["unit", "day"])
@pytest.mark.parametrize("level", ["", "0", "1", "9", "-1", "x"])
def test_every_view_of_a_tally_is_a_page(client, session, round_, by, level):
    page = desk(client, session, "organizer").get(
        tally_of(session, round_, f"?by={by}&level={level}")
    )

    assert page.status_code == 200


def test_attempts_that_nobody_closes_are_a_warning(client, session, round_, clock):
    entry = make_entry(session, round_)
    factories.attempt(
        session,
        entry=entry,
        round_=round_,
        now=clock.now() - timedelta(hours=3),
    )

    page = desk(client, session, "organizer").get("/manage/").text

    assert page.count("⚠") >= 1
