"""Assisted entry: named by the officer, agreed to and answered by the person herself."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Account, SignInFailure
from quizapp.accounts.rules import keyed_hash
from quizapp.attempts.models import Attempt
from quizapp.attempts.queries import assisted_data
from quizapp.attempts.service import forget_assisted
from quizapp.audit.models import AuditEntry
from quizapp.entries.models import Consent, ConsentForm, Entry
from quizapp.hashing import hashed
from quizapp.privacy.models import ErasedPhone
from quizapp.standings.models import Standing
from quizapp.standings.queries import branch_nodes, round_turnout
from quizapp.standings.queries.verification import differences
from quizapp.standings.rules import NO_UNIT
from tests import factories
from tests.conftest import NOON, SECRET
from tests.officers import PIN, desk, land
from tests.web.people import form_token
from tests.web.test_pages import check

ALLOWED = {"allowed": True, "counts_for_prizes": True, "counts_for_unit_boards": True}
NOTHING_COUNTS = ALLOWED | {
    "counts_for_prizes": False,
    "counts_for_unit_boards": False,
}
PERSON = {
    "full_name": "Nguyễn Thị Mẹ",
    "birth_year": "1948",
    "unit": "Chi hội ấp 1, Xã Vị Tân",
}


@pytest.fixture
def rules():
    return ALLOWED


@pytest.fixture
def place(session, app, rules):
    return land(session, assisted=rules)


@pytest.fixture
def officer(place):
    return place.officer(place.commune, phone="+84988000001")


@pytest.fixture
def tablet(app, session, officer):
    """The officer's device."""
    return desk(app, session, officer)


def here(place, more=""):
    return f"/officer/contests/{place.contest.slug}/assisted{more}"


def post(client, address, **data):
    token = form_token(client, "/language")
    return client.post(address, data=data | {"csrf_token": token})


def named(client, place, **changes):
    return post(client, here(place), **PERSON | changes)


def hidden(page):
    """What the page of consents carries along."""
    names = ("shown", "full_name", "birth_year", "unit_id")
    return {
        name: re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)[1]
        for name in names
    }


def hand_over(client, place, *, person=None, **ticks):
    page = named(client, place, **person or {}).text
    ticks = ticks or {"take_part": "y", "show_name": "y"}
    return post(client, here(place, "/consents"), **hidden(page) | ticks)


def start(client, place):
    return post(client, f"/contests/{place.contest.slug}/rounds/1/attempts")


def finish(client, place):
    """Sit at an attempt from its start to its receipt; return its address."""
    address = start(client, place).location
    post(client, f"{address}/hand-in", key="key-of-the-form")
    return address


def give_back(client, secret=PIN):
    return post(client, "/officer/handed-over", secret=secret)


# Whether it is allowed


@pytest.mark.parametrize("rules", [{}, {"allowed": False}])
def test_where_the_rules_are_silent_nobody_is_helped(place, tablet):
    page = tablet.get(here(place))

    assert page.status_code == 403
    assert "không có hình thức dự thi trên máy của cán bộ" in page.text
    assert here(place) not in tablet.get("/officer/").text
    assert named(tablet, place).status_code == 403


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (ALLOWED, "hỗ trợ được xếp hạng"),
        (NOTHING_COUNTS, "hỗ trợ không được xếp hạng"),
    ],
)
def test_the_rules_say_whether_it_counts(client, place, tablet, said):
    assert said in client.get(f"/contests/{place.contest.slug}").text
    assert said in tablet.get(here(place)).text


# Naming, consenting


def test_every_page_is_whole(place, tablet):
    check(tablet.get(here(place)).text)
    check(named(tablet, place).text)
    check(named(tablet, place, birth_year="", unit="nowhere").text)
    hand_over(tablet, place)
    check(tablet.get("/officer/handed-over").text)
    check(tablet.get(finish(tablet, place) + "/receipt").text)
    check(tablet.get("/officer/handed-over").text)
    give_back(tablet)
    check(tablet.get(here(place)).text)


def test_naming_somebody_stores_nothing(session, place, tablet):
    before = session.scalars(select(Account.id)).all()

    page = named(tablet, place).text

    assert "Dành cho Nguyễn Thị Mẹ" in page
    assert "checked" not in page
    assert session.scalars(select(Account.id)).all() == before


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"unit": "Chi hội ấp 9"}, "Nhập một đơn vị thuộc"),
        ({"unit": "Chi hội ấp"}, "Có nhiều đơn vị"),
        ({"birth_year": "2016"}, "chưa đủ 16 tuổi"),
        ({"birth_year": "1800"}, "năm sinh"),
        ({"full_name": "X"}, "họ và tên"),
    ],
)
def test_who_can_not_be_entered_is_told_so(place, tablet, changes, said):
    page = named(tablet, place, **changes)

    assert page.status_code == 422
    faults = " ".join(re.findall(r'class="error"[^>]*>([^<]+)', page.text))
    assert said.casefold() in faults.casefold()


