"""Names and phones as people and attackers type them: one spelling, found, inert."""

import html
import json
import re
import unicodedata
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from quizapp.accounts.models import Account
from quizapp.accounts.queries import find_people
from quizapp.accounts.rules import canonical_phone
from quizapp.errors import InvalidError
from quizapp.names import LONGEST_NAME
from tests import factories
from tests.boards import end, make_entry, make_round
from tests.web.people import sign_in, somewhere

TEXTS = Path(__file__).parent.parent / "data" / "hostile" / "text"
NAMES = json.loads((TEXTS / "names-vi.json").read_text())
PHONES = json.loads((TEXTS / "phones-vi.json").read_text())
#: Spellings of one number; each other one is none.
SPELLINGS = [*PHONES[:12], "900000001", "-900000001", "+840900000001"]
INVISIBLE = {"Cc", "Cf", "Cs", "Co"}


@pytest.fixture
def client(client):
    return somewhere(client)


@pytest.fixture
def contest(session, app):
    found = factories.contest(session)
    session.commit()
    return found


def send(client, contest, **changes):
    address = f"/contests/{contest.slug}/entry"
    page = client.get(address).text
    fields = {
        name: re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)[1]
        for name in ("csrf_token", "shown")
    }
    fields |= {
        "full_name": "Nguyễn Thị Đỗ Quyên",
        "birth_year": "1978",
        "phone": "0987 800 501",
        "pin": "402915",
        "take_part": "y",
    } | changes
    return client.post(
        address,
        data=urlencode(fields, errors="surrogatepass"),
        content_type="application/x-www-form-urlencoded",
    )


@pytest.mark.parametrize("typed", NAMES, ids=lambda text: ascii(text)[:40])
def test_a_name_is_kept_in_one_spelling_and_found_or_refused_in_words(
    client, session, contest, typed
):
    reply = send(client, contest, full_name=typed)
    account = session.scalars(select(Account)).one_or_none()
    if reply.status_code == 422:
        assert account is None
        assert re.search(r"Họ tên|họ tên|họ và tên", reply.text)
        assert "<b>A</b>" not in reply.text
        return
    assert reply.status_code == 303
    name = account.full_name
    assert name == unicodedata.normalize("NFC", name).strip()
    assert len(name) <= LONGEST_NAME
    assert not {unicodedata.category(char) for char in name} & INVISIBLE
    assert "  " not in name
    for text in (name, name.upper()):
        assert find_people(session, text=text, phone=None, unit_ids=None) == [account]


@pytest.mark.parametrize("typed", NAMES[:14], ids=ascii)
def test_every_spelling_of_one_name_is_found_by_the_same_words(
    client, session, contest, typed
):
    send(client, contest, full_name=typed)

    (found,) = find_people(session, text="do quyen nguyen", phone=None, unit_ids=None)
    assert found.phone == "+84987800501"


@pytest.mark.parametrize("typed", PHONES, ids=lambda text: ascii(text)[:30])
def test_a_phone_has_one_spelling_or_is_none(client, session, contest, typed):
    reply = send(client, contest, phone=typed)
    if typed not in SPELLINGS:
        assert reply.status_code == 422
        assert re.search("Số điện thoại chưa đúng|Gõ số điện thoại", reply.text)
        with pytest.raises(InvalidError):
            canonical_phone(typed)
        return
    assert reply.status_code == 303
    account = session.scalars(select(Account)).one()
    assert account.phone == canonical_phone(typed) == "+84900000001"
    again = send(
        somewhere(client.application.test_client()), contest, phone="0900000001"
    )
    assert "Số này đã đăng ký" in again.text


SHOWN = [name for name in NAMES if name.isprintable() and name.strip()]


@pytest.mark.parametrize("name", SHOWN, ids=lambda text: ascii(text)[:40])
def test_whatever_is_stored_is_shown_inert(app, session, name):
    round_ = make_round(session)
    account = factories.account(session, full_name=name)
    end(session, round_, make_entry(session, round_, account=account))
    contest = session.get_one(factories.Contest, round_.contest_id)
    staff = factories.staff(session)
    for role in ("organizer", "judge"):
        factories.role(session, account=staff, role=role, contest_id=contest.id)
    other = factories.contest(session)
    session.commit()
    hers, judges = app.test_client(), app.test_client()
    sign_in(hers, session, account)
    sign_in(judges, session, staff)
    pages = [
        hers.get("/account"),
        hers.get(f"/contests/{other.slug}/entry"),
        hers.get(f"/contests/{contest.slug}/rounds/1/board"),
        hers.get(f"/contests/{contest.slug}/rounds/1/board/me"),
        judges.get(f"/judge/contests/{contest.slug}/rounds/1"),
    ]
    for page in pages:
        assert page.status_code == 200
        assert is_inert(page.text, name), page.request.path


def is_inert(page, name):
    """Whether a name stands on a page as text, and as nothing else."""
    text = html.unescape(re.sub(r"<[^>]*>", "\n", page))
    is_there = name in text
    return is_there and (html.escape(name) == name or name not in page)


def test_lists_of_people_are_sorted_by_given_name_then_the_rest(session):
    ordered = [
        "An",
        "Lê Thị An",
        "Nguyễn Thị An",
        "Trần An",
        "Lê Thị Án",
        "Lê Thị Ăn",
        "Lê Thị Ân",
        "Lê Dung",
        "Lê Dũng",
        "Đặng Thị Đào",
        "Lê Đào",
        "Đỗ Én",
        "Bùi Ên",
        "Lê Thị Y",
    ]
    for name in reversed(ordered):
        factories.account(session, full_name=name)

    found = find_people(session, text="", phone=None, unit_ids=None)
    assert [one.full_name for one in found] == ordered
