"""Markup, formulas and pictures of questions, wherever people see them."""

import re

import html5lib
import pytest

from quizapp.banks.rules import Bank
from quizapp.banks.service import import_bank
from quizapp.practice.service import offer_bank
from quizapp.richtext import problems
from tests import factories, pictures
from tests.conftest import NOON
from tests.rules.test_richtext import HOSTILE
from tests.web.people import form_token, sign_in
from tests.web.test_papers import XHTML, Sitter, items, place_of
from tests.web.test_practice import ACT, SLUG, whole_run

INERT = [text for text in HOSTILE if not list(problems(text))]
#: Pictures that attacks name have to be there.
NAMED = "a.png"
STEM = "Lá cờ **nào**? ![một lá cờ](a.png)"
YEAR = 365 * 24 * 3600


def rich_items():
    """One item of each kind; pictures, a formula, emphasis."""
    options = [
        {"text": "![đỏ](a.png)", "key": True},
        {"text": "$x^2$"},
        {"text": "*không* biết"},
    ]
    raw = [
        {"id": "one", "kind": "single", "stem": STEM, "options": options},
        {"id": "two", "kind": "multiple", "stem": STEM, "options": options},
        {"id": "three", "kind": "short_text", "stem": "Gõ", "answers": ["**x**"]},
        {"id": "four", "kind": "true_false", "stem": "1\n- a\n- b", "answer": True},
    ]
    why = {"explanation": "Vì *thế*.\n\nXem ![một lá cờ](a.png)"}
    return [item | why for item in raw]


@pytest.fixture
def picture(session):
    return pictures.kept(session, colour="#c8102e", size=(640, 400))


@pytest.fixture
def sitter(app, session, picture):
    return Sitter(app, session, place_of(session, rich_items(), pictures=[picture]))


def elements(page, tag):
    return [*html5lib.parse(page).iter(f"{XHTML}{tag}")]


def reviewed(sitter, clock):
    """The page with right answers, once nobody can be asked any more."""
    token = form_token(sitter.client, "/account")
    sitter.client.post(
        f"{sitter.address}/hand-in",
        data={"csrf_token": token, "key": "0123456789abcdef"},
    )
    clock.advance(days=2)
    reply = sitter.client.get(f"{sitter.address}/receipt")
    assert "Câu hỏi và đáp án" in reply.text
    return reply.text


def check_is_inert(page):
    """Check that a page runs and loads nothing but what is ours."""
    for one in html5lib.parse(page).iter():
        names = {str(name).lower() for name in one.attrib}
        assert not any(name.startswith("on") for name in names)
        assert "style" not in names
        tag = str(one.tag).rpartition("}")[2]
        if tag == "script":
            assert one.get("src").startswith("/static/")
        for name in ("href", "src", "action"):
            assert re.match(r"/|#|tel:|$", one.get(name) or ""), one.attrib


def test_a_paper_shows_markup_formulas_and_pictures(sitter, picture):
    page = sitter.page
    shown = [one for one in elements(page, "img") if one.get("class") == "picture"]

    assert page.count("Lá cờ <strong>nào</strong>?") == 2
    assert page.count("<math ") == 2
    assert page.count("<em>không</em> biết") == 2
    assert "<p>1</p><ul><li>a</li><li>b</li></ul>" in page
    assert {one.get("src") for one in shown} == {f"/pictures/{picture.hash}.webp"}
    assert {(one.get("width"), one.get("height")) for one in shown} == {("640", "400")}
    assert {one.get("decoding") for one in shown} == {"async"}
    assert [one.get("loading") for one in shown] == ["eager"] * 2 + ["lazy"] * 2
    assert {one.get("alt") for one in shown} == {"một lá cờ", "đỏ"}


def test_a_paper_is_valid_html_without_marks(sitter):
    html5lib.HTMLParser(strict=True).parse(sitter.page)
    assert "\ue000" not in sitter.page


def test_a_paper_is_rendered_once(app, session, sitter, monkeypatch):
    first = sitter.page
    other = Sitter(
        app, session, session.get(factories.Contest, sitter_contest(session, sitter))
    )
    monkeypatch.setattr("nh3.Cleaner.clean", None, raising=False)

    assert sitter.page.count("<math ") == first.count("<math ") == 2
    assert other.page.count("<math ") == 2


