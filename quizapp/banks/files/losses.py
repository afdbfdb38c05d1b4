"""What a bank loses in a format that isn't ours, item by item."""

from collections.abc import Collection, Iterable, Mapping

from quizapp.banks.rules import Bank, Item, texts_of
from quizapp.errors import Fault
from quizapp.richtext import pictures_in


class Losses:
    """Remembers what stays behind while a bank is written."""

    def __init__(self, form: str) -> None:
        self.faults: list[Fault] = []
        self._form = form

    def bank(self, bank: Bank, names: Iterable[str]) -> None:
        """Note which fields of the bank itself are lost, of those it has."""
        told = bank.model_dump(exclude_defaults=True)
        for name in names:
            if name in told:
                self.faults.append(
                    Fault(
                        0,
                        "%(format)s has no place for the bank's “%(field)s”.",
                        {"format": self._form, "field": name},
                    )
                )

    def fields(self, number: int, item: Item, names: Iterable[str]) -> None:
        """Note which fields of an item are lost, of those it has."""
        told = item.model_fields_set
        for name in names:
            default = type(item).model_fields[name].default
            if name in told and getattr(item, name) != default:
                self.field(number, item, name)

    def field(self, number: int, item: Item, name: str) -> None:
        """Note that an item loses a field."""
        self.faults.append(
            Fault(
                number,
                "“%(item)s”: %(format)s has no place for “%(field)s”.",
                {"item": item.id, "format": self._form, "field": name},
            )
        )

    def item(self, number: int, item: Item) -> None:
        """Note that an item of a kind that the format doesn't know is left out."""
        self.faults.append(
            Fault(
                number,
                "“%(item)s” is left out: %(format)s has no questions of the kind"
                " “%(kind)s”.",
                {"item": item.id, "format": self._form, "kind": item.kind},
            )
        )

    def unwritable(self, number: int, item: Item, text: str) -> None:
        """Note that an item is left out for the sake of a text."""
        self.faults.append(
            Fault(
                number,
                "“%(item)s” is left out: in %(format)s “%(text)s” would read"
                " otherwise.",
                {"item": item.id, "format": self._form, "text": text},
            )
        )

    def emphasis(self, number: int, item: Item) -> None:
        """Note that texts keep their words, but not how they look."""
        self.faults.append(
            Fault(
                number,
                "“%(item)s”: %(format)s keeps the words alone, without emphasis,"
                " lists, formulas and paragraphs.",
                {"item": item.id, "format": self._form},
            )
        )

    def pictures(
        self, number: int, item: Item, *, there: Collection[str] | Mapping[str, bytes]
    ) -> None:
        """Note which pictures of an item don't come along."""
        for name in dict.fromkeys(
            name for _, text in texts_of(item) for name, _ in pictures_in(text)
        ):
            if name not in there:
                self.faults.append(
                    Fault(
                        number,
                        "“%(item)s”: the picture “%(name)s” doesn't come along.",
                        {"item": item.id, "name": name},
                    )
                )


def share(count: int) -> str:
    """Return which part of a mark each of so many right options earns, in percent."""
    return f"{100 / count:.5f}".rstrip("0").rstrip(".")


def told_tags(item: Item) -> list[str]:
    """Return an item's tags, and what tags can tell of its fields."""
    tags = list(item.tags)
    if item.difficulty is not None:
        tags.append(f"difficulty:{item.difficulty}")
    if item.as_of is not None:
        tags.append(f"as-of:{item.as_of.isoformat()}")
    return tags