def test_a_namesake_is_asked_about_first(session, place, tablet):
    hand_over(tablet, place)
    give_back(tablet)

    asked = named(tablet, place)
    assert asked.status_code == 422
    assert "có trong danh sách dưới đây" in asked.text
    assert "Dành cho" in named(tablet, place, is_another="y").text


def test_consenting_makes_person_entry_and_consents(session, place, officer, tablet):
    reply = hand_over(tablet, place, take_part="y")

    assert reply.location == "/officer/handed-over"
    entry = session.scalars(select(Entry)).one()
    account = session.get_one(Account, entry.account_id)
    assert (account.phone, account.brought_in_by) == (None, officer.id)
    assert (entry.assisted_by, entry.unit_id) == (officer.id, place.branch.id)
    assert not entry.is_name_shown
    given = {one.kind: one.is_given for one in session.scalars(select(Consent))}
    assert given == {"take_part": True, "show_name": False}
    actions = session.scalars(select(AuditEntry.action)).all()
    assert {"accounts.brought_in", "entries.assisted"} <= {*actions}


def test_without_her_tick_nothing_is_stored(session, place, tablet):
    reply = hand_over(tablet, place, show_name="y")

    assert reply.status_code == 422
    assert session.scalars(select(Entry)).all() == []
    assert session.scalars(select(Account).where(Account.phone.is_(None))).all() == []


def test_a_unit_of_others_can_not_be_slipped_in(session, place, tablet):
    page = named(tablet, place).text
    sent = hidden(page) | {"unit_id": place.neighbours_branch.id, "take_part": "y"}

    assert post(tablet, here(place, "/consents"), **sent).status_code == 404
    assert session.scalars(select(Entry)).all() == []


# On paper


def printed(client, place, count="2"):
    return post(client, here(place, "/forms"), count=count)


def test_forms_are_printed_under_running_numbers(session, place, tablet):
    reply = printed(tablet, place)
    printed(tablet, place, "1")

    assert reply.mimetype == "application/pdf"
    assert reply.data.startswith(b"%PDF")
    numbers = session.scalars(select(ConsentForm.number).order_by("number")).all()
    assert numbers == [1, 2, 3]


@pytest.mark.parametrize("count", ["0", "31", "-1", "x"])
def test_no_or_too_many_forms_are_refused(session, place, tablet, count):
    assert printed(tablet, place, count).status_code == 422
    assert session.scalars(select(ConsentForm)).all() == []


def test_a_signed_form_is_used_once(session, place, tablet):
    printed(tablet, place)
    hand_over(tablet, place, take_part="y", form_number="2")
    form = session.scalars(select(ConsentForm).where(ConsentForm.number == 2)).one()
    assert form.entry_id == session.scalars(select(Entry.id)).one()
    give_back(tablet)

    other = {"full_name": "Trần Thị Bà"}
    for number, said in (("2", "đã dùng cho người khác"), ("3", "Không có phiếu")):
        reply = hand_over(
            tablet, place, person=other, take_part="y", form_number=number
        )
        assert reply.status_code == 422
        assert said in reply.text
    assert len(session.scalars(select(Entry)).all()) == 1


def test_the_form_of_another_branch_is_not_known(app, session, place, tablet):
    beside = desk(app, session, place.officer(place.neighbour))
    printed(beside, place, "1")

    reply = hand_over(tablet, place, take_part="y", form_number="1")

    assert reply.status_code == 422
    assert "Không có phiếu" in reply.text


# The device


def test_nothing_of_the_officer_opens_before_her_pin(app, session, place, tablet):
    hand_over(tablet, place)

    for address in (
        "/officer/",
        here(place),
        f"/officer/units/{place.commune.id}",
        "/officer/reset-codes",
        "/account",
        f"/contests/{place.contest.slug}/entry",
        "/officer/join",
        "/join",
        "/join/place",
    ):
        reply = tablet.get(address)
        assert (reply.status_code, reply.location) == (303, "/officer/handed-over")
    page = tablet.get("/officer/handed-over").text
    assert "Trả máy" in page
    assert "/account" not in page


def test_a_second_tap_on_the_consents_does_no_harm(session, place, tablet):
    page = named(tablet, place).text
    sent = hidden(page) | {"take_part": "y"}
    post(tablet, here(place, "/consents"), **sent)

    again = post(tablet, here(place, "/consents"), **sent)

    assert again.location == "/officer/handed-over"
    assert len(session.scalars(select(Entry)).all()) == 1


