"""What a participant is sent tells nothing of the keys while a round can draw them."""

import re

import pytest

from quizapp.banks.rules import Bank
from quizapp.banks.service import import_bank, replace_seals
from quizapp.contests.rules import PaperPlan, PlannedItem, Section
from tests import factories
from tests.conftest import NOON
from tests.sittings import after
from tests.web.people import form_token, sign_in

ITEM_COUNT = 4
CANARY = "Lời giải bí mật"
#: What differs between two requests for the same page, whatever the keys are.
VARYING = re.compile(
    r'(?:name="(?:csrf_token|key)" value|data-(?:token|server-now|deadline-at))="[^"]*"'
)


def world(session, key):
    """A contest whose items have their key at one place; all else is the same."""
    items = [
        {
            "id": f"item-{n}",
            "kind": "single",
            "stem": f"Câu {n}?",
            "options": [
                {"text": f"Phương án {n}.{place}", "key": place == key}
                for place in range(4)
            ],
            "explanation": f"{CANARY} {n}",
            "source": {"title": "Nguồn bí mật"},
        }
        for n in range(1, ITEM_COUNT + 1)
    ]
    bank = Bank.model_validate(
        {"id": f"bank-{factories.number()}", "title": "Ngân hàng", "items": items}
    )
    version = import_bank(session, bank=bank, now=NOON).version
    return contest_over(session, version)


def contest_over(session, version):
    planned = tuple(
        PlannedItem(f"item-{n}", 4, "s4", 100) for n in range(1, ITEM_COUNT + 1)
    )
    section = Section(
        bank_id=version.bank_id,
        bank_version_id=version.id,
        count=ITEM_COUNT,
        items=planned,
    )
    plan = PaperPlan(sections=(section,), shuffle_items=False, shuffle_options=False)
    windows = ((-3600, 3600), (7200, 10_800))
    book = factories.rule_book(
        contest="the-contest",
        shown_after_hand_in=[],
        rounds=[
            factories.round_part(n, opens=after(opens), closes=after(closes))
            for n, (opens, closes) in enumerate(windows, start=1)
        ],
    )
    contest = factories.contest(session, book=book, paper_plan=plan)
    for round_id, closes in zip((1, 2), (3600, 10_800), strict=True):
        replace_seals(
            session,
            round_id=round_id + 10**6,
            bank_items={version.bank_id: [item.id for item in planned]},
            until=after(closes),
        )
    return contest


class Participant:
    """Somebody who goes everywhere she can, and keeps all that she is sent."""

    def __init__(self, client, session, contest, number):
        self.client = client
        self.seen = []
        account = factories.account(
            session, full_name="Nguyễn Thị An", phone=f"+8491000000{number}"
        )
        factories.entry(session, contest=contest, account=account)
        sign_in(client, session, account)
        self.address = ""

    def get(self, address):
        reply = self.client.get(address, follow_redirects=True)
        self.keep(address, reply)
        return reply.text

    def keep(self, address, reply):
        text = VARYING.sub("", reply.text)
        text = re.sub(r"/attempts/\d+", "/attempts/N", text)
        text = re.sub(r'data-attempt="\d+"', "", text)
        text = re.sub(r'"server_now":"[^"]*"', "", text)
        self.seen.append((address, reply.status_code, text))

    def post(self, address, **data):
        data["csrf_token"] = form_token(self.client, "/account")
        reply = self.client.post(address, data=data)
        self.keep(address, reply)
        return reply

    def look_around(self):
        for page in ("/", "/contests/the-contest", "/account"):
            self.get(page)
        for number in (1, 2):
            base = f"/contests/the-contest/rounds/{number}"
            for ending in ("", "/board", "/board/me", "/board/units"):
                self.get(base + ending)

    def take_part(self):
        reply = self.post("/contests/the-contest/rounds/1/attempts")
        self.address = reply.location
        token = re.search(r'data-token="([^"]*)"', self.client.get(self.address).text)[
            1
        ]
        self.get(self.address)
        for position in range(1, ITEM_COUNT + 1):
            reply = self.client.put(
                f"{self.address}/responses/{position}",
                json={"value": 1, "counter": position},
                headers={"X-Attempt-Token": token},
            )
            self.keep("save", reply)
        self.look_around()
        self.get(f"{self.address}/hand-in")
        self.post(f"{self.address}/hand-in", key="0123456789abcdef")
        self.get(f"{self.address}/receipt")


def journey(client, session, key, number):
    contest = world(session, key)
    session.commit()
    her = Participant(client, session, contest, number)
    her.look_around()
    her.take_part()
    return her


@pytest.fixture
def her(client, session):
    return journey(client, session, key=1, number=1)


def test_no_page_holds_explanation_source_or_mark(her):
    assert len(her.seen) > 25
    for address, _, text in her.seen:
        for secret in (CANARY, "Nguồn bí mật", '"key"', "data-key", "is_right"):
            assert secret not in text, (address, secret)


def test_a_page_that_tells_would_be_caught(her):
    her.keep("control", type("Reply", (), {"text": f"{CANARY} 1", "status_code": 200}))
    with pytest.raises(AssertionError):
        test_no_page_holds_explanation_source_or_mark(her)


@pytest.mark.parametrize("key", [0, 2, 3])
def test_worlds_that_differ_in_keys_alone_look_the_same(
    app, make_session, connection, key
):
    seen = []
    for which in (1, key):
        savepoint = connection.begin_nested()
        with make_session() as session:
            her = journey(app.test_client(), session, key=which, number=7)
        seen.append([page for page in her.seen if "receipt" not in page[0]])
        savepoint.rollback()

    for (address, status, one), (_, other_status, other) in zip(*seen, strict=True):
        assert (status, one) == (other_status, other), address


def test_keys_stay_sealed_after_the_close_while_another_round_can_draw(
    client, session, her, clock
):
    clock.advance(hours=1, minutes=5)
    page = her.get(f"{her.address}/receipt")
    assert CANARY not in page
    assert "Đáp án sẽ xem được ở đây" in page


def test_keys_are_shown_once_no_round_draws_them_any_more(client, her, clock):
    clock.advance(hours=3, seconds=1)
    page = client.get(f"{her.address}/receipt").text
    assert f"{CANARY} 1" in page
    assert "Nguồn bí mật" in page
