"""Every sentence has its Vietnamese, with the same parameters."""

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from quizapp.phrases import TRANSLATIONS

PACKAGE = Path(__file__).parent.parent.parent / "quizapp"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "_l": None,
    "lazy_gettext": None,
    "Fault": (2,),
    "Flaw": (2,),
    "flag": (2,),
    "note": (2,),
    "LostClaimError": None,
    "_refused": (2,),
    "Remark": (2,),
    "PydanticCustomError": (2,),
    "Sentence": None,
    "message": None,
    "DomainError": None,
    "NotFoundError": None,
    "NotAllowedError": None,
    "ConflictError": None,
    "TooManyError": None,
    "InvalidError": None,
}
PAGES = ("**/templates/**.html", "**/kinds/**.html")
METHODS = [("**.py", "python"), *((pages, "jinja2") for pages in PAGES)]
OPTIONS = {pages: {"trim_blocks": "true", "lstrip_blocks": "true"} for pages in PAGES}
PARAMETER = re.compile(r"%\((\w+)\)[sd]")


def used():
    found = set()
    for _, _, message, _, _ in extract_from_dir(
        PACKAGE, METHODS, OPTIONS, keywords=KEYWORDS
    ):
        found.add(message if isinstance(message, str) else message[0])
    return found


def catalogue():
    path = TRANSLATIONS / "vi" / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale="vi")


def text_of(message):
    return message.string[0] if isinstance(message.string, tuple) else message.string


def test_every_sentence_has_its_vietnamese():
    messages = catalogue()
    missing = [
        text
        for text in used()
        if text and (not messages.get(text) or not text_of(messages.get(text)))
    ]

    assert missing == []


def test_no_sentence_stands_in_the_catalogue_that_nobody_says():
    known = used()
    ids = [m.id[0] if isinstance(m.id, tuple) else m.id for m in catalogue() if m.id]

    assert [text for text in ids if text not in known] == []


def test_translations_have_the_parameters_of_their_sentence():
    for message in catalogue():
        source = message.id[0] if isinstance(message.id, tuple) else message.id
        if source:
            assert set(PARAMETER.findall(text_of(message))) <= set(
                PARAMETER.findall(
                    " ".join([source, *message.id[1:]])
                    if isinstance(message.id, tuple)
                    else source
                )
            ), source


def test_nobody_is_addressed_directly():
    """The voice of design.md: no form of address at all."""
    assert [m.id for m in catalogue() if re.search(r"\bbạn\b", text_of(m), re.I)] == []
