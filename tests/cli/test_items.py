"""Statistics of items on the command line."""

import pytest
from sqlalchemy import text

from quizapp.banks.service import replace_seals
from quizapp.extensions import db
from tests.item_rounds import CLOSES, bank_of, history, round_over
from tests.sittings import after


@pytest.fixture
def round_(app, clock):
    with app.app_context():
        session = db.session()
        found = round_over(session, bank_of())[0]
        history(session, found, 1, count=8)
        session.commit()
        clock.advance(seconds=CLOSES + 600)
        yield found


def test_items_are_counted_and_shown(run, round_):
    code, out, _ = run("items", "statistics", "kinds", 1)

    assert code == 0
    assert "attempts: 8" in out
    lines = [line for line in out.splitlines() if line.endswith("-1")]
    assert len(lines) == 5


def test_sealed_items_are_only_counted(run, round_):
    bank_id = db.session().scalar(text("SELECT id FROM banks"))
    items = {bank_id: ["single-1", "number-1"]}
    replace_seals(db.session(), round_id=9, bank_items=items, until=after(CLOSES + 601))
    db.session().commit()

    _, out, _ = run("items", "statistics", "kinds", 1)

    assert "2 questions are sealed until" in out
    assert "single-1" not in out
    assert "single-2" in out


def test_where_all_is_sealed_no_table_stands(run, round_):
    bank_id = db.session().scalar(text("SELECT id FROM banks"))
    items = {bank_id: [one.id for one in bank_of().items]}
    replace_seals(db.session(), round_id=9, bank_items=items, until=after(CLOSES + 601))
    db.session().commit()

    _, out, _ = run("items", "statistics", "kinds", 1)

    assert "10 questions are sealed until" in out
    assert "right%" not in out


def test_a_suspected_key_is_marked(run, round_):
    run("items", "statistics", "kinds", 1)
    wrong = '{"wrong_key": {"words": ["B"], "upper": "1", "lower": "0", "ahead": "1"}}'
    db.session().execute(
        text(
            "UPDATE item_statistics SET figures = figures || CAST(:wrong AS jsonb)"
            " WHERE item = 'single-2'"
        ),
        {"wrong": wrong},
    )
    db.session().commit()

    _, out, _ = run("items", "statistics", "kinds", 1)

    assert "single-2  ⚠ B" in out


def test_an_open_round_is_refused_in_a_sentence(run, round_, clock):
    clock.advance(seconds=-1200)

    code, out, err = run("items", "statistics", "kinds", 1)

    assert (code, out) == (1, "")
    assert "its questions are counted after that" in err
