"""Pages kept for visitors: for whom, how long, and with which headers."""

from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from quizapp.web.filters import iso
from quizapp.web.memo import Memo
from quizapp.web.security import HEADERS
from quizapp.web.visitors import FRESH, MOST_PAGES, STALE
from tests import factories
from tests.conftest import NOON
from tests.sittings import rounds_at
from tests.web.people import form_token, sign_in
from tests.web.test_query_counts import asked

SECOND = timedelta(seconds=1)
BOARD = "/rounds/1/board"
EVERY = ["/", "{contest}", "{contest}/rounds/1", f"{{contest}}{BOARD}"]
#: Noon itself stands on pages as the start of things.
BEGIN = NOON + timedelta(seconds=10)


@pytest.fixture(autouse=True)
def kept(app, clock, monkeypatch):
    """Keep pages as the application does; none of them are of another test."""
    monkeypatch.setattr(app.extensions["cache"], "_redis", None)
    app.extensions["visitors"] = Memo(STALE, most=MOST_PAGES)
    clock.advance(seconds=10)


@pytest.fixture
def place(session, app):
    contest, (round_,) = rounds_at(session, count=4)
    contest.unit_id = factories.unit(session).id
    session.commit()
    return contest, round_


@pytest.fixture
def page(place):
    """The address of the contest."""
    return f"/contests/{place[0].slug}"


@pytest.fixture
def her(app, session, place):
    """A client on which somebody is signed in who has entered."""
    entry = factories.entry(session, contest=place[0])
    client = app.test_client()
    sign_in(client, session, session.get_one(factories.Account, entry.account_id))
    return client


def lasting(headers):
    """All but the date, which the server adds."""
    return sorted(one for one in headers if one[0] != "Date")


@pytest.mark.parametrize("address", [*EVERY, f"{{contest}}{BOARD}/units"])
def test_the_second_visit_asks_nothing_and_sees_the_same(
    app, client, connection, page, address
):
    address = address.format(contest=page)
    first = client.get(address)

    with asked(connection) as statements:
        second = app.test_client().get(address)

    assert first.status_code == second.status_code == 200
    assert second.data == first.data
    assert lasting(second.headers) == lasting(first.headers)
    assert not statements


@pytest.mark.parametrize("address", EVERY)
def test_nothing_of_one_visitor_stands_on_a_page_for_all(client, page, address):
    reply = client.get(address.format(contest=page))

    assert "Set-Cookie" not in reply.headers
    assert "csrf" not in reply.text
    assert "\ue000" not in reply.text


@pytest.mark.parametrize(
    ("age", "is_new"),
    [
        (timedelta(0), False),
        (FRESH - timedelta(milliseconds=1), False),
        (FRESH, True),
        (STALE, True),
        (-SECOND, True),
    ],
    ids=str,
)
def test_a_page_that_is_not_fresh_is_rendered_anew(
    client, clock, session, place, page, age, is_new
):
    client.get(page)
    place[0].title = "Tên mới"
    session.commit()
    clock.advance(seconds=age.total_seconds())
    assert ("Tên mới" in client.get(page).text) is is_new


def test_others_see_the_old_page_while_one_renders_it_anew(
    app, client, clock, page, monkeypatch
):
    old = client.get(page)
    seen = []
    show = app.view_functions["contests.show"]

    def slow(slug):
        seen.append(app.test_client().get(page))
        return show(slug)

    slow.policy, slow.is_alike = show.policy, True
    monkeypatch.setitem(app.view_functions, "contests.show", slow)
    clock.advance(seconds=1)
    client.get(page)

    assert len(seen) == 1
    assert seen[0].headers["ETag"] == old.headers["ETag"]


@pytest.mark.parametrize("address", EVERY)
def test_who_is_signed_in_gets_her_own_page(client, her, page, address):
    address = address.format(contest=page)
    kept = client.get(address)
    mine = her.get(address)

    assert 'href="/sign-in"' in kept.text
    assert 'href="/sign-in"' not in mine.text
    assert 'href="/account"' in mine.text
    assert mine.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", EVERY)
def test_the_page_of_who_is_signed_in_is_never_kept(client, her, page, address):
    address = address.format(contest=page)
    her.get(address)
    seen = client.get(address)

    assert 'href="/sign-in"' in seen.text
    assert 'href="/account"' not in seen.text


def test_a_cookie_that_is_not_valid_is_not_answered_from_what_is_kept(client, page):
    client.get(page)
    stranger = client.application.test_client()
    stranger.set_cookie("quizapp", "not signed")
    reply = stranger.get(page)

    assert reply.status_code == 200
    assert "ETag" not in reply.headers


