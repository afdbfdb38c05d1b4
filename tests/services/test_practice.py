"""Offering banks for practice, and taking them back: one offer a bank, audited."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.attempts.queries import held_items
from quizapp.audit.models import AuditEntry
from quizapp.audit.service import Act
from quizapp.banks.models import Bank as BankRow
from quizapp.banks.rules import Bank
from quizapp.banks.service import import_bank, replace_seals
from quizapp.contests.models import Round
from quizapp.contests.rules import PaperPlan, PlannedItem, Section
from quizapp.errors import ConflictError, InvalidError, NotFoundError
from quizapp.practice.models import PracticeBank
from quizapp.practice.queries import every_bank, is_any_offered, offered_banks
from quizapp.practice.service import offer_bank, withdraw_bank
from tests import factories
from tests.conftest import NOON
from tests.sittings import after

ACT = Act("command:test", "", b"0" * 16)


@pytest.fixture
def slug(session):
    slug = f"bank-{factories.number()}"
    item = {"id": "one", "kind": "true_false", "stem": "?", "answer": "true"}
    bank = {"id": slug, "title": "Ngân hàng", "items": [item | {"tags": ["luat"]}]}
    import_bank(session, bank=Bank.model_validate(bank), now=NOON)
    return slug


def offer(session, slug, **changes):
    return offer_bank(session, slug=slug, act=ACT, now=NOON, **changes)


def actions(session):
    return session.scalars(
        select(AuditEntry.action)
        .where(AuditEntry.action.startswith("practice."))
        .order_by(AuditEntry.position)
    ).all()


def test_an_offer_has_the_title_of_its_bank_unless_told(session, slug):
    assert offer(session, slug).title == "Ngân hàng"
    assert [one.slug for one in offered_banks(session, now=NOON)] == [slug]


def test_offering_again_changes_what_is_told_and_keeps_the_rest(session, slug):
    first = offer(session, slug, title="Ôn luật", tag_names={"luat": "Luật"})
    again = offer(session, slug)
    renamed = offer(session, slug, title="Tên mới", tag_names={})

    assert first.id == again.id == renamed.id
    assert (renamed.title, renamed.tag_names) == ("Tên mới", {})
    assert actions(session) == ["practice.offered", *["practice.changed"] * 2]


def test_a_withdrawn_bank_can_be_offered_anew(session, slug):
    offer(session, slug, title="Cũ")
    withdraw_bank(session, slug=slug, act=ACT, now=after(60))
    gone = is_any_offered(session)
    new = offer_bank(session, slug=slug, act=ACT, now=after(120))

    assert not gone
    assert new.title == "Ngân hàng"
    assert session.query(PracticeBank).count() == 2
    assert actions(session)[1:] == ["practice.withdrawn", "practice.offered"]


def test_what_is_not_offered_can_not_be_withdrawn(session, slug):
    with pytest.raises(ConflictError):
        withdraw_bank(session, slug=slug, act=ACT, now=NOON)


@pytest.mark.parametrize("verb", [offer_bank, withdraw_bank])
def test_there_must_be_such_a_bank(session, verb):
    with pytest.raises(NotFoundError):
        verb(session, slug="no-such-bank", act=ACT, now=NOON)


def test_a_bank_without_a_version_is_not_offered(session):
    factories.added(session, BankRow(slug="planned", created_at=NOON))

    with pytest.raises(NotFoundError):
        offer(session, "planned")


def test_a_tag_that_no_question_bears_has_no_name(session, slug):
    with pytest.raises(InvalidError):
        offer(session, slug, tag_names={"khac": "Khác"})


def test_organizers_see_every_bank(session, slug):
    found = {one.slug: one for one in every_bank(session, now=NOON)}

    assert found[slug].offer is None
    assert found[slug].tags == ("luat",)
    offer(session, slug)
    found = {one.slug: one for one in every_bank(session, now=NOON)}
    assert found[slug].offer is not None


def test_items_that_came_in_while_a_round_is_open_are_held_too(session):
    """They may be its questions in other words."""

    def item(name):
        return {"id": name, "kind": "true_false", "stem": f"{name}?", "answer": True}

    slug = f"bank-{factories.number()}"

    def take(*names):
        raw = {"id": slug, "title": "T", "items": [item(name) for name in names]}
        return import_bank(session, bank=Bank.model_validate(raw), now=NOON).version

    version = take("mot", "hai", "khac")
    section = Section(
        bank_id=version.bank_id,
        bank_version_id=version.id,
        count=1,
        items=(PlannedItem("mot", 0, "t", 100),),
    )
    plan = PaperPlan(sections=(section,), shuffle_items=False, shuffle_options=False)
    contest = factories.contest(session, paper_plan=plan)
    round_id = session.scalar(select(Round.id).where(Round.contest_id == contest.id))
    replace_seals(
        session,
        round_id=round_id,
        bank_items={version.bank_id: ["mot"]},
        until=NOON + timedelta(days=1),
    )
    take("mot-khac-loi", "hai", "khac")

    found = held_items(session, bank_id=version.bank_id, now=NOON)
    assert found == {"mot", "mot-khac-loi"}
    later = NOON + timedelta(days=2)
    assert held_items(session, bank_id=version.bank_id, now=later) == set()
