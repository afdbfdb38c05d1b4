"""Practice: without an account, explained at once; nothing sealed, nothing counted."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import text

from quizapp.audit.service import Act
from quizapp.banks.rules import KINDS, Bank
from quizapp.banks.service import import_bank, replace_seals
from quizapp.practice.service import offer_bank, withdraw_bank
from tests import factories
from tests.conftest import NOON
from tests.sittings import after, seat
from tests.web.test_pages import check

ACT = Act("command:test", "", b"0" * 16)
SLUG = "practice-bank"
SEED = "0a1b2c3d"
CANARY = "Lời giải"
#: Every table in which a contest counts anything, and what audits it.
COUNTED = """
    SELECT table_name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
    AND table_name <> 'alembic_version' ORDER BY table_name
"""


def items(**changes):
    common = {"explanation": f"{CANARY} của Hội", "source": {"title": "Nguồn kín"}}
    options = [
        {"text": "Đúng rồi", "key": True},
        {"text": "Sai một"},
        {"text": "Sai hai"},
    ]
    return [
        common | {"id": "single", "kind": "single", "stem": "Một?", "options": options},
        common
        | {
            "id": "multiple",
            "kind": "multiple",
            "stem": "Nhiều?",
            "options": [*options, {"text": "Đúng nữa", "key": True}],
            "tags": ["khac"],
        },
        common | {"id": "number", "kind": "number", "stem": "Số?", "answer": "12,5"},
        common
        | {"id": "truth", "kind": "true_false", "stem": "Thật?", "answer": "true"},
        common
        | {"id": "words", "kind": "short_text", "stem": "Ai?", "answers": ["Bà Trưng"]},
    ]


RIGHT = {"Số?": "12,5", "Thật?": "true", "Ai?": "ba trung"}


def take(session, found=None):
    bank = {"id": SLUG, "title": "Ngân hàng", "items": found or items()}
    return import_bank(session, bank=Bank.model_validate(bank), now=NOON).version


def seal(session, version, names, *, until, round_id=10**6):
    replace_seals(
        session,
        round_id=round_id,
        bank_items={version.bank_id: names},
        until=after(until),
    )
    session.commit()


@pytest.fixture
def version(session, app):
    version = take(session)
    offer_bank(session, slug=SLUG, title="Ôn luật", act=ACT, now=NOON)
    session.commit()
    return version


def run_page(client, **asked):
    return client.get(f"/practice/{SLUG}/runs/{SEED}", query_string=asked)


def fields_of(page):
    """What the form of a question carries along."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


def stem_of(page):
    return re.search(r'question-stem">([^<]+)<', page)[1]


def options_of(page):
    found = re.findall(r'value="([^"]+)"[^>]*>\s*<span>([^<]+)<', page)
    return {words: value for value, words in found}


def right_answer(page):
    stem = stem_of(page)
    if stem in RIGHT:
        return [RIGHT[stem]]
    return [value for words, value in options_of(page).items() if "Đúng" in words]


def answer(client, page, values):
    return run_page(client, **fields_of(page), value=values).text


def next_of(client, page):
    address = unescape(re.search(r'href="([^"]+)" data-part="next"', page)[1])
    return client.get(address).text


def whole_run(client, values=right_answer):
    page = run_page(client).text
    seen = []
    while "data-module" in page and 'name="item"' in page:
        verdict = answer(client, page, values(page))
        seen.append((stem_of(page), page, verdict))
        page = next_of(client, verdict)
    return seen, page


def wrong_answer(page):
    if stem_of(page) == "Thật?":
        return ["false"]
    wrong = [value for words, value in options_of(page).items() if "Sai" in words]
    return wrong[:1] or ["99"]


def test_every_kind_is_asked_and_explained_at_once(client, version):
    seen, end = whole_run(client)

    assert {stem for stem, _, _ in seen} == {one["stem"] for one in items()}
    assert {one["kind"] for one in items()} == set(KINDS)
    for _, page, verdict in seen:
        check(page)
        check(verdict)
        assert CANARY not in page
        assert "✓ Đúng" in verdict
        assert CANARY in verdict
        assert "Nguồn kín" in verdict
    check(end)
    assert "5/5" in end


