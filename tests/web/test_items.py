"""Statistics of items on their page: who sees them, what they say, and the seals."""

import csv
import io
import json
import re
from random import Random

import pytest
from sqlalchemy import text

from quizapp.background.models import Job
from quizapp.banks.service import replace_seals
from quizapp.extensions import db
from quizapp.jobs import run_jobs
from tests import factories
from tests.item_rounds import CLOSES, bank_of, count, history, round_over, sit
from tests.sittings import after
from tests.web.people import form_token, sign_in

READERS = ("organizer", "admin", "editor", "second_reader", "judge", "auditor")
BASE = "/manage/contests/kinds/rounds/1/items"
FORMS = ("", ".csv", ".json")
CLOSED = CLOSES + 600
ATTEMPTS = 12
#: What differs between two requests for the same page, whatever the keys are.
VARYING = re.compile(r'name="csrf_token" value="[^"]*"')


@pytest.fixture
def world(app, clock):
    """Make a round with a history that has been counted; the clock stands after it."""

    def made(session, *, key=0, windows=((-3600, CLOSES),), seed=1):
        round_ = round_over(session, bank_of(key=key), windows=windows)[0]
        history(session, round_, seed, count=ATTEMPTS)
        clock.advance(seconds=CLOSED)
        with app.app_context():
            count(session, round_)
            db.session.remove()
        return round_

    return made


def desk(client, session, role="organizer", **scope):
    account = factories.staff(session)
    factories.role(session, account=account, role=role, **scope)
    sign_in(client, session, account)
    return client


def words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def test_the_page_shows_every_item_once_nothing_seals_it(client, session, world):
    world(session)

    page = desk(client, session).get(BASE)

    assert page.status_code == 200
    assert page.text.count('id="item-') == 10
    assert page.text.count("<svg") == 10
    assert "niêm phong" not in page.text
    assert "Số lượt đã tính: 12" in page.text


def test_sentences_say_what_the_figures_are(client, session, world):
    round_ = world(session)
    session.execute(
        text(
            "UPDATE item_statistics SET figures = figures"
            ' || \'{"difficulty": "0.3149", "upper_right": "0.305",'
            ' "lower_right": "0.1", "index": "0.2050"}\''
            " WHERE round_id = :id AND item = 'single-1'"
        ),
        {"id": round_.id},
    )
    session.commit()

    page = words(desk(client, session).get(BASE).text)

    assert "31 lượt trả lời đúng" in page
    assert (
        "Trong 100 lượt cao điểm nhất, 31 lượt chọn đúng; trong 100 lượt thấp điểm nhất,"
        " 10 lượt: câu hỏi phân biệt được ít." in page
    )


def test_suspected_items_stand_first_then_the_hardest(client, session, world):
    round_ = world(session)
    wrong = {"words": ["Phương án 2"], "upper": "0.61", "lower": "0.2", "ahead": "0.3"}
    change = text(
        "UPDATE item_statistics SET figures = figures || CAST(:new AS jsonb)"
        " WHERE round_id = :id AND item = :item"
    )
    for item, new in (
        ("single-2", {"wrong_key": wrong, "upper_right": "0.2", "difficulty": "0.9"}),
        ("number-1", {"wrong_key": wrong | {"ahead": "0.5"}, "upper_right": "0.2"}),
        ("true-false-1", {"difficulty": "0.0001"}),
        *((f"{kind}-1", {"difficulty": "0.5"}) for kind in ("single", "multiple")),
        *((f"{kind}-2", {"difficulty": "0.5"}) for kind in ("number", "multiple")),
        *((f"short-text-{n}", {"difficulty": "0.5"}) for n in (1, 2)),
        ("true-false-2", {"difficulty": "0.0002"}),
    ):
        session.execute(change, {"id": round_.id, "item": item, "new": json.dumps(new)})
    session.commit()

    page = desk(client, session).get(BASE).text
    order = re.findall(r'<section[^>]* id="item-\d+-([a-z0-9-]+)"', page)

    assert order[:4] == ["number-1", "single-2", "true-false-1", "true-false-2"]
    assert "Số câu hỏi nghi sai đáp án: 2" in page
    assert "61 lượt cùng chọn một câu trả lời khác: “Phương án 2”" in words(page)


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("form", FORMS)
def test_readers_see_it(client, session, world, role, form):
    world(session)

    assert desk(client, session, role).get(BASE + form).status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_another_contests_staff_and_people_are_told_nothing(
    app, client, session, world, form
):
    world(session)
    other = factories.contest(session)
    staff = desk(client, session, "organizer", contest_id=other.id)
    person = app.test_client()
    sign_in(person, session, factories.account(session))

    assert staff.get(BASE + form).status_code == 404
    assert person.get(BASE + form).status_code == 404
    assert app.test_client().get(BASE + form).status_code == 303


