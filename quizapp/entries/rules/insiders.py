"""Who runs a contest and can't take part in it: roles, and lists of phones."""

import re
from dataclasses import dataclass
from hashlib import sha256

from quizapp.accounts.rules import canonical_phone
from quizapp.errors import Fault, FileFaultsError, InvalidError
from quizapp.names import check_person_name, clean

#: Grants with one of these roles keep a person out of the contest that she runs; unit
#: officers may take part (domain.md §2).
INSIDER_ROLES = frozenset(
    {
        "admin",
        "organizer",
        "editor",
        "second_reader",
        "judge",
        "secretary",
        "auditor",
    }
)
#: Lines of one list.
MOST_INSIDERS = 200
BLOCK_SIZE = 64
_PHONE = re.compile(r"[+0-9０-９][0-9０-９ .\-()/]*[0-9０-９]")


@dataclass(frozen=True)
class NewInsider:
    """One line of a list: who, and the canonical phone."""

    name: str
    phone: str


@dataclass(frozen=True)
class HashKey:
    """The key of HMAC-SHA256 as its two blocks, so that SQL can hash phones too.

    The hash of a text is SHA-256(outer ‖ SHA-256(inner ‖ text)) (RFC 2104).
    """

    inner: bytes
    outer: bytes


def hash_key(key: str) -> HashKey:
    """Return the blocks of a key of at most 64 bytes, or of the hash of a longer one."""
    bare = key.encode()
    block = (sha256(bare).digest() if len(bare) > BLOCK_SIZE else bare).ljust(
        BLOCK_SIZE, b"\0"
    )
    return HashKey(bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block))


def read_insiders(text: str, *, name: str) -> list[NewInsider]:
    """Read a list: one line a person, phone and name in whichever order.

    ``name`` is what the list is called in the refusal. Empty lines are skipped.

    Raises:
        FileFaultsError: every fault at once, by line.
        InvalidError: there is no line, or there are too many.
    """
    lines = [
        (number, clean(line)) for number, line in enumerate(text.splitlines(), start=1)
    ]
    filled = [(number, line) for number, line in lines if line]
    if not filled:
        raise InvalidError("Write one line a person: phone and name.", field="lines")
    if len(filled) > MOST_INSIDERS:
        raise InvalidError(
            "At most %(most)s lines at a time.", field="lines", most=MOST_INSIDERS
        )
    found: dict[str, NewInsider] = {}
    faults = []
    for number, line in filled:
        try:
            one = _read_line(line)
        except InvalidError as error:
            faults.append(Fault(number, error.message, dict(error.params)))
            continue
        if one.phone in found:
            faults.append(Fault(number, "This phone stands in the list twice."))
        found[one.phone] = one
    if faults:
        raise FileFaultsError(name, faults)
    return list(found.values())


def _read_line(line: str) -> NewInsider:
    match = _PHONE.search(line)
    if match is None:
        raise InvalidError("There is no phone in this line.")
    rest = line[: match.start()] + " " + line[match.end() :]
    named = clean(rest.strip(" \t,;:|–-"))
    return NewInsider(check_person_name(named), canonical_phone(match[0]))
