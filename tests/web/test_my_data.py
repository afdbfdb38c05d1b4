""" "My data" on pages, and the canary: after erasing, her name and phone are nowhere."""

import json
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
import redis
from sqlalchemy import func, select, text

from quizapp.accounts.models import Account, AddedUnit, OfficerInvitation, SignInFailure
from quizapp.accounts.service import accept_invitation, notify
from quizapp.attempts.models import Attempt
from quizapp.audit.service import Act
from quizapp.db import Base
from quizapp.entries.models import Consent, ConsentForm, Entry, Insider
from quizapp.entries.rules import NewInsider
from quizapp.entries.service import add_insiders, correct_entry, move_entry
from quizapp.hashing import hashed
from quizapp.jobs.refresh_boards import refresh
from quizapp.members.models import MemberSheet
from quizapp.privacy import service
from quizapp.privacy.models import DataRequest
from quizapp.standings import queries as boards
from quizapp.tallies.files import to_json
from quizapp.tallies.queries import tally
from tests import factories
from tests.boards import end, make_entry, make_round
from tests.conftest import NOON, SECRET
from tests.member_lists import listed
from tests.merging import merge
from tests.sittings import after, rounds_at
from tests.web.people import form_token, sign_in

PIN = "402915"
NAME = "Trịnh Thị Hoàng Yến"
PHONE = "0987 654 321"
#: Under which she signed up, until the help desk changed it.
OLD_PHONE = "0976 543 219"
#: Whatever of her could still be read somewhere, in any of its spellings.
CANARIES = (
    "hoàng yến",
    "hoang yen",
    "trịnh",
    "trinh thi",
    "987654321",
    "987 654 321",
    "0987.654",
    "976543219",
    "976 543 219",
)


def post(client, path, page=None, **fields):
    token = form_token(client, page or path)
    return client.post(path, data={"csrf_token": token, **fields})


@pytest.fixture
def me(session):
    """A person who signs in by a phone and a PIN."""
    return factories.account(
        session, full_name=NAME, phone="+84987654321", secret_hash=hashed(PIN)
    )


@pytest.fixture
def entry(client, session, me):
    """Her entry in a contest whose round is open; she is signed in."""
    contest, _ = rounds_at(session)
    found = factories.entry(session, contest=contest, account=me, now=NOON)
    for kind in ("take_part", "show_name"):
        row = Consent(
            entry_id=found.id,
            kind=kind,
            is_given=True,
            text_version="2026-11/vi",
            text_hash="0" * 64,
            at=NOON,
        )
        factories.added(session, row)
    sign_in(client, session, me)
    return found


def test_all_that_is_held_stands_on_one_page(client, session, entry):
    page = client.get("/account/data").text

    for words in (NAME, "098•••321", "1980", "Tìm hiểu Nghị quyết", "Đã đồng ý"):
        assert words in page, words
    assert "None" not in page


def test_the_page_of_somebody_without_an_entry_says_so(client, session):
    sign_in(client, session, factories.account(session))
    page = client.get("/account/data").text

    assert "Chưa đăng ký cuộc thi nào." in page


def test_staff_have_no_such_page(client, session):
    sign_in(client, session, factories.staff(session))

    assert client.get("/account/data").status_code == 404


def test_the_file_for_programs_holds_everything_and_nobody_elses(
    client, session, entry
):
    make_entry(session, make_round(session), account=factories.account(session))
    reply = client.get("/account/data/my-data.json")

    assert reply.headers["Cache-Control"] == "no-store"
    assert "attachment" in reply.headers["Content-Disposition"]
    document = json.loads(reply.data)
    kinds = [holding["kind"] for holding in document["holdings"]]
    assert sorted(set(kinds)) == [
        "account",
        "consent",
        "device",
        "entry",
        "entry_form",
    ]
    facts = {fact["label"]: fact["value"] for fact in document["holdings"][0]["facts"]}
    assert (facts["Full name"], facts["Phone"]) == (NAME, "0987 654 321")
    assert kinds.count("entry") == 1


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_readable_file_is_a_pdf(client, session, entry, language):
    post(client, "/language", language=language)
    reply = client.get("/account/data/my-data.pdf")

    assert reply.content_type == "application/pdf"
    assert reply.data.startswith(b"%PDF-")


@pytest.fixture
def alone(client, session, me):
    """She is signed in and has entered nothing."""
    sign_in(client, session, me)


