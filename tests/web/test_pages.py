"""Every page is whole: valid HTML, one heading, labels, tokens, nothing inline."""

import html5lib
import pytest

from tests import factories
from tests.sittings import rounds_at
from tests.web.people import form_token, sign_in

XHTML = "{http://www.w3.org/1999/xhtml}"
FIELDS = {"input", "select", "textarea"}
HTML = {"Accept": "text/html"}
UNLABELLED = {"hidden", "submit", "button"}


def tags(root, *names):
    return [node for name in names for node in root.iter(XHTML + name)]


def text_of(node):
    return " ".join("".join(node.itertext()).split())


def check(text, language="vi"):
    """Check one page; a fault names what is wrong."""
    parser = html5lib.HTMLParser(strict=True)
    root = parser.parse(text)
    assert root.get("lang") == language
    headings = tags(root, "h1")
    assert len(headings) == 1
    assert text_of(tags(root, "title")[0]).startswith(text_of(headings[0]))
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids)), "an id stands there twice"
    check_fields(root, ids)
    check_forms(root)
    check_nothing_is_inline(root)
    assert all(node.get("alt") is not None for node in tags(root, "img"))


def check_fields(root, ids):
    labelled = {label.get("for") for label in tags(root, "label")}
    inside = {id(node) for label in tags(root, "label") for node in label.iter()}
    for field in tags(root, *FIELDS):
        if field.get("type") in UNLABELLED:
            continue
        is_named = field.get("id") in labelled or id(field) in inside
        assert is_named, f"{field.get('name')} has no label"
        for name in (field.get("aria-describedby") or "").split():
            assert name in ids, f"{name} describes a field and isn't there"


def check_forms(root):
    for form in tags(root, "form"):
        names = {field.get("name") for field in tags(form, "input")}
        if (form.get("method") or "get").lower() == "post":
            assert "csrf_token" in names, form.get("action")


def check_nothing_is_inline(root):
    assert not tags(root, "style")
    for node in root.iter():
        assert node.get("style") is None
        assert not any(name.startswith("on") for name in node.attrib), node.tag
    for script in tags(root, "script"):
        assert script.get("src", "").startswith("/static/")
    for node in tags(root, "script", "link", "img"):
        assert "://" not in (node.get("src") or node.get("href") or "")


@pytest.fixture
def contest(session, app):
    found, _ = rounds_at(
        session, count=4, prediction="Bao nhiêu?", windows=((-7200, -3600), (-60, 3600))
    )
    found.unit_id = factories.unit(session).id
    session.commit()
    return found


PUBLIC = [
    "/",
    "/contests/{}",
    "/contests/{}/entry",
    "/contests/{}/rounds/1",
    "/contests/{}/rounds/2",
    "/contests/{}/rounds/1/board",
    "/contests/{}/rounds/2/board/units",
    "/units/search?contest={}",
    "/sign-in",
    "/staff/sign-in",
    "/reset",
    "/nowhere",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_pages_for_everybody_are_whole(client, contest, address):
    check(client.get(address.format(contest.slug), headers=HTML).text)


@pytest.mark.parametrize("address", PUBLIC)
def test_pages_are_whole_in_english_too(client, contest, address):
    with client.session_transaction() as cookie:
        cookie["language"] = "en"
    check(client.get(address.format(contest.slug), headers=HTML).text, "en")


def test_pages_of_a_participant_are_whole(client, session, contest):
    entry = factories.entry(session, contest=contest)
    sign_in(client, session, session.get(factories.Account, entry.account_id))
    base = f"/contests/{contest.slug}/rounds/2"
    for address in ("/account", "/account/people/new", base, f"{base}/board/me"):
        check(client.get(address).text)
    token = {"csrf_token": form_token(client, "/account")}
    paper = client.post(f"{base}/attempts", data=token).location
    for address in (paper, f"{paper}/hand-in"):
        check(client.get(address).text)
    client.post(f"{paper}/hand-in", data=token | {"key": "0123456789"})
    check(client.get(f"{paper}/receipt").text)


def test_desks_are_whole(client, session, contest):
    account = factories.staff(session)
    for role in ("organizer", "judge"):
        factories.role(session, account=account, role=role)
    sign_in(client, session, account)
    desk = f"/manage/contests/{contest.slug}/tally"
    for address in (
        "/manage/",
        desk,
        f"{desk}?by=day",
        f"{desk}?as_of=nie",
        "/manage/reset-codes?q=an",
        "/judge/",
        f"/judge/contests/{contest.slug}/rounds/1",
    ):
        check(client.get(address).text)


def test_the_officers_page_is_whole(client, session, contest):
    officer = factories.account(session, unit_id=contest.unit_id)
    factories.role(
        session, account=officer, role="unit_officer", unit_id=contest.unit_id
    )
    sign_in(client, session, officer)
    check(client.get("/officer/reset-codes?q=an").text)


@pytest.mark.parametrize(
    "broken",
    [
        "<p id=a><p id=a>",
        "<input name=x>",
        "<form method=post></form>",
        "<p style='x'>",
    ],
)
def test_a_page_that_is_not_whole_is_caught(client, contest, broken):
    page = client.get("/").text.replace("</main>", f"{broken}</main>")
    with pytest.raises((AssertionError, html5lib.html5parser.ParseError)):
        check(page)
