"""Helping to take part: members picked from their list, and all that a contest asks."""

import re
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Account
from quizapp.entries.models import Entry
from quizapp.members.models import MemberClaim
from tests import factories, member_lists
from tests.conftest import NOON
from tests.officers import desk, land
from tests.web.test_assisted import ALLOWED, PERSON, finish, give_back, here, post
from tests.web.test_pages import check

LIST = """Nguyễn Thị Mẹ; 1948
Trần Thị Ánh; 1950
Lê Thị Không"""


@pytest.fixture
def place(session, app):
    return land(session, assisted=ALLOWED)


@pytest.fixture
def tablet(app, session, place):
    """The officer's device."""
    return desk(app, session, place.officer(place.commune, phone="+84988200001"))


def asking(session, place, **entry):
    """A contest whose form asks for more."""
    asked = {"required": ["full_name", "birth_year", "phone", "unit"]} | entry
    eligibility = {"minimum_age": entry.pop("minimum_age", 14), "units": "tree"}
    asked.pop("minimum_age", None)
    place.contest = factories.contest(
        session,
        book=factories.rule_book(
            contest="hoi-them",
            eligibility=eligibility,
            entry=asked,
            assisted_entry=ALLOWED,
        ),
        unit_id=place.province.id,
    )
    session.commit()


def carried(page):
    """What the page of consents carries along."""
    return dict(
        re.findall(
            r'name="(shown|full_name|birth_year|unit_id|place|person)"[^>]*'
            r' value="([^"]*)"',
            page,
        )
    )


def named(client, area, **changes):
    return post(client, here(area), **PERSON | changes)


def consent(client, area, page, **fields):
    sent = carried(page) | {"take_part": "y"} | fields
    return post(client, here(area, "/consents"), **sent)


@pytest.fixture
def listed(session, place):
    """Three members of a branch, and one of the neighbours'."""
    where = SimpleNamespace(
        contest=place.contest, root=place.province, first=place.branch
    )
    rows = member_lists.listed(session, where, LIST)
    where.first = place.neighbours_branch
    member_lists.listed(session, where, "Phạm Thị Bên")
    session.commit()
    return {one.full_name: one for one in rows}


def claims(session):
    session.expire_all()
    return session.scalars(
        select(MemberClaim).where(MemberClaim.undone_at.is_(None))
    ).all()


def test_members_without_a_registration_are_offered(place, tablet, listed):
    page = tablet.get(here(place)).text
    check(page)

    for name in listed:
        assert name in page
    assert "Phạm Thị Bên" not in page
    found = tablet.get(here(place, "?q=anh+tran")).text
    assert "Trần Thị Ánh" in found
    assert "Nguyễn Thị Mẹ" not in found
    assert "Không có ai trong danh sách" in tablet.get(here(place, "?q=xyz")).text


def test_without_a_list_nothing_of_it_stands_there(place, tablet):
    assert "danh sách hội viên" not in tablet.get(here(place)).text


def test_whom_she_picks_is_filled_in_and_takes_her_place(
    session, place, tablet, listed
):
    member = listed["Nguyễn Thị Mẹ"]
    page = tablet.get(here(place, f"?place={member.id}")).text
    check(page)
    assert 'value="Nguyễn Thị Mẹ"' in page
    assert 'value="1948"' in page
    assert 'value="Chi hội ấp 1' in page

    asked = named(tablet, place, place=member.id).text
    check(asked)
    refused = consent(tablet, place, asked, take_part="")
    assert refused.status_code == 422
    assert claims(session) == []
    reply = consent(tablet, place, refused.text)

    assert reply.location == "/officer/handed-over"
    [claim] = claims(session)
    assert (claim.member_id, claim.how) == (member.id, "officer")
    assert claim.entry_id == session.scalars(select(Entry.id)).one()


def test_a_member_without_a_year_has_it_typed(place, tablet, listed):
    member = listed["Lê Thị Không"]

    page = tablet.get(here(place, f"?place={member.id}")).text

    assert 'value="Lê Thị Không"' in page
    year = re.search(r'<input[^>]*name="birth_year"[^>]*>', page)[0]
    assert 'value=""' in year or "value=" not in year


def test_a_place_that_is_taken_meanwhile_enters_nobody(session, place, tablet, listed):
    member = listed["Nguyễn Thị Mẹ"]
    asked = named(tablet, place, place=member.id).text
    _, other = place.person(place.branch)
    session.add(
        MemberClaim(member_id=member.id, entry_id=other.id, how="code", made_at=NOON)
    )
    session.commit()

    reply = consent(tablet, place, asked)

    assert reply.status_code == 422
    assert 'class="errors"' in reply.text
    session.expire_all()
    assert session.scalars(select(Entry.id)).all() == [other.id]
    assert session.scalars(select(Account).where(Account.phone.is_(None))).all() == []
    again = tablet.get(here(place, f"?place={member.id}"))
    assert again.location == here(place)


