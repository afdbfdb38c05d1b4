"""Unit officers: their own branch and nothing else; sharing, inviting, adding units."""

import re

import pytest
from sqlalchemy import select

from quizapp.accounts.models import OfficerInvitation, RoleGrant
from quizapp.accounts.queries import officer_data
from quizapp.accounts.service import forget_officer
from quizapp.audit.models import AuditEntry
from quizapp.units.models import Unit
from tests import factories
from tests.conftest import NOON
from tests.officers import desk, land
from tests.web.people import form_token, sign_in
from tests.web.test_entries import GOOD, send
from tests.web.test_pages import check


@pytest.fixture
def place(session, app):
    return land(session)


@pytest.fixture
def her(app, session, place):
    """The device of the commune's officer."""
    return desk(app, session, place.officer(place.commune))


def post(client, address, **data):
    token = form_token(client, "/officer/join")
    return client.post(address, data=data | {"csrf_token": token})


def page_of(unit):
    return f"/officer/units/{unit.id}"


# What she sees


def test_the_home_shows_live_figures_of_her_branch_alone(session, place, her):
    for unit, seconds in ((place.branch, 300), (place.neighbours_branch, 400)):
        _, entry = place.person(unit)
        factories.handed_in(session, entry=entry, round_=place.round_, seconds=seconds)
    _, running = place.person(place.branch)
    factories.attempt(session, entry=running, round_=place.round_)
    session.commit()

    page = her.get("/officer/").text

    check(page)
    figures = re.findall(r'figure-value">([^<]*)', page)
    assert figures == ["1", "1", "1", "2"]
    assert page.index("Chi hội ấp 2</a>") < page.index("Chi hội ấp 1</a>")
    assert "chưa có người dự thi: 1/2" in page
    assert "1 người dự thi, 1 lượt dự thi" in page
    assert "Vị Đông" not in page


def test_every_page_of_hers_is_whole(place, her):
    slug = place.contest.slug
    for address in (
        page_of(place.commune),
        page_of(place.branch),
        f"/officer/contests/{slug}/share",
        f"/officer/contests/{slug}/share?unit={place.branch.id}",
        "/officer/reset-codes",
        "/officer/join",
    ):
        check(her.get(address).text)


def test_without_an_open_contest_the_home_says_so(session, app):
    unit = factories.unit(session)
    account = factories.account(session)
    factories.role(session, account=account, role="unit_officer", unit_id=unit.id)

    page = desk(app, session, account).get("/officer/").text

    check(page)
    assert "Hiện không có cuộc thi nào" in page


def test_what_is_above_or_beside_looks_as_if_it_were_not_there(session, place, her):
    for unit in (place.province, place.neighbour, place.neighbours_branch):
        page = her.get(page_of(unit))
        nowhere = her.get("/officer/units/987654321")
        assert page.status_code == nowhere.status_code == 404
        assert page.text.replace(f"/{unit.id}", "/N") == nowhere.text.replace(
            "/987654321", "/N"
        )
        share = f"/officer/contests/{place.contest.slug}/share?unit={unit.id}"
        assert her.get(share).status_code == 404
        for act in ("units", "invitations", "phones", "name"):
            reply = post(
                her, f"{page_of(unit)}/{act}", kind="tổ", names="Tổ 1", name="X"
            )
            assert reply.status_code == 404, act


def test_a_contest_of_others_looks_as_if_it_were_not_there(session, place, her):
    other = factories.contest(session, unit_id=factories.unit(session).id)
    session.commit()

    reply = her.get(f"/officer/contests/{other.slug}/share")

    assert reply.status_code == 404
    nowhere = her.get("/officer/contests/none/share").text
    assert reply.text.replace(other.slug, "none") == nowhere


# Links


def test_a_link_fills_the_unit_in(app, session, place, her):
    page = her.get(
        f"/officer/contests/{place.contest.slug}/share?unit={place.branch.id}"
    ).text
    address = re.search(r'href="http://localhost(/c/[^"]+)"', page)[1]
    assert address == f"/c/{place.contest.slug}/u/{place.branch.code}"
    assert "<svg" in page

    visitor = app.test_client()
    reply = visitor.get(address)
    assert reply.location == f"/contests/{place.contest.slug}"
    form = visitor.get(f"/contests/{place.contest.slug}/entry").text
    assert 'value="Chi hội ấp 1, Xã Vị Tân"' in form