def test_name_and_year_are_corrected_on_the_page(client, session, me, alone):
    reply = post(
        client,
        "/account/data/correct",
        full_name="Trịnh Thị Hồng Yến",
        birth_year="1979",
    )

    assert reply.location == "/account/data"
    session.expire_all()
    assert (me.full_name, me.birth_year) == ("Trịnh Thị Hồng Yến", 1979)
    assert "Trịnh Thị Hồng Yến" in client.get("/account/data").text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"full_name": "", "birth_year": "1979"}, "Gõ họ và tên."),
        ({"full_name": NAME, "birth_year": "79"}, "Gõ năm sinh đủ bốn chữ số"),
    ],
)
def test_a_correction_that_can_not_be_says_why(
    client, session, me, alone, fields, sentence
):
    reply = post(client, "/account/data/correct", **fields)

    assert reply.status_code == 422
    assert sentence in reply.text
    session.expire_all()
    assert (me.full_name, me.birth_year) == (NAME, 1980)


def test_who_has_entered_corrects_the_entry_form(client, session, me, entry):
    contest = session.get_one(factories.Contest, entry.contest_id)
    page = client.get("/account/data").text
    reply = post(
        client, "/account/data/correct", full_name="Khác Tên", birth_year="1979"
    )

    assert f"/contests/{contest.slug}/entry/edit" in page
    assert reply.status_code == 422
    assert "ở phiếu đăng ký" in reply.text


def test_after_the_first_attempt_a_correction_is_a_request(client, session, entry):
    round_ = session.scalars(
        select(factories.Round).where(factories.Round.contest_id == entry.contest_id)
    ).one()
    factories.attempt(session, entry=entry, round_=round_)
    session.commit()
    page = client.get("/account/data").text

    assert "/account/data/requests?kind=correct" in page
    assert "/entry/edit" not in page


def consent_page(entry, kind):
    return f"/account/data/consents/{entry.id}/{kind}"


def test_a_consent_is_taken_back_and_given_again(client, session, entry):
    path = consent_page(entry, "show_name")
    assert "Rút lại đồng ý" in client.get(path).text
    assert post(client, path).location == "/account/data"
    session.expire_all()
    assert entry.is_name_shown is False

    unticked = post(client, path)
    assert unticked.status_code == 422
    assert "Đánh dấu vào ô để đồng ý." in unticked.text
    assert "checked" not in client.get(path).text
    post(client, path, agrees="y")
    session.expire_all()
    assert entry.is_name_shown is True
    newest = session.scalars(select(Consent).order_by(Consent.id.desc())).first()
    assert len(set(newest.text_hash)) > 1  # of the text that stood on the page


def test_taking_part_is_taken_back_on_the_page_and_no_attempt_starts(
    client, session, entry
):
    post(client, consent_page(entry, "take_part"))
    session.expire_all()
    contest = session.get_one(factories.Contest, entry.contest_id)
    start = f"/contests/{contest.slug}/rounds/1/attempts"
    reply = post(client, start, "/language")

    assert entry.withdrawn_at == NOON
    assert reply.status_code == 409
    assert "Dữ liệu của tôi" in reply.text
    assert "Đã thôi dự thi" in client.get("/account/data").text


@pytest.mark.parametrize("kind", ["ethnicity", "nonsense"])
def test_a_consent_never_asked_is_not_there(client, entry, kind):
    assert client.get(consent_page(entry, kind)).status_code == 404


def test_somebody_elses_consent_looks_like_none(client, session, entry):
    other = factories.entry(session)
    session.commit()
    mine = client.get(consent_page(other, "take_part"))
    none = client.get(f"/account/data/consents/{10**9}/take_part")

    assert mine.status_code == none.status_code == 404
    token = re.compile(r'value="[^"]{20,}"')
    alike = [
        token.sub("", reply.text).replace(f"consents%2F{number}%2F", "")
        for reply, number in ((mine, other.id), (none, 10**9))
    ]
    assert alike[0].replace(f"/{other.id}/", "") == alike[1].replace(f"/{10**9}/", "")


