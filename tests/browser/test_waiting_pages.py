"""Pages on which somebody waits: they say so, stay, and go on by themselves."""

import pytest
from sqlalchemy import text

from tests.browser.conftest import PHONE, needs_chromium
from tests.browser.phones import (
    CONTEST,
    answer,
    attempt_of,
    database,
    is_saved,
    kept,
    run,
    sign_up,
    start,
)

pytestmark = [needs_chromium, pytest.mark.timeout(120)]

_phones = iter(range(1000))


@pytest.fixture
def member(open_page):
    """A phone whose owner has signed up."""
    page = open_page(PHONE)
    sign_up(page, f"0987 500 {next(_phones):03}")
    return page


@pytest.fixture
def coming_round(served):
    """A third round, which opens in a few seconds."""
    run(
        served,
        "INSERT INTO rounds (contest_id, number, title, opens_at, closes_at,"
        " limit_seconds, grace_seconds, rules, plan)"
        " SELECT contest_id, 3, 'Đợt 3', now() + interval '8 s',"
        " closes_at, limit_seconds, grace_seconds, rules, plan"
        " FROM rounds WHERE number = 2",
    )
    yield f"{CONTEST}/rounds/3"
    run(served, "DELETE FROM rounds WHERE number = 3")


def test_who_wished_it_starts_by_herself_at_the_opening(member, coming_round):
    member.route("**/rounds/3/attempts", lambda route: route.fulfill(body="started"))
    member.goto(coming_round)
    member.click("[data-part=wish]")

    member.wait_for_selector("[data-part=promise]:visible")
    assert not member.locator("[data-part=wish]").is_visible()
    member.wait_for_selector("text=started")


def test_days_before_the_opening_nobody_is_asked_to_keep_a_page_open(
    member, coming_round, served
):
    run(
        served,
        "UPDATE rounds SET opens_at = now() + interval '2 d' WHERE number = 3",
    )
    member.goto(coming_round)
    member.wait_for_selector("[data-module=joining]", state="attached")
    member.wait_for_timeout(500)

    assert not member.locator("[data-part=wish]").is_visible()


def test_a_place_in_the_queue_outlives_the_network(member, served):
    member.goto(f"{CONTEST}/rounds/2")
    engine = database(served)
    with engine.connect() as connection:
        connection.execute(text("LOCK TABLE entries"))
        member.click("text=Bắt đầu làm bài")
        member.wait_for_selector("h1:has-text('Đang chờ đến lượt')")
        member.route("**/healthz", lambda route: route.abort())
        member.wait_for_selector("[data-note]:visible")
        connection.rollback()
    engine.dispose()
    member.unroute("**/healthz")

    member.wait_for_selector(".question.is-current")


def test_a_hand_in_without_a_network_stays_and_goes_by_itself(member):
    start(member)
    answer(member)
    is_saved(member, 1)
    member.goto(f"/attempts/{attempt_of(member)}/hand-in")
    member.context.set_offline(True)
    member.click("form[data-module=hand-in] button")
    member.wait_for_selector("[data-note=offline]:visible")
    member.context.set_offline(False)

    member.wait_for_selector("h1:has-text('Biên nhận')")


def test_what_is_missing_is_the_first_thing_to_do_before_a_hand_in(member):
    start(member)
    answer(member)
    is_saved(member, 1)
    member.goto(f"/attempts/{attempt_of(member)}/hand-in")
    member.click("text=Làm nốt câu còn thiếu")

    member.wait_for_selector("#q2.is-current")


def test_a_page_without_a_network_opens_once_there_is_one(member):
    start(member)
    kept(member)
    title = member.locator("h1").inner_text()
    member.context.set_offline(True)
    member.goto(CONTEST)
    member.wait_for_selector("h1:has-text('Không có mạng')")
    member.wait_for_selector(f"[data-part=title]:has-text('{title}')")
    member.context.set_offline(False)

    member.wait_for_selector("h2:has-text('Các đợt thi')")


def test_an_attempt_that_ended_is_offered_no_more(member):
    start(member)
    kept(member)
    answer(member)
    is_saved(member, 1)
    member.goto(f"/attempts/{attempt_of(member)}/hand-in")
    member.click("form[data-module=hand-in] button")
    member.wait_for_selector("h1:has-text('Biên nhận')")
    member.wait_for_function(
        """async () => !(await (await caches.open("quizapp-papers")).keys()).length"""
    )
    member.context.set_offline(True)
    member.goto(CONTEST)
    member.wait_for_selector("h1:has-text('Không có mạng')")

    assert not member.locator("text=Làm tiếp bài thi").is_visible()


def test_nothing_is_said_to_be_saved_before_something_is(member):
    start(member)
    member.wait_for_timeout(500)
    assert member.locator("[data-part=state]").inner_text() == ""
    assert not member.locator(".is-current [data-part=clear]").is_visible()


def test_an_older_tab_takes_no_answer_back(member):
    start(member)
    answer(member)
    is_saved(member, 1)
    second = member.context.new_page()
    second.goto(member.url)
    second.wait_for_selector(".question.is-current")
    member.wait_for_selector("[data-part=take-over]:visible")

    assert not member.locator(".is-current .question-tools").is_visible()


def test_the_time_left_can_be_read_out_when_it_is_wanted(member):
    start(member)
    for _ in range(4):
        member.keyboard.press("Tab")
        if member.evaluate("document.activeElement.dataset.part") == "say-time":
            break
    member.keyboard.press("Enter")

    assert member.locator("[data-part=spoken]").inner_text().startswith("14:")
