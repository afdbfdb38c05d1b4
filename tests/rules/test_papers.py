"""Drawing papers: a permutation, without repeats, the same for the same seed."""

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.attempts.rules import Paper, draw_paper
from quizapp.contests.rules import PaperPlan, PlannedItem, Section

SEEDS = st.text("0123456789abcdef", min_size=32, max_size=32)
KEPT_LAST = [(), (3,), (0,), (1, 3)]
SEED = "0123456789abcdef0123456789abcdef"


def planned(name, *, options=4, shape="s4", points=100, keep_last=()):
    return PlannedItem(name, options, shape, points, keep_last)


def section(version, names, count, **changes):
    items = tuple(planned(name, **changes) for name in names)
    return Section(bank_id=version, bank_version_id=version, count=count, items=items)


def plan(*sections, shuffle_items=True, shuffle_options=True, prediction=None):
    return PaperPlan(
        sections=sections,
        shuffle_items=shuffle_items,
        shuffle_options=shuffle_options,
        prediction=prediction,
    )


def names(paper):
    return [question.item for question in paper.questions]


@st.composite
def plans(draw):
    """Plans of one to three sections; sections of one bank may share items."""
    sections = []
    for _ in range(draw(st.integers(1, 3))):
        version = draw(st.integers(1, 2))
        pool = draw(st.lists(st.integers(0, 30), min_size=1, max_size=12, unique=True))
        items = tuple(
            planned(
                f"item-{n}",
                options=4,
                points=draw(st.integers(1, 500)),
                keep_last=KEPT_LAST[n % 4],
            )
            for n in pool
        )
        count = draw(st.integers(1, len(pool)))
        sections.append(
            Section(bank_id=version, bank_version_id=version, count=count, items=items)
        )
    return plan(
        *sections,
        shuffle_items=draw(st.booleans()),
        shuffle_options=draw(st.booleans()),
        prediction=draw(st.sampled_from([None, "How many?"])),
    )


@given(plans(), SEEDS)
def test_the_same_seed_draws_the_same_paper(paper_plan, seed):
    assert draw_paper(paper_plan, seed) == draw_paper(paper_plan, seed)


@given(plans(), SEEDS)
def test_no_item_stands_twice_and_each_comes_from_its_section(paper_plan, seed):
    drawn = [(q.version, q.item) for q in draw_paper(paper_plan, seed).questions]
    known = {(s.bank_version_id, i.id) for s in paper_plan.sections for i in s.items}

    assert len(drawn) == len(set(drawn))
    assert set(drawn) <= known


@given(plans(), SEEDS)
def test_options_are_a_permutation_and_those_kept_last_stay_last(paper_plan, seed):
    kept = {(s.bank_version_id, i.id): i for s in paper_plan.sections for i in s.items}
    for question in draw_paper(paper_plan, seed).questions:
        last = kept[question.version, question.item].keep_last

        assert sorted(question.options) == [0, 1, 2, 3]
        if paper_plan.shuffle_options and last:
            assert question.options[-len(last) :] == last


@given(plans(), SEEDS)
def test_a_paper_survives_its_json(paper_plan, seed):
    paper = draw_paper(paper_plan, seed)

    assert Paper.from_json(paper.to_json()) == paper


@given(SEEDS)
def test_each_section_gives_as_many_items_as_it_says(seed):
    paper_plan = plan(section(1, "abcdef", 3), section(2, "uvwxyz", 2))
    paper = draw_paper(paper_plan, seed)

    assert [q.version for q in paper.questions].count(1) == 3
    assert [q.version for q in paper.questions].count(2) == 2


@given(SEEDS)
def test_sections_of_one_bank_share_no_item(seed):
    paper = draw_paper(plan(section(1, "abcd", 2), section(1, "abcd", 2)), seed)

    assert sorted(names(paper)) == list("abcd")


def test_without_shuffling_the_plan_decides_the_order():
    paper_plan = plan(
        section(2, "xy", 2),
        section(1, "abc", 3),
        shuffle_items=False,
        shuffle_options=False,
    )
    paper = draw_paper(paper_plan, SEED)

    assert names(paper) == list("xyabc")
    assert {q.options for q in paper.questions} == {(0, 1, 2, 3)}


def test_a_draw_can_be_repeated_from_what_is_written_down():
    """The recipe in the module, word by word, in other words."""
    paper = draw_paper(plan(section(7, "abcdef", 3)), SEED)

    def order(what, things):
        return sorted(
            things, key=lambda t: sha256(f"{SEED}:{what}:{t}".encode()).digest()
        )

    taken = [name[2:] for name in order("draw", [f"7:{n}" for n in "abcdef"])[:3]]
    placed = [name[2:] for name in order("place", [f"7:{n}" for n in taken])]
    options = order(f"option:7:{placed[0]}", range(4))
    assert names(paper) == placed
    assert list(paper.questions[0].options) == options


def test_a_draw_stays_what_it_was_when_it_was_first_made():
    paper = draw_paper(plan(section(1, "abcdefgh", 4)), SEED)

    assert [(q.item, q.options) for q in paper.questions] == PINNED


PINNED = [
    ("g", (3, 2, 0, 1)),
    ("e", (2, 3, 0, 1)),
    ("c", (3, 1, 0, 2)),
    ("f", (1, 2, 0, 3)),
]


def test_every_item_is_drawn_about_as_often():
    seeds = [f"{n:032x}" for n in range(2000)]
    paper_plan = plan(section(1, "abcdefghij", 3))
    drawn = [name for seed in seeds for name in names(draw_paper(paper_plan, seed))]

    for name in "abcdefghij":
        assert 540 < drawn.count(name) < 660


@pytest.mark.parametrize("shape", ["t", "n"])
def test_a_question_without_options_has_none(shape):
    paper = draw_paper(plan(section(1, "a", 1, options=0, shape=shape)), SEED)

    assert paper.questions[0].options == ()


def test_the_prediction_stands_last_and_gives_no_points():
    paper = draw_paper(plan(section(1, "ab", 2, points=50), prediction="?"), SEED)

    assert paper.shapes == ("s4", "s4", "p")
    assert paper.position_count == 3
    assert paper.full_hundredths == 100


def test_positions_count_from_one():
    paper = draw_paper(plan(section(1, "ab", 2)), SEED)

    assert [position for position, _ in paper.numbered()] == [1, 2]
    assert paper.versions == {1}
    assert replace(paper, has_prediction=True).position_count == 3