def test_a_wrong_answer_is_told_with_the_right_one_and_asked_again(client, version):
    seen, end = whole_run(client, wrong_answer)

    assert all("✗ Chưa đúng" in verdict for _, _, verdict in seen)
    assert all("Đáp án:" in verdict for _, _, verdict in seen)
    assert "0/5" in end
    again = next_of(client, end)
    assert stem_of(again) == seen[0][0]
    assert "Câu 1/5" in again


def test_only_what_was_missed_is_asked_again(client, version):
    missed = "Ai?"
    _, end = whole_run(
        client,
        lambda page: (wrong_answer if stem_of(page) == missed else right_answer)(page),
    )
    again = next_of(client, end)

    assert "4/5" in end
    assert stem_of(again) == missed
    assert "Câu 1/1" in again


def test_an_address_gives_the_same_run_to_everybody(app, client, version):
    first, second = (run_page(one).text for one in (client, app.test_client()))

    assert re.sub(r"20\d\d-\d\d[^\"]+", "", first) == re.sub(
        r"20\d\d-\d\d[^\"]+", "", second
    )


def test_no_cookie_is_set_and_no_cache_keeps_a_question(client, version):
    begun = client.get(f"/practice/{SLUG}/start?count=5&tag=khac")
    page = client.get(begun.location)

    assert begun.status_code == 303
    assert stem_of(page.text) == "Nhiều?"
    for reply in (
        client.get("/practice"),
        client.get(f"/practice/{SLUG}"),
        begun,
        page,
    ):
        assert "Set-Cookie" not in reply.headers
    assert begun.headers["Cache-Control"] == page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("values", [[], ["7"], ["x"], ["0", "9"]])
def test_what_is_no_answer_is_told_and_shows_no_key(client, version, values):
    page = run_page(client, tag="khac").text
    again = run_page(client, **fields_of(page), value=values).text

    assert 'role="alert"' in again
    assert CANARY not in again


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        (f"/practice/{SLUG}/runs/not-a-seed", {}),
        (f"/practice/{SLUG}/runs/{SEED}", {"right": "abc"}),
        (f"/practice/{SLUG}/runs/{SEED}", {"wrong": "abcd" * 21}),
        (f"/practice/{SLUG}/runs/{SEED}", {"only": "ab<d"}),
        (f"/practice/no-such-bank/runs/{SEED}", {}),
        ("/practice/no-such-bank", {}),
        ("/practice/no-such-bank/start", {}),
    ],
)
def test_what_can_not_be_is_not_found(client, version, address, asked):
    assert client.get(address, query_string=asked).status_code == 404


@pytest.mark.parametrize("count", ["", "7", "-1", "x"])
def test_a_count_that_is_not_offered_is_the_usual_one(client, version, count):
    assert "Câu 1/5" in run_page(client, count=count).text


def test_a_bank_that_was_withdrawn_is_gone_at_once(client, session, version):
    page = run_page(client).text
    withdraw_bank(session, slug=SLUG, act=ACT, now=NOON)
    session.commit()
    reply = run_page(client, **fields_of(page), value=right_answer(page))

    assert reply.status_code == 404
    assert CANARY not in reply.text
    assert "Ôn luật" not in client.get("/practice").text


def everything(client):
    """All that practice shows of a bank, whatever is answered."""
    pages = [client.get(at).text for at in ("/practice", f"/practice/{SLUG}")]
    for values in (right_answer, wrong_answer):
        seen, end = whole_run(client, values)
        pages += [end, *(text for _, *both in seen for text in both)]
    return pages


@pytest.mark.parametrize("until", [1, 3600])
def test_what_a_round_can_draw_is_nowhere_in_practice(client, session, version, until):
    seal(session, version, ["words", "multiple"], until=until)
    pages = everything(client)

    for page in pages:
        assert "Ai?" not in page
        assert "Nhiều?" not in page
        assert "Đúng nữa" not in page
        assert "khac" not in page
    assert "Câu 1/3" in run_page(client).text


