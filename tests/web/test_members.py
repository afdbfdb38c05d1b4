"""Lists of members on pages: sending, the list, claims, cards; joining by a code."""

import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.accounts.models import Account, SignInFailure
from quizapp.accounts.rules import keyed_hash
from quizapp.entries.models import Entry
from quizapp.jobs import run_jobs
from quizapp.members.models import ListedMember, MemberClaim, MemberList, MemberSheet
from quizapp.members.queries import place_of_entry
from quizapp.members.rules import shown_code
from quizapp.privacy.models import ErasedPhone
from tests import factories
from tests.conftest import NOON, SECRET
from tests.member_lists import WORDS, arena, entered, listed
from tests.web.people import form_token, sign_in

PHONE = "+84912345678"


@pytest.fixture
def where(session, app):
    found = arena(session)
    session.commit()
    return found


@pytest.fixture
def organizer(app, session):
    account = factories.staff(session)
    factories.role(session, account=account, role="organizer")
    client = app.test_client()
    sign_in(client, session, account)
    return client


def officer_of(app, session, unit):
    account = factories.account(session, full_name="Phạm Thị Hạnh")
    factories.role(session, account=account, role="unit_officer", unit_id=unit.id)
    client = app.test_client()
    sign_in(client, session, account)
    return client


@pytest.fixture
def officer(app, session, where):
    return officer_of(app, session, where.first)


def place(where, desk="manage"):
    return f"/{desk}/contests/{where.contest.slug}/members"


def post(client, path, **fields):
    return client.post(path, data={"csrf_token": form_token(client), **fields})


def send(client, path, text, **fields):
    basis = {"basis_kind": "membership", "basis_text": WORDS}
    return post(client, f"{path}/new", text=text, **basis | fields)


def count(session, model):
    session.expire_all()
    return session.scalar(select(func.count()).select_from(model))


def members(session):
    session.expire_all()
    return session.scalars(select(ListedMember).order_by(ListedMember.id)).all()


def test_an_organizer_sends_looks_and_takes_in(organizer, session, where):
    text = "Lê Thị Lan; 1970; 0912345678\nVõ Thị Đào"
    sent = send(organizer, place(where), text, unit="Chi hội 1")
    report = organizer.get(sent.location).text

    assert "Số dòng: 2. Mới 2, thay đổi 0, đã có 0." in report
    assert "Lê Thị Lan · 1970 · 091•••678" in report
    assert count(session, ListedMember) == 0
    post(organizer, f"{sent.location}/take")
    assert "Đã nhận: mới 2" in organizer.get(sent.location).text
    page = organizer.get(place(where)).text
    assert "Lê Thị Lan" in page
    assert "091•••678" in page
    assert "0912345678" not in page
    assert "chưa đăng ký" in page


def test_a_workbook_is_sent_as_a_file(organizer, session, where):
    made = organizer.get(f"{place(where)}/template.xlsx")
    assert made.data.startswith(b"PK")
    text = "Họ và tên,Điện thoại,Mã đơn vị\nLê Lan,912345678,317\n"
    file = (io.BytesIO(text.encode()), "danh-sach.csv")
    sent = send(organizer, place(where), "", file=file)
    post(organizer, f"{sent.location}/take")

    (member,) = members(session)
    assert (member.phone, member.unit_id) == (PHONE, where.commune.id)


def test_every_fault_stands_with_its_row_and_nothing_is_taken_in(
    organizer, session, where
):
    sent = send(organizer, place(where), "Lê Lan; 12\nHoa 2", unit="Chi hội 1")
    page = organizer.get(sent.location).text

    assert "Cần sửa trước: 2" in page
    for words in ("Hàng 1", "Hàng 2", "“12” không phải năm sinh", "Lê Lan · ", "Hoa 2"):
        assert words in page, words
    assert "Nhận vào danh sách" not in page
    post(organizer, f"{sent.location}/take")
    assert count(session, ListedMember) == 0


