from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from quizapp.contests.files import json_schema, parse_rule_book, read_rule_book, unread
from quizapp.contests.rules import Flaw, RuleBook, read_instant
from quizapp.errors import FileFaultsError

ROOT = Path(__file__).parent.parent.parent
FULL = ROOT / "tests" / "data" / "rulebooks" / "full.yaml"


def book():
    return read_rule_book(FULL).book


def changed(*changes):
    """The full rule book with texts replaced, each by another."""
    text = FULL.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text.encode()


def faults_of(*changes):
    with pytest.raises(FileFaultsError) as caught:
        parse_rule_book(changed(*changes), name="book.yaml")
    return [(fault.line, str(fault)) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12/10/2026 10h00", datetime(2026, 10, 12, 3, tzinfo=UTC)),
        ("12/10/2026 10:00", datetime(2026, 10, 12, 3, tzinfo=UTC)),
        ("12/10/2026 10h", datetime(2026, 10, 12, 3, tzinfo=UTC)),
        ("12/10/2026, 10h30", datetime(2026, 10, 12, 3, 30, tzinfo=UTC)),
        ("2/9/2026 00h00", datetime(2026, 9, 1, 17, tzinfo=UTC)),
        ("12/10/2026 23:59:59", datetime(2026, 10, 12, 16, 59, 59, tzinfo=UTC)),
        ("25/10/2026 24h00", datetime(2026, 10, 25, 17, tzinfo=UTC)),
        ("31/12/2026 24h", datetime(2026, 12, 31, 17, tzinfo=UTC)),
        ("2026-10-12T10:00:00+07:00", datetime(2026, 10, 12, 3, tzinfo=UTC)),
    ],
)
def test_instants_are_read_as_rule_books_write_them(text, expected):
    assert read_instant(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2026 10h00",
        "12/10/2026",
        "12/10/2026 24h01",
        "12/10/2026 25h00",
        "12/10/26 10h00",
        "2026-10-12T10:00:00",
        "10h00",
        "",
    ],
)
def test_other_instants_are_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        read_instant(text)


def test_a_whole_rule_book_is_read():
    found = book()

    assert (found.contest, found.hotline) == ("tim-hieu-nghi-quyet", "0900 000 001")
    assert (found.eligibility.tree, found.eligibility.unit_code) == (
        "hau-giang-2022",
        "930",
    )
    assert (found.asks_for_a_unit, found.needs_a_unit) == (True, False)
    assert found.deletion_day == date(2027, 12, 31)
    assert found.closes_at == datetime(2026, 10, 25, 17, tzinfo=UTC)


def test_a_round_has_its_own_parts_in_place_of_the_contests():
    first, second = book().rounds

    papers = [book().paper_of(part) for part in (first, second)]
    assert [(paper.minutes, paper.item_count) for paper in papers] == [(15, 8), (10, 5)]
    assert [paper.grace_seconds for paper in papers] == [10, 10]
    rules = [book().rules_of(part) for part in (first, second)]
    assert [(one.limit, one.per, one.counted) for one in rules] == [
        (2, "round", "best_then_fastest"),
        (None, None, "first"),
    ]
    assert {one.prediction_about for one in rules} == {"people_all_right"}


def test_what_is_stored_says_the_same():
    assert RuleBook.model_validate(book().model_dump(mode="json")) == book()
    assert RuleBook.model_validate_json(book().model_dump_json()) == book()


def test_windows_can_be_moved_round_by_round():
    opens, closes = datetime(2030, 1, 1, tzinfo=UTC), datetime(2030, 1, 8, tzinfo=UTC)

    moved = book().with_windows({2: (opens, closes)})

    assert moved.rounds[0] == book().rounds[0]
    assert (moved.rounds[1].opens, moved.rounds[1].closes) == (opens, closes)
    assert moved.rounds[1].paper == book().rounds[1].paper


