"""Which questions a run of practice asks: drawn from a seed by SHA-256.

Items are asked in the order of the SHA-256 of the UTF-8 text ``seed:practice:bank:item``.
A run is the first ``count`` of those that may be practised just now. How far somebody is
stands in the address, by codes of items and not by places, so that an item that goes or
comes meanwhile moves nothing else.
"""

import re
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from typing import Any

from quizapp.banks.rules import Item, with_followers
from quizapp.errors import InvalidError, NotFoundError
from quizapp.names import clean

COUNTS = (5, 10, 20)
USUAL_COUNT = 10
LONGEST_TITLE = 150
LONGEST_TAG_NAME = 60

SEED = re.compile(r"[0-9a-f]{8}")
#: Letters of a code: 24 bits, enough to tell a run's items apart.
CODE_LENGTH = 4
CODES = re.compile(rf"(?:[\w-]{{{CODE_LENGTH}}}){{0,{max(COUNTS)}}}", re.ASCII)


@dataclass(frozen=True)
class Asked:
    """An item as a run asks it."""

    code: str
    item: Item


@dataclass(frozen=True)
class Run:
    """A run, and how far somebody is in it: all of it stands in the address."""

    bank: str
    seed: str
    count: int = USUAL_COUNT
    #: Items with any of these; none: every item.
    tags: tuple[str, ...] = ()
    #: Codes of the only items that are asked (those missed before); none: no such limit.
    only: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def arguments(self) -> dict[str, Any]:
        """Return what the address says behind the question mark."""
        return {"count": self.count, "tag": list(self.tags)} | {
            name: "".join(codes)
            for name, codes in self.codes.items()
            if codes  # an address is read out and sent on: no empty parts
        }

    @property
    def codes(self) -> dict[str, tuple[str, ...]]:
        """Return the items that the run knows of, by name of the argument."""
        return {"only": self.only, "right": self.right, "wrong": self.wrong}

    def drawn(self, items: Iterable[Item]) -> list[Asked]:
        """Return what the run asks of the items that may be practised now."""
        places = {self.place(one): one for one in with_any(items, self.tags)}
        asked = (Asked(code_of(place), places[place]) for place in sorted(places))
        found = (one for one in asked if not self.only or one.code in self.only)
        return list(islice(found, self.count))

    def place(self, item: Item) -> bytes:
        """Return the key by which an item is put into its drawn order."""
        return sha256(f"{self.seed}:practice:{self.bank}:{item.id}".encode()).digest()

    def answered(self, code: str, *, is_right: bool) -> "Run":
        """Return the run with one more answer; the first answer to an item stays."""
        if code in self.right or code in self.wrong:
            return self
        if is_right:
            return replace(self, right=(*self.right, code))
        return replace(self, wrong=(*self.wrong, code))

    def again(self, codes: Iterable[str]) -> "Run":
        """Return a run of these items alone, from its beginning."""
        return replace(self, only=tuple(codes), right=(), wrong=())


def code_of(place: bytes) -> str:
    """Return the short name of an item in addresses of one run."""
    return urlsafe_b64encode(place).decode()[:CODE_LENGTH]


def read_run(
    bank: str, seed: str, *, count: int | None, tags: Sequence[str], **codes: str
) -> Run:
    """Return the run of an address; ``codes`` are those of ``only``, ``right``, ``wrong``.

    Raises:
        NotFoundError: there can't be such a run.
    """
    if not SEED.fullmatch(seed) or not all(map(CODES.fullmatch, codes.values())):
        raise NotFoundError("There is no such run of practice: start a new one.")
    return Run(
        bank=bank,
        seed=seed,
        count=count if count in COUNTS else USUAL_COUNT,
        tags=tuple(sorted(set(tags))),
        **{
            name: tuple(
                text[at : at + CODE_LENGTH] for at in range(0, len(text), CODE_LENGTH)
            )
            for name, text in codes.items()
        },
    )


def practisable(items: Sequence[Item], held: Collection[str]) -> list[Item]:
    """Return the items that may be practised: neither retired nor held.

    What asks the same as a held item in other words is held with it.
    """
    kept_back = with_followers(items, held)
    return [one for one in items if not one.retired and one.id not in kept_back]


def with_any(items: Iterable[Item], tags: Collection[str]) -> list[Item]:
    """Return the items that bear any of these tags; every one if there are none."""
    return [one for one in items if not tags or not set(tags).isdisjoint(one.tags)]


def tag_counts(items: Iterable[Item]) -> dict[str, int]:
    """Return how many items bear each tag, the most frequent tag first."""
    counts = Counter(tag for item in items for tag in item.tags)
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def check_title(text: str) -> str:
    """Return a title in its one spelling.

    Raises:
        InvalidError: it is empty or too long.
    """
    title = clean(text)
    if not title or len(title) > LONGEST_TITLE:
        raise InvalidError(
            "Type a title of 1 to %(most)s characters.",
            most=LONGEST_TITLE,
            field="title",
        )
    return title


def check_tag_names(names: dict[str, str], tags: Collection[str]) -> dict[str, str]:
    """Return the names of tags in their one spelling, empty ones left out.

    Raises:
        InvalidError: a name is too long, or the bank has no such tag.
    """
    cleaned = {tag: clean(name) for tag, name in names.items()}
    for tag, name in cleaned.items():
        if tag not in tags:
            raise InvalidError("No question of this bank is tagged “%(tag)s”.", tag=tag)
        if len(name) > LONGEST_TAG_NAME:
            raise InvalidError(
                "The name of “%(tag)s” is too long: %(most)s characters at most.",
                tag=tag,
                most=LONGEST_TAG_NAME,
            )
    return {tag: name for tag, name in cleaned.items() if name}
