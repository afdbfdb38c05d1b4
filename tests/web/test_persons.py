"""The same-person desk: who sees it, what stands side by side, what is decided there."""

import re

import pytest
from sqlalchemy import select

from quizapp.attempts.models import Attempt
from quizapp.judging.models import PersonDismissal, PersonMerge, Recusal
from tests import factories
from tests.boards import end, make_entry, make_round
from tests.merging import counted_under, merge
from tests.sittings import rounds_at
from tests.web.people import form_token, sign_in


@pytest.fixture
def round_(session, app):
    return make_round(session)


@pytest.fixture
def pair(session, round_):
    """Two entries of one name, year and no unit; one of them sat."""
    entries = [
        make_entry(
            session,
            round_,
            account=factories.account(
                session, full_name=name, birth_year=1971, phone=phone
            ),
        )
        for name, phone in (
            ("Trần Thị Bích", "+84971000001"),
            ("Trần Thi Bích", "+84382222222"),
        )
    ]
    end(session, round_, entries[1])
    return entries


def desk(client, session, role="judge", **scope):
    account = factories.staff(session, full_name="Lê Thị Giám")
    factories.role(session, account=account, role=role, **scope)
    sign_in(client, session, account)
    return account


def address(session, entries, *parts):
    contest = session.get_one(factories.Contest, entries[0].contest_id)
    return "/".join(["/judge/contests", contest.slug, "persons", *map(str, parts)])


def ids(pair):
    return [entry.id for entry in pair]


def post(client, where, **data):
    return client.post(where, data=data | {"csrf_token": form_token(client)})


def main(page):
    return page.text.split("<main")[1].split("</main>")[0]


def test_pairs_that_look_alike_are_listed_with_why(client, session, pair):
    desk(client, session)

    page = client.get(address(session, pair))

    assert page.status_code == 200
    assert "Trần Thị Bích" in page.text
    assert "Trần Thi Bích" in page.text
    assert "Trùng tên (không kể dấu) và năm sinh" in page.text
    assert address(session, pair, *ids(pair)) in page.text


def test_a_contest_without_likely_duplicates_says_so(client, session, round_):
    desk(client, session)
    entry = make_entry(session, round_)

    page = client.get(address(session, [entry]))

    assert "Không có hai bản đăng ký nào giống nhau" in page.text


def test_pairs_are_chosen_by_strength(client, session, pair):
    desk(client, session)
    where = address(session, pair)

    assert "Trần Thị Bích" in main(client.get(f"{where}?strength=weak"))
    strong = main(client.get(f"{where}?strength=strong"))
    assert "Trần Thị Bích" not in strong
    assert "Không còn cặp nào ở mức này" in strong


def test_side_by_side_shows_both_and_no_phone_in_full(client, session, pair):
    desk(client, session)

    page = client.get(address(session, pair, *ids(pair)))
    shown = main(page)

    assert shown.count("1971") >= 2
    assert "Tuần 1" in shown
    assert "2 bản đăng ký mang tên này" in shown
    for entry in pair:
        phone = session.get_one(factories.Account, entry.account_id).phone
        assert phone not in page.text
        assert "0" + phone[3:] not in page.text


@pytest.mark.parametrize(
    ("role", "reads", "decides"),
    [
        ("judge", 200, 303),
        ("secretary", 200, 303),
        ("auditor", 200, 404),
        ("organizer", 404, 404),
        ("admin", 404, 404),
        ("editor", 404, 404),
    ],
)
def test_who_reads_and_who_decides(client, session, pair, role, reads, decides):
    desk(client, session, role)
    where = address(session, pair, *ids(pair))

    for page in (address(session, pair), address(session, pair, "decided"), where):
        assert client.get(page).status_code == reads
    reply = post(client, f"{where}/dismiss", **{"dismiss-reason": "hai chị em"})
    assert reply.status_code == decides


def test_who_only_reads_finds_no_form(client, session, pair):
    desk(client, session, "auditor")

    shown = main(client.get(address(session, pair, *ids(pair))))

    assert "<form" not in shown
    assert "chỉ để xem" in shown


def test_who_has_no_rankings_finds_the_desk_alone(client, session, pair):
    desk(client, session, "secretary")

    page = client.get("/judge/")

    assert address(session, pair) in page.text
    assert "/rounds/" not in main(page)


