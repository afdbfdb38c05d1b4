"""A question as it was typed, in Word or Excel."""

import re
from dataclasses import dataclass, field

from quizapp.banks.files.fieldwords import truth
from quizapp.banks.files.typed.texts import number_of

LETTERS = "ABCDEFGHIJ"


@dataclass
class Choice:
    """An option as it was typed; its text is Markdown."""

    place: int
    letter: str
    text: str
    is_right: bool = False
    keep_last: bool = False


@dataclass
class Draft:
    """A question as it was typed: which kind it is follows from what it has."""

    place: int
    #: What reports call it: ``Câu 3``.
    label: str
    stem: str = ""
    choices: list[Choice] = field(default_factory=list)
    #: The answer to type, or the judgement, of a question without options.
    answer: str = ""
    #: Said outright; empty: it follows.
    kind: str = ""
    #: Name of a field → its place and its text; ``explanation`` is Markdown.
    fields: dict[str, tuple[int, str]] = field(default_factory=dict)
    #: Each tag with its place.
    tags: list[tuple[int, str]] = field(default_factory=list)


def kind_of(draft: Draft) -> str:
    """Return the kind that a question has, or has by what stands in it."""
    if draft.kind:
        return draft.kind
    if draft.choices:
        judged = [truth(choice.text) for choice in draft.choices]
        if judged in ([True, False], [False, True]):
            return "true_false"
        right = sum(choice.is_right for choice in draft.choices)
        return "multiple" if right > 1 else "single"
    if truth(draft.answer) is not None:
        return "true_false"
    return "number" if number_of(draft.answer) is not None else "short_text"


def mark_last(draft: Draft) -> None:
    """Mark the options that are said to stay behind the others."""
    letters = draft.fields.get("keep_last", (0, ""))[1].upper()
    for choice in draft.choices:
        choice.keep_last = bool(re.search(rf"\b{choice.letter}\b", letters))
