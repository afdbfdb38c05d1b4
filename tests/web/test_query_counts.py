"""How often requests ask PostgreSQL, once plan and bank are in memory."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from quizapp.web.memo import Memo
from quizapp.web.visitors import MOST_PAGES, STALE
from tests import factories
from tests.sittings import rounds_at
from tests.web.people import form_token, sign_in
from tests.web.test_attempts import given, put

#: They open and close what in the application is a transaction.
AROUND = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


@contextmanager
def asked(connection):
    """The statements that a connection is given meanwhile."""
    statements = []

    def note(_connection, _cursor, statement, *_):
        if not statement.lstrip().startswith(AROUND):
            statements.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(connection, "before_cursor_execute", note)


@pytest.fixture(autouse=True)
def no_documents(app, monkeypatch):
    """Without Redis everything is asked of PostgreSQL: no count is lower than this."""
    monkeypatch.setattr(app.extensions["cache"], "_redis", None)


@pytest.fixture
def place(session, app):
    """A contest whose paper and rules have been read by somebody else."""
    place = rounds_at(session, count=4, prediction="Bao nhiêu người?")
    other = Sitter(app.test_client(), session, place)
    other.hand_in(other.start())
    return place


@pytest.fixture
def her(client, session, place):
    return Sitter(client, session, place)


class Sitter:
    """Somebody who is signed in, has entered, and holds a form token."""

    def __init__(self, client, session, place):
        contest, (self.round_,) = place
        entry = factories.entry(session, contest=contest)
        sign_in(client, session, session.get_one(factories.Account, entry.account_id))
        self.client = client
        self.round_address = f"/contests/{contest.slug}/rounds/{self.round_.number}"
        self.token = form_token(client, "/account")

    def start(self):
        return self._post(f"{self.round_address}/attempts").location

    def show(self, address):
        return self.client.get(address)

    def hand_in(self, address):
        return self._post(f"{address}/hand-in", key="key-of-the-form")

    def _post(self, address, **data):
        reply = self.client.post(address, data=data | {"csrf_token": self.token})
        assert reply.status_code == 303
        return reply


def test_a_save_asks_once(connection, her):
    address = her.start()
    token = given(her.show(address).text, "token")

    with asked(connection) as statements:
        reply = put(her.client, address, 1, 2, token=token)

    assert reply.json["outcome"] == "saved"
    assert len(statements) == 1, statements


def test_several_answers_are_saved_by_asking_once(connection, her):
    address = her.start()
    token = given(her.show(address).text, "token")
    answers = [{"position": n, "counter": 1, "value": 0} for n in range(1, 5)]

    with asked(connection) as statements:
        reply = her.client.put(
            f"{address}/responses",
            json={"answers": answers},
            headers={"X-Attempt-Token": token},
        )

    assert sorted(reply.json["saved"]) == [1, 2, 3, 4]
    assert len(statements) == 1, statements


def test_a_start_asks_three_times_at_most(connection, her):
    with asked(connection) as statements:
        address = her.start()

    assert address.startswith("/attempts/")
    assert 2 <= len(statements) <= 3, statements


def test_a_paper_asks_three_times_at_most(connection, her):
    address = her.start()

    with asked(connection) as statements:
        page = her.show(address)

    assert page.text.count('class="question card"') == 5
    assert 1 <= len(statements) <= 3, statements


def test_a_hand_in_asks_six_times_at_most(connection, her):
    address = her.start()
    token = given(her.show(address).text, "token")
    put(her.client, address, 1, 2, token=token)

    with asked(connection) as statements:
        reply = her.hand_in(address)

    assert reply.location == f"{address}/receipt"
    assert 2 <= len(statements) <= 6, statements


def test_ones_own_rank_asks_twice_at_most(connection, her):
    her.hand_in(her.start())

    with asked(connection) as statements:
        mine = her.client.get(
            f"{her.round_address}/board/me", headers={"Accept": "application/json"}
        )

    assert mine.json["rank"] == 1
    assert 1 <= len(statements) <= 2, statements


@pytest.mark.parametrize("more", ["", "/units"])
def test_a_public_board_that_is_kept_asks_nothing(app, connection, her, more):
    app.extensions["visitors"] = Memo(STALE, most=MOST_PAGES)
    board = f"{her.round_address}/board{more}"
    visitor = app.test_client()

    with asked(connection) as statements:
        first = visitor.get(board)
    assert first.status_code == 200
    assert statements
    with asked(connection) as statements:
        again = visitor.get(board)

    assert again.data == first.data
    assert not statements
