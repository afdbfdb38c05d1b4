"""One row of a table of questions, as a question."""

from collections.abc import Mapping

from quizapp.banks.files.fieldwords import KIND_TITLES, KIND_WORDS, truth, word
from quizapp.banks.files.layout.keys import places_of
from quizapp.banks.files.typed import (
    LETTERS,
    Choice,
    Draft,
    Taker,
    mark_last,
)
from quizapp.yamltree.reading import shortened

#: Name of a column → its text and its place.
Cells = Mapping[str, tuple[int, str]]

_OWN = {"stem", "kind", "key", "tags", *LETTERS}


def take_row(cells: Cells, place: int, taker: Taker) -> None:
    """Give the item of a row to the taker, or say what is wrong.

    Args:
        cells: the cells that hold anything.
        place: of a cell that stands for the row.
        taker: takes the item.
    """
    before = len(taker.faults)
    draft = Draft(place, "", cells.get("stem", (0, ""))[1])
    draft.fields = {name: told for name, told in cells.items() if name not in _OWN}
    draft.choices = [
        Choice(cells[letter][0], letter, cells[letter][1])
        for letter in LETTERS
        if letter in cells
    ]
    _take_kind(draft, cells, taker)
    _check_gaps(draft, taker)
    mark_last(draft)
    _take_key(draft, cells, taker)
    _take_tags(draft, cells, taker)
    taker.take(draft, is_broken=len(taker.faults) > before)


def _take_kind(draft: Draft, cells: Cells, taker: Taker) -> None:
    place, told = cells.get("kind", (0, ""))
    if not told:
        return
    draft.kind = KIND_WORDS.get(word(told), "")
    if not draft.kind:
        taker.flag(
            place,
            "%(item)s: “%(text)s” is no kind of question: choose one of %(kinds)s.",
            item=draft.label,
            text=shortened(told),
            kinds=", ".join(KIND_TITLES.values()),
        )


def _check_gaps(draft: Draft, taker: Taker) -> None:
    for expected, choice in zip(LETTERS, draft.choices, strict=False):
        if choice.letter != expected:
            taker.flag(
                choice.place,
                "%(item)s: option %(expected)s is empty, but %(letter)s isn't: fill the"
                " options from A on without gaps.",
                item=draft.label,
                expected=expected,
                letter=choice.letter,
            )
            return


def _take_key(draft: Draft, cells: Cells, taker: Taker) -> None:
    place, key = cells.get("key", (draft.place, ""))
    if not key:
        taker.flag(
            place,
            "%(item)s: the question has no right answer: fill the column “Đáp án”.",
            item=draft.label,
        )
    elif not draft.choices:
        draft.answer = _told(draft, key)
    elif (places := places_of(key, draft)) is None:
        taker.flag(
            place,
            "%(item)s: the key “%(key)s” names no option; its options are %(letters)s.",
            item=draft.label,
            key=shortened(key),
            letters=", ".join(choice.letter for choice in draft.choices),
        )
    else:
        for at in places:
            draft.choices[at].is_right = True


def _told(draft: Draft, key: str) -> str:
    """Return an answer as it is read: Excel's own word for right is Đúng."""
    judged = truth(key)
    if draft.kind == "true_false" and judged is not None:
        return "Đúng" if judged else "Sai"
    return key


def _take_tags(draft: Draft, cells: Cells, taker: Taker) -> None:
    place, told = cells.get("tags", (0, ""))
    for one in told.replace(";", ",").split(","):
        if one.strip() and (tag := taker.tag(place, one.strip())):
            draft.tags.append((place, tag))
