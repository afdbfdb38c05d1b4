"""A handbook on a phone: searched as one types, read without a network, gone in time."""

from uuid import uuid4

import pytest

from quizapp.demo.staff import PASSWORD
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
    assert not page.locator("nav[aria-label='Mục lục']").is_visible()
    page.fill("#q", "không có từ này đâu")
    assert shown(page) == 0
    page.fill("#q", "")
    assert shown(page) == every
    assert page.locator("nav[aria-label='Mục lục']").is_visible()


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_what_is_found_stands_below_the_field_wherever_one_reads(open_page, viewport):
    page = open_page(viewport)
    page.goto(f"{PAGE}#cau-60")
    box = page.locator("#q").bounding_box()
    assert 0 <= box["y"] < 100
    number = page.locator("#cau-60 .entry-number").bounding_box()
    assert box["y"] + box["height"] <= number["y"]
    places = []
    for words in ("phi", "phien", "phien tru bi"):
        page.fill("#q", words)
        places.append(page.locator("#q").bounding_box()["y"])
        first = page.locator("[data-part=entry]:visible").first.bounding_box()
        assert places[-1] < first["y"] < viewport["height"] / 2

    assert len(set(places)) == 1


def test_without_a_script_the_server_searches(open_page):
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(PAGE)
    every = page.locator("[data-part=entry]").count()
    page.fill("#q", "phien tru bi")
    page.click("form[role=search] button")
    page.wait_for_url("**q=**")

    assert 0 < page.locator("[data-part=entry]").count() < every


def organizer(open_page):
    page = open_page(LAPTOP)
    page.goto("/staff/sign-in")
    page.fill("[name=username]", "ban-to-chuc")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_selector("nav >> text=Ban Tổ chức")
    return page


#: A bank of which no round of the demo draws anything any more.
FREE_BANK = "phu-nu-hau-giang-xiv"


@pytest.fixture
def free_page(open_page):
    """A handbook that phones may keep, made, published and printed by an organizer."""
    page = organizer(open_page)
    page.goto("/manage/handbooks")
    title = f"Sổ tay {uuid4().hex[:8]}"
    if not page.locator("[name=title]").is_visible():
        page.click("summary")
    page.fill("[name=title]", title)
    page.select_option("[name=banks] >> nth=0", FREE_BANK)
    page.fill("[name=chapters]", "phong-trao = Phong trào")
    page.click("button:has-text('Lập sổ tay này')")
    page.click("button:has-text('Công bố sổ tay')")
    page.wait_for_selector(".pill:has-text('đã công bố')")
    return page, page.url.partition("#")[0].partition("?")[0].replace("/manage", "")


WORKER = """
    navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller ||
      new Promise((done) => navigator.serviceWorker.addEventListener(
        "controllerchange", done, {once: true}))).then(() => true)
"""
KEPT = """
    async (address) => {
      for (let tries = 0; tries < 100; tries += 1) {
        if (await caches.match(address, {cacheName: "quizapp-handbooks"})) return true;
        await new Promise((done) => setTimeout(done, 100));
      }
      return false;
    }
"""


def has_worker(page):
    # Not by wait_for_function: its polling is what the page's policy forbids.
    assert page.evaluate(WORKER)


def kept(page):
    """The pages of handbooks that the phone keeps."""
    return page.evaluate(
        "caches.open('quizapp-handbooks').then((cache) => cache.keys())"
        ".then((found) => found.map((one) => one.url))"
    )


def wait_until_kept(page, address):
    assert page.evaluate(KEPT, address)


def test_a_page_that_was_opened_once_reads_without_a_network(open_page, free_page):
    _, address = free_page
    page = open_page(PHONE)
    page.goto(address)
    every = shown(page)
    wait_until_kept(page, address)
    page.context.set_offline(True)
    page.goto(address)

    assert shown(page) == every > 3
    page.fill("#q", "hau giang")
    assert 0 < shown(page) <= every
    assert page.locator("link[href*='handbook']").evaluate("one => one.sheet !== null")
    page.goto("/handbooks/khac")
    assert "mạng" in page.inner_text("main")