def test_boards_forget_who_left_within_five_seconds(client, session, settings, app):
    """The refresher makes a pass every 1.5 s; what it keeps is what is shown."""
    with redis.Redis.from_url(settings.redis_url) as raw:
        raw.flushdb()
        cache = app.extensions["cache"]
        round_ = make_round(session)
        account = factories.account(session, full_name=NAME)
        entry = make_entry(session, round_, account=account)
        end(session, round_, entry, seconds=30)
        refresh(session, cache, now=NOON)
        assert NAME in names_on(session, cache, round_)
        answer = service_answer(is_given=False)
        service.change_consent(
            session,
            account_id=account.id,
            entry_id=entry.id,
            answer=answer,
            nonce=lambda: "0" * 32,
            now=NOON,
        )
        refresh(session, cache, now=NOON + timedelta(seconds=1.5))

        assert names_on(session, cache, round_) == []
        rank = boards.own_rank(session, cache, round_id=round_.id, entry_id=entry.id)
        assert rank is None
        raw.flushdb()


def service_answer(*, is_given):
    from quizapp.entries.rules import ConsentAnswer

    return ConsentAnswer("take_part", is_given, "2026-11/vi", "0" * 64)


def names_on(session, cache, round_):
    return [row.name for row in boards.board(session, cache, round_id=round_.id).rows]


@pytest.fixture
def gone(session, entry):
    """She left the contest."""
    entry.withdrawn_at = NOON
    session.commit()
    return session.get_one(factories.Contest, entry.contest_id)


@pytest.mark.parametrize("page", ["", "/rounds/1"])
def test_who_left_is_led_to_her_data_and_finds_no_start(client, gone, page):
    shown = client.get(f"/contests/{gone.slug}{page}").text
    main = shown.split("<main")[1].split("</main>")[0]

    assert "Đã rút lại đồng ý dự thi" in main
    assert 'href="/account/data"' in main
    assert "/attempts" not in main
    assert "Sửa thông tin" not in main


@pytest.mark.parametrize(("hours", "is_told"), [(-2, True), (23.9, True), (24, False)])
def test_until_a_round_is_over_who_left_is_told_so(client, gone, clock, hours, is_told):
    clock.advance(hours=hours)
    page = client.get(f"/contests/{gone.slug}/rounds/1").text

    assert ("Đã rút lại đồng ý dự thi" in page) is is_told


# Requests


def test_a_request_is_asked_and_its_answer_read(client, session, me, entry):
    reply = post(
        client,
        "/account/data/requests",
        kind="correct",
        contest=str(entry.contest_id),
        text="Sửa tên giúp.",
    )
    assert reply.location == "/account/data/requests"
    row = session.scalars(select(DataRequest)).one()
    assert (row.account_id, row.contest_id) == (me.id, entry.contest_id)
    page = client.get("/account/data/requests").text
    assert "Sửa tên giúp." in page
    assert "trả lời chậm nhất 03/01/2030" in page

    act = Act.by(factories.staff(session).id)
    service.answer(session, request_id=row.id, text="Đã sửa.", act=act, now=after(60))
    session.commit()
    assert "Đã sửa." in client.get("/account/data/requests").text
    assert "đã có trả lời" in client.get("/account").text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": ""}, "Viết một hai câu vào đây."),
        ({"text": "x" * 2001}, "dài nhất 2.000 ký tự"),
        ({"kind": "steal"}, "Nội dung yêu cầu"),
        ({"contest": "999999"}, "Về cuộc thi nào"),
    ],
)
def test_a_request_that_can_not_be_says_why(client, session, entry, changes, sentence):
    fields = {"kind": "other", "contest": "0", "text": "Xin xem."} | changes
    reply = post(client, "/account/data/requests", **fields)

    assert reply.status_code == 422
    assert sentence in reply.text
    assert session.scalar(select(func.count()).select_from(DataRequest)) == 0


# Erasing


ERASE = "/account/data/erase"


def test_the_page_says_what_goes_what_stays_and_what_a_round_means(client, entry):
    page = client.get(ERASE).text

    for words in ("bị xóa ngay", "không gắn với ai", "là thôi dự thi", "Tìm hiểu"):
        assert words in page, words


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"word": "x"}, "Gõ từ XÓA để xác nhận."),
        ({"word": ""}, "Gõ từ xác nhận."),
        ({"pin": "111222"}, "Số điện thoại và mã PIN không khớp"),
        ({"pin": ""}, "Gõ mã PIN."),
    ],
)
def test_without_word_and_pin_nothing_is_erased(
    client, session, me, entry, changes, sentence
):
    fields = {"word": "XÓA", "pin": PIN} | changes
    reply = post(client, ERASE, **fields)

    assert reply.status_code == 422
    assert sentence in reply.text
    session.expire_all()
    assert me.erased_at is None


