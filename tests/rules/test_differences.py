"""What a version says otherwise than the one before it."""

import pytest

from quizapp.banks.rules import Bank, check_approved, check_reader, difference
from quizapp.errors import ConflictError

SINGLE = {
    "id": "a",
    "kind": "single",
    "stem": "Một?",
    "options": [{"text": "x", "key": True}, {"text": "y"}, {"text": "z"}],
}
NUMBER = {"id": "b", "kind": "number", "stem": "Hai?", "answer": "959"}
TRUTH = {"id": "c", "kind": "true_false", "stem": "Ba.", "answer": True}
WORDS = {"id": "d", "kind": "short_text", "stem": "Bốn?", "answers": ["Hà Nội"]}
ALL = [SINGLE, NUMBER, TRUTH, WORDS]


def bank(*items, **head):
    return Bank.model_validate({"id": "b", "title": "T", "items": list(items)} | head)


def of(before, after):
    return difference(bank(*ALL), bank(*[after if i is before else i for i in ALL]))


def test_the_same_bank_has_no_difference():
    assert difference(bank(*ALL), bank(*ALL)).is_empty


def test_everything_is_new_where_nothing_was():
    found = difference(None, bank(*ALL))

    assert [one.what for one in found.items] == ["added"] * 4
    assert found.corrected == ()
    assert found.head == ()


def test_added_and_taken_out_and_reordered():
    found = difference(bank(SINGLE, NUMBER, TRUTH), bank(TRUTH, WORDS, SINGLE))

    assert {one.item: one.what for one in found.items} == {
        "d": "added",
        "b": "taken_out",
    }
    assert found.is_reordered
    assert not difference(
        bank(SINGLE, NUMBER), bank(WORDS, SINGLE, NUMBER)
    ).is_reordered


def test_the_bank_itself():
    assert difference(bank(SINGLE), bank(SINGLE, title="U", licence="CC0")).head == (
        "title",
        "licence",
    )


REVERSED = {**SINGLE, "options": SINGLE["options"][::-1]}
OTHER_KEY = {
    **SINGLE,
    "options": [{"text": "x"}, {"text": "y", "key": True}, {"text": "z"}],
}


@pytest.mark.parametrize(
    ("before", "after", "what", "is_corrected"),
    [
        (SINGLE, {**SINGLE, "stem": "Khác?"}, "changed", False),
        (SINGLE, {**SINGLE, "explanation": "Vì."}, "changed", False),
        (SINGLE, REVERSED, "changed", False),
        (SINGLE, OTHER_KEY, "changed", True),
        (SINGLE, {**SINGLE, "retired": True}, "retired", False),
        (SINGLE, {**OTHER_KEY, "retired": True}, "retired", True),
        (NUMBER, {**NUMBER, "answer": "960"}, "changed", True),
        (NUMBER, {**NUMBER, "tolerance": "1"}, "changed", True),
        (NUMBER, {**NUMBER, "points": "2"}, "changed", False),
        (TRUTH, {**TRUTH, "answer": False}, "changed", True),
        (WORDS, {**WORDS, "answers": ["Hà Nội", "Thủ đô"]}, "changed", True),
        (WORDS, {**WORDS, "tone_marks": True}, "changed", True),
        (WORDS, {**WORDS, "tags": ["dia-ly"]}, "changed", False),
    ],
)
def test_a_changed_item(before, after, what, is_corrected):
    (found,) = of(before, after).items

    assert (found.what, found.is_key_corrected) == (what, is_corrected)
    assert (found.before.id, found.after.id) == (before["id"], before["id"])


def test_the_fields_that_differ_are_named():
    (found,) = of(SINGLE, {**OTHER_KEY, "stem": "Khác?"}).items

    assert found.fields == ("stem", "options")


def test_an_item_of_another_kind_is_corrected():
    (found,) = of(TRUTH, {**NUMBER, "id": "c"}).items

    assert found.is_key_corrected


def test_nobody_reads_what_she_has_written():
    check_reader(1, {2, 3})
    with pytest.raises(ConflictError):
        check_reader(2, {2, 3})


@pytest.mark.parametrize(
    ("approved", "is_fine"), [(None, False), (2, False), (3, True)]
)
def test_what_is_published_is_what_was_approved(approved, is_fine):
    if is_fine:
        check_approved(approved, 3)
    else:
        with pytest.raises(ConflictError):
            check_approved(approved, 3)
