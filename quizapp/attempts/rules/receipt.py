"""The receipt of an attempt: a short code to look up, a hash of what was answered.

The hash is the SHA-256 of the nonce, a line feed, and the answers as JSON with sorted
keys and without blanks, all in UTF-8. The nonce keeps anybody from finding the answers
by trying; whoever holds it can check the receipt in any language.
"""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

#: No look-alikes: neither 0 O, 1 I L, 2 Z, 5 S, 6 G, 8 B nor U V.
ALPHABET = "34679ACDEFHJKMNPQRTWXY"
GROUPS = 3
GROUP_LENGTH = 4
#: 22⁷ is more than 2³¹: nearly all of the 32 bits.
PHONE_CODE_LENGTH = 7
PHONE_CODE = re.compile(
    rf"(?P<id>[1-9]\d{{0,17}})-?(?P<one>[{ALPHABET}]{{4}})-?(?P<two>[{ALPHABET}]{{3}})"
)
FNV_START = 2_166_136_261
FNV_PRIME = 16_777_619


def receipt_hash(*, attempt_id: int, answers: Mapping[int, Any], nonce: str) -> str:
    """Return the hash of the counted answers, by position, in hexadecimal."""
    document = {
        "answers": [[position, answers[position]] for position in sorted(answers)],
        "attempt": attempt_id,
    }
    return sha256(f"{nonce}\n".encode() + _json(document)).hexdigest()


def _json(document: Any) -> bytes:
    text = json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return text.encode()


def receipt_code(nonce: str) -> str:
    """Return the short code of a receipt: ``XXXX-XXXX-XXXX``, 53 bits of the nonce."""
    number = int.from_bytes(sha256(f"code:{nonce}".encode()).digest())
    symbols = []
    for _ in range(GROUPS * GROUP_LENGTH):
        number, symbol = divmod(number, len(ALPHABET))
        symbols.append(ALPHABET[symbol])
    text = "".join(symbols)
    starts = range(0, len(text), GROUP_LENGTH)
    return "-".join(text[start : start + GROUP_LENGTH] for start in starts)


def phone_code(attempt_id: int, answers: Mapping[int, Any]) -> str:
    """Return the code of what a phone holds when time is up and there is no network.

    ``ID-XXXX-XXX``: the attempt, then FNV-1a (32 bits) of the answers as JSON
    ``[[position,value],…]`` without blanks, in base 22, the lowest digit first.
    """
    number = FNV_START
    for byte in _json([[position, answers[position]] for position in sorted(answers)]):
        number = (number ^ byte) * FNV_PRIME % (1 << 32)
    symbols = []
    for _ in range(PHONE_CODE_LENGTH):
        number, symbol = divmod(number, len(ALPHABET))
        symbols.append(ALPHABET[symbol])
    text = "".join(symbols)
    return f"{attempt_id}-{text[:GROUP_LENGTH]}-{text[GROUP_LENGTH:]}"


def typed_phone_code(text: str) -> tuple[int, str] | None:
    """Return attempt and spelling of a phone's code, however it was typed, or None."""
    found = PHONE_CODE.fullmatch(text.upper().replace(" ", ""))
    if found is None:
        return None
    return int(found["id"]), f"{found['id']}-{found['one']}-{found['two']}"


def typed_code(text: str) -> str:
    """Return a code in its one spelling, however a person typed it."""
    symbols = "".join(char for char in text.upper() if char in ALPHABET)
    starts = range(0, len(symbols), GROUP_LENGTH)
    return "-".join(symbols[start : start + GROUP_LENGTH] for start in starts)
