"""A province with two communes and their branches, a contest in it, and officers."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from quizapp.accounts.models import Account
from quizapp.contests.models import Contest, Round
from quizapp.hashing import hashed
from quizapp.units.models import Unit
from tests import factories
from tests.sittings import after, bank_version, plan
from tests.web.people import sign_in

PIN = "402915"


@dataclass
class Land:
    """The units by their place, and the contest over all of them."""

    session: Any
    province: Unit
    commune: Unit
    branch: Unit
    other_branch: Unit
    #: Beside the commune, with a branch of its own.
    neighbour: Unit
    neighbours_branch: Unit
    contest: Contest

    @property
    def round_(self):
        return self.session.scalars(
            select(Round).where(Round.contest_id == self.contest.id)
        ).one()

    def officer(self, unit, *, full_name="Lê Thị Cán", **changes):
        account = factories.account(
            self.session,
            full_name=full_name,
            secret_hash=hashed(PIN, is_cheap=True),
            unit_id=unit.id,
            **changes,
        )
        factories.role(
            self.session, account=account, role="unit_officer", unit_id=unit.id
        )
        self.session.commit()
        return account

    def person(self, unit, **changes):
        account = factories.account(self.session, unit_id=unit.id, **changes)
        entry = factories.entry(
            self.session, contest=self.contest, account=account, unit_id=unit.id
        )
        self.session.commit()
        return account, entry


def land(session, *, assisted=None):
    """Make it; ``assisted`` is what the rule book says of entering with help."""
    province = factories.unit(session, name="Tỉnh Hậu Giang", code="93")
    commune = factories.unit(session, parent=province, name="Xã Vị Tân", code="31318")
    neighbour = factories.unit(
        session, parent=province, name="Xã Vị Đông", code="31348"
    )
    made = {
        name: factories.unit(session, parent=parent, name=name, type="chi hội")
        for name, parent in (
            ("Chi hội ấp 1", commune),
            ("Chi hội ấp 2", commune),
            ("Chi hội ấp 9", neighbour),
        )
    }
    book = factories.rule_book(
        eligibility={"minimum_age": 14, "units": "tree"},
        entry={"required": ["full_name", "birth_year", "phone", "unit"]},
        assisted_entry=assisted or {},
        rounds=[factories.round_part(opens=after(-3600), closes=after(86_400))],
    )
    contest = factories.contest(
        session,
        book=book,
        paper_plan=plan(bank_version(session)),
        unit_id=province.id,
    )
    session.commit()
    one, two, nine = made.values()
    return Land(session, province, commune, one, two, neighbour, nine, contest)


def desk(app, session, account):
    """A device on which somebody is signed in."""
    client = app.test_client()
    sign_in(client, session, session.get_one(Account, account.id))
    return client
