"""Pictures and formulas on a phone: seen, small enough, there without a network."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from quizapp.banks.files import read_bank
from quizapp.banks.service import import_file
from tests.browser.conftest import LAPTOP, PHONE, needs_chromium
from tests.browser.phones import (
    answer,
    attempt_of,
    database,
    go_to,
    is_saved,
    kept,
    run,
    sign_up,
    start,
)
from tests.browser.test_taking_pages import faults

pytestmark = [needs_chromium, pytest.mark.timeout(180)]

#: Where pictures of pages go, to be looked at.
SHOTS = os.environ.get("QUIZAPP_SHOTS")
BANK = r"""
id: hinh-va-cong-thuc
title: Hình và công thức
items:
  - id: hinh
    kind: single
    stem: |
      Biểu đồ cho thấy số hội viên của bốn xã. Xã **nào** có nhiều hội viên nhất?

      ![Biểu đồ cột: xã A 420, xã B 610, xã C 350, xã D 540](bieu-do.png)
    options:
      - text: Xã A
      - {text: Xã B, key: true}
      - text: Xã C
      - text: Xã D
  - id: cong-thuc
    kind: single
    stem: 'Tỷ lệ tăng là $\frac{b-a}{a} \times 100\,\%$. Với $a = 500$, $b = 610$ thì tỷ lệ là bao nhiêu?'
    options:
      - text: '$\frac{110}{610} \approx 18\,\%$'
      - {text: '$\frac{110}{500} = 22\,\%$', key: true}
      - text: '![Hình: một dấu hỏi](dau-hoi.png)'
      - text: '$\sqrt{110}\,\%$ trên 100 m^2^, $a_1+a_2+a_3+a_4+a_5+a_6+a_7+a_8+a_9+a_{10}=0$'
"""
PICTURES = 'caches.open("quizapp-pictures").then((c) => c.keys()).then((k) => k.length)'
_phones = iter(range(1000))
SHOWN = """(selector) => {
  const picture = document.querySelector(selector);
  return picture && picture.complete && picture.naturalWidth > 0 && picture.clientWidth;
}"""


def draw(folder):
    chart = Image.new("RGBA", (1800, 1000), (0, 0, 0, 0))
    pen = ImageDraw.Draw(chart)
    for n, height in enumerate((420, 610, 350, 540)):
        left = 150 + n * 420
        pen.rectangle((left, 900 - height, left + 280, 900), fill=(138, 28, 90, 255))
    pen.line((80, 900, 1760, 900), fill=(0, 0, 0, 255), width=8)
    chart.save(folder / "bieu-do.png")
    mark = Image.new("RGB", (120, 80), "white")
    ImageDraw.Draw(mark).text((50, 30), "?", fill="black")
    mark.save(folder / "dau-hoi.png")


@pytest.fixture(scope="module")
def version(served, tmp_path_factory):
    """The id of a bank version with pictures and formulas."""
    folder = tmp_path_factory.mktemp("bank")
    draw(folder)
    (folder / "bank.yaml").write_text(BANK, encoding="utf-8")
    engine = database(served)
    with Session(engine) as session:
        file = read_bank(folder / "bank.yaml")
        found = import_file(session, file=file, now=datetime.now(UTC)).version.id
        session.commit()
    engine.dispose()
    return found


def ask(served, page, version):
    """Put the two questions into the paper that is open."""
    questions = [
        {"version": version, "item": item, "options": [0, 1, 2, 3], "shape": "s4"}
        for item in ("hinh", "cong-thuc")
    ]
    run(
        served,
        "UPDATE attempts SET paper = jsonb_set(paper, '{items}', CAST(:new AS jsonb)"
        " || ((paper -> 'items') - 0 - 0)) WHERE id = :id",
        id=attempt_of(page),
        new=json.dumps([one | {"points": 100} for one in questions]),
    )
    page.reload()
    page.wait_for_selector("#q1.is-current .picture")


def shoot(page, name):
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"text-{name}.png", full_page=True)


def overflow(page):
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def is_shown(page, selector):
    return page.wait_for_function(SHOWN, arg=selector).json_value()


@pytest.fixture
def phone(open_page, served, version):
    page = open_page(PHONE)
    sign_up(page, f"0987 600 {next(_phones):03}")
    start(page)
    kept(page)
    ask(served, page, version)
    return page


def test_pictures_and_formulas_fit_on_a_phone(phone):
    assert 250 < is_shown(phone, "#q1 .picture") <= 328
    shoot(phone, "picture")
    assert overflow(phone) <= 0
    assert faults(phone) == []
    answer(phone)
    is_saved(phone, 1)

    go_to(phone, 2)
    is_shown(phone, "#q2 .option .picture")
    high = phone.locator("#q2 .question-stem math").first.bounding_box()["height"]
    assert high > 25  # a fraction stands in two rows
    said = phone.locator("#q2 .maths > span").first.bounding_box()
    assert (said["width"], said["height"]) == (1, 1)  # for ears alone
    assert phone.get_by_role("radio", name="110/500=22%").count() == 1
    shoot(phone, "formula")
    assert overflow(phone) <= 0
    assert faults(phone) == []
    answer(phone)
    is_saved(phone, 2)


def test_pictures_come_back_without_a_network_and_go_with_the_paper(phone):
    phone.wait_for_function(f"async () => (await {PICTURES}) === 2")
    cdp = phone.context.new_cdp_session(phone)
    cdp.send("Network.clearBrowserCache")
    phone.context.set_offline(True)
    phone.reload()
    is_shown(phone, "#q1.is-current .picture")
    go_to(phone, 2)
    is_shown(phone, "#q2 .option .picture")
    shoot(phone, "offline")
    phone.context.set_offline(False)

    phone.goto(f"/attempts/{attempt_of(phone)}/hand-in")
    phone.click("form[data-module=hand-in] button")
    phone.wait_for_selector("h1:has-text('Biên nhận')")
    phone.wait_for_function(f"async () => (await {PICTURES}) === 0")


def test_pictures_go_when_somebody_signs_out(phone):
    phone.wait_for_function(f"async () => (await {PICTURES}) === 2")
    phone.goto("/account")
    phone.click("text=Đăng xuất")
    phone.wait_for_load_state()
    phone.wait_for_function(f"async () => (await {PICTURES}) === 0")


def test_pictures_and_formulas_on_a_laptop_in_the_dark(open_page, served, version):
    page = open_page(LAPTOP, color_scheme="dark")
    sign_up(page, "0987 600 999")
    start(page)
    ask(served, page, version)
    is_shown(page, "#q1 .picture")
    shoot(page, "laptop")
    assert overflow(page) <= 0
    go_to(page, 2)
    shoot(page, "laptop-formula")
    assert faults(page) == []
