"""A handbook on a phone: searched as one types, read without a network, gone in time."""

import pytest

from tests.browser.conftest import LAPTOP, PHONE, ROOT, needs_chromium

pytestmark = [needs_chromium, pytest.mark.timeout(120)]

PAGE = "/handbooks/hoi-dap-nghi-quyet"
AXE = (ROOT / "tests" / "browser" / "axe" / "axe.min.js").read_text(encoding="utf-8")


def shown(page):
    return page.locator("[data-part=entry]:visible").count()


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_it_is_searched_without_tone_marks_as_one_types(open_page, viewport):
    page = open_page(viewport)
    page.goto(PAGE)
    every = shown(page)
    page.fill("#q", "phien tru bi")

    assert 0 < shown(page) < every
    assert "Số câu phù hợp" in page.inner_text("[data-part=found]")
    page.fill("#q", "không có từ này đâu")
    assert shown(page) == 0
    page.fill("#q", "")
    assert shown(page) == every


def test_without_a_script_the_server_searches(open_page):
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(PAGE)
    every = page.locator("[data-part=entry]").count()
    page.fill("#q", "phien tru bi")
    page.click("form[role=search] button")
    page.wait_for_url("**q=**")

    assert 0 < page.locator("[data-part=entry]").count() < every


def test_a_page_that_was_opened_reads_without_a_network(open_page):
    page = open_page(PHONE)
    page.goto(PAGE)
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.goto(PAGE)
    every = shown(page)
    page.context.set_offline(True)
    page.goto(PAGE)

    assert shown(page) == every
    page.fill("#q", "phien tru bi")
    assert 0 < shown(page) < every
    page.goto("/handbooks/khac")
    assert "mạng" in page.inner_text("main")


def test_a_kept_page_is_not_shown_after_a_week(open_page):
    page = open_page(PHONE)
    page.goto(PAGE)
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.evaluate(
        """async (address) => {
            const cache = await caches.open("quizapp-handbooks");
            const old = new Date(Date.now() - 8 * 24 * 3600 * 1000).toUTCString();
            await cache.put(address, new Response("<p>cũ</p>", {
              headers: {"Content-Type": "text/html", "Date": old}}));
        }""",
        page.url,
    )
    page.context.set_offline(True)
    page.goto(PAGE)

    assert "cũ" not in page.content()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page, scheme):
    page = open_page(PHONE, color_scheme=scheme)
    for address in (PAGE, "/handbooks"):
        page.goto(address)
        page.evaluate(AXE)
        found = page.evaluate("axe.run().then((result) => result.violations)")
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"]
