"""Entering, filling in the rest, correcting, forgetting: on PostgreSQL."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from quizapp.audit.models import AuditEntry
from quizapp.audit.service import Act
from quizapp.entries.models import Consent, EntryChange
from quizapp.entries.queries import carried_over, personal_data
from quizapp.entries.rules import (
    Details,
    Representative,
    Terms,
    answer_to,
    consent_text,
    kinds_asked,
)
from quizapp.entries.service import (
    change_consent,
    complete_entry,
    correct_entry,
    enter,
    forget,
)
from quizapp.errors import ConflictError, InvalidError, NotAllowedError
from tests import factories
from tests.conftest import NOON

KEY = "key of the tests"
MOTHER = Representative("Trần Thị Mẹ", "mother")
ALL = ("full_name", "birth_year", "phone", "unit", "sex", "occupation", "member")


@pytest.fixture
def root(session):
    found = factories.unit(session, name="Tỉnh Hậu Giang")
    factories.unit(session, parent=found, name="Phường I")
    return found


def contest_asking(session, root, **entry):
    book = factories.rule_book(
        eligibility={"minimum_age": 12, "units": "tree"},
        entry={"required": ["full_name", "birth_year", "phone", "unit"]} | entry,
    )
    return factories.contest(session, book=book, unit_id=root.id), book


def answers(book, **given):
    """Answers to every text of a contest; those to what isn't named are no."""
    return [
        answer_to(
            consent_text(kind, terms=Terms.of(book), language="vi"),
            is_given=given.get(kind, kind == "take_part"),
        )
        for kind in kinds_asked(book)
    ]


def entered(session, contest, book, account, root, details=None, **given):
    return enter(
        session,
        contest=contest,
        account=account,
        unit_id=root.id,
        consents=answers(book, **given),
        key=KEY,
        now=NOON,
        details=details or Details(),
    )


def kinds_of(session, entry):
    rows = session.scalars(select(Consent).where(Consent.entry_id == entry.id))
    return {one.kind: one.is_given for one in rows}


def test_an_entry_keeps_what_the_contest_asks_and_nothing_else(session, root):
    contest, book = contest_asking(session, root, optional=["sex", "member"])
    told = Details(
        sex="female",
        occupation="farmer",
        ethnicity="05",
        is_member=True,
        birth_date=date(1980, 5, 5),
        representative=MOTHER,
    )
    entry = entered(
        session, contest, book, factories.account(session), root, told, show_name=True
    )

    assert (entry.sex, entry.is_member, entry.completed_at) == ("female", True, NOON)
    assert (entry.occupation, entry.ethnicity, entry.birth_date) == (None, None, None)
    assert entry.representative_name is None
    assert entry.is_name_shown
    assert kinds_of(session, entry) == {"take_part": True, "show_name": True}


@pytest.mark.parametrize(
    ("missing", "field"),
    [("sex", "sex"), ("occupation", "occupation"), ("is_member", "member")],
)
def test_what_is_required_must_be_told(session, root, missing, field):
    contest, book = contest_asking(session, root, required=list(ALL))
    told = Details(sex="female", occupation="farmer", is_member=False)
    account = factories.account(session)

    entered(session, contest, book, account, root, told)
    with pytest.raises(InvalidError) as caught:
        entered(
            session,
            contest,
            book,
            factories.account(session),
            root,
            replace(told, **{missing: None}),
        )
    assert caught.value.field == field


def test_an_ethnicity_is_kept_with_its_consent_alone(session, root):
    contest, book = contest_asking(session, root, optional=["ethnicity"])
    told = Details(ethnicity="05")
    with pytest.raises(InvalidError) as caught:
        entered(session, contest, book, factories.account(session), root, told)
    assert caught.value.field == "agree_ethnicity"

    account = factories.account(session)
    entry = entered(session, contest, book, account, root, told, ethnicity=True)
    assert entry.ethnicity == "05"
    assert kinds_of(session, entry)["ethnicity"] is True


