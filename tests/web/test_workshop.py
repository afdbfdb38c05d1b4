"""The workshop of question banks: upload, report, draft, second reader, publishing."""

import io
import re
import zipfile

import pytest
from sqlalchemy import func, select

from quizapp.banks.models import (
    BankDraft,
    BankUpload,
    BankVersion,
    ItemChange,
    KeyCorrection,
)
from quizapp.banks.service import import_bank
from quizapp.jobs import run_jobs, tidy
from tests import factories
from tests.conftest import NOON
from tests.web.people import form_token, sign_in

GOOD = """\
id: dot-mot
title: Đợt một
items:
  - id: mot
    kind: single
    stem: Đại hội họp ở đâu?
    options:
      - text: Hà Nội
        key: true
      - text: Huế
    source: {title: Nghị quyết}
  - id: hai
    kind: number
    stem: Có bao nhiêu đại biểu?
    answer: 959
"""
FAULTY = GOOD.replace("key: true", "key: maybe").replace("answer: 959", "answer: nhiều")


@pytest.fixture
def editor(client, session):
    return seat(client, session, "editor")


@pytest.fixture
def reader(app, session):
    return seat(app.test_client(), session, "second_reader")


def seat(client, session, role, **scope):
    account = factories.staff(session)
    factories.role(session, account=account, role=role, **scope)
    sign_in(client, session, account)
    client.account_id = account.id
    return client


def post(client, path, **fields):
    return client.post(path, data={"csrf_token": form_token(client), **fields})


def send(client, text=GOOD, *, name="dot-mot.yaml", bank=""):
    """Send a file, let the worker read it, and return the page of its report."""
    path = post(
        client,
        "/manage/bank-uploads",
        bank=bank,
        file=(io.BytesIO(text.encode()), name),
    ).location
    with client.application.app_context():
        run_jobs.run()
    return path, client.get(path)


def taken(client, text=GOOD, **changes):
    """Take a file over into the draft of its bank."""
    path, _ = send(client, text, **changes)
    return post(client, f"{path}/take")


def revision(session, slug="dot-mot"):
    session.expire_all()
    return session.scalar(
        select(BankDraft.revision)
        .where(BankDraft.state == "open")
        .order_by(BankDraft.id.desc())
    )


def approve(reader, session, **fields):
    given = {"verdict": "approved", "revision": revision(session), "note": ""} | fields
    return post(reader, "/manage/banks/dot-mot/draft/reading", **given)


def publish(editor, session, **fields):
    given = {"revision": revision(session), "reason": ""} | fields
    return post(editor, "/manage/banks/dot-mot/draft/publish", **given)


def count(session, model):
    session.expire_all()
    return session.scalar(select(func.count()).select_from(model))


def test_from_a_file_to_a_version_by_two_people(editor, reader, session):
    path, report = send(editor)
    assert "2 câu hỏi" in report.text
    assert count(session, BankVersion) == 0

    assert post(editor, f"{path}/take").location == "/manage/banks/dot-mot/draft"
    assert count(session, BankVersion) == 0
    assert "Đại hội họp ở đâu?" in editor.get("/manage/banks/dot-mot/draft").text

    assert approve(reader, session).status_code == 303
    assert publish(editor, session).location == "/manage/banks/dot-mot"
    version = session.scalar(select(BankVersion))
    assert (version.number, version.item_count) == (1, 2)
    assert (version.published_by, version.approved_by) == (
        editor.account_id,
        reader.account_id,
    )


def test_every_fault_is_shown_with_its_line_and_text_and_nothing_is_kept(
    editor, session
):
    path, report = send(editor, FAULTY)

    assert "Dòng 9" in report.text
    assert "key: maybe" in report.text
    assert "answer: nhiều" in report.text
    assert 'action="' + path + "/take" not in report.text
    assert post(editor, f"{path}/take").location == path
    assert count(session, BankDraft) == count(session, BankVersion) == 0