@pytest.mark.parametrize("role", ["judge", "auditor", "second_reader"])
def test_who_only_reads_has_no_button_and_cannot_ask(client, session, world, role):
    world(session)
    client = desk(client, session, role)

    assert "Tính lại" not in client.get(BASE).text
    token = form_token(client)
    assert client.post(BASE, data={"csrf_token": token}).status_code == 404


def test_the_button_asks_for_a_count_once(client, session, world):
    world(session)
    client = desk(client, session)
    token = form_token(client, BASE)
    before = session.query(Job).count()

    replies = [client.post(BASE, data={"csrf_token": token}) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 303]
    assert session.query(Job).count() == before + 1
    assert "Đã yêu cầu lúc" in client.get(BASE).text
    with client.application.app_context():
        run_jobs.run()
        db.session.remove()
    assert "Đã yêu cầu lúc" not in client.get(BASE).text


def test_an_open_round_cannot_be_counted(client, session, clock):
    round_over(session, bank_of())
    session.commit()
    client = desk(client, session)

    assert "Tính lại" not in client.get(BASE).text
    reply = client.post(BASE, data={"csrf_token": form_token(client)})
    assert reply.status_code == 409
    assert session.query(Job).count() == 0


def test_a_count_that_is_behind_says_so(client, session, world):
    world(session)
    session.execute(
        text(
            "UPDATE attempts SET receipt_hash = 'x' WHERE id = (SELECT min(id) FROM attempts)"
        )
    )
    session.commit()

    assert "cần tính lại" in desk(client, session).get(BASE).text


def test_a_count_that_broke_off_says_so(client, session, world):
    world(session)
    session.execute(text("UPDATE jobs SET state = 'failed', failure = 'x'"))
    session.commit()

    assert "Lần tính gần nhất bị ngắt" in desk(client, session).get(BASE).text


def test_a_round_without_attempts_says_so(client, session, clock):
    round_over(session, bank_of())
    session.commit()
    clock.advance(seconds=CLOSED)

    assert "chưa có gì để tính" in desk(client, session).get(BASE).text


@pytest.mark.parametrize(
    "ending", ["/rounds/9/items", "/rounds/2147483648/items", "/rounds/1/items.exe"]
)
def test_what_is_not_there_is_not_found(client, session, world, ending):
    world(session)
    page = desk(client, session).get(f"/manage/contests/kinds{ending}")

    assert page.status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "99", "x"])
def test_a_page_that_is_not_there_is_the_nearest(client, session, world, page):
    world(session)
    found = desk(client, session).get(f"{BASE}?page={page}")

    assert found.text.count('id="item-') == 10


def test_a_downloaded_table_adds_up(client, session, world):
    world(session)
    reply = desk(client, session).get(BASE + ".csv")
    rows = list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"))))
    head = next(n for n, row in enumerate(rows) if row and row[0] == "Mã câu hỏi")
    lines = [row for row in rows[head + 1 :] if len(row) == len(rows[head])]

    assert "attachment" in reply.headers["Content-Disposition"]
    assert len({row[0] for row in lines}) == 10
    count_at, asked_at = (
        rows[head].index("Lượt dự thi"),
        rows[head].index("Số lượt được hỏi"),
    )
    for item in ("single-1", "true-false-2", "number-1", "short-text-2"):
        mine = [row for row in lines if row[0] == item]
        assert sum(int(row[count_at]) for row in mine) == int(mine[0][asked_at])


def test_json_has_the_stored_figures(client, session, world):
    round_ = world(session)
    found = desk(client, session).get(BASE + ".json").json
    stored = session.execute(
        text("SELECT item, figures FROM item_statistics WHERE round_id = :id"),
        {"id": round_.id},
    )

    by_id = {one["id"]: one for one in found["items"]}
    assert (found["attempts"], found["sealed"]) == (ATTEMPTS, [])
    for item, figures in stored:
        assert by_id[item].items() >= figures.items()