def test_the_pin_of_another_of_this_phone_is_a_wrong_try(client, session, me, entry):
    factories.account(
        session, phone=me.phone, phone_place=2, secret_hash=hashed("517283")
    )
    session.commit()
    reply = post(client, ERASE, word="xoa", pin="517283")

    assert reply.status_code == 422
    session.expire_all()
    assert me.erased_at is None
    assert session.scalar(select(func.count()).select_from(SignInFailure)) == 1


def test_who_erased_is_signed_out_and_gets_a_receipt(client, session, me, entry):
    reply = post(client, ERASE, word="xóa", pin=PIN)

    assert reply.location == "/account/data/erased"
    page = client.get(reply.location).text
    assert "19:00 ngày 01/01/2030" in page
    assert client.get("/account").status_code == 303
    session.expire_all()
    assert me.erased_at == NOON
    again = client.post(
        "/sign-in",
        data={"csrf_token": form_token(client), "phone": PHONE, "pin": PIN},
    )
    assert again.status_code == 422


def test_the_receipt_of_nothing_leads_home(client):
    assert client.get("/account/data/erased").location == "/"


def enter(client, slug, **changes):
    page = client.get(f"/contests/{slug}/entry").text
    hidden = {
        name: re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)[1]
        for name in ("csrf_token", "shown")
    }
    fields = {
        "full_name": NAME,
        "birth_year": "1980",
        "phone": PHONE,
        "pin": PIN,
        "take_part": "y",
        "show_name": "y",
    }
    return client.post(f"/contests/{slug}/entry", data=hidden | fields | changes)


def test_who_erased_can_not_enter_again_on_this_phone(app, client, session):
    contest, _ = rounds_at(session)
    session.commit()
    enter(client, contest.slug)
    post(client, ERASE, word="xóa", pin=PIN)
    reply = enter(app.test_client(), contest.slug, full_name="Trịnh Thị Khác")

    assert reply.status_code == 422
    assert "đã có người dự thi rồi xóa dữ liệu" in reply.text
    assert session.scalar(select(func.count()).select_from(Entry)) == 1


# The canary


def live_a_life(app, client, session, contest):
    """Sign up, mistype, take part, ask, be helped: whatever leaves a trace."""
    enter(client, contest.slug, phone=OLD_PHONE)
    person = session.scalars(select(Account).where(Account.kind == "person")).one()
    staff = factories.staff(session)
    for role in ("organizer", "judge", "auditor"):
        factories.role(session, account=staff, role=role)
    officer = app.test_client()
    sign_in(officer, session, staff)
    be_found_at_the_help_desk(client, officer, person)
    be_in_lists(session, contest, person, Act.by(staff.id, f"{NAME}, số {PHONE}"))
    stranger = app.test_client()
    for pin in ("000111", "000112"):
        post(stranger, "/sign-in", phone=PHONE, pin=pin)
    start = f"/contests/{contest.slug}/rounds/1/attempts"
    place = post(client, start, "/language").location
    review = client.get(f"{place}/hand-in").text
    key = re.search(r'name="key"[^>]* value="([^"]+)"', review)[1]
    post(client, f"{place}/hand-in", "/language", key=key)
    assert "Biên nhận" in client.get(f"{place}/receipt").text
    desk = f"/manage/people/{person.id}"
    code = post(officer, f"{desk}/reset-code", desk)
    assert code.status_code == 200
    record_about(session, person)
    notify(
        session,
        account_id=person.id,
        message="Signed in as %(name)s.",
        params={"name": NAME},
        now=NOON,
    )
    session.commit()
    post(
        client,
        "/account/data/requests",
        kind="other",
        contest="0",
        text=f"Tôi là {NAME}, số {PHONE}",
    )
    row = session.scalars(select(DataRequest)).one()
    post(
        officer,
        f"/manage/requests/{row.id}/answer",
        f"/manage/requests/{row.id}",
        answer=f"Chào {NAME}, sẽ gọi {PHONE}",
    )
    client.get("/account/data/my-data.pdf")
    return person, officer


def be_found_at_the_help_desk(client, officer, person):
    """Her phone is shown and changed, her name mended; she signs in anew."""
    desk = f"/manage/people/{person.id}"
    reason = f"{NAME} gọi từ số {OLD_PHONE}"
    shown = post(officer, f"{desk}/show-phone", desk, **{"shown-reason": reason})
    assert OLD_PHONE in shown.text
    changed = {"phone-phone": PHONE, "phone-reason": f"{reason}, nay dùng {PHONE}"}
    assert post(officer, f"{desk}/change-phone", desk, **changed).status_code == 303
    assert post(client, "/sign-in", phone=PHONE, pin=PIN).status_code == 303


