"""A question bank, as authors write it."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated, Literal, Union

from pydantic import Field

from quizapp.banks.rules.fields import Name, Part, Prose, Slug, Title
from quizapp.banks.rules.item import AnyItem
from quizapp.banks.rules.kinds import KINDS

MOST_ITEMS = 10_000

if TYPE_CHECKING:
    Item = AnyItem
else:
    Item = Annotated[Union[tuple(KINDS.values())], Field(discriminator="kind")]  # noqa: UP007


class Bank(Part):
    """A whole bank. That ids stand once is seen to where files are read."""

    id: Slug = Field(description="The bank's name, as its file is called.")
    title: Title
    description: Prose | None = None
    language: Literal["vi", "en"] = "vi"
    licence: Name | None = Field(default=None, description="Such as CC-BY-4.0.")
    authors: Annotated[tuple[Name, ...], Field(max_length=50)] = ()
    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=MOST_ITEMS)]


def items_with(bank: Bank, tags: Collection[str]) -> list[Item]:
    """Return the items that papers can draw and that bear every one of these tags."""
    return [
        item for item in bank.items if not item.retired and set(tags) <= set(item.tags)
    ]