def test_her_attempt_is_marked_on_every_page(session, place, officer, tablet):
    hand_over(tablet, place)

    address = start(tablet, place).location

    said = "Có cán bộ hỗ trợ: Lê Thị Cán"
    assert said in tablet.get(address).text
    assert said in tablet.get(f"{address}/hand-in").text
    post(tablet, f"{address}/hand-in", key="key-of-the-form")
    assert said in tablet.get(f"{address}/receipt").text
    attempt = session.scalars(select(Attempt)).one()
    assert attempt.assisted_by == officer.id
    assert attempt.receipt_code in tablet.get("/officer/handed-over").text


def test_the_officer_never_opens_the_attempt_herself(
    app, session, place, officer, tablet
):
    hand_over(tablet, place)
    address = start(tablet, place).location
    give_back(tablet)
    tablet.get(here(place))

    for client in (tablet, desk(app, session, officer)):
        for more in ("", "/hand-in", "/receipt"):
            reply = client.get(address + more)
            assert reply.status_code == 404
            nowhere = client.get(f"/attempts/987654{more}").text
            assert reply.text.replace(address, "/attempts/987654") == nowhere


def test_a_wrong_pin_gives_nothing_back_and_is_counted(place, tablet):
    hand_over(tablet, place)

    for _ in range(10):
        reply = give_back(tablet, "111222")
        assert reply.status_code == 422
        assert "không phải mã PIN của cán bộ" in reply.text
    assert "Thử lại sau" in give_back(tablet).text
    assert tablet.get("/officer/").location == "/officer/handed-over"


def test_wrong_pins_on_the_device_keep_the_officer_out_of_nothing_else(
    app, place, officer, tablet
):
    hand_over(tablet, place)
    for _ in range(10):
        give_back(tablet, "111222")
    elsewhere = app.test_client()

    reply = post(elsewhere, "/sign-in", phone=officer.phone, pin=PIN)

    assert reply.status_code == 303


def test_the_page_of_consents_leads_nowhere_but_back(place, tablet):
    page = named(tablet, place).text
    top = page[: page.index("<h1>")]

    assert "/officer/" not in top
    assert "/account" not in page


def test_the_pin_of_who_shares_her_phone_is_not_hers(session, place, officer, tablet):
    factories.account(
        session,
        phone=officer.phone,
        phone_place=2,
        secret_hash=hashed("735281", is_cheap=True),
    )
    session.commit()
    hand_over(tablet, place)

    reply = give_back(tablet, "735281")

    assert reply.status_code == 422
    assert "không phải mã PIN của cán bộ" in reply.text
    assert len(session.scalars(select(SignInFailure)).all()) == 1


def test_an_officer_without_a_pin_hands_nothing_over(app, session, place):
    staff = factories.staff(session)
    factories.role(
        session, account=staff, role="unit_officer", unit_id=place.commune.id
    )

    assert desk(app, session, staff).get(here(place)).status_code == 403


def test_her_pin_brings_the_officer_back(place, tablet):
    hand_over(tablet, place)
    finish(tablet, place)

    reply = give_back(tablet)

    assert reply.location == here(place)
    page = tablet.get(here(place)).text
    assert "đã dự thi 1 lượt" in page
    assert tablet.get("/officer/handed-over").location == "/"


def test_an_interrupted_attempt_goes_on_after_a_second_hand_over(
    session, place, tablet
):
    hand_over(tablet, place)
    address = start(tablet, place).location
    give_back(tablet)
    person = session.scalars(select(Entry.account_id)).one()
    assert "đang làm bài" in tablet.get(here(place)).text

    post(tablet, here(place, f"/people/{person}"))

    assert address in tablet.get("/officer/handed-over").text
    assert "Có cán bộ hỗ trợ" in tablet.get(address).text


def test_the_limit_holds_as_for_everybody(session, place, tablet):
    hand_over(tablet, place)
    finish(tablet, place)
    finish(tablet, place)

    start(tablet, place)

    assert len(session.scalars(select(Attempt)).all()) == 2
    assert "Đã dùng hết" in tablet.get("/officer/handed-over").text


def test_once_the_device_is_no_longer_hers_it_opens_to_others(clock, place, tablet):
    hand_over(tablet, place)
    clock.advance(hours=5)

    assert tablet.get("/officer/handed-over").location == "/sign-in"