def test_another_contests_judge_is_told_nothing(client, session, pair):
    desk(client, session, contest_id=factories.contest(session).id)
    where = address(session, pair, *ids(pair))

    assert client.get(address(session, pair)).status_code == 404
    assert client.get(where).status_code == 404
    reply = post(client, f"{where}/dismiss", **{"dismiss-reason": "x"})
    assert reply.status_code == 404
    assert address(session, pair) not in client.get("/judge/").text


def test_entries_of_another_contest_are_not_found(client, session, pair):
    desk(client, session)
    foreign = factories.entry(session)

    where = address(session, pair, pair[0].id, foreign.id)

    assert client.get(where).status_code == 404
    assert client.get(address(session, pair, pair[0].id, 2**40)).status_code == 404


def decide_one(client, session, pair, kept, **changes):
    data = {
        "merge-kept": kept.id,
        "merge-clause": "Điều 3 khoản 2",
        "merge-reason": "Đã gọi, xác nhận đăng ký hai lần",
    }
    where = address(session, pair, *ids(pair)) + "/merge"
    return post(client, where, **data | changes)


def test_a_judge_makes_them_one_person_and_takes_it_back(client, session, pair):
    desk(client, session)
    one, other = pair

    assert decide_one(client, session, pair, other).status_code == 303
    assert counted_under(session, one, other) == [other.id, None]
    assert "Trần Thị Bích" not in main(client.get(address(session, pair)))
    decided = main(client.get(address(session, pair, "decided")))
    assert "Lê Thị Giám" in decided
    assert "Điều 3 khoản 2" in decided

    done = session.scalars(select(PersonMerge)).one()
    undo = address(session, pair, "merges", done.id, "undo")
    assert post(client, undo, reason="nhầm").status_code == 303
    assert counted_under(session, one, other) == [None, None]
    assert "đã rút lại" in client.get(address(session, pair, "decided")).text


@pytest.mark.parametrize("field", ["kept", "clause", "reason"])
def test_what_is_missing_is_said_and_nothing_is_merged(client, session, pair, field):
    desk(client, session)

    reply = decide_one(client, session, pair, pair[0], **{f"merge-{field}": ""})

    assert reply.status_code == 422
    assert f"merge-{field}" in re.findall(r'href="#([\w-]+)"', reply.text)
    assert counted_under(session, *pair) == [None, None]


def test_only_one_of_the_two_can_be_kept(client, session, round_, pair):
    desk(client, session)

    reply = decide_one(client, session, pair, make_entry(session, round_))

    assert reply.status_code == 422
    assert counted_under(session, *pair) == [None, None]


def test_both_at_their_papers_is_told_and_nothing_is_merged(
    client, session, round_, pair
):
    desk(client, session)
    for entry in pair:
        factories.attempt(session, entry=entry, round_=round_, number=7)

    reply = decide_one(client, session, pair, pair[0])

    assert reply.status_code == 422
    assert "Cả hai đang làm bài" in reply.text


def test_a_second_tap_on_one_person_leads_to_what_was_decided(client, session, pair):
    desk(client, session)
    decide_one(client, session, pair, pair[0])

    again = decide_one(client, session, pair, pair[0])

    assert again.status_code == 303
    assert again.location == address(session, pair, "decided")
    assert client.get(address(session, pair, *ids(pair))).status_code == 303
    assert len(session.scalars(select(PersonMerge)).all()) == 1


def test_two_people_are_not_proposed_again_until_it_is_taken_back(
    client, session, pair
):
    desk(client, session, "secretary")
    where = address(session, pair, *ids(pair))

    reply = post(client, f"{where}/dismiss", **{"dismiss-reason": "hai chị em họ"})

    assert reply.status_code == 303
    assert "Trần Thị Bích" not in main(client.get(address(session, pair)))
    assert "đã xem là hai người" in client.get(where).text
    done = session.scalars(select(PersonDismissal)).one()
    undo = address(session, pair, "dismissals", done.id, "undo")
    assert post(client, undo, reason="có thông tin mới").status_code == 303
    assert "Trần Thị Bích" in main(client.get(address(session, pair)))


