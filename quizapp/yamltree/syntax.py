"""What the YAML parser complains of, in sentences for people who don't know YAML."""

from collections.abc import Callable

from yaml import MarkedYAMLError, YAMLError

from quizapp.errors import Fault


def syntax_fault(error: YAMLError, text: str) -> Fault:
    """Return the fault behind an error of the parser, with its line."""
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return Fault(1, "This can't be read as YAML.")
    mark = error.problem_mark
    problem = str(error.problem)
    if problem.startswith("found character that cannot start"):
        return _bad_start(mark.line + 1, text[mark.index : mark.index + 1])
    line = mark.line + 1
    if problem in UNCLOSED and error.context_mark is not None:
        line = error.context_mark.line + 1
    return SENTENCES.get(problem, _unreadable)(line)


def _bad_start(line: int, char: str) -> Fault:
    if char == "\t":
        return Fault(line, "Indent by spaces: here is a tab.")
    return Fault(
        line,
        "A value that starts with “%(sign)s” must stand between quotes.",
        {"sign": char},
    )


def _unreadable(line: int) -> Fault:
    return Fault(
        line, "This can't be read as YAML: check indentation, quotes and colons."
    )


def _colon(line: int) -> Fault:
    return Fault(
        line,
        "There is a second colon, or this line is indented too far: put a text that"
        " holds “: ” between quotes.",
    )


def indentation_fault(line: int) -> Fault:
    """Return the fault of a line that begins at the wrong place."""
    return Fault(
        line,
        "This line is not indented as those it belongs to, or a quote ends too early.",
    )


def _no_colon(line: int) -> Fault:
    return Fault(line, "A name without a colon: write “name: value”.")


def _quote(line: int) -> Fault:
    return Fault(line, "A quote that opens here is not closed.")


def _bracket(line: int) -> Fault:
    return Fault(
        line, "A bracket that opens here is not closed, or a comma is missing."
    )


def _dash(line: int) -> Fault:
    return Fault(line, "A line of a list can't stand here: check how it is indented.")


def _backslash(line: int) -> Fault:
    return Fault(
        line, "A backslash in double quotes: write it twice, or use single quotes."
    )


def _tag(line: int) -> Fault:
    return Fault(
        line,
        "A value that starts with “%(sign)s” must stand between quotes.",
        {"sign": "!"},
    )


#: The parser's word for each of them; several mean one thing to a person.
SENTENCES: dict[str, Callable[[int], Fault]] = {
    "mapping values are not allowed in this context": _colon,
    "did not find expected key": indentation_fault,
    "did not find expected '-' indicator": indentation_fault,
    "could not find expected ':'": _no_colon,
    "found unexpected end of stream": _quote,
    "found unexpected document indicator": _quote,
    "did not find expected ',' or ']'": _bracket,
    "did not find expected ',' or '}'": _bracket,
    "did not find expected node content": _bracket,
    "block sequence entries are not allowed in this context": _dash,
    "found unknown escape character": _backslash,
    "did not find expected hexdecimal number": _backslash,
    "found invalid Unicode character escape code": _backslash,
    "found undefined tag handle": _tag,
    "did not find expected tag URI": _tag,
    "did not find expected whitespace or line break": _tag,
    "did not find expected '!'": _tag,
}
#: Their fault lies where something was opened.
UNCLOSED = frozenset(
    problem for problem, sentence in SENTENCES.items() if sentence in {_quote, _bracket}
)
