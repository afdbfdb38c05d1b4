"""Kinds of items: what is promised of every folder in ``quizapp/banks/rules/kinds``."""

import json
import math
import re
import subprocess
import sys
import unicodedata
from decimal import Decimal
from itertools import combinations, permutations
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest
from pydantic import ValidationError

from quizapp.banks.rules import (
    BY_LETTER,
    KINDS,
    Bank,
    check_value,
    is_right,
    readings,
    typed_value,
)
from quizapp.banks.rules.kinds import kinds_in
from quizapp.errors import InvalidError
from tests import kinds

ROOT = Path(__file__).parent.parent.parent
HOSTILE = sorted((ROOT / "tests" / "data" / "hostile" / "json").glob("*.json"))
SEEDS = 200
#: No kind takes any of these.
NOTHING = {
    "null": None,
    "nan": math.nan,
    "infinity": math.inf,
    "-infinity": -math.inf,
    "half": 0.5,
    "zero as float": 0.0,
    "minus one": -1,
    "huge": 10**400,
    "empty": "",
    "blanks": " \t\u00a0 ",
    "invisible": "\u200b\ufeff\u00ad",
    "nul": "\x00",
    "half a pair": "\ud800",
    "line": "a\nb",
    "bell": "\x07",
    "long": "x" * 10_000,
    "map": {},
    "operator": {"$ne": None},
    "prototype": {"__proto__": {"is_right": True}},
    "empty list": [],
    "nested": [[0]],
    "list of null": [None],
    "list of nan": [math.nan],
    "list of text": ["0"],
    "list of truth": [True],
    "list of floats": [0.0],
    "list of maps": [{}],
    "twice": [0, 0],
    "far": [99],
    "below": [-1],
    "mixed": [0, "1"],
    "very long list": list(range(100_000)),
}
#: By how an answer is read: what such a kind doesn't take either.
ELSE = {
    "one": [True, False, "0", [0], 6, "true"],
    "some": [0, True, "0", "0,1", (0,), {0}, [0, 1, 2, 3, 4, 5, 6]],
    "truth": [0, 1, "true", "false", [True], "True"],
    "text": [0, 1, True, False, [0], ["a"], b"a", Decimal(1)],
}

on_each = pytest.mark.parametrize("item", kinds.EXAMPLES, ids=lambda item: item.id)


def orders(item):
    """Every order in which a paper may show the item's options."""
    return list(permutations(range(len(item.choices))))


def stored(value):
    """A value as the database gives it back."""
    return json.loads(json.dumps(value, allow_nan=False))


def means(word, other):
    """Whether two words of an answer say the same, a number also as it was typed."""
    if isinstance(other, Decimal) and isinstance(word, str):
        return other in readings(word)
    return word == other


def nested():
    value = [0]
    for _ in range(500):
        value = [value]
    return value


def values_within(value):
    """A value, and everything that stands in it."""
    yield value
    for one in value.values() if isinstance(value, dict) else ():
        yield from values_within(one)
    for one in value if isinstance(value, list) else ():
        yield from values_within(one)


def hostile_values():
    for path in HOSTILE:
        text = path.read_bytes().decode("utf-8", "replace").lstrip("\ufeff")
        yield text
        try:
            yield from values_within(json.loads(text))
        except (ValueError, RecursionError):
            continue


def test_every_folder_is_a_kind_and_has_examples():
    assert list(KINDS) == kinds.NAMES
    assert {item.kind for item in kinds.EXAMPLES} == set(kinds.NAMES)
    for name, item in KINDS.items():
        assert BY_LETTER[item.letter] is item
        assert (kinds.FOLDER / name / "fields.html").exists()
        assert item.reads in ELSE


