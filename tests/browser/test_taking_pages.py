"""The pages of taking an attempt: small, quick on a bad line, whole for everybody."""

from pathlib import Path

import pytest

from quizapp.demo.staff import PASSWORD
from tests.browser.conftest import LAPTOP, PHONE, needs_chromium
from tests.browser.phones import CONTEST, answer, go_to, is_saved, sign_up, start

pytestmark = [needs_chromium, pytest.mark.timeout(180)]

AXE = Path(__file__).parent / "axe" / "axe.min.js"
KB = 1000
#: What a page may weigh, compressed, when nothing of it is known yet.
MOST_PAGE = 60 * KB
MOST_SCRIPT = 20 * KB


def faults(page):
    """What axe finds on a page, in one line each."""
    # As an init script would: the policy of the page lets no other script in.
    page.evaluate(AXE.read_text(encoding="utf-8") + "; 0")
    found = page.evaluate("async () => (await axe.run()).violations")
    return [
        f"{one['id']}: {node['html'][:150]}" for one in found for node in one["nodes"]
    ]


def public_pages(page):
    for address in (
        "/",
        CONTEST,
        f"{CONTEST}/entry",
        "/sign-in",
        "/receipts",
        "/offline",
    ):
        page.goto(address)
        yield address


def taking(page, phone):
    sign_up(page, phone)
    yield "signed up"
    for number in (2, 3):
        page.goto(f"{CONTEST}/rounds/{number}")
        yield f"round {number}"
    start(page)
    yield "question"
    page.click("[data-part=list] summary")
    yield "list of questions"
    answer(page)
    is_saved(page, 1)
    page.context.set_offline(True)
    go_to(page, 2)
    answer(page)
    page.wait_for_selector("[data-goes-to='2'].is-waiting", state="attached")
    yield "not saved"
    page.context.set_offline(False)
    is_saved(page, 2)


def handing_in(page):
    go_to(page, 11)
    page.click("[data-part=finish]")
    page.wait_for_selector("text=Đã lưu 2/11 câu.")
    yield "hand in"
    page.click("form[data-module=hand-in] button")
    page.wait_for_selector("h1:has-text('Biên nhận')")
    yield "receipt"
    code = page.locator(".receipt-code").first.inner_text()
    page.goto(f"/receipts?code={code}")
    page.wait_for_selector("text=Khớp")
    yield "receipt checked"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page_of_the_flow(open_page, scheme):
    page = open_page(PHONE, color_scheme=scheme)
    wrong = {}
    phone = f"0987 300 {len(scheme):03}"
    for pages in (public_pages(page), taking(page, phone), handing_in(page)):
        for name in pages:
            wrong[name] = faults(page)
    assert {name: found for name, found in wrong.items() if found} == {}
    assert len(wrong) == 15


def test_axe_finds_nothing_where_time_is_given(open_page):
    page = open_page(LAPTOP)
    page.goto("/staff/sign-in")
    page.fill("[name=username]", "ban-to-chuc")
    page.fill("[name=password]", PASSWORD)
    page.click("form button:has-text('Đăng nhập')")
    page.goto("/manage/")
    page.click("text=Bù giờ")
    page.fill("#minutes", "5")
    page.fill("#reason", "Mất điện ở Phường IV")
    page.click("button:has-text('Thêm phút')")
    page.wait_for_selector("text=Đã thêm giờ")
    assert faults(page) == []


def weigh(page):
    """Collect what comes over the wire: address → bytes, as they were sent."""
    sizes = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    names = {}
    session.on(
        "Network.requestWillBeSent",
        lambda event: names.update({event["requestId"]: event["request"]["url"]}),
    )

    def finished(event):
        name = names.get(event["requestId"], event["requestId"])
        sizes[name] = sizes.get(name, 0) + event["encodedDataLength"]

    session.on("Network.loadingFinished", finished)
    return session, sizes


def fresh_copy(page, open_page):
    """The same person on a phone that has seen nothing of the site yet."""
    other = open_page(PHONE, service_workers="block")
    other.context.add_cookies(page.context.cookies())
    return other


def test_the_quiz_page_is_small_on_a_first_visit(open_page):
    page = open_page(PHONE)
    sign_up(page, "0987 300 100")
    start(page)
    other = fresh_copy(page, open_page)
    _session, sizes = weigh(other)
    other.goto(page.url)
    other.wait_for_selector(".question.is-current")
    other.wait_for_load_state("networkidle")
    scripts = {name: size for name, size in sizes.items() if name.endswith(".js")}
    assert len(scripts) > 10
    assert sum(scripts.values()) <= MOST_SCRIPT, scripts
    assert sum(sizes.values()) <= MOST_PAGE, sizes


def test_the_first_question_can_be_read_in_three_seconds_on_a_bad_line(open_page):
    page = open_page(PHONE)
    sign_up(page, "0987 300 101")
    start(page)
    other = fresh_copy(page, open_page)
    session, _sizes = weigh(other)
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 400,
            "downloadThroughput": 400_000 / 8,
            "uploadThroughput": 400_000 / 8,
        },
    )
    other.goto(page.url, wait_until="commit")
    other.wait_for_selector(".question .option", state="visible")
    painted = other.wait_for_function(
        "() => (performance.getEntriesByName('first-contentful-paint')[0] || {})"
        ".startTime"
    ).json_value()
    assert painted <= 3000


def test_the_quiz_goes_by_keyboard_alone(open_page):
    page = open_page(LAPTOP)
    sign_up(page, "0987 300 102")
    start(page)
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "value":
            break
    is_text = page.evaluate("document.activeElement.type") == "text"
    page.keyboard.press("5" if is_text else "Space")
    is_saved(page, 1)
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.step") == "1":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("#q2.is-current")
    assert page.evaluate("document.activeElement.tagName") == "LEGEND"
