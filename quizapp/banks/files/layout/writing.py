"""A bank in the usual layout, as paragraphs; each item is read again to know its losses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from quizapp.banks.files.fieldwords import (
    BANK_TITLES,
    DIFFICULTY_TITLES,
    KIND_TITLES,
    TITLES,
)
from quizapp.banks.files.layout.lines import Paragraph
from quizapp.banks.files.layout.reading import tree_of
from quizapp.banks.files.literal import Look, Run, merged, runs_of
from quizapp.banks.files.typed import LETTERS, Taker, number_text, split_source
from quizapp.banks.rules import Bank, Item
from quizapp.errors import Fault, FileFaultsError
from quizapp.richtext import pictures_in, rich

_ITEM: TypeAdapter[Any] = TypeAdapter(Item)
_BOLD = Look(bold=True)


@dataclass(frozen=True)
class Shown:
    """One paragraph to be written."""

    runs: Sequence[Run]
    #: Title, stem, option, key or field.
    part: str
    #: There is some room before it.
    is_apart: bool = False


def shown(
    bank: Bank, *, form: str, is_plain: bool = False
) -> tuple[list[Shown], list[Fault]]:
    """Return the paragraphs of a bank, and what they don't carry.

    Args:
        bank: the bank.
        form: what losses call the format.
        is_plain: there are letters alone: no emphasis, formulas and pictures.
    """
    paragraphs = list(_head(bank, is_plain=is_plain))
    losses: list[Fault] = []
    for number, item in enumerate(bank.items, start=1):
        written, is_same = _written(number, item, is_plain=is_plain)
        paragraphs += written
        if not is_same:
            losses.append(
                Fault(
                    number,
                    "“%(item)s” can't be told exactly in %(form)s: it would be read"
                    " otherwise; check it before it is used again.",
                    {"item": item.id, "form": form},
                )
            )
        losses += _lost_looks(number, item, form=form, is_plain=is_plain)
    return paragraphs, losses


def told_fields(item: Item) -> Iterator[tuple[str, str]]:
    """Return the fields of an item that are written in words, by name."""
    if item.source is not None:
        title = item.source.title
        is_split = split_source(title, is_whole=bool(item.source.part))
        yield "source", title if is_split == (title, "", "") else f"“{title}”"
        yield "part", item.source.part or ""
        yield "address", item.source.address or ""
    yield "difficulty", DIFFICULTY_TITLES.get(item.difficulty or "", "")
    yield "points", "" if item.points == 1 else number_text(item.points)
    yield "tags", ", ".join(item.tags)
    yield "as_of", f"{item.as_of:%d/%m/%Y}" if item.as_of else ""
    yield "keep_last", ", ".join(_letters(item, "keep_last"))
    tolerance = getattr(item, "tolerance", None)
    yield "tolerance", number_text(tolerance) if tolerance else ""
    yield "exact", told_exact(item)
    yield "id", item.id
    yield "retired", "có" if item.retired else ""
    yield "replaced_by", item.replaced_by or ""


def told_exact(item: Item) -> str:
    """Return what of the letters of a typed answer must be right."""
    told = [
        words
        for name, words in (("tone_marks", "đúng dấu"), ("capitals", "đúng chữ hoa"))
        if getattr(item, name, False)
    ]
    return ", ".join(told)


def told_key(item: Item) -> str:
    """Return the key: letters, the judgement, the number or the words."""
    if item.choices:
        return ", ".join(_letters(item, "key"))
    if item.kind == "true_false":
        return "Đúng" if item.right_in_words()[0] else "Sai"
    if item.kind == "number":
        return number_text(getattr(item, "answer"))  # noqa: B009  # of its kind alone
    return " / ".join(str(answer) for answer in item.right_in_words())


def is_same(item: Item, other: Item, *, is_plain: bool) -> bool:
    """Tell whether two items say the same."""
    return item == other or (
        _compared(item, is_plain=is_plain) == _compared(other, is_plain=is_plain)
    )


def _compared(item: Item, *, is_plain: bool) -> dict[str, Any]:
    told = item.model_dump()
    for node in (told, *told.get("options", ())):
        for name in ("stem", "explanation", "text"):
            if node.get(name):
                node[name] = _words(node[name], is_plain=is_plain)
    return told


def _words(text: str, *, is_plain: bool) -> object:
    if not is_plain:
        return rich(text), pictures_in(text)
    return "".join(
        "" if run.text.startswith("![") else run.text for run in runs_of(text)
    )


def _head(bank: Bank, *, is_plain: bool) -> Iterator[Shown]:
    if is_plain:
        yield _line(BANK_TITLES["title"], bank.title)
    else:
        yield Shown([Run(bank.title)], "title")
    told = {
        "id": bank.id,
        "description": " ".join((bank.description or "").split()),
        "language": bank.language if bank.language != "vi" else "",
        "licence": bank.licence or "",
        "authors": "; ".join(bank.authors),
    }
    for name, value in told.items():
        if value:
            yield _line(BANK_TITLES[name], value)


def _line(title: str, value: str) -> Shown:
    return Shown([Run(f"{title}:", Look(italic=True)), Run(f" {value}")], "field")


def _written(number: int, item: Item, *, is_plain: bool) -> tuple[list[Shown], bool]:
    """Return an item's paragraphs, and whether they are read as the same item."""
    tried: list[Shown] = []
    for has_kind in (False, True):
        tried = list(_paragraphs(number, item, has_kind=has_kind, is_plain=is_plain))
        again = _read_again(tried, is_plain=is_plain)
        if again is not None and is_same(item, again, is_plain=is_plain):
            return tried, True
    return tried, False


