"""XML into elements that know their lines, one question at a time.

References to outside, entities and document types are refused by defusedxml.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.sax import SAXException, SAXParseException  # its errors alone
from xml.sax.handler import ContentHandler  # what a parser calls; it parses nothing

from defusedxml import DefusedXmlException
from defusedxml.expatreader import create_parser

from quizapp.errors import Fault, FileFaultsError
from quizapp.yamltree.characters import text_problem, visible

#: So many characters are handed to the parser in one go.
AT_ONCE = 65_536
DEEPEST = 20
#: No question has more.
MOST_ELEMENTS = 5_000


@dataclass
class Element:
    """An element, its texts in one."""

    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def all(self, name: str) -> Iterator["Element"]:
        """Yield the children of a name."""
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> "Element | None":
        """Return the first child of a name."""
        return next(self.all(name), None)

    def value(self, *names: str) -> str:
        """Return the text of a child, or of a child's child; empty: there is none."""
        found: Element | None = self
        for name in names:
            found = found.first(name) if found is not None else None
        return found.text.strip() if found is not None else ""


def read_questions(text: str, *, name: str, take: Callable[[Element], None]) -> None:
    """Read XML and give each ``question`` to ``take``, in the order of the file.

    Raises:
        FileFaultsError: it is no XML that we take.
    """
    parser = create_parser(forbid_dtd=True)
    handler = _Handler(take)
    parser.setContentHandler(handler)
    handler.setDocumentLocator(parser)
    try:
        for start in range(0, max(len(text), 1), AT_ONCE):
            parser.feed(text[start : start + AT_ONCE])
        parser.close()
    except DefusedXmlException:
        fault = Fault(
            handler.line,
            "A document type (<!DOCTYPE …>) can't stand in here: take it out, and"
            " what is named in it.",
        )
    except SAXParseException as error:
        fault = Fault(
            max(error.getLineNumber() or 1, 1),
            "This can't be read as XML: look for tags that aren't closed, and for the"
            " signs < and & in texts.",
        )
    except _StoppedError as error:
        fault = error.fault
    else:
        return
    raise FileFaultsError(name, [fault])


class _StoppedError(SAXException):
    """There is no use in reading on."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class _Handler(ContentHandler):
    """Builds elements."""

    def __init__(self, take: Callable[[Element], None]) -> None:
        super().__init__()
        self._take = take
        self._open: list[Element] = []
        self._texts: list[list[str]] = []
        self._count = 0
        self._locator: Any = None

    @property
    def line(self) -> int:
        """Return where the parser is."""
        return max(self._locator.getLineNumber() or 1, 1) if self._locator else 1

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802  # SAX calls it so
        """Take what knows the line."""
        self._locator = locator

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802  # SAX calls it so
        """Open an element."""
        if not self._open and name != "quiz":
            raise _StoppedError(
                Fault(
                    self.line, "This is no Moodle XML: its outermost element is <quiz>."
                )
            )
        if len(self._open) >= DEEPEST:
            raise _StoppedError(Fault(self.line, "Elements stand too deep here."))
        self._count = self._count + 1 if len(self._open) > 1 else 0
        if self._count > MOST_ELEMENTS:
            raise _StoppedError(Fault(self.line, "This question has too many parts."))
        element = Element(name, self.line, dict(attrs.items()))
        if len(self._open) > 1:
            self._open[-1].children.append(element)
        self._open.append(element)
        self._texts.append([])

    def endElement(self, name: str) -> None:  # noqa: N802  # SAX calls it so
        """Close an element; a whole question is given away."""
        element = self._open.pop()
        element.text = "".join(self._texts.pop())
        if text_problem(element.text) is not None:
            element.text = visible(element.text)
            if text_problem(element.text) is not None:
                raise _StoppedError(
                    Fault(self.line, "A letter with more marks than any writing has.")
                )
        if len(self._open) == 1 and name == "question":
            self._take(element)

    def characters(self, content: str) -> None:
        """Add to the text of the open element."""
        if len(self._open) > 1:
            self._texts[-1].append(content)