def test_the_unit_of_a_link_is_kept_while_one_signs_in(app, session, place):
    visitor = app.test_client()
    visitor.get(f"/c/{place.contest.slug}/u/{place.branch.code}")
    account = factories.account(session)
    session.commit()
    sign_in(visitor, session, account)

    form = visitor.get(f"/contests/{place.contest.slug}/entry").text
    assert 'value="Chi hội ấp 1, Xã Vị Tân"' in form


@pytest.mark.parametrize("code", ["none", "93/../x", "x" * 200])
def test_a_link_with_a_strange_code_leads_to_the_contest(app, place, code):
    visitor = app.test_client()

    reply = visitor.get(f"/c/{place.contest.slug}/u/{code}")

    assert reply.status_code in {303, 308, 404}
    form = visitor.get(f"/contests/{place.contest.slug}/entry").text
    assert 'id="unit" name="unit" type="text" value=""' in form


def test_the_qr_code_comes_as_a_picture(place, her):
    reply = her.get(f"/officer/contests/{place.contest.slug}/share.png")

    assert reply.mimetype == "image/png"
    assert reply.data.startswith(b"\x89PNG")
    assert "31318" in reply.headers["Content-Disposition"]


# Inviting


def code_for(client, unit):
    page = post(client, f"{page_of(unit)}/invitations", invited="Chị Hoa").text
    check(page)
    return re.search(r'class="code">([^<]+)<', page)[1]


def test_a_code_makes_an_officer_of_the_next_level_once(app, session, place, her):
    code = code_for(her, place.branch)
    friend = factories.account(session, full_name="Phạm Thị Hoa")
    client = desk(app, session, friend)

    offered = post(client, "/officer/join", code=code.lower()).text
    assert "Chi hội ấp 1" in offered
    assert "Lê Thị Cán" in offered
    reply = post(client, "/officer/join/accepted", code=code)

    assert reply.location == "/officer/"
    assert "Chi hội ấp 1" in client.get("/officer/").text
    grant = session.scalars(
        select(RoleGrant).where(RoleGrant.account_id == friend.id)
    ).one()
    assert grant.unit_id == place.branch.id
    assert grant.granted_by is not None
    again = post(
        desk(app, session, factories.account(session)), "/officer/join", code=code
    )
    assert again.status_code == 422
    assert "đã được dùng" in again.text


def test_the_stored_code_can_not_be_read(session, place, her):
    code = code_for(her, place.branch).replace("-", "")
    stored = session.scalars(select(OfficerInvitation)).one()

    assert code.encode() not in stored.code_hash
    assert code not in her.get(page_of(place.branch)).text.replace("-", "")


def test_her_own_unit_is_none_to_invite_to(place, her):
    reply = post(her, f"{page_of(place.commune)}/invitations", invited="")

    assert reply.status_code == 404


def test_who_is_not_signed_in_comes_back_to_the_invitation(app, session, place, her):
    code = code_for(her, place.branch)
    visitor = app.test_client()

    reply = post(visitor, "/officer/join", code=code)

    assert reply.location == "/sign-in"
    assert f'value="{code.replace("-", "")}"' in visitor.get("/officer/join").text


def test_a_code_that_was_taken_back_or_is_too_old_is_refused(
    app, session, clock, place, her
):
    code = code_for(her, place.branch)
    other = code_for(her, place.branch)
    stored = session.scalars(select(OfficerInvitation).order_by("id")).first()
    post(her, f"{page_of(place.branch)}/invitations/revoked", invitation=stored.id)
    client = desk(app, session, factories.account(session))

    assert "bị thu hồi" in post(client, "/officer/join", code=code).text
    clock.advance(days=7)
    assert "đã hết hạn" in post(client, "/officer/join", code=other).text
    assert "Không có lời mời" in post(client, "/officer/join", code="AAAAA-AAAAA").text


