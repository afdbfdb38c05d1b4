"""The usual layout read line by line: what each line is follows from where it stands."""

from collections.abc import Iterable, Sequence

from quizapp.banks.files.layout import words
from quizapp.banks.files.layout.keys import settle
from quizapp.banks.files.layout.lines import Line, Paragraph, lines_of, plain_line
from quizapp.banks.files.layout.preamble import take_preamble
from quizapp.banks.files.layout.questions import Question, Typed, chapters
from quizapp.banks.files.typed import LETTERS, Taker
from quizapp.banks.rules import MOST_ITEMS
from quizapp.errors import Fault, FileFaultsError
from quizapp.yamltree import Map
from quizapp.yamltree.reading import shortened

#: Numbers with keys, as a table gives them: place, number, key.
Keys = Sequence[tuple[int, int, str]]
#: Fields whose text goes on in the paragraphs below.
_LONG = ("explanation", "source", "address")


def tree_of(
    paragraphs: Iterable[Paragraph], taker: Taker, *, name: str, keys: Keys = ()
) -> Map:
    """Return the bank that paragraphs hold; what is wrong goes to the taker.

    Raises:
        FileFaultsError: there are too many questions, or none.
    """
    reader = _Reader(taker, name)
    reader.read(list(lines_of(paragraphs)))
    for place, number, text in keys:
        reader.give_key(place, number, plain_line(place, text))
    tree = Map(1)
    take_preamble(reader.preamble, tree, taker)
    for question in reader.questions:
        settle(question, taker)
    if not reader.questions and not taker.faults:
        taker.flag(
            1,
            "There is no question in here: a question begins with “Câu 1:”, its options"
            " with “A.”, “B.” …",
        )
    if taker.items:
        tree["items"] = taker.items
        tree.lines["items"] = taker.items.lines[0]
    return tree


