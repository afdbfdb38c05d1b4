"""A question as it was typed, in Word or Excel, made an item; what is wrong with it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from quizapp.banks.files.fieldwords import (
    DIFFICULTY_WORDS,
    NO_WORDS,
    YES_WORDS,
    truth,
    word,
)
from quizapp.banks.rules import readings
from quizapp.banks.rules.choices import FEWEST_OPTIONS, MOST_OPTIONS
from quizapp.banks.rules.fields import MOST_DECIMALS, MOST_DIGITS, MOST_POINTS
from quizapp.banks.rules.item import MOST_TAGS
from quizapp.errors import Fault
from quizapp.names import clean, slug_of
from quizapp.yamltree import List, Map

LETTERS = "ABCDEFGHIJ"
LONGEST_STEM = 3000
LONGEST_OPTION = 500
LONGEST_NAME = 300
LONGEST_ADDRESS = 500
LONGEST_ANSWER = 200

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
_PART = re.compile(
    r"\s*[,;–-]\s*(?=(?:điều|khoản|điểm|mục|chương|phần|trang|tr\.)\s)", re.I
)
_QUOTED = re.compile(r"“(.+)”", re.S)
_ANSWERS = re.compile(r"\s+/\s+|\s*;\s*")


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


class Taker:
    """Makes items of drafts, and remembers what is to be reported."""

    def __init__(self) -> None:
        self.items = List(1)
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

    def take(self, draft: Draft, *, is_broken: bool = False) -> None:
        """Add a draft's item; with a fault it is left out.

        Args:
            draft: a question.
            is_broken: its key is wrong, and told so; the rest is looked at all the same.
        """
        before = -1 if is_broken else len(self.faults)
        item = Map(draft.place)
        put(item, draft.place, "kind", kind_of(draft))
        self._take_texts(draft, item)
        self._take_answer(draft, item, is_broken=is_broken)
        for name, take in self._FIELDS.items():
            if draft.fields.get(name, (0, ""))[1]:
                take(self, draft, item, *draft.fields[name])
        self._take_tags(draft, item)
        if len(self.faults) == before:
            self.items.append(item)
            self.items.lines.append(draft.place)

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
                text=_short(text),
                tag=tag,
            )
        return tag

    def _take_answer(self, draft: Draft, item: Map, *, is_broken: bool) -> None:
        kind = item["kind"]
        take = self._ANSWERING.get(kind)
        if take is None or (draft.choices and kind != "true_false"):
            self._take_choices(draft, item)
        elif not is_broken:
            take(self, draft, item)
        if draft.choices and kind in {"number", "short_text"}:
            self.flag(
                draft.place,
                "%(item)s has options, though its kind is answered by typing: take the"
                " options out, or change its kind.",
                item=draft.label,
            )

    def _take_texts(self, draft: Draft, item: Map) -> None:
        put(item, draft.place, "stem", draft.stem)
        if not draft.stem.strip():
            self.flag(
                draft.place,
                "%(item)s has no text: write the question.",
                item=draft.label,
            )
        for place, text in (
            (draft.place, draft.stem),
            draft.fields.get("explanation", (0, "")),
        ):
            self._check_length(draft, place, text, LONGEST_STEM)

    def _check_length(self, draft: Draft, place: int, text: str, most: int) -> None:
        if len(text) > most:
            self.flag(
                place,
                "%(item)s: this text has %(count)s characters; %(most)s are allowed.",
                item=draft.label,
                count=len(text),
                most=most,
            )

    def _take_choices(self, draft: Draft, item: Map) -> None:
        """Take options; the reader has seen to it that there is a key."""
        seen: dict[str, Choice] = {}
        options = List(draft.place)
        for choice in draft.choices:
            self._check_option(draft, choice, seen)
            option = Map(choice.place)
            put(option, choice.place, "text", choice.text)
            for name in ("is_right", "keep_last"):
                if getattr(choice, name):
                    put(option, choice.place, _OPTION[name], "true")
            options.append(option)
            options.lines.append(choice.place)
        put(item, draft.place, "options", options)
        self._check_options(draft, item["kind"])

    def _check_option(
        self, draft: Draft, choice: Choice, seen: dict[str, Choice]
    ) -> None:
        said = {"item": draft.label, "option": choice.letter}
        compared = clean(choice.text).casefold()
        first = seen.setdefault(compared, choice)
        if not compared:
            self.flag(
                choice.place,
                "%(item)s: option %(option)s is empty: write its text.",
                **said,
            )
        elif first is not choice:
            self.flag(
                choice.place,
                "%(item)s: options %(first)s and %(option)s read the same.",
                first=first.letter,
                **said,
            )
        self._check_length(draft, choice.place, choice.text, LONGEST_OPTION)

    def _check_options(self, draft: Draft, kind: str) -> None:
        count = len(draft.choices)
        right = sum(choice.is_right for choice in draft.choices)
        if not FEWEST_OPTIONS <= count <= MOST_OPTIONS:
            self.flag(
                draft.place,
                "%(item)s has %(count)s options: 2 to 6 can stand under a question.",
                item=draft.label,
                count=count,
            )
        elif count == right:
            self.flag(
                draft.place,
                "%(item)s: all options are marked as right; leave one wrong at least.",
                item=draft.label,
            )
        elif kind == "single" and right > 1:
            self.flag(
                draft.place,
                "%(item)s has %(count)s right options, and its kind allows for one.",
                item=draft.label,
                count=right,
            )

    def _take_truth(self, draft: Draft, item: Map) -> None:
        told = truth(draft.answer)
        if draft.choices:
            told = next(truth(one.text) for one in draft.choices if one.is_right)
        if told is None:
            self.flag(
                draft.place,
                "%(item)s is judged right or wrong: write “Đúng” or “Sai” as its key.",
                item=draft.label,
            )
        put(item, draft.place, "answer", "true" if told else "false")

    def _take_number(self, draft: Draft, item: Map) -> None:
        self._put_number(draft, item, "answer", draft.place, draft.answer)

    def _take_tolerance(self, draft: Draft, item: Map, place: int, text: str) -> None:
        if item["kind"] == "number":
            self._put_number(draft, item, "tolerance", place, text.lstrip("±"))
        else:
            self._leave_out(draft, place, text)

    def _put_number(
        self, draft: Draft, item: Map, name: str, place: int, text: str
    ) -> None:
        number = number_of(text)
        if number is None or not _is_short(number):
            self.flag(
                place,
                "%(item)s: “%(text)s” can't be its number; write one such as 959 or 12,5.",
                item=draft.label,
                text=_short(text),
            )
            return
        if len(readings(text)) > 1:
            self.note(
                place,
                "%(item)s: “%(text)s” is taken as %(number)s.",
                item=draft.label,
                text=text,
                number=number,
            )
        if name == "tolerance" and number < 0:
            number = -number
        put(item, place, name, number_text(number))

    def _take_words(self, draft: Draft, item: Map) -> None:
        found = dict.fromkeys(
            one for part in _ANSWERS.split(draft.answer) if (one := clean(part))
        )
        answers = List(draft.place)
        for one in found:
            answers.append(one)
            answers.lines.append(draft.place)
        put(item, draft.place, "answers", answers)
        if not found or any(
            not word(one) or len(one) > LONGEST_ANSWER for one in found
        ):
            self.flag(
                draft.place,
                "%(item)s: “%(text)s” can't be an answer to type: write a few words, several answers with “ / ” between.",
                item=draft.label,
                text=_short(draft.answer),
            )
        elif not draft.kind:
            self.note(
                draft.place,
                "%(item)s has no options: it is answered by typing “%(text)s”.",
                item=draft.label,
                text="” / “".join(found),
            )

    def _take_points(self, draft: Draft, item: Map, place: int, text: str) -> None:
        told = re.sub(r"\s*(?:điểm|đ)\.?$", "", text.strip().lower())
        number = number_of(told)
        if (
            number is None
            or not 0 < number <= MOST_POINTS
            or number != round(number, 2)
        ):
            self.flag(
                place,
                "%(item)s: “%(text)s” can't be its points: more than 0, 100 at most, two decimals at most.",
                item=draft.label,
                text=_short(text),
            )
        else:
            put(item, place, "points", number_text(number))

    def _take_difficulty(self, draft: Draft, item: Map, place: int, text: str) -> None:
        found = DIFFICULTY_WORDS.get(word(text))
        if found is None:
            self.flag(
                place,
                "%(item)s: “%(text)s” is no difficulty: write dễ, trung bình or khó.",
                item=draft.label,
                text=_short(text),
            )
        else:
            put(item, place, "difficulty", found)

    def _take_explanation(self, draft: Draft, item: Map, place: int, text: str) -> None:
        put(item, place, "explanation", text)

    def _take_source(self, draft: Draft, item: Map, place: int, text: str) -> None:
        given = {name: draft.fields.get(name, (0, ""))[1] for name in _OF_SOURCE}
        title, part, address = split_source(text, is_whole=bool(given["part"]))
        source = Map(place)
        told = {
            "title": title or address,
            "part": given["part"] or part,
            "address": given["address"] or address,
        }
        for name, value in told.items():
            at = draft.fields[name][0] if given.get(name) else place
            if value and self._fits_source(draft, at, name, value):
                put(source, at, name, value)
        put(item, place, "source", source)

    def _fits_source(self, draft: Draft, place: int, name: str, value: str) -> bool:
        most = LONGEST_ADDRESS if name == "address" else LONGEST_NAME
        self._check_length(draft, place, value, most)
        if name == "address" and not _ADDRESS.fullmatch(value):
            self.flag(
                place,
                "%(item)s: “%(text)s” is no address of a page: it begins with https:// and has no blanks.",
                item=draft.label,
                text=_short(value),
            )
        return True

    def _take_rest_of_source(
        self, draft: Draft, item: Map, place: int, text: str
    ) -> None:
        if not draft.fields.get("source", (0, ""))[1]:
            self.flag(
                place,
                "%(item)s: “%(text)s” belongs to a source: write “Nguồn: …” too.",
                item=draft.label,
                text=_short(text),
            )

    def _take_day(self, draft: Draft, item: Map, place: int, text: str) -> None:
        day = day_of(text)
        if day is None:
            self.flag(
                place,
                "%(item)s: “%(text)s” is no day such as 20/10/2026.",
                item=draft.label,
                text=_short(text),
            )
        else:
            put(item, place, "as_of", f"{day:%d/%m/%Y}")

    def _take_id(self, draft: Draft, item: Map, place: int, text: str) -> None:
        name = text if _SLUG.fullmatch(text) and len(text) <= 80 else slug_of(text)
        if name and name != text:
            self.note(
                place,
                "The code “%(text)s” became the id “%(id)s”.",
                text=_short(text),
                id=name,
            )
        if name:
            put(item, place, "id", name)

    def _take_retired(self, draft: Draft, item: Map, place: int, text: str) -> None:
        if word(text) in YES_WORDS:
            put(item, place, "retired", "true")
        elif word(text) not in NO_WORDS:
            self._leave_out(draft, place, text)

    def _take_replacement(self, draft: Draft, item: Map, place: int, text: str) -> None:
        put(item, place, "replaced_by", slug_of(text))

    def _take_exact(self, draft: Draft, item: Map, place: int, text: str) -> None:
        told = word(text)
        for name, said in (("tone_marks", "dau"), ("capitals", "hoa")):
            if said in told and item["kind"] == "short_text":
                put(item, place, name, "true")
        if item["kind"] != "short_text" or not ("dau" in told or "hoa" in told):
            self._leave_out(draft, place, text)

    def _take_keep_last(self, draft: Draft, item: Map, place: int, text: str) -> None:
        """Say which letters name no option; the others were marked by the reader."""
        for letter in re.findall(r"[^\W\d_]+", text.upper()):
            if letter not in {choice.letter for choice in draft.choices}:
                self._leave_out(draft, place, letter)

    def _leave_out(self, draft: Draft, place: int, text: str) -> None:
        self.note(
            place,
            "%(item)s: “%(text)s” has no meaning here and is left out.",
            item=draft.label,
            text=_short(text),
        )

    def _take_tags(self, draft: Draft, item: Map) -> None:
        tags = List(draft.place)
        for place, tag in {tag: (at, tag) for at, tag in draft.tags}.values():
            if len(tags) < MOST_TAGS:
                tags.append(tag)
                tags.lines.append(place)
            else:
                self._leave_out(draft, place, tag)
        if tags:
            put(item, tags.lines[0], "tags", tags)

    #: Kind → what takes its answer; the others have options.
    _ANSWERING: ClassVar[dict[str, Callable[[Any, Draft, Map], None]]] = {
        "true_false": _take_truth,
        "number": _take_number,
        "short_text": _take_words,
    }
    #: Name → what takes it, in the order of files.
    _FIELDS: ClassVar[dict[str, Callable[[Any, Draft, Map, int, str], None]]] = {
        "id": _take_id,
        "points": _take_points,
        "difficulty": _take_difficulty,
        "explanation": _take_explanation,
        "source": _take_source,
        "part": _take_rest_of_source,
        "address": _take_rest_of_source,
        "as_of": _take_day,
        "tolerance": _take_tolerance,
        "keep_last": _take_keep_last,
        "exact": _take_exact,
        "retired": _take_retired,
        "replaced_by": _take_replacement,
    }


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


def split_source(text: str, *, is_whole: bool = False) -> tuple[str, str, str]:
    """Return title, part and address of a source in one line.

    A title between “ ” is one; ``is_whole``: the part stands elsewhere.
    """
    text = clean(text)
    address = ""
    if found := _ADDRESS.search(text):
        address = found[0].rstrip(".,;)")
        text = text.replace(address, " ", 1)
        text = clean(re.sub(r"\(\s*\)", " ", text)).rstrip(" ,;–-(")
    if quoted := _QUOTED.fullmatch(text):
        return quoted[1], "", address
    if not is_whole and (cut := _PART.search(text)):
        return text[: cut.start()], text[cut.end() :], address
    return text, "", address


def number_of(text: str) -> Decimal | None:
    """Return a number, read the Vietnamese way; None: it is none."""
    found = readings(text.strip())
    return found[0] if found else None


def number_text(number: Decimal) -> str:
    """Return a number in a spelling that can be read in one way alone."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    text = text.replace(".", ",")
    return text if len(readings(text)) < 2 else f"{text}0"


def day_of(text: str) -> date | None:
    """Return the day that a text is; None: it is none."""
    text = text.strip()
    found = _DAY.fullmatch(text)
    try:
        if found is None:
            return date.fromisoformat(text)
        day, month, year = map(int, found.groups())
        return date(year, month, day)
    except ValueError:
        return None


def put(node: Map, place: int, name: str, value: Any) -> None:
    """Put a value into a tree, with its place."""
    node[name] = value
    node.lines[name] = place


_OPTION = {"is_right": "key", "keep_last": "keep_last"}
_OF_SOURCE = ("part", "address")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:60]}…"


def _is_short(number: Decimal) -> bool:
    return abs(number) < 10**MOST_DIGITS and number == round(number, MOST_DECIMALS)
