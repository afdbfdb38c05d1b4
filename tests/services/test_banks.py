"""Taking banks in: versions that never change, seals that rounds keep."""

from datetime import timedelta

from sqlalchemy import select

from quizapp.banks.models import BankVersion, ItemSeal
from quizapp.banks.queries import latest_version, newest_versions, parsed_version
from quizapp.banks.rules import Bank
from quizapp.banks.service import import_bank, replace_seals
from tests import factories
from tests.conftest import NOON


def bank(slug, *, title="Ngân hàng", answer="true"):
    item = {"id": "one", "kind": "true_false", "stem": "?", "answer": answer}
    return Bank.model_validate({"id": slug, "title": title, "items": [item]})


def take(session, slug, **changes):
    return import_bank(session, bank=bank(slug, **changes), now=NOON)


def test_the_same_content_makes_no_new_version(session):
    slug = f"bank-{factories.number()}"
    first, again = take(session, slug), take(session, slug)

    assert (first.is_new, again.is_new) == (True, False)
    assert again.version.id == first.version.id


def test_other_content_is_a_new_version_and_leaves_the_old_one_alone(session):
    slug = f"bank-{factories.number()}"
    first = take(session, slug).version
    second = take(session, slug, answer="false").version

    assert (first.number, second.number) == (1, 2)
    assert latest_version(session, slug).id == second.id
    assert parsed_version(session, first.id).bank.items[0].answer is True
    assert parsed_version(session, second.id).bank.items[0].answer is False
    assert take(session, slug).version.number == 3


def test_a_version_reads_back_as_it_was_written(session):
    version = take(session, f"bank-{factories.number()}").version
    session.expire_all()

    content = session.scalars(
        select(BankVersion.content).where(BankVersion.id == version.id)
    ).one()
    assert Bank.model_validate(content) == parsed_version(session, version.id).bank


def test_banks_are_listed_with_their_newest_versions(session):
    slug = f"bank-{factories.number()}"
    take(session, slug)
    take(session, slug, title="Tên mới")

    rows = {row[0]: tuple(row[1:]) for row in newest_versions(session)}
    assert rows[slug] == ("Tên mới", 2, 1)


def test_seals_of_a_round_replace_those_it_had(session):
    bank_id = take(session, f"bank-{factories.number()}").version.bank_id

    def seal(round_id, items):
        replace_seals(
            session,
            round_id=round_id,
            bank_items={bank_id: items},
            until=NOON + timedelta(hours=1),
        )

    seal(1, ["one", "two"])
    seal(2, ["two"])
    seal(1, ["three"])
    found = session.execute(
        select(ItemSeal.round_id, ItemSeal.item).where(ItemSeal.bank_id == bank_id)
    )
    assert sorted(found.all()) == [(1, "three"), (2, "two")]
