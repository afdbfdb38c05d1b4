"""A small world with one real target for each route, and everybody who may knock.

``PLACES`` says of each part of the site whose its targets are. A route that is new
joins by its address; where a value for one of its arguments is missing, the matrix says
so: add it to ``World.targets``.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta

from quizapp.accounts.rules.roles import ROLES
from quizapp.attempts.service import give_time
from quizapp.audit.service import Act
from quizapp.banks.service import import_bank
from quizapp.contests.models import Round
from quizapp.entries.models import Entry
from tests import factories
from tests import matrix_desks as desks
from tests import matrix_targets as targets
from tests.conftest import NOON
from tests.sittings import Seat, plan

ACT = Act("command", "because", b"0" * 16)
NOWHERE = 999_999_999

#: Begins an address → whose what it names is; the first that fits counts.
#:
#: ``contest``: of a contest, for its roles and those that hold everywhere; ``system``: of
#: the whole, for roles that hold everywhere; ``own``: of one account alone; ``unit``: of a
#: unit, for the officers of its branch; ``entered``: of who has entered a contest that
#: everybody may see; ``listed``: a page or form that shows what the
#: one who asks may see. Besides these the name of a visitor: hers alone.
PLACES = (
    ("/account/sessions/<int:session_id>", "the person herself"),
    ("/account/people/<int:account_id>", "own"),
    ("/account/data/consents/<int:entry_id>", "own"),
    ("/contests/<slug>/rounds/<int:number>/board/me", "entered"),
    ("/contests/<slug>/entry/edit", "entered"),
    ("/contests/<slug>/entry/rest", "entered"),
    ("/manage/audit", "system"),
    ("/manage/bank-uploads/<int:upload_id>", "own"),
    ("/manage/contests/<slug>/members/lists/<int:list_id>", "organizer here"),
    ("/manage/contests/<slug>/members/sheets/<int:sheet_id>", "organizer here"),
    ("/manage/contests/<slug>", "contest"),
    ("/manage/requests/<int:request_id>/erase", "system"),
    ("/manage/requests/<int:request_id>", "contest"),
    ("/manage/unit-imports/<slug>", "contest"),
    ("/manage/units/<slug>", "contest"),
    ("/manage/banks/<slug>", "contest"),
    ("/manage/handbooks/<slug>", "contest"),
    ("/manage/practice/<slug>", "contest"),
    ("/manage/people/<int:account_id>", "contest"),
    ("/manage/staff/<int:account_id>", "contest"),
    ("/judge/contests/<slug>", "contest"),
    ("/officer/contests/<slug>/members/lists/<int:list_id>", "unit_officer unit"),
    ("/officer/contests/<slug>/members/sheets/<int:sheet_id>", "unit_officer unit"),
    ("/officer/contests/<slug>", "unit"),
    ("/officer/units/<int:unit_id>", "unit"),
    ("/attempts/<int:attempt_id>", "own"),
    ("/contests/<slug>", "listed"),
)
#: What a form needs so that it reaches its target; others are sent empty.
BODIES = {
    "officer_reset_codes.issue_code": {"person": "person_of_the_unit"},
    "officer_join.accept": {"code": "code_of_the_invitation"},
    "officer_invitations.revoke": {"invitation": "invitation"},
    "officer_units.end_officer": {"grant": "grant"},
    "officer_members.ask": {"unit": "unit"},
    "officer_members.settle_claim": {
        "verdict": "verdict",
        "member": "member",
        "entry": "entry",
    },
    "manage_members.ask": {"unit": "unit"},
    "manage_members.settle_claim": {
        "verdict": "verdict",
        "member": "member",
        "entry": "entry",
    },
    "assisted.consent": {"unit_id": "unit"},
    "attempts.hand_in": {"key": "key_of_the_form"},
}
#: Routes whose targets stand in their bodies, and whose these are.
OF_BODIES = {"officer_reset_codes.issue_code": "unit"}
ARGUMENT = re.compile(r"<(?:[a-z]+:)?(\w+)>")


@dataclass(frozen=True)
class Visitor:
    """Somebody at the door: nobody, a person, or an account with one role."""

    name: str
    kind: str = ""
    role: str = ""
    #: ``everywhere``, ``here``, ``elsewhere``; of officers ``unit``, ``other unit``.
    scope: str = ""
    #: She is the one whose own things are asked for.
    is_owner: bool = False


def visitors():
    """Everybody who may knock, each role wherever it may hold."""
    yield Visitor("nobody")
    yield Visitor("a person", "person")
    yield Visitor("the person herself", "person", is_owner=True)
    yield Visitor("the editor herself", "staff", "editor", "everywhere", is_owner=True)
    scopes = {
        "everywhere": ("everywhere",),
        "contest": ("here", "elsewhere"),
        "unit": ("unit", "other unit"),
    }
    for role in ROLES:
        for held in ("everywhere", "contest", "unit"):
            for scope in scopes[held] if held in role.scopes else ():
                yield Visitor(f"{role.key} {scope}", role.kind, role.key, scope)


def place_of(rule, endpoint=""):
    """Whose the target of an address is; None: nothing declares it."""
    if endpoint in OF_BODIES:
        return OF_BODIES[endpoint]
    for prefix, owner in PLACES:
        if rule.startswith(prefix):
            return owner
    return "listed" if not ARGUMENT.search(rule) else None


def expected(policy, owner, visitor):
    """What the declarations say: ``door``, ``hidden`` or ``allowed``."""
    if visitor.kind == "":
        return "door"
    if visitor.kind not in policy.kinds:
        return "hidden"
    if policy.roles and visitor.role not in policy.roles:
        return "hidden"
    reached = {
        "listed": True,
        "own": visitor.is_owner,
        "entered": visitor.is_owner,
        "system": visitor.scope == "everywhere",
        "contest": visitor.scope in {"everywhere", "here"},
        "unit": visitor.scope == "unit",
    }
    is_reached = reached.get(owner, owner == visitor.name)
    return "allowed" if is_reached else "hidden"


@dataclass
class World:
    """The targets, and the accounts of the visitors by their names."""

    session: object
    accounts: dict = field(default_factory=dict)
    #: Begins an address → argument → a real value; the longest that fits counts.
    targets: dict = field(default_factory=dict)

    def address(self, rule, *, is_missing=False):
        """An address with real values; ``is_missing``: one names nothing.

        It is the first, or the last where the target is one visitor's alone.

        Raises:
            LookupError: nothing says how to fill an argument.
        """
        address = rule
        arguments = ARGUMENT.findall(rule)
        is_hers = place_of(rule) in self.accounts
        missing = arguments[-1 if is_hers else 0] if is_missing else None
        for name in arguments:
            value = self.value(rule, name)
            if name == missing:
                value = NOWHERE if isinstance(value, int) else "khong-co"
            address = re.sub(rf"<(?:[a-z]+:)?{name}>", str(value), address)
        return address

    def body(self, endpoint):
        """What the form of a route needs, so that it reaches its target."""
        needed = BODIES.get(endpoint, {}).items()
        return {name: self.targets["bodies"][value] for name, value in needed}

    def value(self, rule, name):
        for prefix in sorted(self.targets, key=len, reverse=True):
            if (
                prefix.startswith("/")
                and rule.startswith(prefix)
                and name in self.targets[prefix]
            ):
                return self.targets[prefix][name]
        raise LookupError(
            f"Nothing says how to fill <{name}> of {rule}: add a real one to"
            " World.targets in tests/matrix.py."
        )


def build(session):
    """Make the world."""
    world = World(session)
    here, elsewhere, unit = contests(session)
    people(world, here, elsewhere, unit)
    member = factories.staff(session, full_name="Lê Thị Biên")
    grant = factories.role(session, account=member, role="editor", contest_id=here.id)
    her = world.accounts["the person herself"]
    organizer = world.accounts["organizer here"]
    officer = world.accounts["unit_officer unit"]
    contest = {"slug": here.slug, "form": "csv"} | round_targets(session, here, her)
    lists = targets.member_targets(session, here, unit, organizer)
    officers = targets.officer_targets(session, here, unit, officer)
    entry = session.query(Entry).filter_by(account_id=her.id).one()
    world.targets = {
        "/manage/contests": contest
        | targets.insider_targets(session, here, organizer)
        | lists,
        "/judge/contests": contest,
        "/contests": contest,
        "/officer/contests": contest
        | targets.member_targets(session, here, unit, officer),
        "/manage/banks": desks.bank_targets(session, member),
        "/manage/practice": {"slug": desks.BANK},
        "/manage/handbooks": desks.handbook_targets(session),
        "/manage/bank-uploads": desks.upload_targets(session, world),
        "/manage/people": {"account_id": her.id, "entry_id": contest["entry_id"]},
        "/manage/staff": {"account_id": member.id, "grant_id": grant.id},
        "/manage/audit": desks.audit_targets(session, member),
        "/manage/requests": targets.request_targets(session, here, her),
        "/attempts": {"attempt_id": contest["attempt_id"], "position": 1},
        "/account/data": targets.consent_targets(session, entry),
        **targets.person_targets(session, here),
        **targets.tree_targets(session, unit),
        **targets.own_targets(session, her),
        **officers,
        "bodies": officers["bodies"]
        | {
            "person_of_the_unit": her.id,
            "key_of_the_form": "0" * 32,
            "verdict": "other",
            "member": lists["member_id"],
            "entry": entry.id,
        },
    }
    session.commit()
    return world


def contests(session):
    """One contest here, one elsewhere, each with a branch of its own; and a unit here."""
    version = import_bank(session, bank=desks.bank_of(desks.BANK), now=NOON).version
    roots = factories.unit(session), factories.unit(session)
    unit = factories.unit(session, parent=roots[0])
    made = [
        factories.contest(
            session,
            book=factories.rule_book(
                contest=slug,
                paper={"minutes": 15, "draw": [{"bank": bank, "count": 2}]},
                eligibility={"minimum_age": 14, "units": "tree"},
                entry={"required": ["full_name", "birth_year", "phone", "unit"]},
                assisted_entry={
                    "allowed": True,
                    "counts_for_prizes": True,
                    "counts_for_unit_boards": True,
                },
            ),
            paper_plan=plan(version, count=2),
            unit_id=root.id,
        )
        for slug, bank, root in zip(
            ("o-day", "noi-khac"), (desks.BANK, "ngan-hang-khac"), roots, strict=True
        )
    ]
    return *made, unit


def people(world, here, elsewhere, unit):
    """An account for each visitor, with its one role."""
    scopes = {
        "here": {"contest_id": here.id},
        "elsewhere": {"contest_id": elsewhere.id},
        "unit": {"unit_id": unit.id},
        "other unit": {"unit_id": elsewhere.unit_id},
    }
    for one in visitors():
        if not one.kind:
            continue
        make = factories.staff if one.kind == "staff" else factories.account
        account = make(world.session, full_name="Nguyễn Thị Khách")
        world.accounts[one.name] = account
        if one.kind == "staff":
            targets.second_factor(world.session, account)
        if one.is_owner and one.kind == "person":
            account.unit_id = unit.id
        if one.role:
            reach = scopes.get(one.scope, {})
            factories.role(world.session, account=account, role=one.role, **reach)


def round_targets(session, contest, person):
    """A round with time given in it, and her attempt."""
    round_ = session.query(Round).filter_by(contest_id=contest.id).one()
    entry = factories.entry(
        session, contest=contest, account=person, unit_id=person.unit_id
    )
    attempt = Seat(session, entry, round_).start()
    given = give_time(
        session,
        round_=round_,
        seconds=60,
        from_at=NOON,
        to_at=NOON + timedelta(hours=1),
        act=ACT,
        now=NOON,
    )
    return {
        "number": 1,
        "grant_id": given.id,
        "attempt_id": attempt.id,
        "entry_id": entry.id,
    }
