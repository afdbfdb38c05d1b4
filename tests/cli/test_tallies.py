"""Tallies and standings on the command line."""

import json

import pytest
from python_calamine import CalamineWorkbook

from tests import factories
from tests.boards import end, make_entry, make_round
from tests.conftest import NOON


@pytest.fixture
def contest(session, app, clock):
    """Two people, three attempts that ended; an hour ago by now."""
    round_ = make_round(session)
    first, second = (make_entry(session, round_) for _ in range(2))
    for entry in (first, first, second):
        end(session, round_, entry)
    found = session.get_one(factories.Contest, round_.contest_id)
    session.commit()
    clock.advance(hours=1)
    return found


def test_a_tally_by_day_is_written_to_a_file(run, contest, tmp_path):
    path = tmp_path / "days.json"

    code, *_ = run("tally", contest.slug, "--by", "day", "--format", "json", "-o", path)

    total = json.loads(path.read_text(encoding="utf-8"))["total"]
    assert (code, total["people"], total["attempts"]) == (0, 2, 3)


def test_the_same_instant_gives_the_same_file(run, contest, tmp_path, clock):
    paths = [tmp_path / "one.xlsx", tmp_path / "two.xlsx"]
    for path in paths:
        code, *_ = run(
            *("tally", contest.slug, "--by", "day", "--as-of", "19:30 01/01/2030"),
            *("--format", "xlsx", "-o", path),
        )
        assert code == 0
        clock.advance(days=1)

    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert CalamineWorkbook.from_path(str(paths[0])).sheet_names


@pytest.mark.parametrize(
    "words",
    [
        ("no-such-contest",),
        ("{slug}", "--round", "9"),
        ("{slug}", "--as-of", "yesterday"),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(run, contest, tmp_path, words):
    words = [word.format(slug=contest.slug) for word in words]

    code, _, err = run("tally", *words, "-o", tmp_path / "out.csv")

    assert code == 1
    assert err.strip().endswith(".")
    assert not (tmp_path / "out.csv").exists()


def test_standings_are_shown_with_their_reasons(run, contest):
    code, out, _ = run("standings", "show", contest.slug, 1)

    assert code == 0
    assert "2 points, time 05:00" in out
    assert NOON.strftime("%M:%S") in out
