"""A phone whose network, clock and owner come and go: nothing is lost, nothing is late."""

import re

import pytest

from quizapp.attempts.rules import phone_code
from tests.browser.conftest import PHONE, needs_chromium
from tests.browser.phones import (
    CONTEST,
    answer,
    attempt_of,
    chosen,
    go_to,
    is_saved,
    kept,
    run,
    sign_up,
    start,
    stored,
)

pytestmark = [needs_chromium, pytest.mark.timeout(180)]

COUNT = 11
_phones = iter(range(1000))


@pytest.fixture
def phone(open_page):
    """A phone with an attempt that has just begun, its paper kept for bad times."""

    def opened(**options):
        page = open_page(PHONE, **options)
        sign_up(page, f"0987 200 {next(_phones):03}")
        start(page)
        return page

    return opened


#: Keeps answers from leaving, also those that are sent while a page goes away.
BLOCKED_FETCH = """
    const real = window.fetch;
    window.fetch = (address, options) =>
      localStorage.blocked && options && options.method === "PUT"
        ? Promise.reject(new TypeError("blocked"))
        : real(address, options);
"""


def is_locked(page, position):
    return page.locator(f"#q{position} fieldset").evaluate("field => field.disabled")


def test_five_minutes_offline_over_half_the_questions_with_a_reload(phone, served):
    page = phone()
    kept(page)
    page.clock.install()
    attempt = attempt_of(page)
    for position in range(1, 4):
        go_to(page, position)
        answer(page)
        is_saved(page, position)
    page.context.set_offline(True)
    page.wait_for_selector("[data-state=offline]:visible")
    for position in range(4, 7):
        go_to(page, position)
        answer(page)
    page.clock.fast_forward("02:30")
    page.reload()
    page.wait_for_selector("#q6.is-current")
    before = chosen(page)
    assert all(before[:6])
    assert not any(before[6:])
    for position in range(7, 10):
        go_to(page, position)
        answer(page)
    page.clock.fast_forward("02:30")
    assert not set(stored(served, attempt)) & {7, 8, 9}

    page.context.set_offline(False)
    for position in range(1, 10):
        is_saved(page, position)
    assert set(stored(served, attempt)) == set(range(1, 10))
    page.reload()
    page.wait_for_selector(".question.is-current")
    assert [bool(value) for value in chosen(page)] == [True] * 9 + [False] * 2


def test_a_killed_tab_comes_back_without_a_network(phone, served):
    page = phone()
    kept(page)
    go_to(page, 2)
    answer(page)
    is_saved(page, 2)
    page.context.set_offline(True)
    go_to(page, 3)
    answer(page)
    page.wait_for_selector("[data-goes-to='3'].is-waiting", state="attached")
    address = page.url
    other = page.context.new_page()
    page.close()
    other.goto(address)
    other.wait_for_selector("#q3.is-current")
    assert [bool(value) for value in chosen(other)[:3]] == [False, True, True]
    other.context.set_offline(False)
    is_saved(other, 3)


def test_other_pages_say_that_there_is_no_network(phone):
    page = phone()
    kept(page)
    page.context.set_offline(True)
    page.goto(CONTEST)
    page.wait_for_selector("h1:has-text('Không có mạng')")
    page.click("text=Làm tiếp bài thi")
    page.wait_for_selector(".question.is-current")


@pytest.mark.parametrize("hours", [-14, 14])
def test_a_wrong_clock_changes_nothing(open_page, hours):
    page = open_page(PHONE)
    page.add_init_script(
        f"const now = Date.now.bind(Date); Date.now = () => now() + {hours} * 3600000;"
    )
    sign_up(page, f"0987 200 {next(_phones):03}")
    start(page)
    shown = page.locator("[data-part=time]").inner_text()
    assert re.fullmatch(r"1[45]:\d\d", shown)
    answer(page)
    is_saved(page, 1)
    page.reload()
    page.wait_for_selector(".question.is-current")
    assert re.fullmatch(r"1[45]:\d\d", page.locator("[data-part=time]").inner_text())


def test_time_runs_out_without_a_network(phone, served):
    page = phone()
    kept(page)
    attempt = attempt_of(page)
    run(
        served,
        "UPDATE attempts SET deadline_at = now() + interval '8 s' WHERE id = :id",
        id=attempt,
    )
    page.reload()
    page.wait_for_selector(".question.is-current")
    answer(page)
    is_saved(page, 1)
    page.context.set_offline(True)
    go_to(page, 2)
    answer(page)
    page.wait_for_selector("[data-part=kept]:visible", timeout=30_000)
    code = page.locator("[data-part=kept-code]").inner_text()
    # Nothing can be changed any more, and the clock says 00:00.
    assert is_locked(page, 2)
    assert page.locator("[data-part=time]").inner_text() == "00:00"
    page.wait_for_timeout(6000)  # the grace of the round
    page.context.set_offline(False)
    page.wait_for_selector("h1:has-text('Biên nhận')", timeout=30_000)
    answers = stored(served, attempt)
    assert set(answers) == {1, 2}
    assert code == phone_code(attempt, answers)
    ((counted,),) = run(
        served, "SELECT answered_count FROM attempts WHERE id = :id", id=attempt
    )
    assert counted == 1
    page.goto(f"/receipts?code={code}")
    page.wait_for_selector("text=Khớp")