@on_each
def test_made_up_answers_are_right_and_wrong_in_every_order(item):
    for order in orders(item):
        for seed in range(SEEDS if len(order) < 6 else SEEDS // 40):
            right = item.made_up(Random(seed), order, is_right=True)
            wrong = item.made_up(Random(seed), order, is_right=False)

            assert is_right(item, stored(right), order)
            assert not is_right(item, stored(wrong), order)
            check_value(item.shape, wrong)


@on_each
def test_made_up_answers_differ_from_seed_to_seed_only(item):
    order = orders(item)[-1]
    for is_answer_right in (True, False):
        one, other = (
            item.made_up(Random(7), order, is_right=is_answer_right) for _ in range(2)
        )
        assert one == other


@on_each
def test_words_of_a_right_answer_are_those_of_the_key_and_are_counted(item):
    counted = item.counted()
    right = [word for word, is_key in counted if is_key]
    assert sorted(map(str, right)) == sorted(map(str, item.right_in_words()))

    for order in orders(item):
        value = item.made_up(Random(1), order, is_right=True)
        words = item.in_words(value, order)
        assert words
        assert all(any(means(word, key) for key in right) for word in words)
        if item.choices:
            assert set(words) == set(right)


@on_each
def test_a_wrong_answer_has_other_words(item):
    right = set(item.right_in_words())
    for order in orders(item)[:24]:
        value = item.made_up(Random(1), order, is_right=False)
        assert set(item.in_words(value, order)) != right


@on_each
def test_what_is_offered_can_be_chosen_without_script(item):
    for order in orders(item):
        for text, word in item.offers(order):
            value = typed_value(item.shape, [text])
            check_value(item.shape, value)
            assert item.in_words(value, order) == (word,)


@on_each
def test_offers_name_every_option_once_in_displayed_order(item):
    for order in orders(item)[:24]:
        words = [word for _, word in item.offers(order)]
        assert len({value for value, _ in item.offers(order)}) == len(words)
        if item.choices:
            assert words == [item.choices[one].text for one in order]


@on_each
def test_one_set_of_ticked_offers_is_right_at_most(item):
    order = orders(item)[-1]
    texts = [text for text, _ in item.offers(order)]
    most = len(texts) if item.control == "checkbox" else 1
    ticked = [
        list(some)
        for count in range(1, most + 1)
        for some in combinations(texts, count)
    ]
    right = [
        some for some in ticked if is_right(item, typed_value(item.shape, some), order)
    ]
    assert len(right) == (1 if texts else 0)


@on_each
@pytest.mark.parametrize("name", NOTHING)
def test_what_can_be_no_answer_is_refused_with_a_sentence(item, name):
    with pytest.raises(InvalidError) as error:
        check_value(item.shape, NOTHING[name])
    assert str(error.value)
    assert not is_right(item, NOTHING[name], orders(item)[0])


@on_each
def test_what_other_kinds_take_is_refused(item):
    for value in [*ELSE[item.reads], nested(), object()]:
        with pytest.raises(InvalidError):
            check_value(item.shape, value)


@on_each
def test_of_hostile_documents_nothing_is_taken_that_cannot_be_kept(item):
    order = orders(item)[0]
    for value in hostile_values():
        if not item.fits(item.shape, value):
            continue
        assert stored(value) == value
        assert "\x00" not in str(value)
        json.dumps(value, ensure_ascii=False).encode()
        assert is_right(item, value, order) in {True, False}
        assert item.in_words(value, order)


@on_each
@pytest.mark.parametrize(
    "texts",
    [
        [""],
        ["x" * 10_000],
        ["9" * 10_000],
        ["-1"],
        ["0", "0"],
        ["0", "99"],
        ["true", "0"],
        ["\x00"],
        ["\ud800"],
        ["<script>"],
        ["1e400"],
        ["nan"],
    ],
    ids=range(12),
)
def test_fields_that_were_tampered_with_are_refused_or_fit(item, texts):
    value = typed_value(item.shape, texts)
    if item.fits(item.shape, value):
        assert stored(value) == value
        assert item.in_words(value, orders(item)[0])
    else:
        with pytest.raises(InvalidError):
            check_value(item.shape, value)


def test_two_kinds_with_one_letter_are_refused():
    one, other = (
        SimpleNamespace(__name__=f"kinds.{name}", ITEM=SimpleNamespace(letter="x"))
        for name in ("one", "other")
    )
    with pytest.raises(ValueError, match="other and one have the same letter x"):
        kinds_in([one, other])
    assert list(kinds_in([one])) == ["one"]


#: Where kinds may be named: their folders, formats of files, and texts for people.
MAY_NAME = ("quizapp/banks/rules/kinds/", "quizapp/banks/files/")
SOURCES = ("quizapp", "benchmarks", "migrations", "contests", "run.py", "wsgi.py")
#: Kinds whose names are words of other matters as well: only told beside “kind”.
PLAIN = {"number"}


def named_kinds(text):
    """The kinds that a source names: quoted, or behind the word “kind”."""
    for name in KINDS:
        quoted = rf"""["']{name}["']"""
        beside = (
            rf"""\bkinds?\b[\w.]*["']?\s*(?:[=!]=|=|:|in|not in)\s*[\[({{]*{quoted}"""
        )
        selector = rf"""data-kind[~|^$*]?=["']?{name}\b"""
        patterns = [beside, selector] if name in PLAIN else [quoted, selector]
        patterns += [rf"\b{name}\b"] if "_" in name else []
        if re.search("|".join(patterns), text):
            yield name


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('if item.kind == "single":', ["single"]),
        ("if kind in {'number', 'x'}", ["number"]),
        ('"kind": "number"', ["number"]),
        ("[data-kind=multiple] { color: red }", ["multiple"]),
        ("true_false = 1", ["true_false"]),
        ('params = {"number": 1}', []),
        ("a single row of multiple numbers", []),
    ],
)
def test_a_kind_that_is_named_is_found(text, found):
    assert list(named_kinds(text)) == found