def test_hostile_text_of_a_file_is_inert_in_its_report(editor):
    _, report = send(editor, GOOD.replace("answer: 959", "answer: <script>alert(1)"))

    assert "<script>alert" not in report.text
    assert "&lt;script&gt;alert" in report.text


def test_the_same_file_again_is_the_same_upload_and_the_same_draft(editor, session):
    first, _ = send(editor)
    again, _ = send(editor)
    assert first == again
    assert count(session, BankUpload) == 1

    post(editor, f"{first}/take")
    before = revision(session)
    assert post(editor, f"{first}/take").location == "/manage/banks/dot-mot/draft"
    assert revision(session) == before
    taken(editor)
    assert revision(session) == before


def archive(**files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "."), content)
    return file.getvalue()


def send_bytes(client, content, name, bank=""):
    path = post(
        client, "/manage/bank-uploads", bank=bank, file=(io.BytesIO(content), name)
    ).location
    with client.application.app_context():
        run_jobs.run()
    return path, client.get(path)


SECOND = GOOD.replace("dot-mot", "dot-hai").replace("Đợt một", "Đợt hai")


def test_an_archive_of_banks_is_taken_as_a_whole(editor, session):
    path, page = send_bytes(
        editor, archive(mot__yaml=GOOD, hai__yaml=SECOND), "hai-dot.zip"
    )
    assert "hai-dot.zip/hai.yaml" in page.text
    assert post(editor, f"{path}/take").location == "/manage/banks"
    assert count(session, BankDraft) == 2
    post(editor, f"{path}/take")
    assert count(session, BankDraft) == 2
    assert "đã nhận" in editor.get(path).text


def test_an_archive_with_a_fault_in_one_file_is_taken_not_at_all(editor, session):
    path, page = send_bytes(
        editor, archive(mot__yaml=GOOD, hai__yaml=FAULTY), "hai-dot.zip"
    )
    assert "/take" not in page.text
    assert post(editor, f"{path}/take").location == path
    assert count(session, BankDraft) == 0


def test_an_archive_holds_a_bank_once_and_is_for_no_single_bank(editor, session):
    import_bank_of(session, GOOD)
    twice = archive(mot__yaml=GOOD, hai__yaml=GOOD)
    _, page = send_bytes(editor, twice, "hai-lan.zip")
    assert "cùng là ngân hàng" in page.text
    both = archive(mot__yaml=GOOD, hai__yaml=SECOND)
    _, page = send_bytes(editor, both, "hai-dot.zip", bank="dot-mot")
    assert "bỏ chọn ngân hàng" in page.text
    assert count(session, BankDraft) == 0


def test_a_file_that_nobody_takes_over_goes_after_a_month(editor, session, clock):
    path, _ = send(editor)
    clock.advance(days=29)
    with editor.application.app_context():
        tidy.run()
    assert editor.get(path).status_code == 200
    clock.advance(days=2)
    with editor.application.app_context():
        tidy.run()
    session.expire_all()
    assert session.scalar(select(BankUpload.state)) == "dropped"
    assert session.scalar(select(BankUpload.content)) is None


def test_nobody_approves_what_she_has_written(editor, session):
    taken(editor)
    answer = approve(editor, session)

    assert answer.status_code == 422
    assert publish(editor, session).status_code == 422
    assert count(session, BankVersion) == 0


def test_an_approval_is_good_for_the_revision_that_was_read_alone(
    editor, reader, session
):
    taken(editor)
    approve(reader, session)
    taken(editor, GOOD.replace("Huế", "Đà Nẵng"))

    assert publish(editor, session).status_code == 422
    assert approve(reader, session, revision=1).status_code == 422
    assert approve(reader, session).status_code == 303
    assert publish(editor, session).status_code == 303


def test_a_draft_that_was_sent_back_is_not_published(editor, reader, session):
    taken(editor)
    assert approve(reader, session, verdict="returned").status_code == 422
    approve(reader, session, verdict="returned", note="Câu hai thiếu nguồn.")

    assert "Câu hai thiếu nguồn." in editor.get("/manage/banks/dot-mot/draft").text
    assert publish(editor, session).status_code == 422


