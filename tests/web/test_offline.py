"""What browsers may keep: the worker's script, its one page, open papers alone."""

from tests import factories
from tests.sittings import rounds_at
from tests.web.people import sign_in
from tests.web.test_attempts import start


def test_the_worker_stands_at_the_root_and_is_asked_for_anew(client):
    reply = client.get("/sw.js")

    assert reply.mimetype == "text/javascript"
    assert reply.headers["Cache-Control"] == "no-cache"


def test_the_page_without_a_network_names_nobody(client, session, app):
    account = factories.account(session, full_name="Nguyễn Thị Riêng")
    sign_in(client, session, account)

    assert "Riêng" not in client.get("/offline").text


def test_only_an_open_paper_may_be_kept(client, session, app):
    contest, _rounds = place = rounds_at(session)
    entry = factories.entry(session, contest=contest)
    sign_in(client, session, session.get(factories.Account, entry.account_id))
    address = start(client, place)
    assert client.get(address).headers["X-Paper"] == "open"
    with client.session_transaction() as cookie:
        cookie.pop("leases")
    assert "X-Paper" not in client.get(address).headers  # the page that takes over
    assert "X-Paper" not in client.get(f"{address}/hand-in").headers