def be_in_lists(session, contest, person, act):
    """Lists of members, officers, helpers, insiders, decisions: what names her there."""
    where = branches(session, contest)
    entry = session.scalars(select(Entry)).one()
    phone = f"+84{PHONE.replace(' ', '')[1:]}"
    # The first place is taken by her phone at once, the other one under it stays open.
    listed(session, where, f"{NAME}; 1980; {phone}")
    _, open_ = listed(session, where, f"Hoàng Yến; {phone}", unit_id=where.second.id)
    print_cards(session, where, open_)
    correct_entry(
        session,
        entry=entry,
        changes={"unit": where.second.id},
        is_locked=True,
        act=act,
        now=NOON,
    )
    move_entry(session, entry=entry, unit_id=where.first.id, act=act, now=NOON)
    look_after(session, where, person, phone)
    help_others(session, contest, where, person, entry)
    other = factories.entry(session, contest=contest)
    merge(session, entry, other, act=act)
    add_insiders(
        session,
        contest_id=factories.contest(session).id,
        people=[NewInsider(NAME, phone)],
        key=SECRET,
        act=Act.by(act.account_id, "Ban Tổ chức"),
        now=NOON,
    )
    session.commit()


def branches(session, contest):
    root = factories.unit(session, name="Tỉnh Hậu Giang")
    first = factories.unit(session, parent=root, name="Phường I")
    second = factories.unit(session, parent=root, name="Phường II")
    contest.unit_id = root.id
    session.flush()
    return SimpleNamespace(contest=contest, root=root, first=first, second=second)


def print_cards(session, where, member):
    sheet = MemberSheet(
        contest_id=where.contest.id,
        unit_id=where.root.id,
        asked_by=factories.staff(session).id,
        asked_at=NOON,
        job_id=None,
        content=f"{member.full_name}: {member.code}".encode(),
        card_count=1,
        made_at=NOON,
    )
    factories.added(session, sheet)


def look_after(session, where, person, phone):
    """She accepts an invitation to a unit; another one to her phone is open."""
    inviter = factories.account(session)
    factories.role(session, account=inviter, role="unit_officer", unit_id=where.root.id)
    for unit, secret in ((where.first, b"1" * 32), (where.second, None)):
        one = OfficerInvitation(
            unit_id=unit.id,
            name=NAME,
            phone=phone,
            code_hash=secret,
            invited_by=inviter.id,
            invited_at=NOON,
            expires_at=NOON + timedelta(days=7),
            used_by=None,
            used_at=None,
            revoked_at=None,
        )
        factories.added(session, one)
        if secret:
            mine = AddedUnit(unit_id=unit.id, added_by=person.id, added_at=NOON)
            factories.added(session, mine)
            accept_invitation(session, invitation_id=one.id, account=person, now=NOON)


def help_others(session, contest, where, person, entry):
    """She printed forms of consent: one that she signed, one for whom she helped."""
    helped = factories.account(
        session, phone=None, phone_place=None, brought_in_by=person.id
    )
    other = factories.entry(session, contest=contest, account=helped)
    other.assisted_by = entry.assisted_by = person.id
    for number, used_by in enumerate((entry, other), start=1):
        form = ConsentForm(
            contest_id=contest.id,
            number=number,
            unit_id=where.first.id,
            printed_by=person.id,
            printed_at=NOON,
            entry_id=used_by.id,
            used_at=NOON,
        )
        factories.added(session, form)


def record_about(session, person):
    """What staff write about her: under her account, and by her phone elsewhere."""
    from quizapp.audit.service import record

    for subject, reason in (
        (f"account:{person.id}", f"{NAME} gọi điện"),
        ("round:1", f"cho thêm giờ, số {PHONE.replace(' ', '.')}"),
    ):
        record(
            session,
            actor="account:1",
            action="x",
            subject=subject,
            details={},
            salt=b"0" * 16,
            reason=reason,
            now=NOON,
        )


def everything_stored(session):
    """Every row of every table as text, its bytes too."""
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)):
            for name, value in row._mapping.items():
                shown = value
                if isinstance(value, bytes):
                    shown = value.decode("utf-8", "replace") + value.hex()
                elif isinstance(value, dict | list):
                    shown = json.dumps(value, ensure_ascii=False)
                yield f"{table.name}.{name}", str(shown)