def test_pasted_lines_come_back_to_be_mended(organizer, officer, where):
    sent = send(organizer, place(where), "Lê Lan; 12\nHoa 2", unit="Chi hội 1")
    page = organizer.get(sent.location).text
    again = re.search(r'href="([^"]*again=\d+)"', page)[1]

    assert "Sửa những chỗ này rồi gửi lại các dòng." in page
    form = organizer.get(again).text
    assert "Lê Lan; 12\nHoa 2</textarea>" in form.replace("\r\n", "\n")
    assert WORDS in form
    assert "Chi hội 1" in form
    theirs = again.replace("/manage/", "/officer/")
    assert officer.get(theirs).status_code == 404
    for number in ("x", "9" * 30, "-1"):
        assert organizer.get(f"{place(where)}/new?again={number}").status_code == 404


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "Chọn một tệp, hoặc dán danh sách hội viên."),
        ({"text": "Lan", "unit": "Cà Mau"}, "Chọn một đơn vị trong danh sách."),
        ({"text": "Lan", "unit": "chi hoi"}, "Có nhiều đơn vị phù hợp"),
        ({"text": "Lan", "basis_text": ""}, "Ghi ngắn gọn căn cứ"),
        ({"text": "Lan", "basis_kind": ""}, "Chọn loại căn cứ."),
    ],
)
def test_what_cannot_be_sent_is_said_beside_its_field(
    organizer, session, where, fields, sentence
):
    reply = send(organizer, place(where), **fields)

    assert reply.status_code == 422
    assert sentence in reply.text
    assert count(session, MemberList) == 0


def test_a_list_that_was_thrown_away_is_gone(organizer, session, where):
    sent = send(organizer, place(where), "Lê Lan", unit="Chi hội 1")
    assert "Danh sách đã dán" in organizer.get(f"{place(where)}/new").text
    post(organizer, f"{sent.location}/drop")

    assert organizer.get(sent.location).status_code == 404
    assert post(organizer, f"{sent.location}/take").status_code == 404


def test_a_large_list_is_read_and_taken_in_by_a_worker(organizer, session, where, app):
    names = "\n".join(f"Lê Thị Lan; {1930 + n % 70}; 091{n:07}" for n in range(2500))
    sent = send(organizer, place(where), names, unit="Chi hội 1")
    waiting = organizer.get(sent.location).text
    assert "data-progress" in waiting
    assert organizer.get(f"{sent.location}/progress").json["is_read"] is False
    work(app)
    assert "Mới 2.500" in organizer.get(sent.location).text
    post(organizer, f"{sent.location}/take")
    assert "Đang nhận hội viên" in organizer.get(sent.location).text
    work(app)

    assert "Đã nhận: mới 2.500" in organizer.get(sent.location).text
    assert count(session, ListedMember) == 2500


def work(app):
    with app.app_context():
        run_jobs.run()


def test_an_officer_sees_and_fills_her_own_branch_alone(app, officer, session, where):
    listed(session, where, "Võ Thị Đào", unit_id=where.second.id)
    session.commit()
    assert "Võ Thị Đào" not in officer.get(place(where, "officer")).text
    text = "Họ tên,Mã đơn vị\nLê Lan,CH2\n"
    file = (io.BytesIO(text.encode()), "a.csv")
    sent = send(officer, place(where, "officer"), "", file=file)
    assert "không có đơn vị “CH2”" in officer.get(sent.location).text
    sent = send(officer, place(where, "officer"), "Lê Lan", unit="Chi hội 1")
    post(officer, f"{sent.location}/take")

    assert members(session)[1].unit_id == where.first.id
    assert "Lê Lan" in officer.get(place(where, "officer")).text


def test_what_is_not_hers_is_not_there(app, officer, session, where):
    (member,) = listed(session, where, "Võ Thị Đào", unit_id=where.second.id)
    entry = entered(session, where, name="Võ Thị Đào", unit=where.second)
    session.commit()
    root, own = place(where, "officer"), place(where, "manage")
    stranger = officer_of(app, session, factories.unit(session))
    for client, path in (
        (officer, f"{root}/{member.id}"),
        (officer, f"{root}/999999"),
        (officer, f"{root}/{2**70}"),
        (officer, f"{root}?unit={where.second.id}"),
        (officer, f"{root}?unit=x"),
        (officer, own),
        (stranger, root),
        (stranger, f"{root}/new"),
    ):
        assert client.get(path).status_code == 404, path
    for path, fields in (
        (f"{root}/{member.id}/remove", {}),
        (f"{root}/{member.id}/undo", {}),
        (f"{root}/sheets", {"unit": where.second.id}),
        (f"{root}/claims", {"member": member.id, "entry": entry.id, "verdict": "same"}),
        (f"{root}/claims", {"member": "x", "entry": "1", "verdict": "same"}),
        (f"{root}/claims", {"member": "1", "entry": "1", "verdict": "?"}),
    ):
        assert post(officer, path, **fields).status_code == 404, path
    assert count(session, MemberClaim) == 0


def test_a_list_is_its_senders_alone(app, organizer, officer, session, where):
    sent = send(organizer, place(where), "Lê Lan", unit="Chi hội 1")
    number = sent.location.rsplit("/", 1)[1]

    assert officer.get(f"{place(where, 'officer')}/lists/{number}").status_code == 404