def test_no_other_file_names_a_kind():
    naming = {}
    for source in SOURCES:
        path = ROOT / source
        for one in [path] if path.is_file() else path.rglob("*"):
            name = one.relative_to(ROOT).as_posix()
            if one.suffix not in {".py", ".html", ".js", ".css", ".yaml"}:
                continue
            if name.startswith(MAY_NAME):
                continue
            found = list(named_kinds(one.read_text(encoding="utf-8")))
            if found:
                naming[name] = found
    assert naming == {}


CLOZE = '''
"""Gaps to fill in, parted by semicolons."""
from typing import Literal

from quizapp.banks.rules.fields import ShortText
from quizapp.banks.rules.item import AnyItem
from quizapp.errors import InvalidError


class ClozeItem(AnyItem):
    letter = "c"
    control = "text"
    reads = "text"

    kind: Literal["cloze"]
    gaps: tuple[ShortText, ...]

    @property
    def shape(self):
        return f"c{len(self.gaps)}"

    @classmethod
    def refused(cls):
        return InvalidError("Fill in every gap.")

    @classmethod
    def fits(cls, shape, value):
        return type(value) is str and value.count(";") == int(shape[1:]) - 1

    def is_right(self, value, order):
        parts = [part.strip().casefold() for part in value.split(";")]
        return parts == [gap.casefold() for gap in self.gaps]

    def offers(self, order):
        return []

    def in_words(self, value, order):
        return tuple(part.strip() for part in value.split(";"))

    def right_in_words(self):
        return self.gaps

    def counted(self):
        return tuple((gap, True) for gap in self.gaps)

    def made_up(self, rng, order, *, is_right):
        return "; ".join(self.gaps if is_right else ["?"] * len(self.gaps))


ITEM = ClozeItem
'''
FIELDS = """\
<label>{{ item.gaps | length }} gaps
<input type="text" name="value" value="{{ value }}"></label>
"""
PLAY = '''
import sys
from importlib.machinery import PathFinder


class Beside:
    """Adds a folder to the path of the package of kinds."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name != "quizapp.banks.rules.kinds":
            return None
        spec = PathFinder.find_spec(name, path)
        spec.submodule_search_locations.append(sys.argv[1])
        return spec


sys.meta_path.insert(0, Beside)

from random import Random

from quizapp.app import create_app
from quizapp.attempts.rules import check_answer, draw_paper, grade
from quizapp.banks.files import json_schema, parse_bank
from quizapp.banks.rules import KINDS
from quizapp.contests.rules import PaperPlan, Section
from quizapp.contests.rules.planning import planned
from quizapp.errors import InvalidError
from quizapp.settings import Settings
from quizapp.web import papers

BANK = """
id: bank
title: Bank
items:
  - {id: gaps, kind: cloze, stem: "Ba … đang, … giỏi", gaps: [đảm, hai]}
  - {id: other, kind: number, stem: "?", answer: 12}
"""
assert "cloze" in KINDS and '"cloze"' in json_schema()
bank = parse_bank(BANK.encode(), name="bank.yaml").bank
items = tuple(map(planned, bank.items))
section = Section(bank_id=1, bank_version_id=1, count=2, items=items)
plan = PaperPlan(sections=(section,), shuffle_items=True, shuffle_options=True)
paper = draw_paper(plan, "seed")
found = {(1, item.id): item for item in bank.items}
for is_right, score in ((True, 200), (False, 0)):
    answers = {}
    for position, question in paper.numbered():
        item = found[1, question.item]
        value = item.made_up(Random(1), question.options, is_right=is_right)
        check_answer(question.shape, value)
        answers[position] = value
    assert grade(paper, answers, found, needs_all=True).score_hundredths == score
try:
    check_answer("c2", "one gap")
except InvalidError as error:
    assert "every gap" in str(error)
else:
    raise AssertionError("one gap of two was taken")

url = "postgresql+psycopg://nobody@127.0.0.1:1/none"
app = create_app(
    Settings(
        secret_key="0123456789abcdef" * 4,
        database_url=url,
        database_owner_url=url,
        redis_url="redis://127.0.0.1:1/0",
        public_url="http://localhost",
    )
)
with app.test_request_context():
    names = ("attempt_id", "csrf", "lease", "counter")
    for position, question in paper.numbered():
        if question.item == "gaps":
            print(
                papers.asked(
                    dict.fromkeys(names, "1") | papers.own(position, "đảm; <hai>"),
                    question, found[1, "gaps"], "đảm; <hai>", {},
                )
            )
'''


