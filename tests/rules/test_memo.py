"""What is remembered for a moment: until when, and how much of it."""

from datetime import timedelta

import pytest

from quizapp.web.memo import Memo
from tests.conftest import NOON

LASTS = 5


@pytest.fixture
def memo():
    return Memo(timedelta(seconds=LASTS), most=2)


def after(seconds):
    return NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("seconds", "found"),
    [(-1, None), (0, "a"), (1, "a"), (4, "a"), (5, None), (6, None)],
)
def test_a_value_is_remembered_for_so_long(memo, seconds, found):
    memo.keep("key", "a", NOON)
    assert memo.get("key", after(seconds)) == found


def test_what_was_never_kept_is_none(memo):
    assert memo.get("key", NOON) is None


@pytest.mark.parametrize(("seconds", "found"), [(8, "b"), (9, None)])
def test_a_value_that_is_kept_again_lasts_from_then_on(memo, seconds, found):
    memo.keep("key", "a", NOON)
    memo.keep("key", "b", after(4))
    assert memo.get("key", after(seconds)) == found


def kept(memo, *keys):
    return [key for key in keys if memo.get(key, NOON) is not None]


def test_those_kept_longest_make_room(memo):
    for key in ("a", "b", "c"):
        memo.keep(key, key, NOON)
    assert kept(memo, "a", "b", "c") == ["b", "c"]


def test_what_is_kept_again_is_the_newest(memo):
    for key in ("a", "b", "a", "c"):
        memo.keep(key, key, NOON)
    assert kept(memo, "a", "b", "c") == ["a", "c"]


def test_one_value_can_be_forgotten_or_all(memo):
    memo.keep("a", "a", NOON)
    memo.keep("b", "b", NOON)
    memo.forget("a")
    memo.forget("a")
    assert kept(memo, "a", "b") == ["b"]
    memo.clear()
    assert kept(memo, "a", "b") == []


def test_a_memo_that_lasts_no_time_remembers_nothing():
    memo = Memo(timedelta(0), most=1)
    memo.keep("key", "a", NOON)
    assert memo.get("key", NOON) is None
