"""Pictures that come with a bank's file: found beside it, and made ours."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from unicodedata import normalize

from quizapp.banks.files.sheet import Sheet
from quizapp.banks.rules import Bank, StoredPicture, named_pictures
from quizapp.errors import Fault, InvalidError
from quizapp.pictures import MOST_BYTES, Picture, re_encoded
from quizapp.richtext import is_picture_name
from quizapp.yamltree import line_at

#: Pictures that a bank has already, by name.
Known = Mapping[str, StoredPicture]

NONE: Known = MappingProxyType({})


class Beside(Mapping[str, bytes]):
    """The pictures in a folder by name, each read when it is asked for.

    What lies elsewhere isn't there, whatever a link in the folder says.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def __getitem__(self, name: str) -> bytes:
        try:
            with self._files()[name].open("rb") as file:
                return file.read(MOST_BYTES + 1)
        except OSError:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._files())

    def __len__(self) -> int:
        return len(self._files())

    def _files(self) -> dict[str, Path]:
        """Return the files by name; some systems spell names in pieces."""
        return {
            normalize("NFC", path.name): path
            for path in self._folder.iterdir()
            if is_picture_name(path.name)
            and path.is_file()
            and path.resolve().parent == self._folder
        }


def pictured(
    bank: Bank, sheet: Sheet, known: Known
) -> tuple[Bank, tuple[Picture, ...], list[Fault]]:
    """Return a bank with the pictures that its texts show, and what is wrong of them.

    What came with the file goes before what is ``known`` by the same name.
    """
    notes: list[StoredPicture] = []
    found: list[Picture] = []
    faults: list[Fault] = []
    for name, path in named_pictures(bank).items():
        line = line_at(sheet.tree, path)
        data = sheet.pictures.get(name)
        if data is None and name in known:
            notes.append(known[name])
            continue
        if data is None:
            faults.append(
                Fault(
                    line,
                    "The picture “%(picture)s” isn't there: give it together with this"
                    " file, in the same folder and by this very name.",
                    {"picture": name},
                )
            )
            continue
        try:
            picture = re_encoded(data, name)
        except InvalidError as error:
            faults.append(Fault(line, error.message, error.params))
        else:
            found.append(picture)
            notes.append(_note(picture))
    return bank.model_copy(update={"pictures": tuple(notes)}), tuple(found), faults


def _note(picture: Picture) -> StoredPicture:
    return StoredPicture(
        name=picture.name,
        hash=picture.hash,
        width=picture.width,
        height=picture.height,
        byte_count=picture.byte_count,
    )
