"""Vietnamese text: one spelling, a key for search without tone marks, one for order.

The PostgreSQL of the embedded default has no ICU, so that keys are computed here and
stored beside the text.
"""

import re
import unicodedata

from quizapp.errors import InvalidError

#: Vietnamese letters in the order of the dictionary.
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
#: Tone marks in the order of the dictionary: level, huyền, hỏi, ngã, sắc, nặng.
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
LONGEST_NAME = 100

#: Greek, Cyrillic, Icelandic and full-width letters → the Latin ones that they look
#: like: some keyboards write them, and some people to pass for another.
LOOK_ALIKES = str.maketrans(
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοАВЕКМНОРСТУХІЈЅаеорсухіјѕÐð",
    "ABEZHIKMNOPTYXoABEKMHOPCTYXIJSaeopcyxijsĐđ",
) | {
    first + letter: chr(ord(latin) + letter)
    for first, latin in ((0xFF21, "A"), (0xFF41, "a"))
    for letter in range(26)
}

_BLANKS = re.compile(r"\s+")
_SHAPES = {"\u0306", "\u0302", "\u031b"}  # breve, circumflex, horn: part of a letter
_INVISIBLE = {"\u00ad", "\ufeff"}


def clean(text: str) -> str:
    """Return text in NFC with single blanks, and without invisible characters."""
    visible = unicodedata.normalize("NFC", text)
    if not visible.isprintable():
        visible = "".join(filter(_is_visible, visible))
    return _BLANKS.sub(" ", visible).strip()


def clean_lines(text: str) -> str:
    """Return text as ``clean`` does, its lines kept: one empty one between them at most."""
    lines = "\n".join(clean(line) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def unmarked(text: str) -> str:
    """Return text without tone marks, hats and horns: ``Vi Thanh`` for Vị Thanh."""
    parted = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    letters = "".join(char for char in parted if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", letters)


def search_key(text: str) -> str:
    """Return text in small letters without any mark: ``vi thanh`` for Vị Thanh.

    Letters of other alphabets that look like Latin ones count as these.
    """
    letters = unmarked(clean(text).translate(LOOK_ALIKES).casefold())
    return _BLANKS.sub(" ", re.sub(r"[^\w\s]", " ", letters)).strip()


def slug_of(text: str) -> str:
    """Return text as a name for addresses, ``cau-hoi-dot-1``; empty if nothing fits."""
    return re.sub(r"[^a-z0-9]+", "-", search_key(text)).strip("-")[:80].rstrip("-")


def sort_key(text: str) -> str:
    """Return a key whose order by code points is the dictionary's."""
    letters: list[str] = []
    tones: list[str] = []
    for char in clean(text).casefold():
        letter, tone = _parted(char)
        letters.append(letter)
        tones.append(str(tone))
    return "".join(letters) + "\x01" + "".join(tones)


def person_sort_key(full_name: str) -> str:
    """Return the key of lists of people: tên first, then họ and đệm."""
    *before, given = clean(full_name).split(" ")
    return sort_key(given) + "\x02" + sort_key(" ".join(before))


def check_person_name(full_name: str) -> str:
    """Return a person's name in its one spelling.

    Raises:
        InvalidError: it is empty, too long, or holds what no name holds.
    """
    name = clean(full_name)
    if len(name) < 2:
        raise InvalidError("Type the full name.", field="full_name")
    if len(name) > LONGEST_NAME:
        raise InvalidError(
            "The name may have %(most)s letters at most.",
            field="full_name",
            most=LONGEST_NAME,
        )
    if not all(
        char.isalpha() or char in " .'’-" or unicodedata.combining(char)
        for char in name
    ):
        raise InvalidError(
            "A name has only letters: take out digits and signs.", field="full_name"
        )
    return name


def masked_name(full_name: str) -> str:
    """Return a name for readers who may not know it: ``Nguyễn T. A.``."""
    first, *rest = full_name.split(" ")
    return " ".join([first, *(f"{part[0]}." for part in rest if part)])


def _is_visible(char: str) -> bool:
    """Tell whether a character may stand in a text; blanks of any width may."""
    return not _is_no_character(char) and (
        unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"} or char.isspace()
    )


def _is_no_character(char: str) -> bool:
    """Tell whether a code is none of a visible character; XML refuses some of them."""
    return char in _INVISIBLE or ord(char) & 0xFFFE == 0xFFFE


def _parted(char: str) -> tuple[str, int]:
    """Split a small letter into a code for the letter and the number of its tone."""
    shape = ""
    tone = 0
    base, *marks = list(unicodedata.normalize("NFD", char))
    for mark in marks:
        if mark in _SHAPES:
            shape += mark
        elif mark in TONES:
            tone = TONES.index(mark)
    letter = unicodedata.normalize("NFC", base + shape)
    if letter in ALPHABET:
        return chr(ord("a") + ALPHABET.index(letter)), tone
    return ("!" if letter == " " else letter), tone
