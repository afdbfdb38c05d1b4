import pytest

from quizapp.errors import InvalidError
from quizapp.names import (
    check_person_name,
    clean,
    masked_name,
    person_sort_key,
    search_key,
    slug_of,
    sort_key,
)


def test_every_spelling_of_a_name_becomes_one():
    composed = "Nguyễn Thị Đỗ Quyên"
    decomposed = "Nguye\u0302\u0303n Thi\u0323 \u0110o\u0302\u0303 Quye\u0302n"

    assert clean(decomposed) == composed
    assert clean(" Nguyễn\u00a0Thị  Đỗ\u200b Quyên ") == composed
    assert clean("\u202eNguyễn Thị Đỗ Quyên") == composed


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Vị Thanh", "vi thanh"),
        ("Phường Ngã Bảy", "phuong nga bay"),
        ("Xã Đại Thành", "xa dai thanh"),
        ("  THỊ TRẤN  Cái Tắc ", "thi tran cai tac"),
        ("Hỏa Lựu (cũ)", "hoa luu cu"),
    ],
)
def test_search_needs_no_marks(text, key):
    assert search_key(text) == key


def test_order_is_that_of_the_dictionary():
    words = [
        "ân",
        "an",
        "án",
        "ăn",
        "bà",
        "ba",
        "bá",
        "da",
        "đa",
        "ê",
        "e",
        "ơ",
        "ô",
        "o",
    ]

    assert sorted(words, key=sort_key) == [
        "an", "án", "ăn", "ân", "ba", "bà", "bá", "da", "đa", "e", "ê", "o", "ô", "ơ",
    ]  # fmt: skip


def test_people_are_sorted_by_given_name_first():
    people = ["Trần Thị Bình", "Lê Văn An", "Nguyễn Thị An", "Lê Thị An"]

    assert sorted(people, key=person_sort_key) == [
        "Lê Thị An",
        "Lê Văn An",
        "Nguyễn Thị An",
        "Trần Thị Bình",
    ]


@pytest.mark.parametrize(
    "name", ["", " ", "A", "Nguyễn 1", "<b>An</b>", "An" * 60, "=1+1"]
)
def test_what_is_no_name_is_refused(name):
    with pytest.raises(InvalidError) as caught:
        check_person_name(name)

    assert caught.value.field == "full_name"


def test_a_masked_name_keeps_the_family_name():
    assert masked_name("Nguyễn Thị Đỗ Quyên") == "Nguyễn T. Đ. Q."


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Câu hỏi đợt 1_2", "cau-hoi-dot-1-2"),
        ("Hỏi & đáp: a__b…", "hoi-dap-a-b"),
        ("Đ" * 200, "d" * 80),
        ("x" * 79 + " y", "x" * 79),
        ("—", ""),
        ("Ж", ""),
    ],
)
def test_slug(text, slug):
    assert slug_of(text) == slug


def test_codes_that_are_no_character_are_left_out():
    assert clean("a\ufffeb\uffffc\U0001fffed") == "abcd"
