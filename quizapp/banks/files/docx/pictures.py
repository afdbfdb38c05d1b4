"""The pictures of a Word file: named, told apart by their bytes, and described."""

import re
from collections.abc import Iterator
from itertools import count

from quizapp.banks.files.docx.package import Package
from quizapp.banks.files.literal import PLAIN, Run
from quizapp.banks.files.typed import Taker
from quizapp.richtext import is_picture_name

MOST_PICTURES = 1_000
LONGEST_WORDS = 500
_KINDS = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"RIFF", "webp"),
)
_FILE = re.compile(r"\S+\.(?:png|jpe?g|gif|bmp|webp|emf|wmf)", re.I)


class Pictures:
    """Takes pictures in, each file once."""

    def __init__(self, package: Package, taker: Taker) -> None:
        #: File name → bytes.
        self.taken: dict[str, bytes] = {}
        self._package = package
        self._taker = taker
        self._names: dict[str, str] = {}

    def take(
        self, related_id: str, words: str, place: int, *, called: str = ""
    ) -> Iterator[Run]:
        """Return the sign of a picture; what is wrong with it is told.

        Args:
            related_id: what the document calls it.
            words: what it shows.
            place: the paragraph.
            called: the name that it has in Word; our writer puts its file's name there.
        """
        name = self._names.get(related_id) or self._taken(related_id, place, called)
        if not name:
            return
        self._names[related_id] = name
        words = " ".join(re.sub(r"[\[\]\\]", " ", words).split())[:LONGEST_WORDS]
        if not words or _FILE.fullmatch(words):
            self._taker.flag(
                place,
                "A picture here says nothing to those who can't see it: in Word,"
                " right-click on it, choose “Edit Alt Text” and write what it shows.",
            )
            words = "?"
        yield Run(f"![{words}]({name})", PLAIN, is_markdown=True)

    def _taken(self, related_id: str, place: int, called: str) -> str:
        """Keep a picture's bytes and return its name; empty: it can't be taken."""
        data = self._package.picture(related_id)
        if data is None:
            self._taker.flag(
                place,
                "A picture here isn't in the file, but at an address: in Word, copy the"
                " picture itself and paste it.",
            )
            return ""
        kind = next((kind for begin, kind in _KINDS if data.startswith(begin)), "")
        if not kind:
            self._taker.flag(
                place,
                "A picture here is of a kind that browsers don't show: save it as PNG or"
                " JPG and insert it anew.",
            )
            return ""
        if len(self.taken) == MOST_PICTURES:
            self._taker.flag(
                place,
                "There are more than %(most)s pictures in this file: split it.",
                most=MOST_PICTURES,
            )
            return ""
        name = called if is_picture_name(called) else ""
        if not name or name in self.taken:
            name = next(
                one
                for number in count(len(self.taken) + 1)
                if (one := f"hinh-{number}.{kind}") not in self.taken
            )
        self.taken[name] = data
        return name