class _Reader:
    """Reads lines one after the other and remembers where it is."""

    def __init__(self, taker: Taker, name: str) -> None:
        self.preamble: list[Line] = []
        self.questions: list[Question] = []
        self._taker = taker
        self._name = name
        #: stem, option, name of a field, keys, or nowhere.
        self._where = "nowhere"
        self._chapters: dict[int, tuple[int, str]] = {}
        #: Number → the questions that a key table below can mean.
        self._numbered: dict[int, list[Question]] = {}
        self._has_sure_heads = False
        self._is_new_part = False
        self._next: Line | None = None

    def read(self, lines: Sequence[Line]) -> None:
        """Read every line."""
        self._has_sure_heads = any(
            (head := words.head_of(line))
            and head.is_sure
            and not words.entries_of(line)
            for line in lines
        )
        for place, line in enumerate(lines):
            self._next = lines[place + 1] if place + 1 < len(lines) else None
            any(take(self, line) for take in self._TAKERS)

    def give_key(self, place: int, number: int, key: Line) -> None:
        """Give a key of a table to the question of this number."""
        found = self._numbered.get(number, [])
        if not found:
            self._taker.flag(
                place,
                "The key table has a key for Câu %(number)s, but there is no such"
                " question.",
                number=number,
            )
        elif len(found) > 1:
            self._taker.flag(
                place,
                "Two questions have the number %(number)s, so that the key table can"
                " mean either: number them anew.",
                number=number,
            )
        else:
            found[0].tabled.append((place, key.text))

    @property
    def _current(self) -> Question | None:
        return self.questions[-1] if self.questions else None

    def _take_title(self, line: Line) -> bool:
        """Take a title above everything, whatever it begins with."""
        is_title = line.heading == 1 and not self.questions
        if is_title:
            self.preamble.append(line)
        return is_title

    def _take_heading(self, line: Line) -> bool:
        question = self._current
        if question is not None and not question.is_answered:
            return False
        found = words.heading_of(line)
        if found is None or words.head_of(line) is not None:
            return False
        level, name = found
        self._chapters = {
            one: tag for one, tag in self._chapters.items() if one < level
        }
        if tag := self._taker.tag(line.place, name):
            self._chapters[level] = (line.place, tag)
        self._where = "nowhere" if self.questions else "preamble"
        self._is_new_part = True
        return True

    def _take_key_table(self, line: Line) -> bool:
        if self.questions and words.is_key_heading(line):
            return self._begin_keys(line)
        entries = words.entries_of(line) if self.questions else []
        if len(entries) == 1 and not self._is_key_of_known(line, entries[0][0]):
            return False
        for number, key in entries:
            self.give_key(line.place, number, plain_line(line.place, key))
        if entries:
            self._where = "keys"
        return bool(entries)

    def _begin_keys(self, line: Line) -> bool:
        """Begin a table of keys, unless the key of one question stands below."""
        follows = self._next
        question = self._current
        if (
            question is not None
            and not question.keys
            and follows is not None
            and (words.letters_of(follows.text) or ":" in line.text)
            and not words.entries_of(follows)
            and not words.entry_of(follows)
        ):
            self._where = "key"
        else:
            self._where = "keys"
        return True

    def _is_key_of_known(self, line: Line, number: int) -> bool:
        """Tell whether a line such as ``1. B`` is a key and no question."""
        return self._where == "keys" or (
            number in self._numbered
            and bool(self._current and self._current.is_answered)
        )

    def _take_free_key(self, line: Line) -> bool:
        """Take ``5: 959`` in a table of keys."""
        entry = words.entry_of(line) if self._where == "keys" else None
        if entry is None or (entry[0] not in self._numbered and self._begins(line)):
            return False
        self.give_key(line.place, *entry)
        return True

    def _begins(self, line: Line) -> bool:
        """Tell whether options follow, so that a line is a question."""
        return (
            bool(self._next is not None and words.mark_of(self._next))
            or words.options_inside(line) is not None
        )

    def _take_head(self, line: Line) -> bool:
        head = words.head_of(line)
        if head is None or not (head.is_sure or self._may_begin(head.number)):
            return False
        if len(self.questions) == MOST_ITEMS:
            raise FileFaultsError(
                self._name,
                [
                    Fault(
                        line.place,
                        "A file may have %(most)s questions at most: split it.",
                        {"most": MOST_ITEMS},
                    )
                ],
            )
        question = Question(
            line.place, head.number, tags=list(chapters(self._chapters))
        )
        self._number(question)
        self.questions.append(question)
        self._where = "stem"
        if head.points:
            question.fields["points"] = [plain_line(line.place, head.points)]
        self._take_stem(head.rest)
        return True

    def _may_begin(self, number: int) -> bool:
        """Tell whether a bare number begins a question, and isn't part of one."""
        question = self._current
        if question is None:
            return not self._has_sure_heads
        if self._has_sure_heads:
            return number == question.number + 1 and question.is_answered
        return question.is_answered or number == question.number + 1

    def _number(self, question: Question) -> None:
        """Note a question's number; say where numbers are missing or stand twice."""
        before = self._current
        number = question.number
        if self._where == "keys" or (self._is_new_part and number == 1):
            self._numbered = {} if number in self._numbered else self._numbered
            before = None
        self._is_new_part = False
        same = self._numbered.setdefault(number, [])
        same.append(question)
        if len(same) > 1:
            self._taker.note(
                question.place,
                "Two questions have the number %(number)s: number them anew.",
                number=number,
            )
        elif before is not None and number != before.number + 1:
            self._taker.note(
                question.place,
                "Câu %(number)s follows Câu %(before)s: is a question missing?",
                number=number,
                before=before.number,
            )

    def _take_stem(self, line: Line) -> None:
        at = words.options_inside(line)
        if at is not None and not self._starts_with("A"):
            self._keep_stem(line.cut(0, at))
            self._take_option(line.cut(at))
        else:
            self._keep_stem(line)

    def _keep_stem(self, line: Line) -> None:
        if line.text:
            self.questions[-1].stem.append(line)

    def _starts_with(self, letter: str) -> bool:
        mark = words.mark_of(self._next) if self._next is not None else None
        return mark is not None and mark.letter == letter

    def _take_field(self, line: Line) -> bool:
        question = self._current
        if question is None:
            return False
        key = words.key_of(line)
        told = words.field_of(line)
        if key is not None:
            self._where = "key"
            if key.text:
                question.keys.append(key)
        elif told is not None:
            self._where = told.name
            if told.name in question.fields:
                self._say_lost(line)
            elif told.rest.text:
                question.fields[told.name] = [told.rest]
        return key is not None or told is not None

    def _take_option(self, line: Line) -> bool:
        mark = words.mark_of(line)
        if mark is None or self._where in _LONG:
            return False
        question = self._current
        if question is None:
            if self._is_beginning_of_options(mark.letter):
                self._taker.flag(
                    line.place,
                    "An option stands before any question: write “Câu 1: …” above it.",
                )
            return self._is_beginning_of_options(mark.letter)
        if not question.options and mark.letter != "A" and self._where != "stem":
            return False
        for part in words.parted(line, mark.letter, follows=self._next_letter):
            one = words.mark_of(part)
            if one is not None:
                question.options.append(
                    Typed(line.place, one.letter, one.label, [one.rest], one.is_starred)
                )
        self._where = "option"
        return True

    def _is_beginning_of_options(self, letter: str) -> bool:
        return letter == "A" and (
            self._starts_with("B")
            or bool(words.parted(self._next, "A", follows="")[1:])
            if self._next is not None
            else False
        )

    @property
    def _next_letter(self) -> str:
        mark = words.mark_of(self._next) if self._next is not None else None
        return mark.letter if mark is not None else ""

    def _take_text(self, line: Line) -> bool:
        """Take a line that is none of the above for the rest of what stands before."""
        question = self._current
        if question is None:
            self.preamble.append(line)
        elif self._where == "stem":
            self._take_stem(line)
        elif self._where == "option" and self._goes_on(line, question):
            question.options[-1].lines.append(line)
        elif self._where == "key" and not question.keys:
            question.keys.append(line)
        elif self._where == "explanation" or (
            self._where in _LONG and not line.is_apart and line.text[:1].islower()
        ):
            question.fields.setdefault(self._where, []).append(line)
        else:
            self._say_lost(line)
        return True

    def _goes_on(self, line: Line, question: Question) -> bool:
        """Tell whether an option goes on in a line."""
        letter = question.options[-1].letter
        follows = LETTERS[LETTERS.index(letter) + 1 : LETTERS.index(letter) + 2]
        return (
            line.is_broken
            or self._next_letter == follows != ""
            or (not line.is_apart and line.text[:1].islower())
        )

    def _say_lost(self, line: Line) -> None:
        self._taker.note(
            line.place,
            "This text belongs to no question and is left out: “%(text)s”.",
            text=shortened(line.text),
        )

    _TAKERS = (
        _take_title,
        _take_heading,
        _take_key_table,
        _take_free_key,
        _take_head,
        _take_field,
        _take_option,
        _take_text,
    )
