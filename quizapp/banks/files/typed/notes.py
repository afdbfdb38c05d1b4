"""What is wrong with typed questions, and what to look at."""

from quizapp.banks.files.typed.drafts import Draft
from quizapp.banks.files.typed.texts import short
from quizapp.errors import Fault
from quizapp.names import slug_of


class Notes:
    """Remembers what is to be reported of typed questions."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []
        self._told: set[object] = set()

    def flag(self, place: int, message: str, **params: object) -> None:
        """Note what is wrong."""
        self.faults.append(Fault(place, message, params))

    def note(
        self, place: int, message: str, *, once: object = None, **params: object
    ) -> None:
        """Note what to look at; ``once``: said only once of it."""
        if once is not None and once in self._told:
            return
        self._told.add(once)
        self.warnings.append(Fault(place, message, params, is_warning=True))

    def tag(self, place: int, text: str) -> str:
        """Return text as a tag; empty: it can't be one. What changes is told once."""
        tag = slug_of(text)
        if not tag:
            self.note(place, "“%(text)s” can't be a tag: left out.", text=text)
        elif tag != text:
            self.note(
                place,
                "“%(text)s” became the tag “%(tag)s”.",
                once=("tag", text),
                text=short(text),
                tag=tag,
            )
        return tag

    def check_length(self, draft: Draft, place: int, text: str, most: int) -> None:
        """Note a text that is too long."""
        if len(text) > most:
            self.flag(
                place,
                "%(item)s: this text has %(count)s characters; %(most)s are allowed.",
                item=draft.label,
                count=len(text),
                most=most,
            )

    def leave_out(self, draft: Draft, place: int, text: str) -> None:
        """Note a text that means nothing where it stands."""
        self.note(
            place,
            "%(item)s: “%(text)s” has no meaning here and is left out.",
            item=draft.label,
            text=short(text),
        )
