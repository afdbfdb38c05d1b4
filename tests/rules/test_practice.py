"""Runs of practice: drawn from a seed, steady when items come and go."""

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.banks.rules import Bank
from quizapp.errors import InvalidError, NotFoundError
from quizapp.practice.rules import (
    LONGEST_TAG_NAME,
    LONGEST_TITLE,
    Run,
    check_tag_names,
    check_title,
    practisable,
    read_run,
    tag_counts,
    with_any,
)

SEED = "0a1b2c3d"
RUN = Run(bank="bank", seed=SEED, count=5)


def items(count=12):
    content = [
        {
            "id": f"item-{n}",
            "kind": "true_false",
            "stem": f"Câu {n}?",
            "answer": "true",
            "tags": ["even" if n % 2 == 0 else "odd"] + ["third"] * (n % 3 == 0),
        }
        for n in range(count)
    ]
    bank = {"id": "bank", "title": "Ngân hàng", "items": content}
    return list(Bank.model_validate(bank).items)


def names(asked):
    return [one.item.id for one in asked]


def test_items_stand_in_the_order_of_their_hashes():
    def place(item):
        return sha256(f"{SEED}:practice:bank:{item.id}".encode()).digest()

    assert names(RUN.drawn(items())) == [
        one.id for one in sorted(items(), key=place)[:5]
    ]


def test_another_seed_is_another_run():
    assert names(replace(RUN, seed="ffffffff").drawn(items())) != names(
        RUN.drawn(items())
    )


@given(st.permutations(range(12)))
def test_the_order_of_the_bank_changes_nothing(order):
    found = items()

    assert names(RUN.drawn([found[n] for n in order])) == names(RUN.drawn(found))


@given(st.integers(0, 11))
def test_an_item_that_goes_moves_no_other(gone):
    found = items()
    everything = names(replace(RUN, count=20).drawn(found))
    left = [name for name in everything if name != f"item-{gone}"]
    one_less = [item for item in found if item.id != f"item-{gone}"]

    assert names(replace(RUN, count=20).drawn(one_less)) == left


def test_codes_tell_the_items_of_a_run_apart():
    codes = [one.code for one in replace(RUN, count=20).drawn(items(500))]

    assert len(set(codes)) == 20


def test_again_asks_those_items_alone():
    asked = RUN.drawn(items())
    run = RUN.answered(asked[0].code, is_right=True)
    run = run.again([asked[1].code, asked[3].code])

    assert names(run.drawn(items())) == [asked[1].item.id, asked[3].item.id]
    assert (run.right, run.wrong) == ((), ())


def test_the_first_answer_to_an_item_stays():
    run = RUN.answered("abcd", is_right=False).answered("abcd", is_right=True)

    assert (run.right, run.wrong) == ((), ("abcd",))


def test_an_address_reads_back_as_the_run_it_was_made_of():
    run = Run("bank", SEED, 20, ("a", "b"), ("abcd", "efgh"), ("abcd",), ("efgh",))
    asked = dict(run.arguments)
    back = read_run(
        "bank", SEED, count=asked.pop("count"), tags=asked.pop("tag"), **asked
    )

    assert back == run


@pytest.mark.parametrize(
    ("seed", "codes"),
    [
        ("0A1B2C3D", ""),
        ("0a1b2c3", ""),
        ("0a1b2c3d0", ""),
        (SEED, "abc"),
        (SEED, "ab/d"),
        (SEED, "abcd" * 21),
        (SEED, "đườn"),
    ],
)
def test_what_no_run_has_is_refused(seed, codes):
    with pytest.raises(NotFoundError):
        read_run("bank", seed, count=5, tags=[], right=codes)


def test_tags_are_joined_by_or():
    found = items()

    assert len(with_any(found, [])) == 12
    assert len(with_any(found, ["third"])) == 4
    assert len(with_any(found, ["third", "even"])) == 8
    assert with_any(found, ["none"]) == []


def test_tags_are_counted_the_most_frequent_first():
    assert list(tag_counts(items()).items()) == [("even", 6), ("odd", 6), ("third", 4)]


@pytest.mark.parametrize("text", ["", "  ", "x" * (LONGEST_TITLE + 1)])
def test_a_title_that_can_not_be(text):
    with pytest.raises(InvalidError):
        check_title(text)


def test_a_title_is_kept_in_one_spelling():
    assert check_title("  Luâ\u0323t   mới ") == "Luật mới"


def test_names_of_tags():
    longest = "x" * LONGEST_TAG_NAME

    assert check_tag_names({"a": " Một ", "b": ""}, ["a", "b"]) == {"a": "Một"}
    assert check_tag_names({"a": longest}, ["a"]) == {"a": longest}
    for names_ in ({"c": "Ba"}, {"a": longest + "x"}):
        with pytest.raises(InvalidError):
            check_tag_names(names_, ["a", "b"])


def chain():
    """One was replaced by two, and two by three; four stands alone."""
    content = [
        {"id": name, "kind": "true_false", "stem": "?", "answer": "true"} | more
        for name, more in {
            "one": {"retired": "true", "replaced_by": "two"},
            "two": {"retired": "true", "replaced_by": "three"},
            "three": {},
            "four": {},
        }.items()
    ]
    bank = {"id": "bank", "title": "Ngân hàng", "items": content}
    return list(Bank.model_validate(bank).items)


@pytest.mark.parametrize(
    ("held", "free"),
    [
        ((), ["three", "four"]),
        (("one",), ["four"]),
        (("two",), ["four"]),
        (("three",), ["four"]),
        (("four",), ["three"]),
        (("gone",), ["three", "four"]),
    ],
)
def test_what_stands_in_the_place_of_a_held_item_is_held(held, free):
    assert [one.id for one in practisable(chain(), held)] == free


def test_items_that_replace_each_other_end():
    one, two = items(2)
    ring = [
        one.model_copy(update={"replaced_by": two.id}),
        two.model_copy(update={"replaced_by": one.id}),
    ]

    assert practisable(ring, [one.id]) == []