def test_data_are_kept_for_a_year_where_the_book_says_nothing():
    found = parse_rule_book(changed(("data_deleted_on: 31/12/2027\n", "")), name="b")

    assert found.book.deletion_day == date(2027, 10, 26)


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("hotline: 0900 000 001", "", 1, "“hotline” is missing"),
        ("zalo:", "zallo:", 5, "is “zalo” meant?"),
        ("14", "fourteen", 13, "must be a whole number"),
        ("zone: Asia/Ho_Chi_Minh", "zone: UTC", 11, "“UTC” can't stand for “zone”"),
        (
            "birth_year, phone]",
            "birth_year, phone, ethnicity]",
            16,
            "“ethnicity”: write",
        ),
        ("optional: [unit]", "optional: [unit]\n  form: later", 18, "for “form”"),
        ("optional: [unit]", "optional: [shoe]", 17, "knows no “shoe”"),
        ("optional: [unit]", "optional: [phone]", 17, "“phone” stands there twice"),
        ("[full_name, birth_year, phone]", "[phone]", 16, "full_name, birth_year"),
        ("  per: round", "  # nothing", 18, "Write both limit and per"),
        ("counted: best_then_fastest", "counted: best", 21, "best_then_earliest"),
        ("count: 2", "count: 4", 29, "Draws 4 items from a list of 3"),
        ("tags: [nghi-quyet]", "tags: [a, a]", 28, "“a” stands there twice"),
        ("handed_in_asc]", "luck_asc]", 33, "knows no “luck_asc”"),
        ("handed_in_asc]", "score_desc]", 33, "“score_desc” stands there twice"),
        ("[score, right_count]", "[keys]", 34, "can't stand for"),
        ("12/10/2026 10h00", "12/10/2026 10", 36, "Write day and time as"),
        ("19/10/2026 09h00", "12/10/2026 10h00", 36, "closes before it has opened"),
        ("31/12/2027", "hôm nào", 10, "Write the day as"),
        ("https://example.org", "javascript:alert(1)", 9, "“address”"),
    ],
)
def test_each_fault_stands_on_its_line(old, new, line, sentence):
    ((found_line, found),) = faults_of((old, new))

    assert sentence in found
    assert found_line == line


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("units: hau-giang-2022/930", "", 12, "name the tree of units"),
        ("  optional: [unit]\n", "", 15, "the form asks for none"),
        ("number: 2", "number: 1", 37, "Number rounds upwards"),
        ("19/10/2026 10:00", "19/10/2026 08:59", 39, "before round 1 has closed"),
        ("31/12/2027", "25/10/2026", 10, "before the last round closes"),
        ("count: 5", "count: 0", 45, "must be at least 1"),
        ("count: 6", "count: 199", 36, "round 1 draws 201"),
    ],
)
def test_parts_that_contradict_each_other_are_faults(old, new, line, sentence):
    ((found_line, found),) = faults_of((old, new))

    assert sentence in found
    assert found_line == line


def test_a_round_without_questions_is_a_fault():
    whole = changed().split(b"  draw:\n")
    text = whole[0] + b"  prediction:\n" + whole[1].split(b"  prediction:\n")[1]
    with pytest.raises(FileFaultsError) as caught:
        parse_rule_book(text + b"  draw:\n" + whole[2], name="b")

    assert [str(fault) for fault in caught.value.faults] == [
        "Round 1 draws no questions: write draw under its paper, or under the contest's."
    ]


def test_every_fault_is_told_at_once():
    found = faults_of(
        ("hotline: 0900 000 001\n", ""), ("14", "x"), ("handed_in_asc]", "luck]")
    )

    assert [line for line, _ in found] == [1, 12, 32]


def test_no_rounds_are_a_fault():
    text = FULL.read_text(encoding="utf-8").split("rounds:")[0] + "rounds: []\n"
    with pytest.raises(FileFaultsError, match="faults"):
        parse_rule_book(text.encode(), name="b")


def test_a_book_from_no_file_has_faults_without_lines():
    with pytest.raises(FileFaultsError) as caught:
        unread(book()).check([Flaw(("rounds", 0), "Something.")])

    assert [fault.line for fault in caught.value.faults] == [0]


def test_the_schema_for_editors_is_the_models():
    path = ROOT / "contests" / "rulebook.schema.json"

    assert path.read_text(encoding="utf-8") == json_schema()


@pytest.mark.parametrize("path", sorted((ROOT / "contests").glob("*.yaml")), ids=str)
def test_rule_books_that_are_shipped_have_no_fault(path):
    assert read_rule_book(path).book.contest == path.stem
