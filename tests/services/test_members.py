"""Lists of members: taken in whole or not at all, claimed once, erased in time."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.audit.models import AuditEntry, AuditText
from quizapp.background.models import Job
from quizapp.errors import ConflictError, FileFaultsError, InvalidError, NotFoundError
from quizapp.members import service
from quizapp.members.models import ListedMember, MemberClaim, MemberList
from quizapp.members.queries import (
    cards,
    personal_data,
    place_by_code,
    place_in_scope,
    place_of_entry,
    proposals,
    roots_in_contest,
    unit_in_contest,
)
from quizapp.tallies.queries import Which, member_counts, member_rows
from tests import factories
from tests.conftest import NOON
from tests.member_lists import ACT, arena, entered, listed, send, take

LATER = NOON + timedelta(hours=1)
PHONE = "+84912345678"


@pytest.fixture
def where(session):
    return arena(session)


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def actions(session):
    return session.scalars(
        select(AuditEntry.action).order_by(AuditEntry.position)
    ).all()


def test_a_list_is_taken_in_with_codes_and_noted_without_names(session, where):
    taken = take(session, where, "Lê Thị Lan; 1970; 912345678\nVõ Thị Đào")

    members = session.scalars(select(ListedMember).order_by(ListedMember.id)).all()
    assert (taken.added, taken.changed, taken.there) == (2, 0, 0)
    assert [one.full_name for one in members] == ["Lê Thị Lan", "Võ Thị Đào"]
    assert members[0].phone == PHONE
    assert len({one.code for one in members}) == 2
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.details["added"] == 2
    assert "Lan" not in str(entry.details)
    assert session.scalars(select(AuditText.reason)).one() == "Sổ hội viên năm 2029"


def test_what_was_sent_is_kept_no_longer_than_it_is_needed(session, where):
    take(session, where, "Lê Thị Lan")
    dropped = send(session, where, "Võ Thị Đào")
    service.drop_list(session, list_id=dropped.id)

    for row in session.scalars(select(MemberList)):
        assert row.content is None
        assert "Lan" not in str(row.report)
        assert "Đào" not in str(row.report)
    with pytest.raises(ConflictError):
        take_again(session, dropped)


def take_again(session, row):
    return service.take_list(
        session, list_id=row.id, act=ACT, draw=lambda _most: 9, now=LATER
    )


def test_taken_in_twice_it_is_taken_in_once(session, where):
    row = send(session, where, "Lê Thị Lan")
    service.take_list(session, list_id=row.id, act=ACT, draw=lambda _most: 9, now=NOON)

    assert take_again(session, row).added == 1
    assert count(session, ListedMember) == 1


def test_the_same_list_again_adds_nobody_and_corrects_what_it_says_otherwise(
    session, where
):
    take(session, where, "Lê Thị Lan\nVõ Thị Đào")
    again = take(session, where, "Lê Thị Lan; 0912345678\nVõ Thị Đào\nHồ Thị Ý")

    assert (again.added, again.changed, again.there) == (1, 1, 1)
    lan = session.scalars(
        select(ListedMember).where(ListedMember.search_key == "le thi lan")
    ).one()
    assert lan.phone == PHONE


def test_a_corrected_name_is_sorted_and_found_anew(session, where):
    (before,) = listed(session, where, "Lê Thị Lan")
    code = before.code
    text = f"Họ tên,Mã\nLê Thị Ánh,{code}\n"
    take(session, where, text, source="file")
    session.expire_all()

    after = session.scalars(select(ListedMember)).one()
    assert (after.full_name, after.search_key) == ("Lê Thị Ánh", "le thi anh")
    assert after.code == code


def test_who_has_taken_her_place_is_not_changed_by_a_list(session, where):
    (member,) = listed(session, where)
    entry = entered(session, where)
    service.claim_by_code(session, entry=entry, code=member.code, now=NOON)
    again = take(session, where, "Lê Thị Lan; 0912345678")

    assert again.there == 1
    assert member.phone is None


def test_with_faults_nothing_is_taken_in(session, where):
    row = send(session, where, "Lê Thị Lan\nHoa 2")

    assert row.report["fault_count"] == 1
    assert row.report["faults"][0]["text"] == "Hoa 2"
    with pytest.raises(ConflictError):
        take_again(session, row)
    assert count(session, ListedMember) == 0


def test_phones_without_a_basis_are_refused_and_names_alone_are_not(session, where):
    row = send(session, where, "Lê Lan; 0912345678", basis_kind="", basis_text="")
    assert "basis" in row.report["faults"][0]["message"]
    plain = send(session, where, "Lê Lan", basis_kind="", basis_text="")
    assert plain.report["fault_count"] == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"basis_kind": "", "basis_text": "có căn cứ"}, "basis_kind"),
        ({"basis_kind": "rumour"}, "basis_kind"),
        ({"basis_text": "x"}, "basis_text"),
        ({"content": b" \n"}, "file"),
        ({"content": b"x" * (service.MOST_BYTES + 1)}, "file"),
    ],
)
def test_what_cannot_be_sent_blames_a_field(session, where, changes, field):
    with pytest.raises(InvalidError) as caught:
        send(session, where, "Lê Lan", **changes)

    assert caught.value.field == field


def test_a_large_list_is_left_to_a_worker(session, where):
    row = send(session, where, "Lê Thị Lan;1970\n" * 5000)

    assert row.state == "waiting"
    assert session.scalars(select(Job.kind)).all() == [service.READ_LIST]


def test_an_officer_fills_her_own_branch_alone(session, where):
    elsewhere = "Họ tên,Mã đơn vị\nLê Lan,CH2\n"
    row = send(session, where, elsewhere, source="file", roots=[where.first.id])
    assert "no unit “CH2”" in row.report["faults"][0]["message"] % {
        **row.report["faults"][0]["params"]
    }
    with pytest.raises(NotFoundError):
        send(session, where, "Lê Lan", roots=[where.second.id])


def test_a_code_of_another_branch_is_refused_without_a_name(session, where):
    (member,) = listed(session, where)
    text = f"Họ tên,Mã\nAi Đó,{member.code}\n"
    row = send(
        session,
        where,
        text,
        source="file",
        roots=[where.second.id],
        unit_id=where.second.id,
    )

    (fault,) = row.report["faults"]
    assert fault["params"] == {"code": member.code}


def test_a_list_that_came_to_have_faults_is_not_taken_in(session, where):
    text = "Họ tên,Mã\nAi Đó,ABCDEFGHJ\n"
    row = send(
        session,
        where,
        text,
        source="file",
        roots=[where.second.id],
        unit_id=where.second.id,
    )
    take(session, where, "Họ tên,Mã\nLê Lan,ABCDEFGHJ\n", source="file")

    with pytest.raises(FileFaultsError):
        take_again(session, row)


def test_a_code_takes_an_open_place_and_gives_its_unit(session, where):
    (member,) = listed(session, where)
    entry = entered(session, where)

    service.claim_by_code(session, entry=entry, code=member.code, now=NOON)
    service.claim_by_code(session, entry=entry, code=member.code, now=LATER)

    assert place_of_entry(session, entry_id=entry.id) == member
    assert entry.unit_id == where.first.id
    assert place_by_code(session, code=member.code).is_claimed
    assert count(session, MemberClaim) == 1


def test_a_taken_place_is_nobody_elses(session, where):
    first, second = listed(session, where, "Lê Thị Lan\nVõ Thị Đào")
    entry, other = entered(session, where), entered(session, where)
    service.claim_by_code(session, entry=entry, code=first.code, now=NOON)

    with pytest.raises(ConflictError):
        service.claim_by_code(session, entry=other, code=first.code, now=NOON)
    with pytest.raises(ConflictError):
        service.claim_by_code(session, entry=entry, code=second.code, now=NOON)
    assert place_of_entry(session, entry_id=other.id) is None


def test_a_code_of_another_contest_is_not_known(session, where):
    (member,) = listed(session, where)
    stranger = factories.entry(session)

    with pytest.raises(NotFoundError):
        service.claim_by_code(session, entry=stranger, code=member.code, now=NOON)


@pytest.mark.parametrize(
    ("text", "is_claimed"),
    [
        ("Lê Thị Lan; 0912345678", True),
        ("Lê Lan; 0912345678", True),
        ("Lê Thị Lan; 1980; 0912345678", True),
        ("Lê Thị Lan; 1981; 0912345678", False),
        ("Võ Thị Đào; 0912345678", False),
        ("Lê Thị Lan; 0912345679", False),
        ("Lê Thị Lan", False),
        ("Lê Thị Lan; 1980; 0912345678\nLê Lan; 0912345678", False),
    ],
)
def test_a_phone_takes_the_only_place_with_its_name(session, where, text, is_claimed):
    listed(session, where, text)
    entry = entered(session, where, phone=PHONE)
    service.claim_by_phone(session, entry=entry, now=NOON)

    assert (place_of_entry(session, entry_id=entry.id) is not None) is is_claimed
    assert entry.unit_id == (where.first.id if is_claimed else None)


def test_another_unit_than_the_lists_is_left_to_whoever_looks_after_both(
    session, where
):
    listed(session, where, "Lê Thị Lan; 0912345678")
    entry = entered(session, where, phone=PHONE, unit=where.second)

    assert service.claim_by_phone(session, entry=entry, now=NOON) is None
    assert entry.unit_id == where.second.id
    (one,) = proposed(session, where)
    assert one.is_same_phone
    assert proposed(session, where, roots=[where.first.id]) == []


def test_the_unit_right_above_the_lists_is_near_enough(session, where):
    (member,) = listed(session, where, "Lê Thị Lan; 0912345678")
    entry = entered(session, where, phone=PHONE, unit=where.commune)

    assert service.claim_by_phone(session, entry=entry, now=NOON) == member
    assert entry.unit_id == where.commune.id


def test_the_unit_of_the_list_can_be_taken(session, where):
    (member,) = listed(session, where)
    entry = entered(session, where, unit=where.second)
    service.claim_by_code(session, entry=entry, code=member.code, now=NOON)
    (row,) = rows(session, where)
    assert row.entered_unit == "Chi hội 2"
    service.take_listed_unit(session, member=member, act=ACT, now=NOON)

    assert entry.unit_id == where.first.id
    assert actions(session)[-1] == "members.unit_taken"


def test_who_entered_before_she_was_listed_takes_her_place_by_her_phone(session, where):
    entry = entered(session, where, phone=PHONE)
    sister = entered(session, where, name="Lê Thị Mai", phone=PHONE, phone_place=2)
    members = listed(session, where, "Lê Thị Lan; 0912345678\nVõ Thị Đào; 0912345678")

    assert place_of_entry(session, entry_id=entry.id) == members[0]
    assert place_of_entry(session, entry_id=sister.id) is None
    assert entry.unit_id == where.first.id


def test_what_an_officer_undid_is_not_done_again_by_a_list(session, where):
    (member,) = listed(session, where, "Lê Thị Lan; 0912345678")
    entry = entered(session, where, phone=PHONE)
    service.claim_by_phone(session, entry=entry, now=NOON)
    service.undo(session, member=member, act=officer(session), now=LATER)
    take(session, where, "Lê Thị Lan; 0912345678", now=LATER)

    assert place_of_entry(session, entry_id=entry.id) is None


def rows(session, where, **changes):
    which = Which(contest_id=where.contest.id, roots=[where.root.id], **changes)
    return member_rows(session, which=which, now=LATER, start=0, most=50)


OFFICER_PAIRS = [
    ("Lê Lan", {}, True),
    ("Lê Thị Lan", {"birth_year": 1970}, True),
    ("Lê Thị Lan", {"birth_year": 1971}, False),
    ("Lê Văn Lan", {}, False),
]


@pytest.mark.parametrize(("name", "changes", "is_proposed"), OFFICER_PAIRS)
def test_names_that_are_alike_are_proposed(session, where, name, changes, is_proposed):
    listed(session, where, "Lê Thị Lan; 1970")
    values = {"birth_year": 1970} | changes
    entered(session, where, name=name, unit=where.second, **values)

    assert bool(proposed(session, where)) is is_proposed
    assert proposed(session, where, roots=[where.second.id]) == []


def proposed(session, where, roots=None):
    return proposals(
        session, contest_id=where.contest.id, roots=roots or [where.root.id]
    )


def officer(session):
    account = factories.staff(session)
    return ACT.by(account.id)


def test_an_officer_confirms_and_undoes_and_is_not_asked_again(session, where):
    (member,) = listed(session, where)
    entry = entered(session, where, unit=where.first)
    act = officer(session)

    service.confirm(session, member=member, entry=entry, act=act, now=NOON)
    service.confirm(session, member=member, entry=entry, act=act, now=NOON)
    assert proposed(session, where) == []
    service.undo(session, member=member, act=act, now=LATER)

    assert place_of_entry(session, entry_id=entry.id) is None
    assert proposed(session, where) == []
    assert actions(session)[1:] == ["members.confirmed", "members.undone"]
    with pytest.raises(ConflictError):
        service.undo(session, member=member, act=act, now=LATER)


def test_whom_an_officer_refused_is_proposed_no_more(session, where):
    (member,) = listed(session, where)
    entry = entered(session, where, unit=where.first)
    service.refuse(session, member=member, entry=entry, act=officer(session), now=NOON)

    assert proposed(session, where) == []
    service.claim_by_code(session, entry=entry, code=member.code, now=LATER)


def test_what_was_settled_meanwhile_is_not_confirmed(session, where):
    (member,) = listed(session, where)
    entry, other = entered(session, where), entered(session, where)
    service.claim_by_code(session, entry=entry, code=member.code, now=NOON)

    with pytest.raises(ConflictError):
        service.confirm(
            session, member=member, entry=other, act=officer(session), now=NOON
        )
    with pytest.raises(ConflictError):
        service.take_listed_unit(
            session, member=listed(session, where, "Hồ Thị Ý")[1], act=ACT, now=NOON
        )


def test_who_is_taken_out_is_erased_at_once(session, where):
    (member,) = listed(session, where, "Lê Thị Lan; 1970; 0912345678")
    code = member.code
    service.remove(session, member=member, act=ACT, now=LATER)
    service.remove(session, member=member, act=ACT, now=LATER)

    assert (member.full_name, member.phone, member.birth_year) == (None, None, None)
    assert place_by_code(session, code=code) is None
    assert actions(session).count("members.removed") == 1
    with pytest.raises(NotFoundError):
        place_in_scope(
            session,
            contest_id=where.contest.id,
            member_id=member.id,
            roots=[where.root.id],
        )


def test_who_has_taken_her_place_is_not_taken_out(session, where):
    (member,) = listed(session, where)
    entry = entered(session, where)
    service.claim_by_code(session, entry=entry, code=member.code, now=NOON)

    with pytest.raises(ConflictError):
        service.remove(session, member=member, act=ACT, now=NOON)


def test_counts_as_of_an_instant_hold_whatever_comes_later(session, where):
    lan, dao = listed(session, where, "Lê Thị Lan\nVõ Thị Đào")
    entry = entered(session, where)
    at = [NOON + timedelta(minutes=n) for n in range(6)]
    service.claim_by_code(session, entry=entry, code=lan.code, now=at[1])
    round_ = round_of(session, where)
    factories.handed_in(session, entry=entry, round_=round_, now=at[2])
    service.undo(session, member=lan, act=ACT, now=at[3])
    service.remove(session, member=dao, act=ACT, now=at[4])
    service.forget_outdated(session, now=NOON + timedelta(days=40))

    assert [figures(session, where, moment) for moment in at[:5]] == [
        (2, 2, 0, 0),
        (2, 1, 1, 0),
        (2, 1, 0, 1),
        (2, 2, 0, 0),
        (1, 1, 0, 0),
    ]
    assert figures(session, where, NOON - timedelta(seconds=1)) == (0, 0, 0, 0)


def round_of(session, where):
    from quizapp.contests.queries import rounds_of

    return rounds_of(session, contest_id=where.contest.id)[0]


def figures(session, where, moment):
    which = Which(contest_id=where.contest.id, roots=[where.root.id])
    found = member_counts(session, which=which, as_of=moment)
    return tuple(
        sum(getattr(one, name) for one in found)
        for name in ("listed", "absent", "entered", "done")
    )


def test_the_light_of_each_member_and_the_order_of_lists(session, where):
    text = "Võ Thị Đào\nLê Thị Lan\nHồ Thị Anh"
    dao, lan, _ = listed(session, where, text)
    one, two = entered(session, where, name="Võ Thị Đào"), entered(session, where)
    service.claim_by_code(session, entry=one, code=dao.code, now=NOON)
    service.claim_by_code(session, entry=two, code=lan.code, now=NOON)
    round_ = round_of(session, where)
    factories.handed_in(session, entry=one, round_=round_)
    factories.attempt(session, entry=two, round_=round_)  # still sits at it

    found = [(row.full_name, row.state) for row in rows(session, where)]
    assert found == [
        ("Hồ Thị Anh", "absent"),
        ("Võ Thị Đào", "done"),
        ("Lê Thị Lan", "entered"),
    ]
    assert [row.full_name for row in rows(session, where, state="done")] == [
        "Võ Thị Đào"
    ]
    assert [row.full_name for row in rows(session, where, text="dao vo")] == [
        "Võ Thị Đào"
    ]
    other = factories.round_(
        session,
        contest=where.contest,
        part=factories.rule_book(
            rounds=[
                factories.round_part(2, opens=LATER, closes=LATER + timedelta(days=1))
            ]
        ).rounds[0],
    )
    assert not rows(session, where, state="done", round_id=other.id)


@pytest.mark.parametrize(
    ("early", "is_erased"),
    [
        (timedelta(seconds=1), False),
        (timedelta(0), True),
        (-timedelta(seconds=1), True),
    ],
)
def test_open_places_go_thirty_days_after_the_last_round(
    session, where, early, is_erased
):
    open_, taken = listed(session, where, "Lê Thị Lan\nVõ Thị Đào")
    entry = entered(session, where, name="Võ Thị Đào")
    service.claim_by_code(session, entry=entry, code=taken.code, now=NOON)
    closed = round_of(session, where).closes_at
    service.forget_outdated(session, now=closed + timedelta(days=30) - early)
    session.expire_all()

    assert (open_.full_name is None) is is_erased
    assert taken.full_name == "Võ Thị Đào"
    assert figures(session, where, closed + timedelta(days=31))[0] == 2


@pytest.mark.parametrize(
    ("early", "is_kept"), [(timedelta(seconds=1), True), (timedelta(0), False)]
)
def test_a_file_that_nobody_took_in_goes_after_a_week(session, where, early, is_kept):
    row = send(session, where, "Lê Thị Lan")
    service.forget_outdated(session, now=NOON + timedelta(days=7) - early)
    session.refresh(row)

    assert (row.content is not None) is is_kept
    assert row.state == ("read" if is_kept else "dropped")


def test_a_person_sees_and_erases_her_place_and_it_is_counted_on(session, where):
    (member,) = listed(session, where, "Lê Thị Lan; 1980; 0912345678")
    entry = entered(session, where, phone=PHONE)
    service.claim_by_phone(session, entry=entry, now=NOON)
    (holding,) = personal_data(session, account_id=entry.account_id)

    told = {fact.label: fact.value for fact in holding.facts}
    assert told["Phone"] == "0912 345 678"
    assert told["Basis that was stated"] == "Sổ hội viên năm 2029"
    assert told["Place taken by the phone number"] == NOON
    service.forget(session, account_id=entry.account_id, now=LATER)
    assert member.full_name is None
    assert personal_data(session, account_id=entry.account_id) == []
    assert figures(session, where, LATER) == (1, 0, 1, 0)


def test_an_open_place_under_her_phone_is_hers_too(session, where):
    listed(session, where, "Lê Lan; 0912345678\nVõ Thị Đào; 0912345679")
    account = factories.account(session, full_name="Lê Thị Lan", phone=PHONE)
    other = factories.account(session, full_name="Hồ Thị Ý")

    assert len(personal_data(session, account_id=account.id)) == 1
    assert personal_data(session, account_id=other.id) == []


def test_under_a_shared_phone_only_who_bears_the_name_sees_the_place(session, where):
    listed(session, where, "Lê Thị Lan; 0912345678")
    mother = factories.account(session, full_name="Lê Thị Lan", phone=PHONE)
    daughter = factories.account(
        session, full_name="Võ Thị Đào", phone=PHONE, phone_place=2
    )

    assert len(personal_data(session, account_id=mother.id)) == 1
    assert personal_data(session, account_id=daughter.id) == []
    service.forget(session, account_id=daughter.id, now=LATER)
    assert len(personal_data(session, account_id=mother.id)) == 1


def test_cards_are_of_open_places_by_unit(session, where):
    lan, dao = listed(session, where, "Lê Thị Lan\nVõ Thị Đào")
    take(session, where, "Hồ Thị Ý", unit_id=where.second.id)
    entry = entered(session, where)
    service.claim_by_code(session, entry=entry, code=lan.code, now=NOON)
    found = cards(session, contest_id=where.contest.id, roots=[where.commune.id])

    assert [unit.unit for unit in found] == [
        "Chi hội 1, Phường IV",
        "Chi hội 2, Phường IV",
    ]
    assert found[0].cards == (("Võ Thị Đào", dao.code),)


@pytest.mark.parametrize(
    ("count", "is_fine"),
    [
        (0, False),
        (1, True),
        (service.MOST_CARDS, True),
        (service.MOST_CARDS + 1, False),
    ],
)
def test_a_sheet_has_some_cards_and_not_too_many(count, is_fine):
    if is_fine:
        service.check_count(count)
    else:
        with pytest.raises(ConflictError):
            service.check_count(count)


def test_branches_of_an_officer_within_a_contest(session, where):
    stranger = factories.unit(session)

    def roots(*units):
        return roots_in_contest(
            session,
            contest_unit_id=where.commune.id,
            unit_ids=[unit.id for unit in units],
        )

    assert roots(where.first, where.second) == [where.first.id, where.second.id]
    assert roots(where.root) == [where.commune.id]
    assert roots(stranger) == []
    assert roots_in_contest(session, contest_unit_id=None, unit_ids=[1]) == []


def test_a_unit_is_found_by_its_code_within_a_contest(session, where):
    assert (
        unit_in_contest(session, root_id=where.root.id, code="317") == where.commune.id
    )
    with pytest.raises(NotFoundError):
        unit_in_contest(session, root_id=where.first.id, code="CH2")


def test_what_cannot_be_read_is_told_as_a_fault(session, where):
    row = send(session, where, "Điểm\n1\n", source="file")

    assert row.report["fault_count"] == 2
    assert row.report["row_count"] == 0


def test_what_was_taken_in_is_not_thrown_away(session, where):
    row = send(session, where, "Lê Thị Lan")
    take_again(session, row)

    with pytest.raises(ConflictError):
        service.drop_list(session, list_id=row.id)


def test_a_large_list_can_be_thrown_away_before_it_is_read(session, where):
    row = send(session, where, "Lê Thị Lan;1970\n" * 5000)
    service.drop_list(session, list_id=row.id)
    service.read_list(session, list_id=row.id, now=LATER)

    assert (row.state, row.content, row.report) == ("dropped", None, None)


def test_who_has_no_phone_takes_no_place_by_it(session, where):
    listed(session, where, "Lê Thị Lan; 0912345678")
    officers = factories.account(session)
    entry = entered(
        session, where, phone=None, phone_place=None, brought_in_by=officers.id
    )

    assert service.claim_by_phone(session, entry=entry, now=NOON) is None
    assert personal_data(session, account_id=entry.account_id) == []


def test_an_erased_place_is_nobodys_to_confirm(session, where):
    (member,) = listed(session, where)
    entry = entered(session, where, unit=where.first)
    service.remove(session, member=member, act=ACT, now=NOON)

    with pytest.raises(NotFoundError):
        service.confirm(
            session, member=member, entry=entry, act=officer(session), now=NOON
        )