def test_what_is_kept_says_nothing_of_who_opened_it(free_page):
    desk, address = free_page
    desk.goto(address)
    has_worker(desk)
    desk.goto(address)
    wait_until_kept(desk, address)
    text = desk.evaluate(
        "(address) => caches.match(address, {cacheName: 'quizapp-handbooks'})"
        ".then((page) => page.text())",
        address,
    )

    assert "Tài khoản" in desk.inner_text("nav >> nth=0")
    assert "Tài khoản" not in text
    assert "Đăng nhập" in text
    assert desk.url in kept(desk)


def test_a_withdrawn_handbook_leaves_the_phone(open_page, free_page):
    desk, address = free_page
    page = open_page(PHONE)
    page.goto(address)
    wait_until_kept(page, address)
    desk.click("button:has-text('Ngừng công bố')")
    desk.wait_for_selector(".pill:has-text('chưa công bố')")
    page.wait_for_timeout(3000)  # visitors are shown a page for two seconds
    page.goto(address)

    assert "Không" in page.inner_text("main")
    assert kept(page) == []


def test_what_a_round_draws_from_is_kept_on_no_phone(open_page):
    page = open_page(PHONE)
    page.goto(PAGE)
    has_worker(page)
    page.goto(PAGE)

    assert shown(page) > 0
    assert kept(page) == []
    page.context.set_offline(True)
    page.goto(PAGE)
    assert shown(page) == 0
    assert "mạng" in page.inner_text("main")


def test_a_kept_page_is_not_shown_after_a_week(open_page):
    page = open_page(PHONE)
    page.goto(PAGE)
    has_worker(page)
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


SPEECH = """
    window.said = [];
    const voices = %s;
    Object.defineProperty(window, "speechSynthesis", {value: {
      getVoices: () => voices, addEventListener: () => undefined,
      speak: (words) => said.push(words.text), cancel: () => said.push("(hush)"),
    }});
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


def test_a_question_is_read_aloud_and_hushed_by_a_second_press(open_page):
    page = open_page(PHONE)
    page.add_init_script(SPEECH % '[{lang: "en-GB"}, {lang: "vi-VN"}]')
    page.goto(PAGE)
    button = page.locator("[data-part=entry] [data-part=read]").first
    button.click()
    said = page.evaluate("said")
    pressed = button.get_attribute("aria-pressed")
    button.click()

    assert said[:2] == ["(hush)", "Câu 1"]
    assert [text[:3] for text in said[3:5]] == ["A: ", "B: "]
    assert any(text.startswith("Trả lời: ") for text in said)
    assert pressed == "true"
    assert page.evaluate("said") == [*said, "(hush)"]
    assert button.get_attribute("aria-pressed") is None


def test_a_chapter_is_read_from_question_to_question(open_page):
    page = open_page(PHONE)
    page.add_init_script(SPEECH % '[{lang: "vi-VN"}]')
    page.goto(PAGE)
    page.fill("#q", "phien tru bi")
    page.locator(".chapter-head [data-part=read]:visible").first.click()
    said = page.evaluate("said")
    asked = page.locator("[data-part=chapter]:visible").first.locator(
        "[data-part=entry]:visible"
    )

    assert said.count("(hush)") == 1
    assert sum(text.startswith("Câu ") for text in said) == asked.count() > 1


def test_without_a_vietnamese_voice_nothing_offers_to_read(open_page):
    page = open_page(PHONE)
    page.add_init_script(SPEECH % '[{lang: "en-GB"}]')
    page.goto(PAGE)

    assert page.locator("[data-part=read]").count() > 0
    assert page.locator("[data-part=read]:visible").count() == 0


def test_an_organizer_has_it_printed_and_watches(open_page, free_page):
    desk, _ = free_page
    desk.click("button:has-text('Làm bản PDF')")
    desk.wait_for_selector("a:has-text('Tải về')", timeout=60_000)
    with desk.expect_download() as coming:
        desk.click("a:has-text('Tải về')")

    assert coming.value.suggested_filename.endswith(".pdf")


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