def test_two_tabs_and_taking_over(phone):
    first = phone()
    second = first.context.new_page()
    second.goto(first.url)
    second.wait_for_selector(".question.is-current")
    first.wait_for_selector("[data-part=take-over]:visible")
    assert is_locked(first, 1)
    answer(second)
    is_saved(second, 1)
    first.click("[data-part=take-over] button")
    first.wait_for_selector("[data-goes-to='1'].is-saved", state="attached")
    second.wait_for_selector("[data-part=take-over]:visible")


def test_another_device_takes_over_and_the_first_is_told(phone, open_page, served):
    first = phone()
    attempt = attempt_of(first)
    run(
        served,
        "UPDATE attempts SET lease = lease + 1 WHERE id = :id",
        id=attempt,
    )
    answer(first)
    first.wait_for_selector("[data-part=take-over]:visible")
    assert is_locked(first, 2)
    assert set(stored(served, attempt)) == {1}  # kept, and a newer one would win


def test_answers_wait_while_another_person_signs_in(phone, served):
    page = phone()
    attempt = attempt_of(page)
    page.context.add_init_script(BLOCKED_FETCH)
    page.evaluate("localStorage.blocked = 1")
    page.reload()
    page.wait_for_selector(".question.is-current")
    answer(page)
    page.wait_for_selector("[data-goes-to='1'].is-waiting", state="attached")
    page.goto("/account")
    page.click("text=Đăng xuất")
    page.wait_for_load_state()
    assert stored(served, attempt) == {}
    page.evaluate("delete localStorage.blocked")
    sign_up(page, f"0987 200 {next(_phones):03}")
    start(page)  # her own paper; the outbox sends what the first person left
    page.wait_for_timeout(1500)
    assert set(stored(served, attempt)) == {1}
    assert attempt_of(page) != attempt
    assert not any(chosen(page))


def test_a_double_tap_on_hand_in_gives_one_receipt_and_back_leads_to_it(phone, served):
    page = phone()
    attempt = attempt_of(page)
    answer(page)
    is_saved(page, 1)
    page.goto(f"/attempts/{attempt}/hand-in")
    page.locator("form[data-module=hand-in] button").dblclick()
    page.wait_for_selector("h1:has-text('Biên nhận')")
    code = page.locator(".receipt-code").first.inner_text()
    page.go_back()
    page.goto(f"/attempts/{attempt}")
    page.wait_for_selector("h1:has-text('Biên nhận')")
    assert page.locator(".receipt-code").first.inner_text() == code
    assert run(
        served, "SELECT count(*) FROM attempts WHERE receipt_code = :code", code=code
    ) == [(1,)]


def test_without_storage_the_page_works_and_says_what_it_can_not(open_page):
    page = open_page(PHONE)
    page.add_init_script(
        "Object.defineProperty(window, 'indexedDB', { get() { throw new Error(); } });"
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error(); } });"
    )
    sign_up(page, f"0987 200 {next(_phones):03}")
    start(page)
    page.wait_for_selector("[data-part=fragile]:visible")
    answer(page)
    is_saved(page, 1)
    page.context.set_offline(True)
    go_to(page, 2)
    answer(page)
    page.wait_for_selector("[data-goes-to='2'].is-waiting", state="attached")
    page.context.set_offline(False)
    is_saved(page, 2)


def test_a_silent_network_is_shown_within_ten_seconds(phone):
    page = phone()
    page.route("**/responses", lambda route: None)  # never answered
    answer(page)
    page.wait_for_selector("[data-state=waiting]:visible", timeout=10_000)


def test_time_that_is_given_is_seen_and_said(phone, served):
    page = phone()
    attempt = attempt_of(page)
    run(
        served,
        "UPDATE attempts SET deadline_at = deadline_at + interval '5 min'"
        " WHERE id = :id",
        id=attempt,
    )
    answer(page)
    page.wait_for_selector("[data-part=news]:visible")
    assert "5 phút" in page.locator("[data-part=news]").inner_text()
    page.wait_for_function(
        "() => /^(19|20):/.test(document.querySelector('[data-part=time]').textContent)"
    )


def test_text_a_fifth_larger_stays_on_the_screen(phone):
    page = phone()
    for address in (page.url, f"{page.url.split('#')[0]}/hand-in"):
        page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '120%'")
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0