def test_without_an_ethnicity_no_consent_to_it_is_noted(session, root):
    contest, book = contest_asking(session, root, optional=["ethnicity"])
    account = factories.account(session)
    entry = entered(session, contest, book, account, root, ethnicity=True)

    assert "ethnicity" not in kinds_of(session, entry)


def test_taking_the_consent_back_takes_the_ethnicity_out(session, root):
    contest, book = contest_asking(session, root, optional=["ethnicity"])
    entry = entered(
        session,
        contest,
        book,
        factories.account(session),
        root,
        Details(ethnicity="05"),
        ethnicity=True,
    )
    change_consent(session, entry=entry, answer=answers(book)[2], now=NOON)

    assert answers(book)[2].kind == "ethnicity"
    assert entry.ethnicity is None


@pytest.mark.parametrize(
    ("details", "agrees", "field"),
    [
        (Details(), True, "representative_name"),
        (Details(representative=MOTHER), False, "agree_representative"),
    ],
)
def test_who_is_under_16_enters_with_a_representative_alone(
    session, root, details, agrees, field
):
    contest, book = contest_asking(session, root)
    child = factories.account(session, birth_year=2016)
    with pytest.raises(InvalidError, match="practice is open") as caught:
        entered(session, contest, book, child, root, details, representative=agrees)

    assert caught.value.field == field


def test_a_childs_name_is_never_shown_whatever_is_ticked(session, root):
    contest, book = contest_asking(session, root)
    child = factories.account(session, birth_year=2016)
    entry = entered(
        session,
        contest,
        book,
        child,
        root,
        Details(representative=MOTHER),
        representative=True,
        show_name=True,
    )
    assert not entry.is_name_shown
    assert (entry.representative_name, entry.representative_relation) == (
        "Trần Thị Mẹ",
        "mother",
    )
    assert kinds_of(session, entry)["representative"] is True

    later = NOON + timedelta(days=365 * 6)
    change_consent(
        session, entry=entry, answer=answers(book, show_name=True)[-1], now=later
    )
    assert not entry.is_name_shown


def test_the_database_shows_no_name_of_who_is_represented(session):
    entry = factories.entry(session, is_name_shown=True)
    with pytest.raises(IntegrityError, match="not_shown"), session.begin_nested():
        session.execute(
            text(
                "UPDATE entries SET representative_name = 'A', "
                "representative_relation = 'mother' WHERE id = :id"
            ),
            {"id": entry.id},
        )


@pytest.mark.parametrize(
    ("born", "is_kept"), [(date(2014, 1, 1), True), (date(2014, 1, 2), True)]
)
def test_the_date_of_birth_is_kept_where_the_year_leaves_16_open(
    session, root, born, is_kept
):
    contest, book = contest_asking(session, root)
    account = factories.account(session, birth_year=2014)
    entry = entered(
        session,
        contest,
        book,
        account,
        root,
        Details(birth_date=born, representative=MOTHER),
        representative=True,
        show_name=True,
    )

    assert (entry.birth_date is not None) is is_kept
    is_of_age = born == date(2014, 1, 1)
    assert entry.is_name_shown is is_of_age
    assert (entry.representative_name is None) is is_of_age


def test_after_the_quiz_the_rest_is_filled_in_once(session, root):
    contest, book = contest_asking(
        session, root, form="after", optional=["sex", "ethnicity"]
    )
    account = factories.account(session)
    entry = enter(
        session,
        contest=contest,
        account=account,
        unit_id=None,
        key=KEY,
        now=NOON,
        consents=answers(book, show_name=True),
        details=Details(),
    )
    assert (entry.completed_at, entry.unit_id, entry.is_name_shown) == (
        None,
        None,
        False,
    )
    assert kinds_of(session, entry) == {"take_part": True}

    later = NOON + timedelta(minutes=20)
    filled = {
        "unit_id": root.id,
        "consents": answers(book, show_name=True, ethnicity=True),
        "details": Details(sex="male", ethnicity="01"),
        "now": later,
    }
    assert complete_entry(session, entry=entry, **filled)
    assert (entry.completed_at, entry.unit_id, entry.sex) == (later, root.id, "male")
    assert (entry.ethnicity, entry.is_name_shown) == ("01", True)
    changed = session.scalars(select(EntryChange)).one()
    assert (changed.field, changed.at, changed.new_unit_id) == ("unit", later, root.id)
    assert not complete_entry(session, entry=entry, **filled)