def test_people_of_others_and_people_with_a_phone_are_not_handed_to(
    app, session, place, tablet
):
    beside = desk(app, session, place.officer(place.neighbour))
    hand_over(beside, place, person={"unit": "Chi hội ấp 9"}, take_part="y")
    hers = session.scalars(select(Entry.account_id)).one()
    with_phone, _ = place.person(place.branch)

    for account_id in (hers, with_phone.id, 987654):
        for method in (tablet.get, lambda address: post(tablet, address)):
            assert method(here(place, f"/people/{account_id}")).status_code == 404


def test_who_was_helped_in_another_contest_is_chosen_from_the_list(
    session, place, tablet
):
    account = factories.account(
        session,
        full_name="Nguyễn Thị Cũ",
        phone=None,
        phone_place=None,
        unit_id=place.branch.id,
        brought_in_by=session.scalars(select(Account.id)).first(),
    )
    session.commit()

    page = tablet.get(here(place, f"/people/{account.id}")).text
    check(page)
    shown = re.search(r'name="shown"[^>]* value="([^"]*)"', page)[1]
    sent = {"shown": shown, "person": account.id, "take_part": "y"}
    reply = post(tablet, here(place, "/consents"), **sent)

    assert reply.location == "/officer/handed-over"
    assert session.scalars(select(Entry.account_id)).one() == account.id


# What it counts for


def turnout(session, place):
    nodes = branch_nodes(session, root_id=place.province.id)
    return round_turnout(session, round_ids=[place.round_.id], nodes=nodes)


@pytest.mark.parametrize(
    ("rules", "is_ranked", "for_unit"), [(ALLOWED, True, 1), (NOTHING_COUNTS, False, 0)]
)
def test_the_rules_decide_what_it_counts_for(
    session, place, tablet, is_ranked, for_unit
):
    hand_over(tablet, place)
    address = finish(tablet, place)

    standing = session.scalars(select(Standing)).one()
    assert (standing.sort_key is not None) is is_ranked
    assert list(differences(session, round_=place.round_)) == []
    figures = turnout(session, place)
    assert figures[place.branch.id].people == for_unit
    assert figures[NO_UNIT].people == 1 - for_unit
    assert figures[None].people == 1
    receipt = tablet.get(f"{address}/receipt").text
    assert ("không được xếp hạng" in receipt) is not is_ranked


@pytest.mark.parametrize("rules", [NOTHING_COUNTS])
def test_her_own_attempts_count_beside_helped_ones(session, place, tablet):
    hand_over(tablet, place)
    finish(tablet, place)
    _, entry = place.person(place.branch)
    factories.handed_in(session, entry=entry, round_=place.round_)
    session.commit()

    figures = turnout(session, place)

    assert figures[place.branch.id].people == 1
    assert figures[NO_UNIT].people == 1


@pytest.mark.parametrize("rules", [ALLOWED, NOTHING_COUNTS])
def test_judges_see_the_mark_and_how_many_each_officer_helped(
    app, session, place, tablet, rules
):
    hand_over(tablet, place)
    finish(tablet, place)
    judge = factories.staff(session)
    factories.role(session, account=judge, role="judge")
    session.commit()

    page = (
        desk(app, session, judge)
        .get(f"/judge/contests/{place.contest.slug}/rounds/1")
        .text
    )

    check(page)
    is_ranked = rules["counts_for_prizes"]
    assert ("có cán bộ hỗ trợ</span>" in page) is is_ranked
    row = page.split("<td>Lê Thị Cán</td>")[1].split("</tr>")[0]
    assert re.findall(r'number">(\d+)<', row) == ["1", "1"]


def test_signed_forms_can_be_told_and_untied(session, place, tablet):
    printed(tablet, place, "1")
    hand_over(tablet, place, take_part="y", form_number="1")
    person = session.scalars(select(Entry.account_id)).one()

    (holding,) = assisted_data(session, account_id=person)
    assert holding.kind == "consent_form"
    forget_assisted(session, account_id=person, now=NOON)

    form = session.scalars(select(ConsentForm)).one()
    assert form.entry_id is None
    assert form.used_at == NOON
    assert assisted_data(session, account_id=person) == []


def erased(session, contest, phone):
    """Somebody of this phone erased her data while the contest isn't over."""
    row = ErasedPhone(
        contest_id=contest.id,
        phone_hash=keyed_hash(SECRET, "erased-phone", phone),
        erased_at=NOON - timedelta(hours=1),
        until=NOON + timedelta(days=14),
    )
    factories.added(session, row)
    session.commit()


def test_who_has_no_phone_enters_whoever_erased_her_data(session, place, tablet):
    """No hash of her could be kept, and none of the officer's phone is hers."""
    erased(session, place.contest, "+84988000001")

    assert hand_over(tablet, place).status_code == 303
    assert session.scalars(select(Entry)).one().assisted_by is not None