def everything_in_redis(raw):
    for key in raw.scan_iter():
        kind = raw.type(key)
        if kind == b"zset":
            values = raw.zrange(key, 0, -1)
        elif kind == b"hash":
            values = [one for pair in raw.hgetall(key).items() for one in pair]
        else:
            values = [raw.get(key) or b""]
        for value in (key, *values):
            yield f"redis {key!r}", value.decode("utf-8", "replace")
            yield f"redis {key!r}", json_text(value)


def json_text(value):
    """What escapes of JSON would hide."""
    found = re.search(rb"[\[{].*[\]}]", value, re.S)
    try:
        return json.dumps(json.loads(found[0]), ensure_ascii=False) if found else ""
    except ValueError:
        return ""


def rendered_pages(app, session, officer, contest):
    nobody = app.test_client()
    base = f"/contests/{contest.slug}"
    for address in ("/", base, f"{base}/rounds/1", f"{base}/rounds/1/board"):
        yield address, nobody.get(address).text
    for address in (
        "/manage/",
        "/manage/requests",
        f"/manage/requests/{session.scalars(select(DataRequest.id)).one()}",
        f"/manage/contests/{contest.slug}/tally",
        f"/judge/contests/{contest.slug}/rounds/1",
        f"/judge/contests/{contest.slug}/persons/decided",
        f"/manage/contests/{contest.slug}/members",
        "/manage/audit",
        "/manage/people?q=trinh+thi",
        "/manage/people?q=654321",
    ):
        page = officer.get(address)
        assert page.status_code == 200, address
        # What was searched for stands in its field.
        yield address, re.sub(r'<input[^>]*name="q"[^>]*>', "", page.text)


def found_in(sources):
    """Where any of the canaries is, each beside it."""
    return [
        (place, canary)
        for place, words in sources
        for canary in CANARIES
        if canary in words.casefold()
    ]


#: What is held of her by then.
KINDS = {
    "account",
    "added_unit",
    "answers",
    "attempt",
    "audit_entry",
    "consent",
    "consent_form",
    "data_request",
    "device",
    "devices",
    "entry",
    "entry_change",
    "entry_form",
    "entry_move",
    "listed_member",
    "notices",
    "officer_invitation",
    "person_merge",
    "reset_code",
    "role_grant",
    "standing",
}


def tally_of(session, contest):
    found = tally(
        session,
        contest_id=contest.id,
        as_of=NOON,
        now=NOON + timedelta(hours=1),
    )
    return to_json(found)


@pytest.fixture
def raw(settings):
    with redis.Redis.from_url(settings.redis_url) as client:
        client.flushdb()
        yield client
        client.flushdb()


def test_a_canary_is_found_nowhere_after_erasing(app, client, session, raw, capfd):
    contest, _ = rounds_at(session)
    session.commit()
    person, officer = live_a_life(app, client, session, contest)
    cache = app.extensions["cache"]
    refresh(session, cache, now=NOON)
    session.commit()
    # The search is honest: before erasing it finds her in each kind of place.
    session.expire_all()
    places = {place for place, _ in found_in(everything_stored(session))}
    assert {
        "accounts.full_name",
        "accounts.phone",
        "audit_texts.reason",
        "notices.params",
        "data_requests.text",
        "data_requests.answer",
        "listed_members.full_name",
        "listed_members.phone",
        "member_sheets.content",
        "officer_invitations.name",
        "officer_invitations.phone",
        "insiders.name",
    } <= places
    held = client.get("/account/data/my-data.json").get_json()["holdings"]
    assert {one["kind"] for one in held} == KINDS
    figures = tally_of(session, contest)
    assert found_in(everything_in_redis(raw))
    assert found_in(rendered_pages(app, session, officer, contest))

    assert post(client, ERASE, word="xóa", pin=PIN).status_code == 303
    refresh(session, cache, now=NOON + timedelta(seconds=3))
    session.expire_all()

    assert found_in(everything_stored(session)) == []
    assert found_in(everything_in_redis(raw)) == []
    assert found_in(rendered_pages(app, session, officer, contest)) == []
    printed = capfd.readouterr()
    assert found_in([("out", printed.out), ("err", printed.err)]) == []
    assert session.scalar(select(func.count()).select_from(Attempt)) == 1
    # Nobody can tell from the hash of who runs a contest who she was.
    assert session.scalar(select(func.count()).select_from(Insider)) == 1
    assert tally_of(session, contest) == figures
    assert session.get_one(Account, person.id).erased_at is not None
    assert session.execute(text("SELECT count(*) FROM erased_phones")).scalar() == 1