def test_a_place_of_others_looks_like_none(session, place, tablet, listed):
    [theirs] = session.scalars(
        select(member_lists.ListedMember).filter_by(full_name="Phạm Thị Bên")
    )
    asked = named(tablet, place).text

    for one in (theirs.id, 10**9):
        assert tablet.get(here(place, f"?place={one}")).status_code == 404
        assert consent(tablet, place, asked, place=one).status_code == 404
    session.expire_all()
    assert session.scalars(select(Entry)).all() == []


def test_the_officers_home_counts_her_list(session, place, tablet, listed):
    def figures():
        page = tablet.get("/officer/").text
        check(page)
        return re.findall(r'figure-value">([^<]+)<', page)[:3]

    assert figures() == ["3", "✓ 0", "○ 3"]
    member = listed["Nguyễn Thị Mẹ"]
    consent(tablet, place, named(tablet, place, place=member.id).text)
    finish(tablet, place)
    give_back(tablet)

    assert figures() == ["3", "✓ 1", "○ 2"]
    page = tablet.get("/officer/").text
    assert f"/officer/contests/{place.contest.slug}/members" in page
    assert "/officer/members" in page
    assert "/officer/members" not in tablet.get("/officer/reset-codes").text


def test_what_the_contest_requires_is_asked_of_her(session, place, tablet):
    required = ["full_name", "birth_year", "phone", "unit"]
    asking(session, place, required=[*required, "sex", "occupation", "member"])
    asked = named(tablet, place).text
    check(asked)

    missing = consent(tablet, place, asked, sex="female")
    assert missing.status_code == 422
    assert 'id="occupation-error"' in missing.text
    assert "ethnicity" not in asked
    reply = consent(
        tablet, place, missing.text, sex="female", occupation="farmer", member="yes"
    )

    assert reply.location == "/officer/handed-over"
    entry = session.scalars(select(Entry)).one()
    told = (entry.sex, entry.occupation, entry.is_member, entry.ethnicity)
    assert told == ("female", "farmer", True, None)


def test_the_rest_of_a_form_after_the_quiz_is_filled_in_at_once(session, place, tablet):
    asking(
        session,
        place,
        required=["full_name", "birth_year", "phone", "unit", "sex"],
        form="after",
    )
    asked = named(tablet, place).text

    reply = consent(tablet, place, asked, sex="female", show_name="y")

    assert reply.location == "/officer/handed-over"
    entry = session.scalars(select(Entry)).one()
    assert entry.completed_at == NOON
    assert (entry.sex, entry.is_name_shown) == ("female", True)
    assert entry.unit_id == place.branch.id


def test_who_was_helped_before_finds_what_she_said(session, place, tablet):
    asking(session, place, optional=["sex", "occupation"])
    consent(tablet, place, named(tablet, place).text, sex="female")
    give_back(tablet)
    her = session.scalars(select(Account).where(Account.phone.is_(None))).one()
    place.contest = factories.contest(
        session,
        book=factories.rule_book(
            contest="lan-nua",
            eligibility={"minimum_age": 14, "units": "tree"},
            entry={
                "required": ["full_name", "birth_year", "phone", "unit", "sex"],
            },
            assisted_entry=ALLOWED,
        ),
        unit_id=place.province.id,
    )
    session.commit()

    page = tablet.get(here(place, f"/people/{her.id}")).text

    check(page)
    assert re.search(r'<option selected value="female"', page)
    assert consent(tablet, place, page, sex="female").status_code == 303


@pytest.mark.parametrize(
    ("born", "said", "status"),
    [
        ("", "birth_date-error", 422),
        ("2/1/2014", "birth_date-error", 422),
        ("1/1/2014", "", 303),
    ],
)
def test_where_the_year_leaves_the_age_open_the_date_is_asked(
    session, place, tablet, born, said, status
):
    asked = named(tablet, place, birth_year="2014").text
    assert 'data-part="date">' in asked

    reply = consent(tablet, place, asked, birth_date=born)

    assert reply.status_code == status
    assert said in reply.text
    session.expire_all()
    assert len(session.scalars(select(Entry)).all()) == (status == 303)


def test_where_the_year_is_enough_no_date_is_shown(place, tablet):
    asked = named(tablet, place).text

    assert PERSON["full_name"] in asked
    assert 'data-part="date" hidden' in asked
