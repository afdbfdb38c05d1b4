"""One item as text, for the field in which it is changed."""

from quizapp.banks.files import yaml
from quizapp.banks.files.checking import checked
from quizapp.banks.files.formats import FORMATS
from quizapp.banks.files.naming import named
from quizapp.banks.rules import Bank, Item
from quizapp.errors import Fault, FileFaultsError

#: Formats that an item may be shown in, the friendliest first; YAML takes any.
FRIENDLY = ("text", "yaml")


def written_item(item: Item) -> tuple[str, str]:
    """Return an item in the friendliest format that loses nothing: its name, the text."""
    bank = Bank(id="one", title="One", items=(item,))
    for name in FRIENDLY:
        if name in FORMATS:
            written = FORMATS[name].write(bank, {})
            text = written.data.decode()
            for shown in (_without_head(text), text):
                if not written.losses and read_back(name, shown, item):
                    return name, shown
    return "yaml", yaml.write(bank).data.decode()


def read_item(format_name: str, text: str, item_id: str) -> Item:
    """Read the one item that a text describes; it keeps its id.

    Whether its pictures are there is seen to where it is taken in.

    Raises:
        FileFaultsError: every fault with its line, or it is not one item.
    """
    name = format_name if format_name in FORMATS else "yaml"
    sheet = named(FORMATS[name].read(text.encode(), name="item"), slug="one")
    found = checked(sheet, known=None).bank.items
    if len(found) != 1:
        fault = Fault(
            0, "One question stands here, not %(count)s.", {"count": len(found)}
        )
        raise FileFaultsError("item", [fault])
    return found[0].model_copy(update={"id": item_id})


def read_back(name: str, text: str, item: Item) -> bool:
    """Tell whether an item comes out of its text as it was."""
    try:
        return read_item(name, text, item.id) == item
    except FileFaultsError:
        return False


def _without_head(text: str) -> str:
    """Return what stands below the first empty line: the item without its bank."""
    return text.partition("\n\n")[2]