def _read_again(paragraphs: Sequence[Shown], *, is_plain: bool) -> Item | None:
    taker = Taker()
    read = list(_lines(paragraphs) if is_plain else _whole(paragraphs))
    try:
        tree_of(read, taker, name="")
        if taker.faults or len(taker.items) != 1:
            return None
        item: Item = _ITEM.validate_python(dict(taker.items[0]))
    except (ValidationError, FileFaultsError):
        return None
    return item


def _whole(paragraphs: Sequence[Shown]) -> Iterator[Paragraph]:
    for place, one in enumerate(paragraphs, start=1):
        yield Paragraph(place, one.runs)


def _lines(paragraphs: Sequence[Shown]) -> Iterator[Paragraph]:
    """Return paragraphs as a reader of plain text sees them."""
    for one in paragraphs:
        if one.is_apart:
            yield Paragraph(1, ())
        for line in "".join(run.text for run in one.runs).split("\n"):
            yield Paragraph(1, [Run(line)], is_line=True)


def _paragraphs(
    number: int, item: Item, *, has_kind: bool, is_plain: bool
) -> Iterator[Shown]:
    head = [Run(f"Câu {number}:", _BOLD), Run(" ")]
    yield from _prose(head, item.stem, "stem", is_plain=is_plain, is_apart=True)
    for letter, option in zip(LETTERS, item.choices, strict=False):
        yield from _prose(
            [Run(f"{letter}. ")], option.text, "option", is_plain=is_plain
        )
    yield _line(TITLES["key"], told_key(item))
    if has_kind:
        yield _line(TITLES["kind"], KIND_TITLES[item.kind])
    if item.explanation:
        told = [Run(f"{TITLES['explanation']}:", Look(italic=True)), Run(" ")]
        yield from _prose(told, item.explanation, "field", is_plain=is_plain)
    for name, value in told_fields(item):
        if value:
            yield _line(TITLES[name], value)


def _prose(
    head: list[Run], text: str, part: str, *, is_plain: bool, is_apart: bool = False
) -> Iterator[Shown]:
    """Return a text of paragraphs, the first of which has something before it."""
    for place, paragraph in enumerate(text.split("\n\n")):
        runs = _runs(paragraph, is_plain=is_plain)
        begins = place == 0
        yield Shown(
            [*head, *runs] if begins else runs,
            part,
            is_apart=is_apart if begins else is_plain,
        )


def _runs(text: str, *, is_plain: bool) -> list[Run]:
    runs = merged(runs_of(text))
    if not is_plain:
        return runs
    return [Run(run.text) for run in runs if not run.text.startswith("![")]


def _letters(item: Item, name: str) -> list[str]:
    return [
        letter
        for letter, option in zip(LETTERS, item.choices, strict=False)
        if getattr(option, name)
    ]


def _lost_looks(
    number: int, item: Item, *, form: str, is_plain: bool
) -> Iterator[Fault]:
    """Say which looks, formulas and pictures stay behind."""
    texts = [item.stem, *(option.text for option in item.choices), item.explanation]
    runs = [run for text in texts if text for run in runs_of(text)]
    said: dict[str, object] = {"item": item.id, "form": form}
    if any(run.is_markdown and run.text.startswith("$") for run in runs):
        yield Fault(
            number,
            "“%(item)s”: %(form)s keeps formulas as the text that was typed.",
            said,
        )
    if is_plain and any(run.look != Look() for run in runs):
        yield Fault(number, "“%(item)s”: %(form)s keeps no emphasis.", said)
    if is_plain and any(run.text.startswith("![") for run in runs):
        yield Fault(number, "“%(item)s”: %(form)s has no place for pictures.", said)
