"""Lists of who runs a contest, and what can be asked of people."""

import hmac
from hashlib import sha256

import pytest

from quizapp.entries.rules import (
    ETHNICITIES,
    PEOPLES,
    NewInsider,
    Representative,
    check_representative,
    hash_key,
    read_insiders,
)
from quizapp.entries.rules.insiders import MOST_INSIDERS
from quizapp.errors import FileFaultsError, InvalidError


@pytest.mark.parametrize(
    "line",
    [
        "0912 345 678 Nguyễn Thị An",
        "Nguyễn Thị An, 0912345678",
        "Nguyễn Thị An\t+84 912 345 678",
        "0912.345.678 – Nguyễn Thị An",
    ],
)
def test_phone_and_name_stand_in_whichever_order(line):
    assert read_insiders(line, name="list") == [
        NewInsider("Nguyễn Thị An", "+84912345678")
    ]


def test_every_fault_is_told_at_once_by_line():
    text = "0912345678 Lê An\n\nAn\n12 Lê Ba\n0912345678 Lê Tư\n0912345679"
    with pytest.raises(FileFaultsError) as caught:
        read_insiders(text, name="list")

    assert [fault.line for fault in caught.value.faults] == [3, 4, 5, 6]
    assert "no phone" in str(caught.value.faults[0])
    assert "twice" in str(caught.value.faults[2])


@pytest.mark.parametrize(
    ("count", "is_refused"),
    [(0, True), (1, False), (MOST_INSIDERS, False), (MOST_INSIDERS + 1, True)],
)
def test_a_list_has_some_lines_and_not_too_many(count, is_refused):
    text = "\n".join(f"09{n:08} Lê An" for n in range(count))
    if not is_refused:
        assert len(read_insiders(text, name="list")) == count
        return
    with pytest.raises(InvalidError) as caught:
        read_insiders(text, name="list")
    assert caught.value.field == "lines"


@pytest.mark.parametrize("key", ["short", "k" * 64, "k" * 65, "khóa có dấu" * 9])
def test_the_blocks_of_a_key_make_the_same_hash_as_hmac(key):
    blocks = hash_key(key)
    found = sha256(blocks.outer + sha256(blocks.inner + b"text").digest()).digest()

    assert found == hmac.digest(key.encode(), b"text", "sha256")


def test_there_are_54_peoples_and_others():
    assert len(PEOPLES) == len(set(PEOPLES.values())) == 54
    assert (PEOPLES["01"], PEOPLES["05"], PEOPLES["54"]) == ("Kinh", "Khơ-me", "Rơ-măm")
    assert ETHNICITIES.keys() - PEOPLES.keys() == {"other"}


@pytest.mark.parametrize(
    ("name", "relation", "field"),
    [
        ("Lê Thị Mẹ", "neighbour", "representative_relation"),
        ("M3", "mother", "representative_name"),
        ("", "mother", "representative_name"),
    ],
)
def test_a_representative_has_a_name_and_is_somebody_to_her(name, relation, field):
    with pytest.raises(InvalidError) as caught:
        check_representative(Representative(name, relation))

    assert caught.value.field == field