@pytest.mark.parametrize("reason", ["", "   "])
def test_nothing_is_decided_or_undone_without_a_reason(client, session, pair, reason):
    desk(client, session)
    where = address(session, pair, *ids(pair))
    done = merge(session, make_entry(session, round_of(session, pair)), pair[0])
    undo = address(session, pair, "merges", done.id, "undo")

    for act, data in (
        (f"{where}/dismiss", {"dismiss-reason": reason}),
        (f"{where}/step-back", {"step-reason": reason}),
        (undo, {"reason": reason}),
    ):
        reply = post(client, act, **data)
        assert reply.status_code == 422
        assert "Ghi lý do" in reply.text
    assert session.scalars(select(PersonDismissal)).all() == []
    assert session.scalars(select(Recusal)).all() == []


def round_of(session, pair):
    return session.scalars(
        select(factories.Round).where(factories.Round.contest_id == pair[0].contest_id)
    ).one()


def test_a_decision_is_undone_once(client, session, pair):
    desk(client, session)
    done = merge(session, *pair)
    undo = address(session, pair, "merges", done.id, "undo")

    assert post(client, undo, reason="nhầm").status_code == 303
    again = post(client, undo, reason="nhầm")

    assert again.status_code == 422
    assert "đã được rút lại" in again.text


def test_who_has_a_stake_steps_back_and_finds_no_form(client, session, pair):
    desk(client, session)
    where = address(session, pair, *ids(pair))

    reply = post(client, f"{where}/step-back", **{"step-reason": "chị dâu"})
    shown = main(client.get(where))

    assert reply.status_code == 303
    assert "<form" not in shown
    assert "Đã xin rút" in shown
    refused = post(client, f"{where}/dismiss", **{"dismiss-reason": "x"})
    assert refused.status_code == 422
    assert session.scalars(select(PersonDismissal)).all() == []


def test_lists_come_in_pages(client, session, round_):
    desk(client, session)
    entries = [
        make_entry(
            session,
            round_,
            account=factories.account(session, full_name="Võ Thị Sáu", birth_year=1950),
        )
        for _ in range(8)
    ]
    where = address(session, entries)

    first = client.get(where).text
    last = client.get(f"{where}?page=99").text

    assert first.count("So sánh<span") == 20
    assert last.count("So sánh<span") == 8
    assert "Còn nằm trong các cặp khác" in first


def test_a_name_can_do_no_harm_on_the_desk(client, session, round_):
    desk(client, session)
    entries = [
        make_entry(
            session,
            round_,
            account=factories.account(session, full_name="<script>alert(1)</script>"),
        )
        for _ in range(2)
    ]

    for page in (address(session, entries), address(session, entries, *ids(entries))):
        assert "<script>alert" not in client.get(page).text


def test_a_start_keeps_a_code_of_the_device_and_never_the_cookie(client, session, app):
    contest, (round_,) = rounds_at(session)
    entry = factories.entry(session, contest=contest)
    sign_in(client, session, session.get_one(factories.Account, entry.account_id))
    client.set_cookie("device", "0123456789abcdef0123456789abcdef")

    start = f"/contests/{contest.slug}/rounds/{round_.number}/attempts"
    assert post(client, start).status_code == 303

    kept = session.scalars(select(Attempt.device_hash)).one()
    assert len(kept) == 32
    assert b"0123456789abcdef" not in kept


def test_pages_of_either_account_say_that_they_count_together(client, session, app):
    contest, (round_,) = rounds_at(session)
    pair = [factories.entry(session, contest=contest) for _ in range(2)]
    merge(session, *pair)

    for entry in pair:
        account = session.get_one(factories.Account, entry.account_id)
        sign_in(client, session, account)
        pages = (
            f"/contests/{contest.slug}",
            f"/contests/{contest.slug}/rounds/{round_.number}",
            "/account",
        )
        texts = [client.get(page).text for page in pages]
        assert "Tính chung với bản đăng ký khác" in texts[1]
        assert "Điều 3 khoản 2" in texts[2]
        assert "0900 000 001" in texts[2]
    assert "Tính chung với bản đăng ký khác" in texts[0]


def test_the_board_marks_the_line_of_both_as_ones_own(client, session, round_, pair):
    merge(session, *pair)
    contest = session.get_one(factories.Contest, round_.contest_id)
    board = f"/contests/{contest.slug}/rounds/{round_.number}/board"
    round_.rules = round_.rules | {"shown_after_hand_in": ["provisional_rank"]}
    session.flush()

    for entry in pair:
        account = session.get_one(factories.Account, entry.account_id)
        sign_in(client, session, account)
        assert "is-mine" in client.get(board).text
        assert client.get(f"{board}/me").status_code == 200