def test_an_officer_of_one_contest_is_led_to_it(app, officer, session, where):
    assert officer.get("/officer/members").location == place(where, "officer")
    other = arena(session)
    session.commit()
    assert "/officer/members" in officer.get("/officer/").text
    none = officer_of(app, session, factories.unit(session))
    assert "Chưa có cuộc thi nào" in none.get("/officer/members").text
    assert other.contest.slug not in officer.get("/officer/members").location


def test_an_empty_list_says_what_to_do(organizer, where):
    page = organizer.get(place(where)).text

    assert "Chưa có hội viên nào trong danh sách." in page
    assert "Thêm hội viên" in page


def test_a_contest_without_units_has_no_list(organizer, session):
    contest = factories.contest(session)
    session.commit()
    reply = organizer.get(f"/manage/contests/{contest.slug}/members")

    assert reply.status_code == 409
    assert "không hỏi đơn vị" in reply.text


def test_the_light_shows_taking_part_and_never_a_score(organizer, session, where):
    lan, dao, _ = listed(session, where, "Lê Thị Lan\nVõ Thị Đào\nHồ Thị Ý")
    one = entered(session, where, name="Lê Thị Lan", unit=where.first)
    two = entered(session, where, name="Đào", unit=where.second)
    from quizapp.contests.queries import rounds_of
    from quizapp.members.service import claim_by_code
    from tests.conftest import NOON

    claim_by_code(session, entry=one, code=lan.code, now=NOON)
    claim_by_code(session, entry=two, code=dao.code, now=NOON)
    round_ = rounds_of(session, contest_id=where.contest.id)[0]
    factories.handed_in(session, entry=one, round_=round_, score_hundredths=137)
    session.commit()
    page = organizer.get(place(where)).text

    assert "✓ đã thi" in page
    assert "◐ đã đăng ký, chưa thi" in page
    assert "○ chưa đăng ký" in page
    assert "1,37" not in page
    assert "đăng ký với tên Đào" in page
    assert "đăng ký tại Chi hội 2" in page
    assert "còn 2/3 hội viên chưa dự thi" in page
    done = organizer.get(f"{place(where)}?state=done").text
    assert "Lê Thị Lan" in done
    assert "Hồ Thị Ý" not in done
    assert "Hồ Thị Ý" in organizer.get(f"{place(where)}?q=ho y").text
    assert "Không có ai phù hợp" in organizer.get(f"{place(where)}?q=xyz").text


def test_one_member_has_a_code_and_a_qr_until_the_place_is_taken(
    officer, session, where
):
    (member,) = listed(session, where)
    session.commit()
    path = f"{place(where, 'officer')}/{member.id}"
    page = officer.get(path).text
    assert shown_code(member.code) in page
    assert "<svg" in page
    entry = entered(session, where, name="Lê Thị Lan", unit=where.first)
    session.commit()
    post(
        officer,
        f"{place(where, 'officer')}/claims",
        member=member.id,
        entry=entry.id,
        verdict="same",
    )
    page = officer.get(path).text

    assert shown_code(member.code) not in page
    assert "cán bộ Hội xác nhận" in page
    post(officer, f"{path}/undo")
    assert shown_code(member.code) in officer.get(path).text


def test_who_is_alike_is_shown_and_settled(officer, session, where):
    (member,) = listed(session, where)
    entry = entered(session, where, name="Lê Lan", unit=where.first)
    session.commit()
    path = f"{place(where, 'officer')}/claims"
    assert "Lê Lan" in officer.get(path).text
    post(officer, path, member=member.id, entry=entry.id, verdict="other")

    assert "Hiện không có đăng ký nào" in officer.get(path).text
    session.expire_all()
    assert place_of_entry(session, entry_id=entry.id) is None


def test_the_unit_of_the_list_is_taken_only_within_her_branches(
    officer, organizer, session, where
):
    (member,) = listed(session, where)
    entry = entered(session, where, name="Lê Thị Lan", unit=where.second)
    from quizapp.members.service import claim_by_code
    from tests.conftest import NOON

    claim_by_code(session, entry=entry, code=member.code, now=NOON)
    session.commit()
    post(officer, f"{place(where, 'officer')}/{member.id}/unit")
    session.expire_all()
    assert entry.unit_id == where.second.id
    post(organizer, f"{place(where)}/{member.id}/unit")
    session.expire_all()
    assert entry.unit_id == where.first.id


def test_taking_a_member_out_erases_her(officer, session, where):
    (member,) = listed(session, where)
    session.commit()
    post(officer, f"{place(where, 'officer')}/{member.id}/remove")

    assert members(session)[0].full_name is None
    assert "Lê Thị Lan" not in officer.get(place(where, "officer")).text