def test_the_rest_without_a_unit_is_refused(session, root):
    contest, _book = contest_asking(session, root, form="after")
    entry = factories.entry(session, contest=contest, completed_at=None)
    with pytest.raises(InvalidError) as caught:
        complete_entry(session, entry=entry, unit_id=None, consents=[], now=NOON)

    assert caught.value.field == "unit"


def test_staff_and_the_erased_are_no_participants(session, root):
    contest, book = contest_asking(session, root)
    with pytest.raises(NotAllowedError, match="Staff"):
        entered(session, contest, book, factories.staff(session), root)


def act_of(session, reason="Sai năm sinh, đã xem căn cước"):
    return Act.by(factories.staff(session).id, reason)


def corrected(session, entry, changes, *, is_locked=False, act=None, **more):
    return correct_entry(
        session,
        entry=entry,
        changes=changes,
        is_locked=is_locked,
        act=act,
        now=NOON + timedelta(hours=1),
        **more,
    )


@pytest.fixture
def entry(session, root):
    contest, book = contest_asking(
        session, root, optional=["sex", "ethnicity", "occupation", "member"]
    )
    return entered(
        session,
        contest,
        book,
        factories.account(session),
        root,
        Details(sex="female"),
        show_name=True,
    )


def test_the_person_corrects_herself_until_an_attempt_starts(session, root, entry):
    other = factories.unit(session, parent=root, name="Phường IV")
    changed = corrected(
        session, entry, {"unit": other.id, "sex": "female", "full_name": " Lê  Thị Ba"}
    )

    assert changed == {"unit", "full_name"}
    account = session.get_one(factories.Account, entry.account_id)
    assert (account.full_name, account.search_key) == ("Lê Thị Ba", "le thi ba")
    rows = session.scalars(select(EntryChange).order_by(EntryChange.field)).all()
    assert [(one.field, one.old_unit_id, one.new_unit_id) for one in rows] == [
        ("full_name", None, None),
        ("unit", root.id, other.id),
    ]
    assert {one.by for one in rows} == {entry.account_id}
    assert session.scalars(select(AuditEntry)).all() == []


def test_a_locked_entry_is_corrected_by_staff_alone_and_audited(session, root, entry):
    other = factories.unit(session, parent=root, name="Phường IV")
    with pytest.raises(ConflictError, match="call the organizers"):
        corrected(session, entry, {"unit": other.id}, is_locked=True)
    assert entry.unit_id == root.id

    act = act_of(session)
    corrected(session, entry, {"unit": other.id}, is_locked=True, act=act)
    logged = session.scalars(select(AuditEntry)).one()
    assert (logged.action, logged.subject) == ("entries.corrected", f"entry:{entry.id}")
    assert logged.details["old_unit"] == root.id
    assert logged.details["fields"] == ["unit"]
    assert session.scalars(select(EntryChange)).one().by == act.account_id


def test_staff_says_why(session, entry):
    with pytest.raises(InvalidError) as caught:
        corrected(session, entry, {"sex": "male"}, act=act_of(session, "  "))

    assert caught.value.field == "reason"


