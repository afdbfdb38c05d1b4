"""Receipts: codes that read well, hashes that another language can repeat."""

import re
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from quizapp.attempts.rules import receipt_code, receipt_hash, typed_code
from quizapp.attempts.rules.receipt import ALPHABET

NONCE = "00112233445566778899aabbccddeeff"


@given(st.text("0123456789abcdef", min_size=32, max_size=32))
def test_a_code_has_three_groups_of_four_without_look_alikes(nonce):
    assert re.fullmatch(
        rf"([{ALPHABET}]{{4}}-){{2}}[{ALPHABET}]{{4}}", receipt_code(nonce)
    )
    assert not set("01258BGILOSUVZ") & set(ALPHABET)


def test_codes_of_many_nonces_differ():
    codes = {receipt_code(f"{number:032x}") for number in range(5000)}

    assert len(codes) == 5000


@given(st.text("0123456789abcdef", min_size=32, max_size=32))
def test_a_code_is_understood_however_it_is_typed(nonce):
    code = receipt_code(nonce)

    assert typed_code(code.lower().replace("-", "  ")) == code


def test_the_hash_is_of_the_nonce_and_the_canonical_answers():
    text = NONCE + '\n{"answers":[[1,2],[2,[0,3]],[10,"9,5"]],"attempt":7}'
    found = receipt_hash(
        attempt_id=7, answers={10: "9,5", 2: [0, 3], 1: 2}, nonce=NONCE
    )

    assert found == sha256(text.encode()).hexdigest()


def test_another_answer_attempt_or_nonce_makes_another_hash():
    hashes = {
        receipt_hash(attempt_id=attempt, answers={1: value}, nonce=nonce)
        for attempt in (1, 2)
        for value in (0, 1, True)
        for nonce in (NONCE, NONCE[::-1])
    }

    assert len(hashes) == 12
