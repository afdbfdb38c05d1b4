"""Handbooks: read, searched, printed; nothing in them that a round can still ask."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.banks.rules import Bank
from quizapp.banks.service import import_bank, replace_seals
from quizapp.handbooks.models import Handbook, HandbookFile
from quizapp.jobs import run_jobs
from quizapp.web.memo import Memo
from quizapp.web.visitors import STALE
from tests import factories
from tests.conftest import NOON
from tests.web.people import form_token, sign_in

SECRET = "Bí mật của đợt thi"


def bank_of(session, *, slug="so-tay-bank", **changes):
    items = [
        {
            "id": "mot",
            "kind": "single",
            "stem": "Đại hội họp ở **đâu**?",
            "options": [{"text": "Hà Nội", "key": True}, {"text": "Huế"}],
            "tags": ["dai-hoi"],
            "explanation": "Họp tại Thủ đô.",
            "source": {"title": "Nghị quyết", "address": "https://example.vn/nq"},
        }
        | changes,
        {
            "id": "hai",
            "kind": "number",
            "stem": "Có bao nhiêu đại biểu?",
            "answer": "959",
            "explanation": SECRET,
        },
    ]
    bank = Bank.model_validate({"id": slug, "title": "T", "items": items})
    version = import_bank(session, bank=bank, now=NOON).version
    session.commit()
    return version.bank_id


@pytest.fixture
def organizer(client, session):
    account = factories.staff(session)
    factories.role(session, account=account, role="organizer")
    sign_in(client, session, account)
    return client


@pytest.fixture
def reader(app):
    return app.test_client()


def post(client, path, **fields):
    return client.post(path, data={"csrf_token": form_token(client), **fields})


FIELDS = {
    "title": "Sổ tay Đại hội",
    "subtitle": "Năm 2026",
    "publisher": "Hội Phụ nữ tỉnh",
    "foreword": "Lời *đầu*.",
    "banks": ["so-tay-bank"],
    "chapters": "dai-hoi = Về Đại hội\n",
    "rest": "Các câu khác",
}
PLACE = "/manage/handbooks/so-tay-dai-hoi"
PAGE = "/handbooks/so-tay-dai-hoi"


def make(client, **changes):
    return post(client, "/manage/handbooks", **FIELDS | changes)


@pytest.fixture
def published(organizer, session):
    bank_id = bank_of(session)
    make(organizer)
    post(organizer, f"{PLACE}/publish")
    return bank_id


def seal(session, bank_id, *items, until=timedelta(days=1)):
    replace_seals(session, round_id=77, bank_items={bank_id: items}, until=NOON + until)
    session.commit()


def printed(client, form="docx"):
    answer = post(client, f"{PLACE}/print/{form}")
    with client.application.app_context():
        run_jobs.run()
    return answer.location


def test_a_handbook_is_made_published_and_read(organizer, reader, session):
    bank_of(session)
    assert make(organizer).location == PLACE
    assert reader.get(PAGE).status_code == 404
    assert post(organizer, f"{PLACE}/publish").location == PLACE
    page = reader.get(PAGE).text

    assert "Đại hội họp ở <strong>đâu</strong>?" in page
    assert "Về Đại hội" in page
    assert "Các câu khác" in page
    assert 'href="https://example.vn/nq"' in page
    assert 'id="cau-2"' in page
    assert "Sổ tay Đại hội" in reader.get("/handbooks").text


def test_it_is_one_tap_away_on_the_home_page(published, organizer, reader, clock):
    clock.advance(seconds=10)
    assert f'href="{PAGE}"' in reader.get("/").text
    make(organizer, title="Sổ tay khác")
    post(organizer, "/manage/handbooks/so-tay-khac/publish")
    clock.advance(seconds=10)

    assert 'href="/handbooks"' in reader.get("/").text


def test_search_without_tone_marks_works_without_a_script(published, reader):
    found = reader.get(f"{PAGE}/search?q=dai bieu").text
    assert "Có bao nhiêu đại biểu?" in found
    assert "họp ở" not in found
    assert "Không có câu nào phù hợp" in reader.get(f"{PAGE}/search?q=xyz").text
    assert "Huế" in reader.get(f"{PAGE}/search?q=HUẾ").text


def test_a_search_is_for_its_asker_alone(published, reader):
    whole = reader.get(PAGE)
    found = reader.get(f"{PAGE}/search?q=dai+bieu").text
    again = reader.get(f"{PAGE}?q=dai+bieu")

    assert "họp ở" not in found
    assert "họp ở" in again.text
    assert again.headers["ETag"] == whole.headers["ETag"]


def test_a_browser_that_holds_the_page_is_told_so_until_it_changes(
    published, reader, session, clock
):
    etag = {"If-None-Match": reader.get(PAGE).headers["ETag"]}
    same = [reader.get(PAGE, headers=etag)]
    clock.advance(seconds=30)
    same.append(reader.get(PAGE, headers=etag))
    seal(session, published, "hai")
    clock.advance(seconds=3)
    changed = reader.get(PAGE, headers=etag)

    assert [one.status_code for one in same] == [304, 304]
    assert changed.status_code == 200
    assert SECRET not in changed.text


def test_what_stands_in_the_place_of_a_held_question_is_held_too(
    published, organizer, reader, session, clock
):
    printed(organizer)
    bank_of(session, retired=True, replaced_by="hai")
    clock.advance(seconds=3)
    assert SECRET in reader.get(PAGE).text
    seal(session, published, "mot")
    clock.advance(seconds=3)

    assert SECRET not in reader.get(PAGE).text
    assert reader.get(f"{PAGE}.docx").status_code == 409


def test_phones_keep_only_what_no_round_draws_from(published, reader, session, clock):
    assert reader.get(PAGE).headers["X-Handbook"] == "keep"
    assert 'data-module="handbook"' in reader.get(PAGE).text
    seal(session, published, "no-longer-there")
    clock.advance(seconds=3)

    assert "X-Handbook" not in reader.get(PAGE).headers
    assert 'data-module="handbook"' not in reader.get(PAGE).text


def test_two_chapters_never_share_an_anchor(organizer, reader, session):
    bank_of(session, tags=["khac"])
    make(organizer, chapters="khac = Chuyện khác")
    post(organizer, f"{PLACE}/publish")
    anchors = re.findall(r'id="(chuong-[^"]+)"', reader.get(PAGE).text)

    assert len(anchors) == len(set(anchors)) == 2


def test_what_a_round_can_still_ask_stands_nowhere(
    published, organizer, reader, session, clock
):
    assert SECRET in reader.get(PAGE).text
    seal(session, published, "hai")
    clock.advance(seconds=10)

    for page in (reader.get(PAGE), reader.get(f"{PAGE}/search?q=dai bieu")):
        assert SECRET not in page.text
        assert "959" not in page.text
    assert "1 câu còn có thể ra" in reader.get(PAGE).text
    assert SECRET not in organizer.get(PLACE).text
    clock.advance(days=1)
    assert SECRET in reader.get(PAGE).text


def test_a_page_that_is_kept_lets_go_of_what_a_round_can_ask(
    app, published, reader, session, clock
):
    app.extensions["visitors"] = Memo(STALE, most=9)
    first = reader.get(PAGE)
    assert SECRET in first.text
    seal(session, published, "hai")
    clock.advance(seconds=STALE.total_seconds())
    known = {"If-None-Match": first.headers["ETag"]}

    assert SECRET not in reader.get(PAGE, headers=known).text
    assert reader.get(PAGE, headers=known).status_code == 200
    again = {"If-None-Match": reader.get(PAGE).headers["ETag"]}
    assert reader.get(PAGE, headers=again).status_code == 304


def test_what_asks_the_same_as_a_held_question_stands_nowhere_either(
    published, organizer, reader, session, clock
):
    printed(organizer)
    seal(session, published, "mot")
    bank_of(session, retired=True, replaced_by="hai")
    clock.advance(seconds=10)

    assert SECRET not in reader.get(PAGE).text
    assert SECRET not in organizer.get(PLACE).text
    assert reader.get(f"{PAGE}.docx").status_code == 409


def test_a_file_with_a_question_whose_successor_is_held_is_withheld(
    published, organizer, reader, session
):
    printed(organizer)
    bank_of(session, retired=True, replaced_by="hai")
    seal(session, published, "hai")

    assert reader.get(f"{PAGE}.docx").status_code == 409


def test_words_are_found_in_any_order(published, reader):
    assert "Huế" in reader.get(f"{PAGE}/search?q=hue dai thu do").text
    assert "Huế" not in reader.get(f"{PAGE}/search?q=hue xyz").text


def test_organizers_look_at_a_file_before_everybody_does(organizer, reader, session):
    bank_of(session)
    make(organizer)
    assert organizer.get(f"{PLACE}.docx").status_code == 404
    printed(organizer)

    assert organizer.get(f"{PLACE}.docx").data.startswith(b"PK")
    assert reader.get(f"{PAGE}.docx").status_code == 404
    assert reader.get(f"{PLACE}.docx").status_code in (302, 303)


def test_a_file_held_back_is_held_back_from_organizers_too(
    published, organizer, session
):
    printed(organizer)
    seal(session, published, "hai")

    assert organizer.get(f"{PLACE}.docx").status_code == 404


def test_a_file_that_says_something_else_than_the_page_is_marked(
    published, organizer, session, clock
):
    printed(organizer)
    assert "nên tạo lại" not in organizer.get(PLACE).text
    clock.advance(seconds=10)
    post(organizer, PLACE, **FIELDS | {"subtitle": "Khác"})

    assert "nên tạo lại" in organizer.get(PLACE).text
    printed(organizer)
    assert "nên tạo lại" not in organizer.get(PLACE).text


def test_a_file_of_an_older_version_of_a_bank_is_marked(
    published, organizer, session, clock
):
    printed(organizer)
    clock.advance(seconds=10)
    bank = Bank.model_validate(
        {
            "id": "so-tay-bank",
            "title": "T",
            "items": [
                {"id": n, "kind": "true_false", "stem": f"{n}?", "answer": True}
                for n in ("mot", "hai")
            ],
        }
    )
    import_bank(session, bank=bank, now=clock.now())
    session.commit()

    assert "nên tạo lại" in organizer.get(PLACE).text


def test_banks_follow_each_other_as_they_are_chosen(organizer, reader, session):
    bank_of(session, slug="bank-a", stem="Câu của A?")
    bank_of(session, slug="bank-b", stem="Câu của B?")
    banks = ["bank-b", "", "bank-a", "bank-b"]
    make(organizer, banks=banks, chapters="")
    post(organizer, f"{PLACE}/publish")
    page = reader.get(PAGE).text

    assert session.scalar(select(Handbook)).banks == ["bank-b", "bank-a"]
    assert page.index("Câu của B?") < page.index("Câu của A?")
    shown = organizer.get(PLACE).text
    assert shown.index('"bank-b" selected') < shown.index('"bank-a" selected')


@pytest.mark.parametrize("title", ["Ж", "—", "a__b", "Hỏi & đáp: 2026."])
def test_any_title_makes_an_address(organizer, session, title):
    bank_of(session)
    address = make(organizer, title=title).location

    assert organizer.get(address).status_code == 200


def test_a_chapter_called_as_anything_has_an_address_of_its_own(
    organizer, reader, session
):
    bank_of(session, tags=["khac"])
    make(organizer, chapters="khac = Chuyện khác")
    post(organizer, f"{PLACE}/publish")
    names = re.findall(r'id="chuong-([^"]*)"', reader.get(PAGE).text)

    assert len(names) == len(set(names)) == 2


def test_a_tag_that_no_question_bears_is_told(organizer, session):
    bank_of(session)
    make(organizer, chapters="dai-hoi = Đại hội\nnham-lan = Nhầm")

    shown = organizer.get(PLACE).text
    assert "không hiện: nham-lan." in shown
    assert "<code>dai-hoi</code> 1" in shown


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_it_is_printed_by_the_worker_and_handed_out(
    published, organizer, reader, session, form
):
    assert reader.get(f"{PAGE}.{form}").status_code == 409
    assert printed(organizer, form).startswith(PLACE)
    file = reader.get(f"{PAGE}.{form}")

    assert file.status_code == 200
    assert file.data[:2] in (b"%P", b"PK")
    assert file.headers["Cache-Control"] == "no-store"
    assert f"{PAGE}.{form}" in reader.get(f"{PAGE}?now").text
    kept = session.scalar(select(HandbookFile))
    assert kept.entry_count == 2


def test_a_printed_file_is_withheld_as_long_as_a_round_can_ask_what_is_in_it(
    published, organizer, reader, session, clock
):
    printed(organizer)
    seal(session, published, "hai")
    clock.advance(seconds=10)

    assert reader.get(f"{PAGE}.docx").status_code == 409
    assert f"{PAGE}.docx" not in reader.get(PAGE).text
    assert "tạm giữ" in organizer.get(PLACE).text
    printed(organizer)
    assert reader.get(f"{PAGE}.docx").status_code == 200
    assert session.scalar(select(HandbookFile.entry_count)) == 1


def test_a_file_of_banks_that_were_taken_out_since_is_withheld_too(
    published, organizer, reader, session
):
    bank_of(session, slug="bank-khac", id="ba")
    printed(organizer)
    post(organizer, PLACE, **FIELDS | {"banks": ["bank-khac"]})
    seal(session, published, "hai")

    assert reader.get(f"{PAGE}.docx").status_code == 409


def test_a_handbook_of_which_nothing_may_be_shown_says_so(
    published, organizer, reader, session, clock
):
    seal(session, published, "mot", "hai")
    clock.advance(seconds=10)

    assert "Chưa có câu nào được công bố" in reader.get(PAGE).text
    place = printed(organizer)
    assert "chưa có câu nào" in organizer.get(place).text.lower()
    assert reader.get(f"{PAGE}.docx").status_code == 409


def test_progress_is_told_and_other_jobs_are_not(published, organizer):
    place = post(organizer, f"{PLACE}/print/docx").location
    number = place.partition("job=")[2].partition("#")[0]
    assert organizer.get(f"{PLACE}/jobs/{number}").json["is_read"] is False
    with organizer.application.app_context():
        run_jobs.run()
    assert organizer.get(f"{PLACE}/jobs/{number}").json["is_read"] is True
    assert organizer.get(f"{PLACE}/jobs/999999").status_code == 404


def test_asking_twice_is_one_job(published, organizer):
    first = post(organizer, f"{PLACE}/print/pdf").location

    assert post(organizer, f"{PLACE}/print/pdf").location == first


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "không được để trống"),
        ({"banks": []}, "Chọn ít nhất một ngân hàng"),
        ({"chapters": "dai-hoi Về Đại hội"}, "Dòng 1"),
        ({"chapters": "a = b\na = c"}, "có hai lần"),
        ({"chapters": "Đại hội = Về"}, "không phải là nhãn"),
        ({"banks": ["khong-co"]}, "“khong-co” chưa ban hành"),
        ({"title": "x" * 201}, "Dài nhất 200 ký tự"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(organizer, session, changes, words):
    bank_of(session)
    answer = make(organizer, **changes)

    assert answer.status_code == 422
    assert words in answer.text
    assert session.scalar(select(Handbook)) is None


def test_a_name_that_is_taken_is_told(published, organizer):
    answer = make(organizer)

    assert answer.status_code == 422
    assert "Đã có sổ tay" in answer.text


def test_a_withdrawn_handbook_is_gone_with_its_files(
    published, organizer, reader, clock
):
    printed(organizer)
    post(organizer, f"{PLACE}/withdraw")
    clock.advance(seconds=10)

    assert reader.get(PAGE).status_code == 404
    assert reader.get(f"{PAGE}.docx").status_code == 404
    post(organizer, f"{PLACE}/publish")
    assert reader.get(PAGE).status_code == 200


def test_acts_stand_in_the_audit_log(published, organizer, session):
    post(organizer, PLACE, **FIELDS | {"subtitle": "Khác"})
    post(organizer, f"{PLACE}/withdraw")
    found = session.scalars(select(AuditEntry.action).order_by(AuditEntry.position))

    assert [action for action in found if action.startswith("handbook.")] == [
        "handbook.made",
        "handbook.published",
        "handbook.changed",
        "handbook.withdrawn",
    ]


def test_hostile_text_is_inert(organizer, reader, session):
    bank_of(session, stem="<script>alert(1)</script>", explanation="<img onerror=x>")
    make(organizer)
    post(organizer, f"{PLACE}/publish")
    page = reader.get(PAGE).text

    assert "<script>alert" not in page
    assert "<img onerror" not in page


def test_the_page_says_that_a_file_is_held_back_and_needs_a_network(
    published, organizer, reader, session, clock
):
    printed(organizer)
    clock.advance(seconds=3)
    before = reader.get(PAGE).text
    seal(session, published, "hai")
    clock.advance(seconds=3)
    during = reader.get(PAGE).text

    assert "Bản in đang tạm giữ" not in before
    assert "không lưu trên điện thoại" not in before
    assert f'href="{PAGE}.docx"' in before
    assert "Bản in đang tạm giữ" in during
    assert "không lưu trên điện thoại" in during
    assert f'href="{PAGE}.docx"' not in during


def test_sources_and_right_words_are_searched(published, reader):
    assert "họp ở" in reader.get(f"{PAGE}/search?q=nghi quyet").text
    assert "Có bao nhiêu đại biểu?" in reader.get(f"{PAGE}/search?q=959").text
