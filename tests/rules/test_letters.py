"""Letters: texts with marks, filled in, and how many of them are kept."""

import pytest

from quizapp.web.letters import Letter, Letters, mark, marks


def letter(text="Dear {name}, {name}: {sum}!", **more):
    return Letter(text.format(name=mark("name"), sum=mark("sum")), **more)


def test_every_place_is_filled():
    filled = letter().filled({"name": "An", "sum": "7"})
    assert filled == "Dear An, An: 7!"


def test_a_value_without_a_place_is_left_out():
    assert letter("Dear {name}").filled({"name": "An", "sum": "7"}) == "Dear An"


def test_a_place_without_a_value_is_an_error():
    with pytest.raises(KeyError, match="sum"):
        letter().filled({"name": "An"})


def test_filling_changes_nothing_of_the_letter():
    one = letter()
    one.filled({"name": "An", "sum": "7"})
    assert one.filled({"name": "Hà", "sum": "8"}) == "Dear Hà, Hà: 8!"


@pytest.mark.parametrize("text", ["{name}", "{name}{name}", "", "plain", "\n{name}\n"])
def test_marks_may_stand_anywhere(text):
    assert letter(text).filled({"name": "An"}) == text.replace("{name}", "An")


def test_a_mark_in_a_value_stays_as_it_is():
    filled = letter("{name} {sum}").filled({"name": mark("sum"), "sum": "7"})
    assert filled == f"{mark('sum')} 7"


def test_places_that_are_not_filled_yet_can_be_filled_later():
    partly = letter().partly_filled({"name": "An"})

    assert partly == f"Dear An, An: {mark('sum')}!"
    assert Letter(partly).filled({"sum": "7"}) == "Dear An, An: 7!"


def test_an_empty_value_fills_a_place():
    assert letter("a{name}b").filled({"name": ""}) == "ab"
    assert letter("a{name}b").partly_filled({"name": ""}) == "ab"


def test_a_number_stands_for_a_mark_where_no_other_fits():
    one = Letter("/attempts/900301/1?at=900301", {900301: "attempt_id"})
    assert one.filled({"attempt_id": "12"}) == "/attempts/12/1?at=12"


def test_marks_are_told_by_their_names():
    assert marks("name", "sum") == {"name": mark("name"), "sum": mark("sum")}


def asked(letters, *keys):
    """The keys for which a letter had to be written."""
    written = []

    def write(key):
        written.append(key)
        return Letter(key)

    for key in keys:
        found = letters.get(key, lambda key=key: write(key))
        assert found.filled({}) == key
    return written


def test_a_letter_is_written_once():
    assert asked(Letters(most=2), "a", "a", "b", "a", "b") == ["a", "b"]


def test_what_was_asked_for_longest_ago_is_forgotten():
    letters = Letters(most=2)
    asked(letters, "a", "b", "a", "c")

    assert asked(letters, "a", "c") == []
    assert asked(letters, "b") == ["b"]


def test_what_others_write_is_never_a_mark():
    written = "\ue000name\ue001 \ue000\ue001"
    assert letter(f"{written} {{name}}").filled({"name": "An"}) == f"{written} An"
