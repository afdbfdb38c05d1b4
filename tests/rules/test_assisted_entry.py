"""What a rule book says of entering with an officer's help, and what it changes."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from quizapp.contests.rules import Result, clauses, flaws_of, ranked_attempt
from quizapp.contests.rules.entrance import AssistedEntry
from tests import factories
from tests.conftest import NOON

ENTRY = {"required": ["full_name", "birth_year", "phone", "unit"]}


def book(**assisted):
    return factories.rule_book(
        eligibility={"units": "tree"}, entry=ENTRY, assisted_entry=assisted
    )


def rules(**assisted):
    one = book(**assisted)
    return one.rules_of(one.rounds[0])


def sentences(one):
    (who, *_) = clauses(one, unit_name=None)
    return [str(sentence.message) for sentence in who.sentences]


def test_it_is_off_by_default():
    assert not factories.rule_book().assisted_entry.allowed
    assert not any("officer" in said for said in sentences(book()))


@pytest.mark.parametrize(
    ("prizes", "boards", "is_whole"),
    [
        (True, False, True),
        (False, True, True),
        (None, True, False),
        (True, None, False),
        (None, None, False),
    ],
)
def test_whoever_allows_it_says_what_it_counts_for(prizes, boards, is_whole):
    said = {"counts_for_prizes": prizes, "counts_for_unit_boards": boards}

    def read():
        return AssistedEntry(allowed=True, **said)

    if is_whole:
        assert read().counts_for_prizes is prizes
    else:
        with pytest.raises(ValidationError, match="assisted_open"):
            read()
    assert not AssistedEntry(allowed=False, **said).allowed


def test_without_units_there_is_nobody_to_help():
    said = {"allowed": True, "counts_for_prizes": True, "counts_for_unit_boards": True}

    flaws = flaws_of(factories.rule_book(assisted_entry=said))

    assert [flaw.path for flaw in flaws] == [("assisted_entry", "allowed")]
    assert flaws_of(book(**said)) == []


@pytest.mark.parametrize("prizes", [True, False])
@pytest.mark.parametrize("boards", [True, False])
def test_the_printed_rules_say_it(prizes, boards):
    one = book(allowed=True, counts_for_prizes=prizes, counts_for_unit_boards=boards)
    said = " ".join(sentences(one))

    assert "Who has no phone" in said
    assert ("aren't ranked" in said) is not prizes
    assert ("don't count" in said) is not boards


def result(attempt_id, score, *, is_assisted):
    return Result(
        attempt_id=attempt_id,
        score_hundredths=score,
        duration_ms=60_000,
        handed_in_at=NOON + timedelta(minutes=attempt_id),
        started_at=NOON,
        is_assisted=is_assisted,
    )


HELPED, ALONE = result(1, 400, is_assisted=True), result(2, 300, is_assisted=False)


@pytest.mark.parametrize(
    ("prizes", "results", "counted"),
    [
        (True, [HELPED, ALONE], 1),
        (False, [HELPED, ALONE], 2),
        (True, [HELPED], 1),
        (False, [HELPED], None),
        (False, [ALONE], 2),
        (False, [], None),
    ],
)
def test_which_attempt_is_ranked(prizes, results, counted):
    said = rules(allowed=True, counts_for_prizes=prizes, counts_for_unit_boards=True)

    found = ranked_attempt(results, said)

    assert (found.attempt_id if found else None) == counted


def test_rounds_from_before_count_as_they_did():
    kept = rules().model_dump(mode="json")
    del kept["assisted_for_prizes"], kept["assisted_for_units"]

    read = type(rules()).model_validate(kept)

    assert read.assisted_for_prizes
    assert read.assisted_for_units