# What seals hold is seen by nobody.


def seal(session, items, seconds, *, round_id=10**6):
    bank_id = session.scalar(text("SELECT id FROM banks"))
    replace_seals(
        session, round_id=round_id, bank_items={bank_id: items}, until=after(seconds)
    )
    session.commit()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("role", READERS)
def test_an_item_that_another_round_can_draw_is_not_there(
    client, session, world, role, form
):
    world(session)
    seal(session, ["single-1", "number-2"], CLOSED + 60)
    page = desk(client, session, role).get(BASE + form).text

    for secret in ("single-1", "number-2", "Câu single 1", "Câu number 2"):
        assert secret not in page
    assert "single-2" in page
    assert (
        ('"count": 2' in page)
        if form == ".json"
        else ("2 câu hỏi còn niêm phong" in page)
    )


@pytest.mark.parametrize(("seconds", "is_shown"), [(1, False), (0, True), (-1, True)])
def test_a_seal_holds_until_its_instant(client, session, world, seconds, is_shown):
    world(session)
    seal(session, ["single-1"], CLOSED + seconds)

    assert ("Câu single 1" in desk(client, session).get(BASE).text) is is_shown


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_told_while_somebody_still_sits(client, session, world, form):
    round_ = world(session)
    rng = Random(3)
    attempt = sit(session, round_, rng, is_ended=False)
    session.commit()
    page = desk(client, session).get(BASE + form).text

    assert attempt.state == "open"
    assert "Câu single" not in page
    assert (
        ('"count": 10' in page)
        if form == ".json"
        else ("10 câu hỏi còn niêm phong" in page)
    )


def test_who_still_sits_in_another_round_keeps_its_items_sealed(client, session, world):
    """Time given back may let her sit beyond the close of that round."""
    world(session)
    other = round_over(session, bank_of(), slug="other")[0]
    sit(session, other, Random(4), is_ended=False)
    session.commit()

    page = desk(client, session).get(BASE).text

    assert "10 câu hỏi còn niêm phong đến khi lượt dự thi cuối cùng" in page
    assert "Câu single" not in page


def test_an_open_round_keeps_its_items_even_without_their_seals(client, session, app):
    round_over(session, bank_of())
    session.execute(text("DELETE FROM item_seals"))
    session.commit()

    page = desk(client, session).get(BASE).text

    assert "10 câu hỏi còn niêm phong đến 21:00" in page


def test_a_coming_round_keeps_everything_sealed(client, session, world, clock):
    world(session, windows=((-3600, CLOSES), (CLOSES + 3600, CLOSES + 7200)))
    client = desk(client, session)

    page = client.get(BASE).text
    assert "10 câu hỏi còn niêm phong đến 23:00" in page
    assert "<svg" not in page
    clock.advance(seconds=7200)
    opened = client.get(BASE).text
    assert "còn niêm phong" not in opened
    assert "<svg" in opened


@pytest.mark.parametrize("role", READERS)
def test_worlds_that_differ_in_keys_alone_look_the_same_while_sealed(
    app, make_session, connection, clock, world, role
):
    """Other options are right, and others were chosen; as many people took part."""
    seen = []
    began = clock.now()
    windows = ((-3600, CLOSES), (CLOSES + 3600, CLOSES + 7200))
    for key in (0, 1, 2):
        savepoint = connection.begin_nested()
        clock.advance(seconds=(began - clock.now()).total_seconds())
        with make_session() as session:
            world(session, key=key, windows=windows)
            client = desk(app.test_client(), session, role)
            texts = [client.get(BASE + form).text for form in FORMS]
        seen.append([VARYING.sub("", text_) for text_ in texts])
        savepoint.rollback()

    assert all("câu hỏi còn niêm phong" in pages[0] for pages in seen)
    assert seen[0] == seen[1] == seen[2]


def test_logs_and_jobs_tell_nothing_of_items(session, world, capsys):
    world(session)
    told = capsys.readouterr()

    for secret in ("single-1", "Câu", "Phương án", "difficulty"):
        assert secret not in told.out + told.err
    for job in session.query(Job):
        assert set(job.result) <= {"attempts", "items", "is_new"}
        assert set(job.arguments) == {"round_id"}