def test_without_a_second_reader_where_the_rules_ask_for_none(editor, session):
    taken(editor)
    book = factories.rule_book(
        second_reader=False,
        paper={"draw": [{"bank": "dot-mot", "count": 2}], "minutes": 10},
    )
    factories.contest(session, book=book)
    session.commit()

    assert publish(editor, session).status_code == 303
    assert session.scalar(select(BankVersion.approved_by)) is None


def test_a_corrected_key_needs_a_reason_and_is_kept_for_marking_again(
    editor, reader, session
):
    import_bank_of(session, GOOD)
    taken(editor, GOOD.replace("answer: 959", "answer: 960"))
    approve(reader, session)

    assert publish(editor, session).status_code == 422
    assert publish(editor, session, reason="In sai số").status_code == 303
    found = session.scalar(select(KeyCorrection))
    assert (found.item, found.reason) == ("hai", "In sai số")
    assert found.version_id != found.before_version_id


def import_bank_of(session, text):
    from quizapp.banks.files import parse_bank

    import_bank(session, bank=parse_bank(text.encode(), name="x").bank, now=NOON)
    session.commit()


def item_page(editor, item="mot"):
    return f"/manage/banks/dot-mot/draft/items/{item}"


def fields_of(page):
    """What the form of an item holds."""
    import html

    known = re.search(r'name="known" value="([^"]*)"', page)[1]
    form = re.search(r'name="form"[^>]* value="([^"]*)"', page)[1]
    text = re.search(r"<textarea[^>]*name=\"text\"[^>]*>(.*?)</textarea>", page, re.S)[
        1
    ]
    return {
        name: html.unescape(value).lstrip("\r\n")
        for name, value in (("known", known), ("form", form), ("text", text))
    }


def test_one_item_is_changed_in_its_text_and_its_history_tells_it(editor, session):
    taken(editor)
    before = revision(session)
    fields = fields_of(editor.get(item_page(editor)).text)
    changed = {**fields, "text": fields["text"].replace("ở đâu", "tại đâu")}

    assert post(editor, item_page(editor), **changed).status_code == 303
    assert revision(session) == before + 1
    assert "Đại hội họp tại đâu?" in editor.get(item_page(editor)).text
    change = session.scalar(select(ItemChange).order_by(ItemChange.id.desc()))
    assert (change.item, change.before["stem"]) == ("mot", "Đại hội họp ở đâu?")
    assert change.after["options"] == change.before["options"]


def test_a_change_over_somebody_elses_change_is_refused(editor, app, session):
    taken(editor)
    other = seat(app.test_client(), session, "organizer")
    fields = fields_of(editor.get(item_page(editor)).text)
    post(
        other, item_page(other), **fields | {"text": fields["text"].replace("ở", "tại")}
    )
    post(
        editor,
        item_page(editor),
        **fields | {"text": fields["text"].replace("ở", "nơi")},
    )

    page = editor.get(item_page(editor)).text
    assert "họp tại đâu" in page
    assert "họp nơi đâu" not in page


def test_a_fault_in_the_text_of_an_item_is_told_and_the_text_stays(editor, session):
    taken(editor)
    fields = fields_of(editor.get(item_page(editor)).text)
    answer = post(editor, item_page(editor), **fields | {"text": "items: ["})

    assert answer.status_code == 422
    assert "items: [" in answer.text


def test_a_retired_item_is_drawn_no_more_and_comes_back(editor, session):
    taken(editor)
    known = fields_of(editor.get(item_page(editor)).text)["known"]
    post(editor, f"{item_page(editor)}/retire", known=known, replaced_by="hai")

    draft = session.scalar(select(BankDraft))
    item = draft.content["items"][0]
    assert (item["retired"], item["replaced_by"]) == (True, "hai")
    known = fields_of(editor.get(item_page(editor)).text)["known"]
    post(editor, f"{item_page(editor)}/retire", known=known)
    session.expire_all()
    assert "retired" not in session.scalar(select(BankDraft)).content["items"][0]


