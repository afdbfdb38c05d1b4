"""Entry forms with all that a rule book can ask: fields, ages, two taps, corrections."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import Account
from quizapp.entries.models import Consent, Entry, EntryChange
from tests import factories
from tests.web.people import sign_in, somewhere

GOOD = {
    "full_name": "Nguyễn Thị Xuân",
    "birth_year": "1978",
    "phone": "0987 800 201",
    "pin": "402915",
    "unit": "Phường IV",
    "take_part": "y",
}
CHILD = GOOD | {
    "birth_year": "2016",
    "birth_date": "1/1/2016",
    "representative_name": "Trần Thị Mẹ",
    "representative_relation": "mother",
    "agree_representative": "y",
}


@pytest.fixture
def client(client):
    return somewhere(client)


@pytest.fixture
def root(session, app):
    found = factories.unit(session, name="Tỉnh Hậu Giang")
    for name in ("Phường I", "Phường IV"):
        factories.unit(session, parent=found, name=name)
    return found


def make_contest(session, root, minimum_age=12, **entry):
    entry = {"required": ["full_name", "birth_year", "phone", "unit"]} | entry
    book = factories.rule_book(
        eligibility={"minimum_age": minimum_age, "units": "tree"}, entry=entry
    )
    found = factories.contest(session, book=book, unit_id=root.id)
    session.commit()
    return found


@pytest.fixture
def contest(session, root):
    return make_contest(
        session, root, optional=["sex", "ethnicity", "occupation", "member"]
    )


def send(client, contest, part="entry", **fields):
    address = f"/contests/{contest.slug}/{part}"
    page = client.get(address).text
    hidden = {
        name: re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)[1]
        for name in ("csrf_token", "shown")
    }
    return client.post(address, data=hidden | fields)


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def entry_of(session):
    session.expire_all()
    return session.scalars(select(Entry).order_by(Entry.id.desc())).first()


def is_open(page, part):
    """Whether a part of the form is shown without a script."""
    return " hidden" not in re.search(rf'data-part="{part}"([^>]*)>', page)[1]


def test_what_was_chosen_is_kept(client, session, contest):
    told = {"sex": "female", "occupation": "farmer", "member": "no"}
    reply = send(client, contest, **GOOD, **told, ethnicity="05", agree_ethnicity="y")

    assert reply.status_code == 303
    entry = entry_of(session)
    assert (entry.sex, entry.occupation, entry.is_member) == ("female", "farmer", False)
    assert entry.ethnicity == "05"
    assert entry.birth_date is None
    kinds = set(session.scalars(select(Consent.kind)))
    assert kinds == {"take_part", "show_name", "ethnicity"}


def test_what_needs_not_be_told_may_stay_empty(client, session, contest):
    assert send(client, contest, **GOOD).status_code == 303
    entry = entry_of(session)
    assert (entry.sex, entry.ethnicity, entry.is_member) == (None, None, None)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ethnicity": "05"}, "Dân tộc chỉ được lưu khi đã đồng ý"),
        ({"sex": "neither"}, "Chọn một mục trong danh sách."),
        ({"ethnicity": "99", "agree_ethnicity": "y"}, "Chọn một mục trong danh sách."),
        ({"occupation": "<b>x</b>"}, "Chọn một mục trong danh sách."),
    ],
)
def test_choices_that_cannot_be_are_told_and_nothing_stays(
    client, session, contest, fields, sentence
):
    reply = send(client, contest, **GOOD, **fields)

    assert reply.status_code == 422
    assert sentence in reply.text
    assert "<b>x</b>" not in reply.text
    assert count(session, Account) == 0


def test_what_is_required_is_asked_for_at_once_with_all_else(client, session, root):
    contest = make_contest(
        session,
        root,
        required=[*["full_name", "birth_year", "phone", "unit", "sex", "member"]],
    )
    reply = send(client, contest, **GOOD | {"full_name": ""})

    assert reply.status_code == 422
    assert "Gõ họ và tên." in reply.text
    assert "cuộc thi này cần thông tin này" in reply.text
    assert send(client, contest, **GOOD, sex="female", member="yes").status_code == 303


def test_fields_that_are_not_asked_are_neither_shown_nor_kept(client, session, root):
    contest = make_contest(session, root)
    page = client.get(f"/contests/{contest.slug}/entry").text
    assert 'name="sex"' not in page
    assert 'name="ethnicity"' not in page

    send(client, contest, **GOOD, sex="female", ethnicity="05", agree_ethnicity="y")
    assert (entry_of(session).sex, entry_of(session).ethnicity) == (None, None)


def test_the_contest_page_says_what_the_form_asks(client, contest):
    page = client.get(f"/contests/{contest.slug}").text

    assert "Phiếu đăng ký gồm: họ và tên, năm sinh, số điện thoại, đơn vị." in page
    assert "Có thể để trống: giới tính, dân tộc, nghề nghiệp" in page


def test_a_young_person_sees_what_her_year_asks_and_others_do_not(client, contest):
    page = client.get(f"/contests/{contest.slug}/entry").text
    assert not is_open(page, "date")
    assert not is_open(page, "representative")
    page = send(client, contest, **GOOD | {"birth_year": "2014"}).text
    assert is_open(page, "date")
    assert not is_open(page, "representative")
    page = send(client, contest, **GOOD | {"birth_year": "2015"}).text
    assert not is_open(page, "date")
    assert is_open(page, "representative")


def test_without_a_script_the_form_comes_back_for_date_and_representative(
    client, session, contest
):
    page = send(client, contest, **GOOD | {"birth_year": "2014"}).text
    assert "Chỉ có năm sinh thì chưa rõ tuổi" in page
    page = send(
        client, contest, **GOOD | {"birth_year": "2014", "birth_date": "2/1/2014"}
    ).text
    assert is_open(page, "representative")
    assert "Khi chưa có thì vẫn luyện tập được." in page
    assert count(session, Account) == 0

    fields = CHILD | {"birth_year": "2014", "birth_date": "2/1/2014", "show_name": "y"}
    assert send(client, contest, **fields).status_code == 303
    entry = entry_of(session)
    assert (entry.birth_date, entry.representative_relation) == (
        date(2014, 1, 2),
        "mother",
    )
    assert not entry.is_name_shown


def test_who_has_turned_16_needs_nobody(client, session, contest):
    fields = GOOD | {"birth_year": "2014", "birth_date": "1/1/2014", "show_name": "y"}

    assert send(client, contest, **fields).status_code == 303
    assert entry_of(session).is_name_shown


@pytest.mark.parametrize(
    "left_out",
    ["representative_name", "representative_relation", "agree_representative"],
)
def test_name_relation_and_tick_are_all_needed(client, session, contest, left_out):
    fields = CHILD | {"birth_year": "2015", "birth_date": ""}
    reply = send(client, contest, **{k: v for k, v in fields.items() if k != left_out})

    assert reply.status_code == 422
    assert "còn thiếu họ tên, quan hệ hoặc dấu đồng ý" in reply.text
    assert count(session, Account) == 0


@pytest.mark.parametrize(
    ("born", "sentence"),
    [
        ("31/2/2018", "Gõ ngày/tháng/năm"),
        ("5/5/2017", "Ngày này không thuộc năm sinh đã ghi."),
        ("2/1/2018", "Người dự thi phải đủ 12 tuổi."),
    ],
)
def test_a_date_that_cannot_be_or_is_too_late_is_refused(
    client, session, contest, born, sentence
):
    reply = send(client, contest, **CHILD | {"birth_year": "2018", "birth_date": born})

    assert reply.status_code == 422
    assert sentence in reply.text
    assert count(session, Account) == 0


def test_a_contest_from_16_on_asks_for_no_representative(client, session, root):
    contest = make_contest(session, root, minimum_age=16)
    page = client.get(f"/contests/{contest.slug}/entry").text

    assert "representative" not in page
    reply = send(client, contest, **GOOD | {"birth_year": "2016"})
    assert "Người dự thi phải đủ 16 tuổi." in reply.text


def test_who_signed_up_once_enters_another_contest_with_box_and_button(
    client, session, root, contest
):
    told = {"sex": "female", "occupation": "farmer", "member": "yes"}
    send(client, contest, **GOOD, **told, ethnicity="05", agree_ethnicity="y")
    second = make_contest(
        session, root, optional=["sex", "ethnicity", "occupation", "member"]
    )
    page = client.get(f"/contests/{second.slug}/entry").text
    assert re.sub(r"<[^>]+>", "", page).count("Nguyễn Thị Xuân, 1978, Phường IV") == 1
    assert "<details>" in page
    assert 'name="phone"' not in page

    fields = filled_in(page)
    assert fields["sex"] == "female"
    assert "take_part" not in fields
    reply = client.post(
        f"/contests/{second.slug}/entry", data=fields | {"take_part": "y"}
    )
    assert reply.status_code == 303
    entry = entry_of(session)
    assert entry.contest_id == second.id
    assert (entry.sex, entry.is_member) == ("female", True)
    assert entry.unit_id is not None
    assert entry.ethnicity is None  # no consent, no ethnicity


def filled_in(page):
    """What a browser would send of a form as it stands."""
    form = page.split('data-module="ages"')[1].split("</form>")[0]
    fields = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        is_box = 'type="checkbox"' in tag or 'type="radio"' in tag
        if name and (not is_box or "checked" in tag):
            fields[name[1]] = value[1] if value else ""
    for name, options in re.findall(
        r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.S
    ):
        chosen = re.search(r'<option selected value="(\w*)"', options)
        fields[name] = chosen[1] if chosen else ""
    return fields


def test_a_new_consent_keeps_the_ethnicity_of_before(client, session, root, contest):
    send(client, contest, **GOOD, ethnicity="05", agree_ethnicity="y")
    second = make_contest(session, root, optional=["ethnicity"])
    fields = filled_in(client.get(f"/contests/{second.slug}/entry").text)
    assert fields["ethnicity"] == "05"
    client.post(
        f"/contests/{second.slug}/entry",
        data=fields | {"take_part": "y", "agree_ethnicity": "y"},
    )

    assert entry_of(session).ethnicity == "05"


def test_a_child_is_agreed_for_anew_in_each_contest(client, session, root, contest):
    send(client, contest, **CHILD | {"birth_year": "2015", "birth_date": ""})
    second = make_contest(session, root)
    fields = filled_in(client.get(f"/contests/{second.slug}/entry").text)
    assert fields["representative_name"] == "Trần Thị Mẹ"
    address = f"/contests/{second.slug}/entry"
    assert client.post(address, data=fields | {"take_part": "y"}).status_code == 422
    both = {"take_part": "y", "agree_representative": "y"}
    assert client.post(address, data=fields | both).status_code == 303


def test_staff_is_told_that_staff_takes_no_part(client, session, contest):
    sign_in(client, session, factories.staff(session))

    assert client.get(f"/contests/{contest.slug}/entry").status_code == 403


def edit_form(client, contest):
    return filled_in(client.get(f"/contests/{contest.slug}/entry/edit").text)


def edit(client, contest, **changes):
    fields = edit_form(client, contest) | changes
    return client.post(f"/contests/{contest.slug}/entry/edit", data=fields)


def test_what_was_typed_is_corrected_before_the_first_attempt(client, session, contest):
    send(client, contest, **GOOD, ethnicity="05", agree_ethnicity="y")
    reply = edit(
        client, contest, unit="Phường I", full_name="Lê Thị Xuân", sex="female"
    )

    assert reply.status_code == 303
    entry = entry_of(session)
    assert (entry.sex, entry.ethnicity) == ("female", "05")
    assert session.get_one(Account, entry.account_id).full_name == "Lê Thị Xuân"
    fields = set(session.scalars(select(EntryChange.field)))
    assert fields == {"unit", "full_name", "sex"}
    assert "Sửa thông tin đăng ký" in client.get(f"/contests/{contest.slug}").text


def test_saving_as_it_is_changes_nothing(client, session, contest):
    send(client, contest, **CHILD | {"birth_year": "2015", "birth_date": ""})

    assert edit(client, contest).status_code == 303
    assert count(session, EntryChange) == 0
    assert entry_of(session).representative_name == "Trần Thị Mẹ"


def test_a_correction_that_cannot_be_is_told_beside_its_field(client, session, contest):
    send(client, contest, **GOOD)
    reply = edit(client, contest, unit="Cà Mau", birth_year="2020")

    assert reply.status_code == 422
    assert "Chọn một đơn vị trong danh sách." in reply.text
    assert "Người dự thi phải đủ 12 tuổi." in reply.text
    assert count(session, EntryChange) == 0


def test_once_an_attempt_has_started_the_fields_are_locked(client, session, contest):
    send(client, contest, **GOOD)
    fields = edit_form(client, contest)
    entry = entry_of(session)
    (round_,) = session.scalars(
        select(factories.Round).where(factories.Round.contest_id == contest.id)
    )
    factories.attempt(session, entry=entry, round_=round_)
    session.commit()
    address = f"/contests/{contest.slug}/entry/edit"
    reply = client.post(address, data=fields | {"unit": "Phường I"})

    assert reply.status_code == 409
    assert "liên hệ Ban Tổ chức để sửa" in reply.text
    assert client.get(address).status_code == 409
    assert count(session, EntryChange) == 0
    assert "Sửa thông tin đăng ký" not in client.get(f"/contests/{contest.slug}").text


def test_name_and_birth_year_are_locked_by_an_attempt_anywhere(
    client, session, root, contest
):
    send(client, contest, **GOOD)
    entry = entry_of(session)
    elsewhere = make_contest(session, root)
    other = factories.entry(
        session,
        contest=elsewhere,
        account=session.get_one(Account, entry.account_id),
    )
    (round_,) = session.scalars(
        select(factories.Round).where(factories.Round.contest_id == elsewhere.id)
    )
    factories.attempt(session, entry=other, round_=round_)
    session.commit()
    page = client.get(f"/contests/{contest.slug}/entry/edit").text
    assert 'name="full_name"' not in page
    assert "họ tên và năm sinh đã khóa" in page

    assert edit(client, contest, full_name="Lê Thị Khác", sex="male").status_code == 303
    session.expire_all()
    assert session.get_one(Account, entry.account_id).full_name == "Nguyễn Thị Xuân"
    assert entry_of(session) is not None


def test_nobody_corrects_what_is_not_hers(client, session, contest):
    factories.entry(session, contest=contest)
    sign_in(client, session, factories.account(session))

    assert client.get(f"/contests/{contest.slug}/entry/edit").status_code == 404
    assert client.get(f"/contests/{contest.slug}/entry/rest").status_code == 404
