"""A network that swallows requests: the quiz page says so in time, and when it is back."""

import pytest

from tests.browser.conftest import PHONE, needs_chromium
from tests.browser.phones import (
    answer,
    attempt_of,
    go_to,
    is_saved,
    kept,
    run,
    sign_up,
    start,
    stored,
)

pytestmark = [needs_chromium, pytest.mark.timeout(120)]

_phones = iter(range(1000))


@pytest.fixture
def page(open_page):
    """A phone with an attempt that has just begun."""
    page = open_page(PHONE)
    sign_up(page, f"0987 400 {next(_phones):03}")
    start(page)
    return page


def silence(page):
    """Let no request be answered from now on; the browser notices nothing."""
    page.route("**/*", lambda _route: None)


def shows(page, state, seconds):
    page.wait_for_selector(f"[data-state={state}]:visible", timeout=seconds * 1000)


def count_probes(page):
    probes = []
    page.on(
        "request",
        lambda request: request.url.endswith("/healthz") and probes.append(1),
    )
    return probes


def pass_seconds(page, count):
    """Let the page's clock run; what it asks for is answered in between."""
    for _ in range(count):
        page.clock.run_for(1000)
        page.evaluate("fetch('/sw.js').then((reply) => reply.text())")


def test_silence_is_shown_within_ten_seconds_while_she_only_reads(page):
    silence(page)

    shows(page, "offline", 10)


def test_silence_is_shown_within_ten_seconds_of_a_save(page):
    answer(page)
    is_saved(page, 1)
    silence(page)

    shows(page, "offline", 10)


def test_the_way_back_is_shown_soon_and_what_waits_goes_out(page, served):
    attempt = attempt_of(page)
    silence(page)
    shows(page, "offline", 10)
    answer(page)
    shows(page, "waiting", 1)
    page.wait_for_timeout(12_000)  # the sender pauses longer after each try
    page.unroute("**/*")

    shows(page, "saved", 10)
    assert set(stored(served, attempt)) == {1}


def test_no_probe_goes_out_from_a_page_that_nobody_sees(page):
    probes = count_probes(page)
    page.clock.install()
    page.reload()
    page.wait_for_selector(".question.is-current")
    pass_seconds(page, 20)
    assert 2 <= len(probes) <= 4
    page.evaluate(
        """() => {
          Object.defineProperty(document, "visibilityState", { value: "hidden" });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    seen = len(probes)
    pass_seconds(page, 30)
    assert len(probes) == seen


def test_probes_are_rarer_while_saving_is_slow(page):
    def slow(route):
        reply = route.fetch()
        route.fulfill(response=reply, json=reply.json() | {"save_after_ms": 4000})

    page.clock.install()
    page.reload()
    page.wait_for_selector(".question.is-current")
    page.route("**/responses", slow)
    answer(page)
    is_saved(page, 1)
    probes = count_probes(page)
    pass_seconds(page, 18)
    assert probes == []
    pass_seconds(page, 6)
    assert len(probes) == 1


def test_a_save_takes_the_place_of_a_probe(page):
    page.clock.install()
    page.reload()
    page.wait_for_selector(".question.is-current")
    probes = count_probes(page)
    for position in range(1, 7):
        go_to(page, position)
        answer(page)
        pass_seconds(page, 3)
        is_saved(page, position)
    assert probes == []


def test_time_that_ran_out_without_a_network_is_told_after_a_reload(page, served):
    kept(page)
    attempt = attempt_of(page)
    run(
        served,
        "UPDATE attempts SET deadline_at = now() + interval '6 s' WHERE id = :id",
        id=attempt,
    )
    page.reload()
    page.wait_for_selector(".question.is-current")
    page.context.set_offline(True)
    answer(page)
    page.wait_for_timeout(6500)
    page.reload()
    page.wait_for_selector("[data-part=kept]:visible", timeout=30_000)
    assert page.locator("[data-part=kept-code]").inner_text()
    shows(page, "kept", 1)
    page.context.set_offline(False)
    page.wait_for_selector("h1:has-text('Biên nhận')", timeout=30_000)
    assert set(stored(served, attempt)) == {1}