def test_a_text_that_is_too_long_is_told_so(editor):
    taken(editor)
    answer = post(editor, f"{item_page(editor)}/comments", text="x" * 2001)

    assert answer.status_code == 422
    assert "Dài nhất 2000 ký tự." in answer.text


def test_comments_are_said_and_settled(editor, reader, session):
    taken(editor)
    path = item_page(editor)
    assert post(reader, f"{path}/comments", text="Nguồn nào?").status_code == 303
    page = editor.get(path).text
    assert "Nguồn nào?" in page
    settle = re.search(r'action="([^"]+/settle)"', page)[1]
    assert post(editor, settle).status_code == 303
    assert "/settle" not in editor.get(path).text
    assert "Nguồn nào?" in editor.get(path).text


def test_the_draft_is_searched_without_tone_marks_and_by_list(editor):
    taken(editor)
    path = "/manage/banks/dot-mot/draft"

    assert "Có bao nhiêu" not in editor.get(f"{path}?q=dai hoi hop").text
    assert "Có bao nhiêu" in editor.get(f"{path}?q=dai bieu").text
    assert "Có bao nhiêu" in editor.get(f"{path}?with=changed").text
    assert "Có bao nhiêu" not in editor.get(f"{path}?with=comments").text


def test_the_preview_is_the_question_as_papers_show_it(editor):
    taken(editor)
    page = editor.get("/manage/banks/dot-mot/draft/preview").text

    assert "srcdoc=" in page
    assert "Đại hội họp ở đâu?" in page
    assert "type=&#34;radio&#34;" in page


def test_differences_say_what_was_before(editor, session):
    import_bank_of(session, GOOD)
    taken(editor, GOOD.replace("answer: 959", "answer: 960").replace("Huế", "Vinh"))
    page = editor.get("/manage/banks/dot-mot/draft/difference").text

    assert "959" in page
    assert "960" in page
    assert "Vinh" in page
    assert "đáp án khác" in page.lower()


def test_a_version_is_downloaded_with_a_trace(editor, session):
    import_bank_of(session, GOOD)
    answer = editor.get("/manage/banks/dot-mot/versions/1.yaml")

    assert "Đại hội họp ở đâu?" in answer.text
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_draft_given_up_leaves_what_was_published(editor, session):
    import_bank_of(session, GOOD)
    taken(editor, GOOD.replace("Huế", "Vinh"))
    assert post(editor, "/manage/banks/dot-mot/draft/drop").status_code == 303

    session.expire_all()
    assert session.scalar(select(BankDraft.state)) == "dropped"
    assert count(session, BankVersion) == 1


PAGES = ["", "/draft", "/draft/preview", "/draft/difference", "/draft/items/mot"]


@pytest.mark.parametrize("ending", PAGES)
def test_a_role_in_another_contest_opens_no_bank(editor, app, session, ending):
    taken(editor)
    elsewhere = factories.contest(session)
    stranger = seat(app.test_client(), session, "editor", contest_id=elsewhere.id)

    assert stranger.get(f"/manage/banks/dot-mot{ending}").status_code == 404
    assert editor.get(f"/manage/banks/dot-mot{ending}").status_code == 200


def test_a_role_in_a_contest_opens_the_banks_it_draws_from(app, session):
    import_bank_of(session, GOOD)
    book = factories.rule_book(
        paper={"draw": [{"bank": "dot-mot", "count": 2}], "minutes": 10}
    )
    contest = factories.contest(session, book=book)
    one = seat(app.test_client(), session, "second_reader", contest_id=contest.id)

    assert one.get("/manage/banks/dot-mot").status_code == 200
    assert "Đợt một" in one.get("/manage/banks").text
    assert one.get("/manage/bank-uploads").status_code == 404


