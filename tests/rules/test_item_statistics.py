"""What attempts tell of items: worked by hand, and counted a second time."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from quizapp.attempts.rules import Answer, AskedItem, Counting, Figures, seconds_taken
from quizapp.attempts.rules.item_counts import MOST_KEPT, answer_words
from quizapp.attempts.rules.item_groups import groups_of
from quizapp.attempts.rules.item_statistics import correlation, quartiles, rounded
from quizapp.attempts.rules.item_words import (
    difficulty_in_words,
    gap_in_words,
    of_hundred,
)
from quizapp.banks.rules import Item
from tests.conftest import NOON
from tests.item_recount import Recount, told

VERSION = 7


def item(kind="single", name="it", **changes):
    """An item whose first option, or whose only answer, is right."""
    options = [{"text": text, "key": text == "A"} for text in "ABCD"]
    both = [{"text": text, "key": text in "AB"} for text in "ABCD"]
    parts = {
        "single": {"options": options},
        "multiple": {"options": both},
        "true_false": {"answer": "true"},
        "number": {"answer": "12.5"},
        "short_text": {"answers": ["Hà Nội", "Thăng Long"]},
    }[kind]
    content = {"id": name, "kind": kind, "stem": "Câu hỏi?"} | parts | changes
    return TypeAdapter(Item).validate_python(content)


def asked(words, *, is_right, seconds=None, name="it", points=100):
    return AskedItem(VERSION, name, points, is_right, words, seconds)


def rest(score):
    """The other questions of a paper of ten: so many right."""
    return [asked(("x",), is_right=n < score, name=f"rest-{n}") for n in range(9)]


def counted(attempts, one=None):
    counting = Counting()
    for attempt in attempts:
        counting.add(attempt)
    one = one or item()
    (figures,) = (
        found
        for name, found in counting.figures(dict.fromkeys(counting.names, one))
        if name == (VERSION, "it")
    )
    return figures


def chosen(*groups):
    """Attempts from (how many, score on the rest, answer): “A” is right."""
    return [
        [asked((words,) if words else None, is_right=words == "A"), *rest(score)]
        for count, score, words in groups
        for _ in range(count)
    ]


#: The best 27 of 100 have 9 on the rest, the weakest 27 have 1, the middle has 5.
WRONG_KEYS = [
    # (answers of the best, answers of the weakest, what is suspected)
    ("nobody misses it", {"A": 27}, {"A": 20, "B": 7}, None),
    ("half of the best are right", {"A": 14, "B": 13}, {"B": 0, "C": 27}, None),
    ("13 of 27 right, 14 elsewhere", {"A": 13, "B": 14}, {"C": 27}, None),
    ("ahead by a tenth", {"A": 12, "B": 15}, {"C": 27}, "B"),
    ("2 of 5 and a tenth ahead", {"A": 8, "B": 11, "C": 8}, {"C": 27}, "B"),
    ("less than 2 of 5", {"A": 7, "B": 10, "C": 10}, {"D": 27}, None),
    ("the weakest choose it as often", {"A": 5, "B": 22}, {"B": 22, "C": 5}, None),
    ("the weakest choose it less", {"A": 5, "B": 22}, {"B": 21, "C": 6}, "B"),
    ("the best scatter", {"A": 7, "B": 7, "C": 7, "D": 6}, {"A": 27}, None),
    ("the best leave it blank", {"A": 5, None: 22}, {"A": 27}, None),
]


@pytest.mark.parametrize(
    ("best", "weakest", "suspected"),
    [case[1:] for case in WRONG_KEYS],
    ids=[case[0] for case in WRONG_KEYS],
)
def test_when_a_key_is_suspected(best, weakest, suspected):
    attempts = chosen(
        *((count, 9, words) for words, count in best.items()),
        (46, 5, "A"),
        *((count, 1, words) for words, count in weakest.items()),
    )

    wrong = counted(attempts).wrong_key
    again = Recount(attempts, (VERSION, "it"), item()).figures()["wrong_key"]

    assert (again and again[0]) == (suspected and (suspected,))
    assert (wrong and wrong.words) == (suspected and (suspected,))


@pytest.mark.parametrize(("count", "is_suspected"), [(72, False), (73, True)])
def test_a_key_is_suspected_only_where_enough_were_asked(count, is_suspected):
    """27 % of 72 are 19 attempts, of 73 they are 20."""
    best = round(0.27 * count)
    attempts = chosen((best, 9, "B"), (count - best, 1, "A"))

    assert (counted(attempts).wrong_key is not None) is is_suspected


def test_figures_worked_by_hand():
    """Ten attempts: the three best right, the three weakest one right."""
    figures = counted(
        chosen(
            (3, 9, "A"),
            (2, 5, "A"),
            (2, 5, "B"),
            (1, 1, "A"),
            (1, 1, "B"),
            (1, 1, None),
        )
    )

    assert (figures.asked, figures.answered, figures.right) == (10, 9, 6)
    assert (figures.difficulty, figures.blank_share) == (Decimal("0.6"), Decimal("0.1"))
    assert figures.group_size == 3
    assert (figures.upper_right, figures.lower_right) == (1, Decimal("0.3333"))
    assert figures.index == Decimal("0.6667")
    # Σx = 6, Σy = 50, Σy² = 346, Σxy = 38: (380 − 300) / √((60 − 36)(3460 − 2500))
    assert figures.discrimination == Decimal("0.5270")
    listed = {answer.words[0]: answer for answer in figures.listed}
    assert [listed[word].count for word in "ABCD"] == [6, 3, 0, 0]
    assert listed["B"].middle == Decimal("0.5")
    assert figures.blank.lower == Decimal("0.3333")


def test_those_level_at_the_edge_count_in_part():
    """A quarter of the four level attempts fits into a group of three."""
    groups = groups_of({(900, 900): 2, (800, 900): 4, (100, 900): 5})

    assert groups.size == 3
    assert groups.upper == {(900, 900): 1, (800, 900): Fraction(1, 4), (100, 900): 0}
    assert sum(groups.lower[level] for level in groups.lower) == Fraction(3, 5)


@pytest.mark.parametrize(
    ("count", "size"), [(1, 0), (2, 1), (5, 1), (6, 2), (50, 14), (100, 27)]
)
def test_a_group_is_27_of_100(count, size):
    groups = groups_of(
        {(0, 100): 1, (100, 100): count - 1} if count > 1 else {(0, 1): 1}
    )

    assert (groups.size if groups else 0) == size


def test_nothing_is_told_of_groups_where_all_did_equally_well():
    figures = counted(chosen((50, 5, "A"), (50, 5, "B")))

    assert (figures.index, figures.discrimination, figures.group_size) == (
        None,
        None,
        0,
    )
    assert figures.listed[0].upper is None


def test_a_paper_of_one_question_has_no_rest():
    figures = counted([[asked(("A",), is_right=True)], [asked(("B",), is_right=False)]])

    assert (figures.asked, figures.index, figures.discrimination) == (2, None, None)
    assert gap_in_words(figures) is None


def test_items_with_other_points_are_compared_by_shares():
    """Half of the rest is half of the rest, whatever it is worth."""
    one = [
        asked(("A",), is_right=True),
        asked(("x",), is_right=True, name="r", points=100),
    ]
    other = [
        asked(("A",), is_right=True),
        asked(("x",), is_right=True, name="r", points=500),
    ]

    assert counted([one, other]).discrimination is None
    assert counted([one, other]).group_size == 0


def test_boxes_have_no_order():
    one = item("multiple")

    assert answer_words(one, [2, 0], (0, 1, 2, 3)) == ("A", "C")
    assert answer_words(one, [0, 1], (2, 0, 1, 3)) == ("A", "C")


def test_each_ticked_box_is_counted():
    one = item("multiple")
    figures = counted(
        [
            [asked(("A", "B"), is_right=True), *rest(9)],
            [asked(("A", "C"), is_right=False), *rest(1)],
        ],
        one,
    )

    assert [answer.count for answer in figures.listed] == [2, 1, 1, 0]
    assert (figures.typed, figures.others.count) == ((), 0)


def test_typed_answers_that_are_right_in_other_words_are_listed_as_right():
    attempts = [
        [asked((words,), is_right=is_right), *rest(n % 9)]
        for n, (words, is_right) in enumerate(
            [("Hà Nội", True), ("ha noi", True), ("ha noi", True), ("Huế", False)] * 2
            + [("Nguyễn Thị An, 0900000001", False)]
        )
    ]
    figures = counted(attempts, item("short_text"))

    assert [answer.count for answer in figures.listed] == [6, 0]
    assert [(a.words, a.is_right, a.count) for a in figures.typed] == [
        (("ha noi",), True, 4),
        (("Huế",), False, 2),
    ]
    assert figures.others.count == 1
    assert "0900000001" not in figures.model_dump_json()


def test_a_number_is_listed_once_however_it_is_typed():
    attempts = [
        [asked((words,), is_right=True), *rest(n % 9)]
        for n, words in enumerate(["12,5", "12.5", "12,50"] * 2)
    ]
    figures = counted(attempts, item("number"))

    assert (figures.listed[0].words[0].number, figures.listed[0].count) == (
        Decimal("12.5"),
        6,
    )
    assert figures == Figures.model_validate_json(figures.model_dump_json())


def test_only_ten_typed_answers_are_told():
    attempts = [[asked((f"gõ {n}",), is_right=False)] for n in range(12)] * 2

    figures = counted(attempts, item("short_text"))

    assert (len(figures.typed), figures.others.count) == (10, 4)


def test_different_answers_beyond_the_limit_are_counted_as_others():
    attempts = [[asked((f"gõ {n}",), is_right=False)] for n in range(MOST_KEPT + 5)]

    figures = counted(attempts, item("short_text"))

    assert figures.answered == figures.others.count == MOST_KEPT + 5


@pytest.mark.parametrize(
    ("seconds", "found"),
    [
        ([], ()),
        ([5], (5, 5, 5)),
        ([1, 2], (1, 1, 2)),
        ([1, 2, 3, 4], (1, 2, 3)),
        ([1, 2, 3, 4, 5], (2, 3, 4)),
    ],
)
def test_quartiles(seconds, found):
    assert quartiles({second: seconds.count(second) for second in seconds}) == found


def received(position, seconds, counter=1, lease=1, value=0):
    at = NOON + timedelta(seconds=seconds)
    return Answer(position, lease, counter, value, at)


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ([(1, 10), (2, 25.9)], {1: 10, 2: 15}),
        ([(2, 25), (1, 10)], {1: 10, 2: 15}),
        ([(1, 10), (2, 30), (1, 40)], {1: 10, 2: 20}),
        ([(1, 20), (2, 20), (3, 50)], {3: 30}),
        ([(1, 0)], {}),
    ],
)
def test_seconds_are_taken_from_the_word_before(answers, found):
    """The newest answer at a position counts; what came together tells no time."""
    sent = [received(position, at, n) for n, (position, at) in enumerate(answers, 1)]
    counted_ = {one.position: one for one in sent}

    assert seconds_taken(sent, counted_, started_at=NOON) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (Fraction(1, 3), "0.3333"),
        (Fraction(2, 3), "0.6667"),
        (Fraction(1, 20_000), "0.0001"),
        (Fraction(-1, 20_000), "-0.0001"),
        (Fraction(-1, 30_000), "0.0000"),
    ],
)
def test_rounding(value, found):
    assert str(rounded(value)) == found


@pytest.mark.parametrize(
    ("share", "count"), [("0.305", 31), ("0.3049", 30), ("1", 100)]
)
def test_of_a_hundred(share, count):
    assert of_hundred(Decimal(share)) == count


def test_correlation_of_what_goes_together_fully():
    asked_ = {(0, 100): 5, (100, 100): 5}

    assert correlation(asked_, {(100, 100): 5}) == 1
    assert correlation(asked_, {(0, 100): 5}) == -1
    assert correlation(asked_, {(0, 100): 5, (100, 100): 5}) is None


@pytest.mark.parametrize(
    ("difficulty", "words"),
    [("1", "very easy"), ("0.9", "very easy"), ("0.8999", "easy"), ("0.7", "easy"),
     ("0.6999", "neither easy nor hard"), ("0.2", "hard"), ("0.1999", "very hard"), ("0", "very hard")],
)  # fmt: skip
def test_words_for_how_hard_an_item_is(difficulty, words):
    one = counted(chosen((1, 9, "A"))).model_copy(
        update={"difficulty": Decimal(difficulty)}
    )

    assert difficulty_in_words(one).message == words


@pytest.mark.parametrize(
    ("index", "words"),
    [("1", "very well"), ("0.4", "very well"), ("0.3999", "tells well"), ("0.2", "a little"),
     ("0.1999", "hardly"), ("0", "hardly"), ("-0.0001", "better than the best"), ("-1", "better than the best")],
)  # fmt: skip
def test_words_for_how_well_an_item_tells_apart(index, words):
    one = counted(chosen((1, 9, "A"))).model_copy(update={"index": Decimal(index)})

    assert words in gap_in_words(one).message


KINDS = {
    kind: item(kind, kind.replace("_", "-"))
    for kind in ("single", "multiple", "true_false", "number", "short_text")
}
GIVEN = {
    "single": [("A",), ("B",), ("C",), None],
    "multiple": [("A", "B"), ("A", "C"), ("C",), None],
    "true_false": [(True,), (False,), None],
    "number": [("12,5",), ("12.5",), ("13",), ("14",), None],
    "short_text": [("Hà Nội",), ("ha noi",), ("Huế",), ("Thăng Long",), None],
}
RIGHT = {
    ("A",),
    ("A", "B"),
    (True,),
    ("12,5",),
    ("12.5",),
    ("Hà Nội",),
    ("ha noi",),
    ("Thăng Long",),
}


@st.composite
def histories(draw):
    """Attempts at some of five items, repeated so that groups have some size."""
    attempts = []
    for _ in range(draw(st.integers(1, 12))):
        kinds = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, unique=True))
        attempt = []
        for kind in kinds:
            words = draw(st.sampled_from(GIVEN[kind]))
            is_right = words in RIGHT
            seconds = draw(st.none() | st.integers(0, 90)) if words else None
            points = draw(st.sampled_from([50, 100, 250]))
            attempt.append(
                asked(
                    words,
                    is_right=is_right,
                    seconds=seconds,
                    name=KINDS[kind].id,
                    points=points,
                )
            )
        attempts += [attempt] * draw(st.integers(1, 12))
    return draw(st.permutations(attempts))


@given(histories())
def test_a_second_count_agrees(attempts):
    counting = Counting()
    for attempt in attempts:
        counting.add(attempt)
    items = {(VERSION, one.id): one for one in KINDS.values()}

    for name, figures in counting.figures(items):
        assert told(figures) == Recount(attempts, name, items[name]).figures()