@pytest.mark.parametrize(("until", "total"), [(1, 4), (0, 5), (-1, 5)])
def test_a_seal_holds_to_its_very_end(client, session, version, until, total):
    seal(session, version, ["words"], until=until)

    assert f"Câu 1/{total}" in run_page(client).text


def test_a_seal_that_comes_between_question_and_answer_keeps_the_key(
    client, session, version
):
    page = run_page(client).text
    stem = stem_of(page)
    sealed = next(one["id"] for one in items() if one["stem"] == stem)
    seal(session, version, [sealed], until=3600)
    reply = answer(client, page, right_answer(page))

    assert CANARY not in reply
    assert stem not in reply
    assert "đang được giữ cho một cuộc thi" in reply
    assert "Câu 1/4" in reply


def test_other_banks_and_other_items_are_not_held(client, session, version):
    replace_seals(
        session,
        round_id=10**6,
        bank_items={version.bank_id: ["gone"]},
        until=after(3600),
    )
    session.commit()

    assert "Câu 1/5" in run_page(client).text


def test_while_somebody_still_sits_at_an_attempt_its_items_stay_out(
    client, session, version
):
    here = seat(session)
    attempt = here.start()
    seal(session, version, ["words"], until=-60, round_id=here.round_.id)
    held = run_page(client).text
    attempt.state, attempt.ended_at = "handed_in", NOON
    attempt.score_hundredths = attempt.right_count = attempt.answered_count = 0
    attempt.recorded_at, attempt.duration_ms, attempt.is_valid = NOON, 0, True
    attempt.receipt_code, attempt.ended_under = "R0000001", 0
    session.commit()

    assert "Câu 1/4" in held
    assert "Câu 1/5" in run_page(client).text


def test_all_sealed_is_said_in_words(client, session, version):
    seal(session, version, [one["id"] for one in items()], until=60)

    assert "đang được giữ cho cuộc thi" in client.get("/practice").text
    assert "đang được giữ cho cuộc thi" in client.get(f"/practice/{SLUG}").text
    assert "Lúc này không có câu nào" in run_page(client).text


def test_an_item_that_was_changed_meanwhile_is_asked_once_more(
    client, session, version
):
    page = run_page(client).text
    take(session, [one | {"explanation": "Khác"} for one in items()])
    session.commit()
    reply = answer(client, page, right_answer(page))

    assert "Câu hỏi vừa được sửa" in reply
    assert stem_of(reply) == stem_of(page)
    assert "Khác" not in reply


def contents(session):
    """Every row of every table, as text."""
    session.expire_all()
    return {
        table: session.scalar(
            text(
                f'SELECT string_agg(t::text, chr(10) ORDER BY t::text) FROM "{table}" t'
            )
        )
        for table in session.scalars(text(COUNTED))
    }


def test_practice_changes_no_row_of_any_table(client, session, version):
    here = seat(session)
    here.start()
    factories.handed_in(session, entry=factories.entry(session), round_=here.round_)
    session.commit()
    before = contents(session)
    begun = client.get(f"/practice/{SLUG}/start?count=5")
    client.get(begun.location)
    everything(client)

    assert contents(session) == before
    assert before["attempts"]
    assert before["practice_banks"]


def test_practice_is_linked_where_there_is_some(app, client, session, version, clock):
    contest = factories.contest(session)
    session.commit()
    linked = [client.get(at).text for at in ("/", f"/contests/{contest.slug}")]
    withdraw_bank(session, slug=SLUG, act=ACT, now=NOON)
    session.commit()
    clock.advance(seconds=6)

    for page in linked:
        assert 'href="/practice"' in page
    assert 'href="/practice"' not in client.get("/").text


def test_another_language_leads_back_to_where_one_was(client, version):
    page = run_page(client, count=20, wrong="abcd").text

    assert "count%3D20%26wrong%3Dabcd" in page


def test_pages_of_practice_are_whole(client, version):
    for address in ("/practice", f"/practice/{SLUG}"):
        check(client.get(address).text)


def test_a_day_later_the_address_still_leads_to_its_run(client, version, clock):
    before = stem_of(run_page(client).text)
    clock.advance(seconds=timedelta(days=1).total_seconds())

    assert stem_of(run_page(client).text) == before