@pytest.mark.parametrize("renders", [False, True], ids=["kept", "rendered"])
def test_a_page_that_the_browser_holds_is_not_sent_again(client, clock, page, renders):
    tag = client.get(page).headers["ETag"]
    clock.advance(seconds=1 if renders else 0.5)
    again = client.get(page, headers={"If-None-Match": tag})

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    assert again.headers["Server-Timing"] == f'now;desc="{iso(clock.now())}"'
    for name, value in HEADERS.items():
        assert again.headers.getlist(name) == [value]


def test_another_tag_gets_the_whole_page(client, page):
    whole = client.get(page)
    again = client.get(page, headers={"If-None-Match": '"another"'})
    assert (again.status_code, again.data) == (200, whole.data)


def test_a_tag_stays_while_only_the_clock_moves(client, clock, page):
    first = client.get(page)
    clock.advance(seconds=5)
    later = client.get(page)

    assert later.headers["ETag"] == first.headers["ETag"]
    assert iso(BEGIN) in first.text
    assert iso(clock.now()) in later.text


def test_a_tag_changes_when_somebody_signs_up(client, clock, session, place, page):
    tag = client.get(page).headers["ETag"]
    factories.entry(session, contest=place[0])
    session.commit()
    clock.advance(seconds=1)

    assert client.get(page, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("more", ["", BOARD])
def test_a_tag_changes_when_somebody_hands_in(client, clock, her, page, more):
    tag = client.get(page + more).headers["ETag"]
    token = form_token(her, "/account")
    start = her.post(f"{page}/rounds/1/attempts", data={"csrf_token": token})
    done = {"csrf_token": token, "key": "key-of-the-form"}
    assert her.post(f"{start.location}/hand-in", data=done).status_code == 303
    clock.advance(seconds=1)

    again = client.get(page + more, headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert again.headers["ETag"] != tag


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", ""])
def test_an_unknown_host_is_refused_though_the_page_is_kept(client, page, host):
    assert client.get(page).status_code == 200
    for _ in range(2):
        assert client.get(page, headers={"Host": host}).status_code == 400


def test_a_language_that_was_chosen_is_respected(app, client, page):
    client.get(page)
    reader = app.test_client()
    token = form_token(reader)
    reader.post("/language", data={"csrf_token": token, "language": "en"})

    assert 'lang="en"' in reader.get(page).text
    assert 'lang="vi"' in client.get(page).text


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "OPTIONS"])
def test_other_methods_are_not_answered_from_what_is_kept(client, page, method):
    client.get(page)
    reply = client.open(page, method=method)

    assert reply.data != client.get(page).data
    assert "ETag" not in reply.headers
    assert (reply.status_code == 200) is (method in {"HEAD", "OPTIONS"})


def test_the_answer_to_head_is_not_kept(client, page):
    client.head(page)
    assert "</html>" in client.get(page).text


@pytest.mark.parametrize(("tag", "status"), [("", 200), ("same", 304)])
def test_answers_that_were_kept_are_counted(client, page, tag, status):
    first = client.get(page)
    headers = {"If-None-Match": first.headers["ETag"]} if tag else {}
    labels = {"endpoint": "contests.show", "method": "GET", "status": str(status)}

    def count():
        return REGISTRY.get_sample_value("quizapp_requests_total", labels) or 0

    before = count()
    client.get(page, headers=headers)
    assert count() == before + 1


@pytest.mark.parametrize("visits", [1, 2, 3])
def test_headers_say_how_to_keep_a_page_and_what_time_it_is(
    client, clock, page, visits
):
    for _ in range(visits):
        clock.advance(seconds=0.3)
        reply = client.get(page)

    assert reply.headers.getlist("Cache-Control") == ["no-cache"]
    assert reply.headers.getlist("Vary") == ["Cookie"]
    assert reply.headers.getlist("Server-Timing") == [f'now;desc="{iso(clock.now())}"']
    assert reply.headers.getlist("Content-Length") == [str(len(reply.data))]
    for name, value in HEADERS.items():
        assert reply.headers.getlist(name) == [value]


@pytest.mark.parametrize(
    ("more", "is_another"), [("?fbclid=x1", False), ("?by=attempts", True)]
)
def test_only_what_a_view_is_asked_makes_another_page(
    client, connection, page, more, is_another
):
    client.get(page)
    with asked(connection) as statements:
        assert client.get(f"{page}{more}").status_code == 200
    assert bool(statements) is is_another


def test_what_is_not_there_is_not_kept(app, client):
    assert client.get("/contests/none").status_code == 404
    reply = client.get("/contests/none")
    assert reply.status_code == 404
    assert "ETag" not in reply.headers


def test_no_more_pages_are_kept_than_there_is_room_for(app, client, page):
    app.extensions["visitors"] = Memo(STALE, most=2)
    for more in ("", "?by=people", "?by=attempts", "?by=people&by=attempts"):
        assert client.get(f"{page}{more}").status_code == 200
    assert len(app.extensions["visitors"]._kept) == 2
