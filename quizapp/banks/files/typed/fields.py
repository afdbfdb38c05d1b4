"""Fields of typed questions, as files name them."""

import re
from collections.abc import Callable

from quizapp.banks.files.fieldwords import (
    DIFFICULTY_WORDS,
    NO_WORDS,
    YES_WORDS,
    word,
)
from quizapp.banks.files.typed.answers import put_number
from quizapp.banks.files.typed.drafts import Draft
from quizapp.banks.files.typed.notes import Notes
from quizapp.banks.files.typed.texts import (
    ADDRESS,
    day_of,
    number_of,
    number_text,
    put,
    short,
    split_source,
)
from quizapp.banks.rules.fields import MOST_POINTS
from quizapp.banks.rules.item import MOST_TAGS
from quizapp.names import slug_of
from quizapp.yamltree import List, Map

LONGEST_NAME = 300
LONGEST_ADDRESS = 500
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_OF_SOURCE = ("part", "address")


def take_points(taker: Notes, draft: Draft, item: Map, place: int, text: str) -> None:
    """Take the points."""
    told = re.sub(r"\s*(?:điểm|đ)\.?$", "", text.strip().lower())
    number = number_of(told)
    if number is None or not 0 < number <= MOST_POINTS or number != round(number, 2):
        taker.flag(
            place,
            "%(item)s: “%(text)s” can't be its points: more than 0, 100 at most, two decimals at most.",
            item=draft.label,
            text=short(text),
        )
    else:
        put(item, place, "points", number_text(number))


def take_difficulty(
    taker: Notes, draft: Draft, item: Map, place: int, text: str
) -> None:
    """Take the difficulty."""
    found = DIFFICULTY_WORDS.get(word(text))
    if found is None:
        taker.flag(
            place,
            "%(item)s: “%(text)s” is no difficulty: write dễ, trung bình or khó.",
            item=draft.label,
            text=short(text),
        )
    else:
        put(item, place, "difficulty", found)


def take_explanation(
    taker: Notes, draft: Draft, item: Map, place: int, text: str
) -> None:
    """Take the explanation."""
    put(item, place, "explanation", text)


def take_source(taker: Notes, draft: Draft, item: Map, place: int, text: str) -> None:
    """Take title, part and address of the source."""
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
        if value:
            _check_source(taker, draft, at, name, value)
            put(source, at, name, value)
    put(item, place, "source", source)


def _check_source(
    taker: Notes, draft: Draft, place: int, name: str, value: str
) -> None:
    most = LONGEST_ADDRESS if name == "address" else LONGEST_NAME
    taker.check_length(draft, place, value, most)
    if name == "address" and not ADDRESS.fullmatch(value):
        taker.flag(
            place,
            "%(item)s: “%(text)s” is no address of a page: it begins with https:// and has no blanks.",
            item=draft.label,
            text=short(value),
        )


def take_rest_of_source(
    taker: Notes, draft: Draft, item: Map, place: int, text: str
) -> None:
    """Refuse part or address without a source."""
    if not draft.fields.get("source", (0, ""))[1]:
        taker.flag(
            place,
            "%(item)s: “%(text)s” belongs to a source: write “Nguồn: …” too.",
            item=draft.label,
            text=short(text),
        )


def take_day(taker: Notes, draft: Draft, item: Map, place: int, text: str) -> None:
    """Take the day as of which the item is right."""
    day = day_of(text)
    if day is None:
        taker.flag(
            place,
            "%(item)s: “%(text)s” is no day such as 20/10/2026.",
            item=draft.label,
            text=short(text),
        )
    else:
        put(item, place, "as_of", f"{day:%d/%m/%Y}")


def take_id(taker: Notes, draft: Draft, item: Map, place: int, text: str) -> None:
    """Take the id, or make one of the code."""
    name = text if _SLUG.fullmatch(text) and len(text) <= 80 else slug_of(text)
    if name and name != text:
        taker.note(
            place,
            "The code “%(text)s” became the id “%(id)s”.",
            text=short(text),
            id=name,
        )
    if name:
        put(item, place, "id", name)


def take_retired(taker: Notes, draft: Draft, item: Map, place: int, text: str) -> None:
    """Take whether it is drawn no more."""
    if word(text) in YES_WORDS:
        put(item, place, "retired", "true")
    elif word(text) not in NO_WORDS:
        taker.leave_out(draft, place, text)


def take_replacement(
    taker: Notes, draft: Draft, item: Map, place: int, text: str
) -> None:
    """Take the id of the item in its place."""
    put(item, place, "replaced_by", slug_of(text))


def take_exact(taker: Notes, draft: Draft, item: Map, place: int, text: str) -> None:
    """Take whether tone marks and capitals count."""
    told = word(text)
    for name, said in (("tone_marks", "dau"), ("capitals", "hoa")):
        if said in told and item["kind"] == "short_text":
            put(item, place, name, "true")
    if item["kind"] != "short_text" or not ("dau" in told or "hoa" in told):
        taker.leave_out(draft, place, text)


def take_keep_last(
    taker: Notes, draft: Draft, item: Map, place: int, text: str
) -> None:
    """Say which letters name no option; the others were marked by the reader."""
    for letter in re.findall(r"[^\W\d_]+", text.upper()):
        if letter not in {choice.letter for choice in draft.choices}:
            taker.leave_out(draft, place, letter)


def take_tolerance(
    taker: Notes, draft: Draft, item: Map, place: int, text: str
) -> None:
    """Take by how much a number may be off."""
    if item["kind"] == "number":
        put_number(taker, draft, item, "tolerance", place, text.lstrip("±"))
    else:
        taker.leave_out(draft, place, text)


def take_tags(taker: Notes, draft: Draft, item: Map) -> None:
    """Take the tags, as many as there may be."""
    tags = List(draft.place)
    for place, tag in {tag: (at, tag) for at, tag in draft.tags}.values():
        if len(tags) < MOST_TAGS:
            tags.append(tag)
            tags.lines.append(place)
        else:
            taker.leave_out(draft, place, tag)
    if tags:
        put(item, tags.lines[0], "tags", tags)


#: Name → what takes it, in the order of files.
FIELDS: dict[str, Callable[[Notes, Draft, Map, int, str], None]] = {
    "id": take_id,
    "points": take_points,
    "difficulty": take_difficulty,
    "explanation": take_explanation,
    "source": take_source,
    "part": take_rest_of_source,
    "address": take_rest_of_source,
    "as_of": take_day,
    "tolerance": take_tolerance,
    "keep_last": take_keep_last,
    "exact": take_exact,
    "retired": take_retired,
    "replaced_by": take_replacement,
}