def test_a_new_kind_is_a_folder_and_nothing_else(tmp_path):
    folder = tmp_path / "more" / "cloze"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(CLOZE, encoding="utf-8")
    (folder / "fields.html").write_text(FIELDS, encoding="utf-8")
    (tmp_path / "play.py").write_text(PLAY, encoding="utf-8")
    done = subprocess.run(  # our own script
        [sys.executable, tmp_path / "play.py", folder.parent],
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PATH": ""},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "Ba … đang, … giỏi" in done.stdout
    assert "<label>2 gaps" in done.stdout
    assert 'value="đảm; &lt;hai&gt;"' in done.stdout


def nfd(text):
    return unicodedata.normalize("NFD", text)


#: Right answer, what was typed, and whether it is right: with neither tone marks nor
#: capitals wanted, with tone marks, with capitals, with both.
TYPED = [
    ("Hà Nội", "Hà Nội", "yyyy"),
    ("Hà Nội", nfd("Hà Nội"), "yyyy"),
    (nfd("Hà Nội"), "Hà Nội", "yyyy"),
    ("Hà Nội", "hà nội", "yy--"),
    ("Hà Nội", "HÀ NỘI", "yy--"),
    ("Hà Nội", "Ha Noi", "y-y-"),
    ("Hà Nội", "ha noi", "y---"),
    ("Hà Nội", "Ha Nội", "y-y-"),
    ("Hà Nội", "Hạ Nội", "y-y-"),
    ("Hà Nội", "HaNoi", "----"),
    ("Hà Nội", "  Hà   Nội ", "yyyy"),
    ("Hà Nội", "Hà\u00a0Nội", "yyyy"),
    ("Hà Nội", "Hà\u200b Nội", "yyyy"),
    ("Hà Nội", "Hà Nội.", "yyyy"),
    ("Hà Nội", "Hà Nội ...", "yyyy"),
    ("Hà Nội", "Hà Nội…", "yyyy"),
    ("Hà Nội", "Hà Nội!?", "yyyy"),
    ("Hà Nội.", "Hà Nội", "yyyy"),
    ("Hà Nội", "thành phố Hà Nội", "----"),
    ("Hà Nội", "Нà Nội", "----"),
    ("Hà Nội", "Hà Nộі", "----"),
    ("Hoa", "Ноа", "----"),
    ("đảm đang", "đảm đang", "yyyy"),
    ("đảm đang", "dam dang", "y-y-"),
    ("đảm đang", "ðảm ðang", "----"),
    ("đảm đang", "Đảm Đang", "yy--"),
    ("Đảm đang", "DAM DANG", "y---"),
    ("hòa bình", "hoà bình", "yyyy"),
    ("thuỷ lợi", "thủy lợi", "yyyy"),
    ("hòa bình", "hóa bình", "y-y-"),
    ("Ấp Bắc", "Âp Băc", "y-y-"),
    ("ngày 20/10", "ngày 20/10", "yyyy"),
    ("1930", "１９３０", "yyyy"),
    ("1930", "l930", "----"),
    ("1930", "٢٩٣٠", "----"),
    ("1930", "1 930", "----"),
    ("HTX", "ｈｔｘ", "yy--"),
    ("Việt - Lào", "Việt – Lào", "yyyy"),
    ("Việt - Lào", "Việt—Lào", "yyyy"),
    ("Việt - Lào", "Việt-Lào", "yyyy"),
    ("Việt - Lào", "Việt Lào", "----"),
    ("“Ba đảm đang”", "Ba đảm đang", "yyyy"),
    ("Ba đảm đang", '"Ba đảm đang"', "yyyy"),
    ("Ba đảm đang", "«Ba đảm đang.»", "yyyy"),
    ("Ea H'leo", "Ea H’leo", "yyyy"),
    ("Ea H'leo", "Ea Hleo", "----"),
    ("50%", "50", "----"),
    ("Straße", "STRASSE", "yy--"),
]


def short_text(*answers, **changes):
    item = {"id": "i", "kind": "short_text", "stem": "?", "answers": answers} | changes
    return Bank.model_validate({"id": "b", "title": "t", "items": [item]}).items[0]


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize(("answer", "typed", "right"), TYPED)
def test_words_are_compared_as_the_item_says(answer, typed, right, place):
    item = short_text(answer, tone_marks=place in {1, 3}, capitals=place >= 2)

    assert is_right(item, typed, ()) is (right[place] == "y")


@pytest.mark.parametrize("answers", [["…"], ["“”"], ["a", "a"], [], ["a"] * 21])
def test_answers_of_nothing_or_twice_are_refused(answers):
    with pytest.raises(ValidationError):
        short_text(*answers)