def test_a_new_bank_is_read_by_somebody_of_the_same_contest(client, app, session):
    contest = factories.contest(session)
    editor = seat(client, session, "editor", contest_id=contest.id)
    reader = seat(app.test_client(), session, "second_reader", contest_id=contest.id)
    taken(editor)

    assert "Đợt một" in reader.get("/manage/banks").text
    assert approve(reader, session).status_code == 303
    assert publish(editor, session).status_code == 303
    assert reader.get("/manage/banks/dot-mot").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/manage/bank-uploads/99999999999999999999",
        "/manage/banks/dot-mot/versions/99999999999999999999.yaml",
        "/manage/banks/a%00",
        "/handbooks/a%00",
        "/practice/a%00",
    ],
)
def test_what_no_row_can_be_called_is_not_found(editor, session, path):
    import_bank_of(session, GOOD)

    assert editor.get(path).status_code == 404


@pytest.fixture
def stranger(app, session):
    """An editor of another contest alone."""
    elsewhere = factories.contest(session)
    return seat(app.test_client(), session, "editor", contest_id=elsewhere.id)


@pytest.mark.parametrize("is_published", [True, False])
def test_a_file_for_somebody_elses_bank_tells_nothing_of_it(
    editor, stranger, session, is_published
):
    if is_published:
        import_bank_of(session, GOOD)
    else:
        taken(editor)
    guess = GOOD.replace("answer: 959", "answer: 960")
    path, page = send(stranger, guess)

    assert "Đã có ngân hàng khác mang mã" in page.text
    assert "sửa đáp án" not in page.text
    assert post(stranger, f"{path}/take").location == path
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(BankDraft)) == (
        0 if is_published else 1
    )


def test_likeness_to_somebody_elses_questions_is_not_told(editor, stranger, session):
    import_bank_of(session, GOOD)
    copied = GOOD.replace("id: dot-mot", "id: cua-toi")
    _, mine = send(editor, copied, name="cua-toi.yaml")
    assert "dot-mot" in mine.text
    _, theirs = send(stranger, copied, name="cua-toi.yaml")
    assert "dot-mot" not in theirs.text


def test_what_was_typed_stays_on_a_conflict(editor, app, session):
    taken(editor)
    other = seat(app.test_client(), session, "organizer")
    fields = fields_of(editor.get(item_page(editor)).text)
    post(
        other, item_page(other), **fields | {"text": fields["text"].replace("ở", "tại")}
    )
    mine = fields | {"text": fields["text"].replace("ở", "nơi")}
    answer = post(editor, item_page(editor), **mine)

    assert answer.status_code == 422
    assert "họp nơi đâu" in answer.text
    again = fields_of(answer.text)
    post(editor, item_page(editor), **again)
    assert "họp nơi đâu" in editor.get(item_page(editor)).text


def test_a_bank_keeps_its_title_where_a_file_has_none(editor, session):
    import_bank_of(session, GOOD)
    text = "Câu 1. Đại hội họp ở đâu?\nA. Hà Nội\nB. Huế\nĐáp án: A\n"
    _, page = send(editor, text, name="pasted.txt", bank="dot-mot")

    assert "“Đợt một”" in page.text
    assert "1 câu của phiên bản đã ban hành không có trong tệp" in page.text


def test_somebody_elses_upload_is_not_found(editor, app, session):
    path, _ = send(editor)
    other = seat(app.test_client(), session, "organizer")

    assert other.get(path).status_code == 404
    assert post(other, f"{path}/take").status_code == 404


def test_pasted_text_beyond_the_usual_size_of_a_form_is_taken(editor):
    many = GOOD + "".join(
        f"  - {{id: c{n}, kind: true_false, stem: 'Câu {n} có đúng không?', answer: true}}\n"
        for n in range(1500)
    )
    assert len(many.encode()) > 64 * 1024
    _, report = send(editor, many)

    assert "1.502 câu hỏi" in report.text


def test_other_forms_take_no_more_than_before(editor):
    answer = post(editor, "/language", language="vi", filler="x" * 70_000)

    assert answer.status_code == 413