def test_cards_are_printed_by_a_worker_for_who_asked(
    app, officer, organizer, session, where
):
    listed(session, where, "Lê Thị Lan\nVõ Thị Đào")
    session.commit()
    root = place(where, "officer")
    asked = post(officer, f"{root}/sheets", unit=where.first.id).location
    assert "data-progress" in officer.get(asked).text
    assert officer.get(f"{asked}.pdf").status_code == 404
    work(app)

    assert officer.get(f"{asked}/progress").json["is_read"] is True
    assert "Tải tệp PDF" in officer.get(asked).text
    reply = officer.get(f"{asked}.pdf")
    assert reply.data.startswith(b"%PDF")
    assert reply.headers["Cache-Control"] == "no-store"
    number = asked.rsplit("/", 1)[1]
    assert organizer.get(f"{place(where)}/sheets/{number}").status_code == 404


def test_without_an_open_place_there_are_no_cards(officer, session, where):
    reply = post(officer, f"{place(where, 'officer')}/sheets", unit=where.first.id)

    assert count(session, MemberSheet) == 0
    assert "không có thẻ để in" in officer.get(reply.location).text


@pytest.fixture
def member(session, where):
    (found,) = listed(session, where, "Lê Thị Thanh Lan", unit_id=where.second.id)
    session.commit()
    return found


def join(client, code):
    return post(client, "/join", code=code)


def test_a_code_leads_over_the_masked_name_to_a_filled_form(
    client, session, where, member
):
    reply = join(client, shown_code(member.code).lower())
    assert reply.location == "/join/place"
    page = client.get("/join/place").text
    assert "Lê T. T. L." in page
    assert "Chi hội 2" in page
    assert "Thanh" not in page
    reply = post(client, "/join/place", answer="yes")
    page = client.get(reply.location).text

    assert 'value="Lê Thị Thanh Lan"' in page
    assert 'value="Chi hội 2, Phường IV"' in page
    assert member.code not in page + reply.location


def sign_up(client, where, **fields):
    address = f"/contests/{where.contest.slug}/entry"
    page = client.get(address).text
    hidden = {
        name: re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)[1]
        for name in ("csrf_token", "shown")
    }
    values = {
        "full_name": "Lê Thị Thanh Lan",
        "birth_year": "1978",
        "phone": "0912 345 678",
        "pin": "402915",
        "take_part": "y",
    }
    return client.post(address, data=hidden | values | fields)


def the_place(session):
    session.expire_all()
    entry = session.scalars(select(Entry)).one()
    return entry, place_of_entry(session, entry_id=entry.id)


def test_the_entry_takes_the_place_in_the_same_go(client, session, where, member):
    join(client, member.code)
    post(client, "/join/place", answer="yes")
    assert sign_up(client, where).status_code == 303

    entry, taken = the_place(session)
    assert taken == member
    assert entry.unit_id == where.second.id
    other = client.application.test_client()
    join(other, member.code)
    page = other.get("/join/place").text
    assert "Mã này đã được dùng." in page
    assert "Lê" not in page


def test_whoever_says_no_takes_nothing(client, session, where, member):
    join(client, member.code)
    post(client, "/join/place", answer="no")
    assert client.get("/join/place").location == "/join"
    page = client.get(f"/contests/{where.contest.slug}/entry").text
    assert "Thanh" not in page
    sign_up(client, where)

    assert the_place(session)[1] is None


def test_before_she_says_that_it_is_her_no_name_is_shown(client, where, member):
    join(client, member.code)

    assert "Thanh" not in client.get(f"/contests/{where.contest.slug}/entry").text


def test_a_place_that_was_taken_meanwhile_does_not_stop_the_entry(
    client, session, where, member
):
    join(client, member.code)
    post(client, "/join/place", answer="yes")
    quicker = entered(session, where)
    from quizapp.members.service import claim_by_code
    from tests.conftest import NOON

    claim_by_code(session, entry=quicker, code=member.code, now=NOON)
    session.commit()
    reply = sign_up(client, where)

    assert "đã có người nhận" in client.get(reply.location).text
    assert count(session, Entry) == 2


def test_a_faulty_form_keeps_the_place(client, session, where, member):
    join(client, member.code)
    post(client, "/join/place", answer="yes")
    assert sign_up(client, where, pin="1").status_code == 422
    assert count(session, Account) == 0
    sign_up(client, where)

    assert the_place(session)[1] == member


