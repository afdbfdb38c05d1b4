"""Role × route × owner: what the declarations say is what each visitor gets.

Generated from ``routes.txt`` (which another test compares with the application), from
the policy of each view and from ``tests.matrix.PLACES``: each route is asked for by each
kind of visitor, with a real target and with one that doesn't exist.
"""

import re
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import sessionmaker

from quizapp.clock import FixedClock
from quizapp.extensions import db
from quizapp.web.access import policy_of
from tests import architecture, matrix
from tests.conftest import NOON, on_connection
from tests.web.people import form_token, sign_in

LINES = (Path(architecture.__file__).parent / "routes.txt").read_text().splitlines()
ROUTES = [tuple(line.split("  ")[:3]) for line in LINES]
DOORS = ("/sign-in", "/staff/sign-in")
#: Pages for all whose policy says that a signed token or anybody may come.
OPEN = ("public", "token")
#: What is read by GET and isn't for auditors: why.
NOT_FOR_AUDITORS = {
    "bank_uploads.new": "a form to send files",
    "bank_uploads.template": "a file to fill in",
    "bank_uploads.show": "one's own files",
    "bank_uploads.progress": "one's own files",
    "staff_accounts.new": "a form to make accounts",
    "unit_imports.new": "a form to send files",
    "unit_imports.show": "a file that waits for its sender",
    "moved_people.show": "a form to send files",
    "manage_requests.new": "a form to note calls",
    "manage_members.new": "a form to send lists",
    "manage_members.template": "a file to fill in",
    "manage_members.show_list": "one's own list",
    "manage_members.progress": "one's own list",
    "manage_members.show_sheet": "one's own sheet of codes",
    "manage_members.sheet_progress": "one's own sheet of codes",
    "manage_members.download": "one's own sheet of codes",
}
#: What differs between two answers by itself.
VARYING = re.compile(
    r'(name="csrf_token"[^>]* value=")[^"]*|(<time[^>]*>)[^<]*', re.DOTALL
)


class Doors:
    """The application with its world, and each visitor's cookies."""

    def __init__(self, app, connection, session):
        self.app = app
        self.connection = connection
        self.world = matrix.build(session)
        self.cookies = {}
        self.tokens = {}
        for one in matrix.visitors():
            client = app.test_client()
            if one.kind:
                sign_in(client, session, self.world.accounts[one.name])
            self.tokens[one.name] = form_token(client)
            self.cookies[one.name] = client.get_cookie("quizapp").value

    def ask(self, visitor, method, address, body=()):
        """One request, and all that it wrote taken back."""
        client = self.app.test_client()
        client.set_cookie("quizapp", self.cookies[visitor.name])
        with undone(self.connection):
            if method == "GET":
                return client.get(address)
            data = {"csrf_token": self.tokens[visitor.name], **dict(body)}
            return client.open(address, method=method, data=data)


@contextmanager
def undone(connection):
    nested = connection.begin_nested()
    try:
        yield
    finally:
        nested.rollback()


@pytest.fixture(scope="module")
def doors(wired_app):
    """One world for all routes: nothing that a request writes in it stays."""
    with wired_app.app_context():
        engine = db.engine
    with engine.connect() as connection:
        outer = connection.begin()
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        make_session = sessionmaker(
            connection, join_transaction_mode="create_savepoint"
        )
        with (
            on_connection(wired_app, FixedClock(NOON), connection) as app,
            make_session() as session,
        ):
            yield Doors(app, connection, session)
        outer.rollback()


def outcome(reply):
    """``door``, ``hidden``, ``allowed``, or what is none of them."""
    if reply.status_code == 303 and reply.location.split("?")[0] in DOORS:
        return "door"
    if reply.status_code == 404:
        return "hidden"
    return "allowed" if reply.status_code in {200, 303, 400, 409, 422} else reply.status


def plain(reply):
    """An answer without what differs by itself."""
    return reply.status_code, VARYING.sub(r"\1\2", reply.text)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: " ".join(route[:2]))
def test_each_visitor_gets_what_is_declared(doors, route):
    rule, method, endpoint = route
    policy = policy_of(doors.app, endpoint)
    if policy.is_open:
        return
    owner = matrix.place_of(rule, endpoint)
    assert owner, f"Whose is {rule}? Say so in PLACES of tests/matrix.py."
    body = doors.world.body(endpoint)
    wrong = []
    for one in matrix.visitors():
        reply = doors.ask(one, method, doors.world.address(rule), body)
        wanted = matrix.expected(policy, owner, one)
        if outcome(reply) != wanted:
            wrong.append(f"{one.name}: {wanted} expected, {outcome(reply)}")

    assert wrong == []


@pytest.mark.parametrize(
    "route",
    [one for one in ROUTES if "<" in one[0]],
    ids=lambda route: " ".join(route[:2]),
)
def test_not_mine_and_not_there_are_the_same(doors, route):
    rule, method, endpoint = route
    policy = policy_of(doors.app, endpoint)
    owner = matrix.place_of(rule, endpoint)
    if policy.is_open or owner in {"listed", "entered"}:
        return
    for one in matrix.visitors():
        if matrix.expected(policy, owner, one) == "hidden":
            body = doors.world.body(endpoint)
            mine = doors.ask(one, method, doors.world.address(rule), body)
            nowhere = doors.world.address(rule, is_missing=True)
            gone = doors.ask(one, method, nowhere, body)

            assert plain(mine) == plain(gone), one.name


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: " ".join(route[:2]))
def test_an_auditor_reads_all_that_staff_read_and_writes_nothing(wired_app, route):
    rule, method, endpoint = route
    policy = policy_of(wired_app, endpoint)
    is_of_staff = bool(policy.roles - {"unit_officer"})
    if not is_of_staff or endpoint in NOT_FOR_AUDITORS:
        return
    if method != "GET":
        assert "auditor" not in policy.roles, rule
    elif rule.startswith(("/manage", "/judge")):
        assert "auditor" in policy.roles, (
            f"{rule} is read by staff but by no auditor: add the role to its policy and"
            " to its check of the target, or say in NOT_FOR_AUDITORS why not."
        )


def test_what_no_auditor_reads_is_still_there(wired_app):
    for endpoint in NOT_FOR_AUDITORS:
        assert "auditor" not in policy_of(wired_app, endpoint).roles


def test_an_argument_that_nothing_fills_is_told(doors):
    with pytest.raises(LookupError, match="<paper_id> of /manage/papers"):
        doors.world.address("/manage/papers/<int:paper_id>")


def test_a_route_of_nobody_is_told():
    assert matrix.place_of("/elsewhere/<int:number>") is None


def test_every_role_knocks_from_each_place_where_it_may_hold():
    names = {one.name for one in matrix.visitors()}

    assert {
        "admin everywhere",
        "judge here",
        "judge elsewhere",
        "auditor here",
        "unit_officer unit",
        "unit_officer other unit",
    } <= names
    assert "unit_officer everywhere" not in names