def sitter_contest(session, sitter):
    return session.get(factories.Entry, sitter.attempt.entry_id).contest_id


@pytest.mark.parametrize("text", INERT)
def test_hostile_texts_do_nothing_on_a_paper_or_later(app, session, clock, text):
    raw = [item | {"explanation": text} for item in items(text, text)]
    album = [pictures.kept(session, NAMED)]
    contest = place_of(session, raw, prediction=text, pictures=album)
    sitter = Sitter(app, session, contest)
    sitter.save(1, 2)
    check_is_inert(sitter.page)
    check_is_inert(sitter.client.get(f"{sitter.address}/hand-in").text)
    check_is_inert(reviewed(sitter, clock))


def test_revealed_answers_show_markup_formulas_and_pictures(sitter, clock, picture):
    sitter.save(1, 1)
    sitter.save(2, [0, 2])
    page = reviewed(sitter, clock)

    html5lib.HTMLParser(strict=True).parse(page)
    assert page.count("Lá cờ <strong>nào</strong>?") == 2
    assert "<mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math>" in page
    assert "; <em>không</em> biết" in page
    assert page.count("<p>Vì <em>thế</em>.</p>") == 4
    shown = [one for one in elements(page, "img") if one.get("class") == "picture"]
    assert len(shown) == 2 + 3 + 4  # stems, answers, explanations
    assert {one.get("loading") for one in shown} == {"lazy"}


def test_what_a_participant_typed_is_no_markup(sitter, clock):
    sitter.save(3, "**đậm** $x$ ![a](a.png) <b>")
    page = reviewed(sitter, clock)

    assert "**đậm** $x$ ![a](a.png) &lt;b&gt;" in page
    assert ">Đáp án:</span> **x**" in page


def test_a_picture_is_had_by_its_hash_and_kept_for_ever(client, session, picture):
    reply = client.get(f"/pictures/{picture.hash}.webp")

    assert (reply.status_code, reply.mimetype) == (200, "image/webp")
    assert len(reply.data) == picture.byte_count
    assert reply.headers["Cache-Control"] == f"public, max-age={YEAR}, immutable"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["ETag"] == f'"{picture.hash}"'
    known = {"If-None-Match": reply.headers["ETag"]}
    again = client.get(f"/pictures/{picture.hash}.webp", headers=known)
    assert (again.status_code, again.data) == (304, b"")
    assert "immutable" in again.headers["Cache-Control"]


def test_who_is_signed_in_gets_the_same_picture(client, session, picture):
    plain = client.get(f"/pictures/{picture.hash}.webp").headers
    sign_in(client, session, factories.account(session))
    mine = client.get(f"/pictures/{picture.hash}.webp").headers

    for name in ("Cache-Control", "ETag", "Vary", "Set-Cookie"):
        assert mine.get(name) == plain.get(name)
    assert "Cookie" not in mine.get("Vary", "")


@pytest.mark.parametrize("name", ["0" * 64, "x", "0" * 63, "A" * 64, "%00", "..%2f"])
def test_there_is_no_other_picture(client, name):
    reply = client.get(f"/pictures/{name}.webp")
    assert reply.status_code == 404
    assert "immutable" not in reply.headers["Cache-Control"]


def test_practice_shows_markup_formulas_and_pictures(client, session, picture):
    content = {"id": SLUG, "title": "Ngân hàng", "pictures": [picture]}
    asked = [item for item in rich_items() if item["kind"] in {"single", "multiple"}]
    bank = Bank.model_validate({**content, "items": asked})
    import_bank(session, bank=bank, now=NOON)
    offer_bank(session, slug=SLUG, title="Ôn tập", act=ACT, now=NOON)
    session.commit()
    wrong = re.compile(r'value="(\d)"[^>]*>\s*<span><em>không')
    seen, end = whole_run(client, wrong.findall)

    assert len(seen) == 2
    for _, question, verdict in seen:
        for page in (question, verdict, end):
            html5lib.HTMLParser(strict=True).parse(page)
            check_is_inert(page)
        for page in (question, verdict):
            assert "Lá cờ <strong>nào</strong>?" in page
            assert "<math " in page
            assert f'src="/pictures/{picture.hash}.webp"' in page
        assert "<p>Vì <em>thế</em>.</p>" in verdict
    assert end.count("<p>Lá cờ nào? một lá cờ</p>") == 2