def test_a_phone_of_the_list_is_known_at_sign_up(client, session, where):
    (member,) = listed(session, where, "Lê Thị Thanh Lan; 0912345678")
    session.commit()
    sign_up(client, where)

    entry, taken = the_place(session)
    assert taken == member
    assert entry.unit_id == where.first.id


def test_who_has_entered_takes_her_place_at_once(client, session, where, member):
    entry = entered(session, where)
    sign_in(client, session, session.get_one(Account, entry.account_id))
    join(client, member.code)
    reply = post(client, "/join/place", answer="yes")

    assert "Đã nhận chỗ trong danh sách" in client.get(reply.location).text
    session.expire_all()
    assert place_of_entry(session, entry_id=entry.id) == member


def test_who_is_signed_in_goes_on_to_the_entry(client, session, where, member):
    sign_in(client, session, factories.account(session))
    join(client, member.code)
    reply = post(client, "/join/place", answer="yes")

    assert reply.location == f"/contests/{where.contest.slug}/entry"
    assert 'value="Chi hội 2, Phường IV"' in client.get(reply.location).text


@pytest.mark.parametrize("code", ["ABCDEFGHZ", "ABC", ""])
def test_a_code_that_is_none_says_what_to_do(client, where, member, code):
    reply = join(client, code)

    assert reply.status_code == 422
    assert "mã" in reply.text


def test_wrong_codes_are_counted_with_wrong_pins(client, session, where, member):
    for _ in range(10):
        join(client, "ABCDEFGHZ")
    assert count(session, SignInFailure) == 10
    reply = join(client, "ABCDEFGHZ")

    assert reply.status_code == 429
    assert "Nhập sai mã quá nhiều lần" in reply.text


def test_after_the_contest_nobody_joins(client, where, member, clock):
    clock.advance(days=3)
    join(client, member.code)

    page = client.get("/join/place").text
    assert "Cuộc thi đã kết thúc" in page
    assert "Lê T." not in page


def test_an_officers_own_unit_is_filled_in(officer, where):
    page = officer.get(f"{place(where, 'officer')}/new").text

    assert 'value="Chi hội 1, Phường IV"' in page


def test_a_list_that_came_to_have_faults_is_reported_anew(organizer, session, where):
    text = "Họ tên,Mã\nLê Lan,ABCDEFGHJ\n"
    file = (io.BytesIO(text.encode()), "a.csv")
    sent = send(organizer, place(where), "", file=file, unit="Chi hội 1")
    other = arena(session)
    listed(session, other, "Họ tên,Mã\nVõ Đào,ABCDEFGHJ\n", source="file")
    session.commit()
    post(organizer, f"{sent.location}/take")

    assert "đã dùng ở nơi khác" in organizer.get(sent.location).text
    assert count(session, ListedMember) == 1


def test_a_code_of_another_contest_takes_nothing_here(client, session, where):
    other = arena(session)
    (member,) = listed(session, other)
    session.commit()
    join(client, member.code)
    post(client, "/join/place", answer="yes")
    assert sign_up(client, where).status_code == 303

    assert the_place(session)[1] is None


def test_whoever_erased_on_her_phone_an_entry_that_is_there_takes_its_place(
    app, session, where, member
):
    """She is in already: only who enters anew is asked about erasings."""
    entry = entered(session, where, phone=PHONE)
    row = ErasedPhone(
        contest_id=where.contest.id,
        phone_hash=keyed_hash(SECRET, "erased-phone", PHONE),
        erased_at=NOON - timedelta(hours=1),
        until=NOON + timedelta(days=14),
    )
    factories.added(session, row)
    client = app.test_client()
    sign_in(client, session, session.get_one(Account, entry.account_id))
    join(client, member.code)
    post(client, "/join/place", answer="yes")

    assert the_place(session)[1] == member


def test_an_auditor_looks_at_lists_and_alike_but_sees_no_code_and_no_button(
    app, session, where
):
    (place_of_lan,) = listed(session, where)
    entered(session, where, name="Lê Thị Lan", unit=where.first)
    account = factories.staff(session)
    factories.role(session, account=account, role="auditor")
    auditor = app.test_client()
    sign_in(auditor, session, account)
    here = place(where)

    pages = [
        auditor.get(address)
        for address in (here, f"{here}/{place_of_lan.id}", f"{here}/claims")
    ]

    for page in pages:
        assert page.status_code == 200
        assert "Lê Thị Lan" in page.text
        assert f'action="{here}/' not in page.text
        assert f'href="{here}/new"' not in page.text
        assert shown_code(place_of_lan.code) not in page.text
    assert auditor.get(f"{here}/new").status_code == 404
    assert post(auditor, f"{here}/{place_of_lan.id}/remove").status_code == 404
