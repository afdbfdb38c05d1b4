"""Questions as they were typed in the usual layout, before their keys are known."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from quizapp.banks.files.layout.lines import Line, prose, words
from quizapp.banks.files.literal import Look
from quizapp.banks.files.typed import Choice, Draft


@dataclass
class Typed:
    """An option as it was typed."""

    place: int
    letter: str
    label: Line
    lines: list[Line]
    is_starred: bool = False


@dataclass
class Question:
    """A question as it was typed."""

    place: int
    number: int
    stem: list[Line] = field(default_factory=list)
    options: list[Typed] = field(default_factory=list)
    #: Keys that stand under it.
    keys: list[Line] = field(default_factory=list)
    #: Keys of a table.
    tabled: list[tuple[int, str]] = field(default_factory=list)
    fields: dict[str, list[Line]] = field(default_factory=dict)
    #: Tags of the chapters that it belongs to.
    tags: list[tuple[int, str]] = field(default_factory=list)

    @property
    def label(self) -> str:
        """Return what reports call it."""
        return f"Câu {self.number}"

    @property
    def is_answered(self) -> bool:
        """Tell whether it is complete, so that another may begin."""
        return bool(self.options or self.keys)

    def draft(self) -> Draft:
        """Return it without its key."""
        draft = Draft(self.place, self.label, prose(self.stem))
        draft.choices = [
            Choice(one.place, one.letter, prose(one.lines)) for one in self.options
        ]
        for name, lines in self.fields.items():
            text = prose(lines) if name == "explanation" else words(lines)
            draft.fields[name] = (lines[0].place, text)
        draft.tags = list(self.tags)
        return draft

    def marked(self) -> dict[str, set[int]]:
        """Return the ways in which options are marked, each with the options so marked.

        A way that marks all of them marks none.
        """
        stars = {at for at, one in enumerate(self.options) if one.is_starred}
        found = {"*": stars} if 0 < len(stars) < len(self.options) else {}
        for name, valued in _WAYS.items():
            for parts in (
                [[one.label] for one in self.options],
                [one.lines for one in self.options],
            ):
                standing_out = _standing_out([_look(part, valued) for part in parts])
                if standing_out:
                    found[name] = found.get(name, set()) | standing_out
        return found


def _look(lines: Sequence[Line], valued: Callable[[Look], object]) -> object:
    """Return how lines look throughout; None: not all of them alike, or empty."""
    found = {valued(look) for line in lines for look, _ in line.looks}
    return found.pop() if len(found) == 1 else None


def _standing_out(values: Sequence[object]) -> set[int]:
    """Return the places whose look isn't the usual one."""
    if all(not value for value in values):
        return set()
    counts = Counter(value for value in values if value is not None)
    if any(value is None or not value for value in values):
        usual: object = None
    else:
        usual, count = counts.most_common(1)[0]
        if 2 * count <= len(values):
            return set()
    found = {at for at, value in enumerate(values) if value and value != usual}
    return found if len(found) < len(values) else set()


#: The ways of marking by looks, as reports call them.
_WAYS: dict[str, Callable[[Look], object]] = {
    "bold": lambda look: look.bold,
    "underline": lambda look: look.underline,
    "colour": lambda look: look.colour,
    "highlight": lambda look: look.highlight,
}


def chapters(active: dict[int, tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Return the tags of the chapters that are open, from the top."""
    yield from (active[level] for level in sorted(active))