def test_an_invitation_falls_with_the_role_of_who_sent_it(app, session, place, her):
    code = code_for(her, place.branch)
    grant = session.scalars(
        select(RoleGrant).where(RoleGrant.unit_id == place.commune.id)
    ).one()
    grant.ends_at = NOON
    session.commit()
    friend = factories.account(session)

    reply = post(desk(app, session, friend), "/officer/join/accepted", code=code)

    assert reply.location == "/officer/join"
    held = select(RoleGrant).where(RoleGrant.account_id == friend.id)
    assert session.scalars(held).all() == []


def test_a_list_invites_by_phone_and_one_tap_accepts(app, session, place, her):
    friend = factories.account(session, phone="+84912000001")
    session.commit()

    reply = post(
        her,
        f"{page_of(place.commune)}/phones",
        phones="0912 000 001, chi hoi ap 1, Hoa\n0912000002; Chi hội ấp 2",
    )

    assert reply.location == page_of(place.commune)
    client = desk(app, session, friend)
    assert (
        "Có lời mời làm cán bộ phụ trách “Chi hội ấp 1" in client.get("/account").text
    )
    page = client.get("/officer/join").text
    invitation = re.search(r'name="invitation" value="(\d+)"', page)[1]
    reply = post(client, "/officer/join/accepted", invitation=invitation)
    assert reply.location == "/officer/"


def test_who_signs_up_later_finds_her_invitation(app, session, place, her):
    post(her, f"{page_of(place.commune)}/phones", phones="0912345678, Chi hội ấp 2")
    client = app.test_client()
    reply = send(client, place.contest, **GOOD, unit="chi hoi ap 2")

    assert reply.status_code == 303
    assert "Có lời mời làm cán bộ" in client.get("/account").text


def test_the_page_tells_nobody_who_is_signed_up(app, session, place, her):
    factories.account(session, phone="+84912000001")
    session.commit()
    address = f"{page_of(place.commune)}/phones"

    post(her, address, phones="0912000001, Chi hội ấp 1")
    known = her.get(page_of(place.branch)).text
    post(her, address, phones="0912000009, Chi hội ấp 2")
    unknown = her.get(page_of(place.other_branch)).text

    assert "091•••001" in known
    assert "091•••009" in unknown


def test_all_faults_of_a_list_are_told_and_nothing_is_kept(session, place, her):
    reply = post(
        her,
        f"{page_of(place.commune)}/phones",
        phones="0912000001, Chi hội ấp 1\n123, Chi hội ấp 2\n0912000002, Chi hội ấp 9",
    )

    assert reply.status_code == 422
    check(reply.text)
    assert "Dòng 2:" in reply.text
    assert "Dòng 3:" in reply.text
    assert "0912000002, Chi hội ấp 9" in reply.text
    assert session.scalars(select(OfficerInvitation)).all() == []


def test_an_invitation_to_another_phone_looks_as_if_it_were_not_there(
    app, session, place, her
):
    post(her, f"{page_of(place.commune)}/phones", phones="0912000001, Chi hội ấp 1")
    invitation = session.scalars(select(OfficerInvitation)).one()
    stranger = desk(app, session, factories.account(session))

    reply = post(stranger, "/officer/join/accepted", invitation=invitation.id)
    assert reply.status_code == 404
    assert post(stranger, "/officer/join/accepted", invitation=99).status_code == 404


def test_a_phone_that_several_share_needs_a_code(app, session, place, her):
    one = factories.account(session, phone="+84912000001")
    factories.account(session, phone="+84912000001", phone_place=2)
    session.commit()
    post(her, f"{page_of(place.commune)}/phones", phones="0912000001, Chi hội ấp 1")
    invitation = session.scalars(select(OfficerInvitation)).one()
    client = desk(app, session, one)

    post(client, "/officer/join/accepted", invitation=invitation.id)

    assert "cần lời mời bằng mã" in client.get("/officer/join").text