def test_the_same_again_is_no_correction(session, entry):
    assert corrected(session, entry, {"sex": "female"}, act=act_of(session)) == set()
    assert session.scalars(select(EntryChange)).all() == []
    assert session.scalars(select(AuditEntry)).all() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unit": None}, "unit"),
        ({"sex": "neither"}, "sex"),
        ({"full_name": "A 1"}, "full_name"),
        ({"birth_year": 1800}, "birth_year"),
        ({"birth_year": 2025}, "birth_year"),
        ({"birth_year": 2018}, "birth_date"),
        ({"birth_year": 2016}, "representative_name"),
        ({"ethnicity": "05"}, "agree_ethnicity"),
    ],
)
def test_a_correction_must_make_an_entry_that_can_be(session, entry, changes, field):
    with pytest.raises(InvalidError) as caught, session.begin_nested():
        corrected(session, entry, changes)

    assert caught.value.field == field
    session.expire_all()
    assert (entry.sex, entry.ethnicity) == ("female", None)
    assert session.scalars(select(EntryChange)).all() == []


def test_who_turns_out_to_be_a_child_gets_a_representative_and_no_name(session, entry):
    corrected(session, entry, {"birth_year": 2016, "representative": MOTHER})

    assert not entry.is_name_shown
    assert entry.representative_name == "Trần Thị Mẹ"
    corrected(session, entry, {"birth_year": 1990})
    assert entry.representative_name is None


def test_forgetting_leaves_what_is_counted_and_nobody(session, root, entry):
    entry.ethnicity, entry.occupation, entry.is_member = "05", "farmer", True
    entry.birth_date = date(1980, 5, 5)
    for _ in range(2):
        forget(session, account_id=entry.account_id, now=NOON)

    session.expire_all()
    assert (entry.ethnicity, entry.birth_date, entry.is_name_shown) == (
        None,
        None,
        False,
    )
    assert (entry.sex, entry.occupation, entry.is_member) == ("female", "farmer", True)
    assert (entry.unit_id, entry.age_band) == (root.id, "46_60")


def test_what_is_held_is_told(session, entry):
    corrected(session, entry, {"occupation": "farmer"})
    form, change = personal_data(session, account_id=entry.account_id)

    told = {fact.label: fact.value for fact in form.facts}
    assert (told["Sex"], told["Occupation"]) == ("Female", "Farming, forestry, fishing")
    assert "Ethnicity" not in told
    assert (form.kind, change.kind) == ("entry_form", "entry_change")


def test_what_was_said_before_is_offered_where_it_fits(session, root, entry):
    elsewhere = factories.unit(session, name="Tỉnh khác")
    known = carried_over(session, account_id=entry.account_id, root_id=root.id)
    other = carried_over(session, account_id=entry.account_id, root_id=elsewhere.id)

    assert (known.unit_id, known.details.sex, known.birth_year) == (
        root.id,
        "female",
        1980,
    )
    assert (other.unit_id, other.details.sex) == (None, "female")


def closed(session, root):
    """A unit of the branch that was closed, and one that is there."""
    gone = factories.unit(session, parent=root, name="Phường II", valid_to=NOON.date())
    return gone, factories.unit(session, parent=root, name="Phường III")


def test_nobody_enters_for_a_unit_that_is_closed(session, root):
    contest, book = contest_asking(session, root)
    gone, there = closed(session, root)
    account = factories.account(session)
    with pytest.raises(InvalidError, match="no more") as caught:
        entered(session, contest, book, account, gone)

    assert caught.value.field == "unit"
    assert entered(session, contest, book, account, there).unit_id == there.id


def test_nobody_corrects_her_unit_into_one_that_is_closed(session, root):
    contest, book = contest_asking(session, root)
    gone, there = closed(session, root)
    entry = entered(session, contest, book, factories.account(session), there)

    with pytest.raises(InvalidError, match="no more"):
        corrected(session, entry, {"unit": gone.id})


def test_whose_unit_was_closed_since_corrects_the_rest(session, root):
    contest, book = contest_asking(session, root, optional=["sex"])
    _, there = closed(session, root)
    entry = entered(session, contest, book, factories.account(session), there)
    there.valid_to = NOON.date()
    corrected(session, entry, {"full_name": "Lê Thị Mới"})

    assert entry.unit_id == there.id
