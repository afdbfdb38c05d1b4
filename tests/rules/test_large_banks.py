"""Large files: ten thousand items are read, what only is large is refused at once."""

import tracemalloc

import pytest

from quizapp.banks.files import parse_bank
from quizapp.errors import FileFaultsError

HEAD = "id: a\ntitle: A\nitems:\n"
ITEM = "- {{id: cau-{n}, kind: true_false, stem: 'Câu {n}?', answer: true}}\n"
LARGE = {
    "scalar": ("id: " + "a" * 1_000_000, "line may have"),
    "folded": ("id: a\ntitle: >\n" + "  word word\n" * 90_000, "text may have"),
    "list": ("items:\n" + "- a\n" * 262_144, "list may have"),
    "flow": ("items: [" + "a," * 500_000 + "]", "line may have"),
    "comments": ("# a comment\n" * 90_000, "Comments and empty lines"),
    "empty": (HEAD + "\n" * 1_000_000, "lines at most"),
    "nested": ("".join(" " * n + "a:\n" for n in range(2_000)), "too deep"),
    "parts": (HEAD + "-\n" + "  - a\n" * 60, "list may have 50 lines"),
}


@pytest.mark.timeout(30)  # 0.2 s where nobody else works
@pytest.mark.parametrize(("text", "words"), LARGE.values(), ids=LARGE)
def test_what_is_only_large_is_refused_with_line_and_reason(text, words):
    data = text.encode()
    with pytest.raises(FileFaultsError) as error:
        parse_bank(data, name="a")

    assert any(words in str(fault) and fault.line for fault in error.value.faults)


def test_it_takes_little_memory():
    data = LARGE["list"][0].encode()
    tracemalloc.start()
    with pytest.raises(FileFaultsError):
        parse_bank(data, name="a")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 50e6


def test_ten_thousand_items_are_a_bank_and_one_more_is_none():
    text = HEAD + "".join(ITEM.format(n=n) for n in range(10_000))
    assert len(parse_bank(text.encode(), name="a").bank.items) == 10_000
    with pytest.raises(FileFaultsError, match="faults"):
        parse_bank((text + ITEM.format(n=10_000)).encode(), name="a")


def test_many_faults_are_told_in_good_time():
    text = HEAD + ("- {id: x, kind: single, options: [" + "{}," * 20 + "]}\n") * 5_000
    with pytest.raises(FileFaultsError) as error:
        parse_bank(text.encode(), name="a")
    assert 1_000 <= len(error.value.faults) < 10_000