def test_the_level_above_ends_a_role_and_nobody_else(app, session, clock, place, her):
    below = place.officer(place.branch, full_name="Trần Thị Dưới")
    beside = place.officer(place.neighbours_branch)
    grants = {
        grant.account_id: grant.id
        for grant in session.scalars(
            select(RoleGrant).where(RoleGrant.role == "unit_officer")
        )
    }
    own = session.scalars(
        select(RoleGrant).where(RoleGrant.unit_id == place.commune.id)
    ).one()
    clock.advance(minutes=1)

    for grant_id in (own.id, grants[beside.id], 99):
        reply = post(her, f"{page_of(place.commune)}/officers", grant=grant_id)
        assert reply.status_code == 404
    reply = post(her, f"{page_of(place.branch)}/officers", grant=grants[below.id])

    assert reply.status_code == 303
    session.expire_all()
    assert session.get_one(RoleGrant, grants[below.id]).ends_at is not None
    assert desk(app, session, below).get("/officer/").status_code == 404
    actions = session.scalars(select(AuditEntry.action)).all()
    assert "accounts.role_revoked" in actions


# Units


def test_units_are_added_below_one_a_line(session, place, her):
    reply = post(
        her, f"{page_of(place.commune)}/units", kind="chi hội", names="Ấp 3\n\n Ấp  4 "
    )

    assert reply.location == page_of(place.commune)
    added = session.scalars(
        select(Unit.name).where(Unit.parent_id == place.commune.id).order_by(Unit.id)
    ).all()
    assert added[-2:] == ["Ấp 3", "Ấp 4"]


def test_a_name_that_is_there_already_keeps_all_from_being_added(session, place, her):
    before = session.scalars(select(Unit.id)).all()

    reply = post(
        her,
        f"{page_of(place.commune)}/units",
        kind="chi hội",
        names="Ấp 3\nChi hội ấp 1\nẤp 3",
    )

    assert reply.status_code == 422
    check(reply.text)
    assert "Dòng 2:" in reply.text
    assert "Dòng 3:" in reply.text
    assert session.scalars(select(Unit.id)).all() == before


def test_a_unit_with_too_long_a_name_is_told_to_be_one(session, place, her):
    names = "Ấp 3\n" + "Chi hội " * 20

    reply = post(her, f"{page_of(place.commune)}/units", kind="chi hội", names=names)

    assert reply.status_code == 422
    assert "Dòng 2: Tên đơn vị dài nhất 120 ký tự." in reply.text


def test_she_renames_what_she_added_until_somebody_uses_it(session, place, her):
    post(her, f"{page_of(place.commune)}/units", kind="chi hội", names="Ấp 33")
    added = session.scalars(select(Unit).where(Unit.name == "Ấp 33")).one()

    reply = post(her, f"{page_of(added)}/name", name="Ấp 3")
    assert reply.status_code == 303
    session.expire_all()
    assert added.name == "Ấp 3"
    assert added.search_key == "ap 3"

    place.person(added)
    refused = post(her, f"{page_of(added)}/name", name="Ấp 4")
    assert refused.status_code == 422
    assert 'action="' + page_of(added) + '/name"' not in refused.text
    session.expire_all()
    assert added.name == "Ấp 3"


def test_what_came_with_a_file_is_not_hers_to_rename(session, place, her):
    assert "/name" not in her.get(page_of(place.branch)).text
    assert post(her, f"{page_of(place.branch)}/name", name="X").status_code == 404


# Personal data


def test_what_is_held_of_an_invited_person_can_be_told_and_forgotten(
    app, session, place, her
):
    friend = factories.account(session, phone="+84912000001")
    session.commit()
    post(
        her, f"{page_of(place.commune)}/phones", phones="0912000001, Chi hội ấp 1, Hoa"
    )

    (holding,) = officer_data(session, account_id=friend.id)
    assert holding.kind == "officer_invitation"
    forget_officer(session, account_id=friend.id, now=NOON)

    kept = session.scalars(select(OfficerInvitation)).one()
    assert (kept.name, kept.phone) == ("", None)
    assert kept.revoked_at == NOON
    assert officer_data(session, account_id=friend.id) == []
