"""The receipt of an attempt: a short code to look up, a hash of what was answered.

The hash is the SHA-256 of the nonce, a line feed, and the answers as JSON with sorted
keys and without blanks, all in UTF-8. The nonce keeps anybody from finding the answers
by trying; whoever holds it can check the receipt in any language.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

#: No look-alikes: neither 0 O, 1 I L, 2 Z, 5 S, 6 G, 8 B nor U V.
ALPHABET = "34679ACDEFHJKMNPQRTWXY"
GROUPS = 3
GROUP_LENGTH = 4


def receipt_hash(*, attempt_id: int, answers: Mapping[int, Any], nonce: str) -> str:
    """Return the hash of the counted answers, by position, in hexadecimal."""
    document = {
        "answers": [[position, answers[position]] for position in sorted(answers)],
        "attempt": attempt_id,
    }
    text = json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return sha256(f"{nonce}\n{text}".encode()).hexdigest()


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


def typed_code(text: str) -> str:
    """Return a code in its one spelling, however a person typed it."""
    symbols = "".join(char for char in text.upper() if char in ALPHABET)
    starts = range(0, len(symbols), GROUP_LENGTH)
    return "-".join(symbols[start : start + GROUP_LENGTH] for start in starts)
