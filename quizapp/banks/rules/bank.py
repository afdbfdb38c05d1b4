"""A question bank, as authors write it."""

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Literal, Union

from pydantic import AfterValidator, Field

from quizapp.banks.rules.fields import Name, Part, Plain, Slug, Title, check_once
from quizapp.banks.rules.item import AnyItem
from quizapp.banks.rules.kinds import KINDS
from quizapp.richtext import pictures_in

MOST_ITEMS = 10_000
MOST_PICTURES = 2_000

if TYPE_CHECKING:
    Item = AnyItem
else:
    Item = Annotated[Union[tuple(KINDS.values())], Field(discriminator="kind")]  # noqa: UP007


class StoredPicture(Part):
    """A picture that texts of a bank show, as quizapp keeps it."""

    name: Name = Field(description="As texts name it, e.g. ban-do.png.")
    hash: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] = Field(
        description="SHA-256 of the picture as it is kept."
    )
    width: Annotated[int, Field(ge=1)]
    height: Annotated[int, Field(ge=1)]
    media_type: Literal["image/webp"] = "image/webp"
    byte_count: Annotated[int, Field(ge=1)]


def _check_names(pictures: tuple[StoredPicture, ...]) -> tuple[StoredPicture, ...]:
    """Check that each name stands for one picture."""
    check_once(tuple(picture.name for picture in pictures))
    return pictures


class Bank(Part):
    """A whole bank. That ids stand once is seen to where files are read."""

    id: Slug = Field(description="The bank's name, as its file is called.")
    title: Title
    description: Plain | None = None
    language: Literal["vi", "en"] = "vi"
    licence: Name | None = Field(default=None, description="Such as CC-BY-4.0.")
    authors: Annotated[tuple[Name, ...], Field(max_length=50)] = ()
    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=MOST_ITEMS)]
    pictures: Annotated[
        tuple[StoredPicture, ...],
        Field(
            max_length=MOST_PICTURES,
            description="Written by quizapp when it takes a bank in, never by authors.",
        ),
        AfterValidator(_check_names),
    ] = ()


def texts_of(item: AnyItem) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Return the texts of an item that are Markdown, and where each stands in it."""
    yield ("stem",), item.stem
    for place, option in enumerate(item.choices):
        yield ("options", place, "text"), option.text
    if item.explanation:
        yield ("explanation",), item.explanation


def named_pictures(bank: Bank) -> dict[str, tuple[str | int, ...]]:
    """Return each picture that a text names, and where the first one does."""
    found: dict[str, tuple[str | int, ...]] = {}
    for place, item in enumerate(bank.items):
        for path, text in texts_of(item):
            for name, _ in pictures_in(text):
                found.setdefault(name, ("items", place, *path))
    return found


def items_with(bank: Bank, tags: Collection[str]) -> list[Item]:
    """Return the items that papers can draw and that bear every one of these tags."""
    return [
        item for item in bank.items if not item.retired and set(tags) <= set(item.tags)
    ]


def with_followers(items: Iterable[Item], names: Collection[str]) -> set[str]:
    """Return names of items, and of all that ask the same in other words.

    These are the items that stand in their place, and those whose place they took: they
    are held back together.
    """
    beside: dict[str, set[str]] = {}
    for one in items:
        if one.replaced_by:
            beside.setdefault(one.id, set()).add(one.replaced_by)
            beside.setdefault(one.replaced_by, set()).add(one.id)
    found, waiting = set(names), list(names)
    while waiting:
        new = beside.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found
