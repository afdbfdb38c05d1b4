"""Banks through other formats and back: what comes back, and what losses name."""

import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.banks.files import checked, read_bank
from quizapp.banks.files.formats import FORMATS
from quizapp.banks.files.markup import marks
from quizapp.banks.files.markup import written as respelled
from quizapp.banks.files.naming import named
from quizapp.banks.rules import Bank

BANKS = sorted((Path(__file__).parent.parent.parent / "question_banks").glob("*.yaml"))
FOREIGN = ["gift", "moodle-xml", "aiken"]
#: What each format may lose of an item; a loss of anything else is a mistake of ours.
LOST = {
    "gift": {"points", "keep_last", "tone_marks", "capitals"},
    "moodle-xml": {"keep_last", "tone_marks"},
    "aiken": {
        *("id", "points", "tags", "difficulty", "explanation", "source", "as_of"),
        "keep_last",
    },
}
NASTY = [
    *(
        "{",
        "}",
        "~",
        "=",
        ":",
        "::",
        "#",
        "####",
        "\\",
        "//",
        "->",
        "%50%",
        "{T}",
        "\\n",
    ),
    *("<b>", "</p>", "<", ">", "&", "&lt;", "]]>", "<![CDATA[", '"', "'", "$", "$x^2$"),
    *(
        "*",
        "**",
        "_",
        "`",
        "^",
        "^2^",
        "~2~",
        "![",
        "](",
        "[html]",
        "[moodle]",
        "\\(",
        "\\)",
    ),
    *(
        "- ",
        "1. ",
        "2. ",
        "A. ",
        "B) ",
        "ANSWER: A",
        "$CATEGORY: a",
        "// [id:x]",
        "---",
    ),
    *(
        "\U0001f600",
        "\u0110ạt",
        "e\u0323\u0302",
        "đ",
        " ",
        " ",
        "\n",
        "\n\n",
        "a",
        "b1",
        "ừ",
    ),
    *(
        "**a**",
        "*b*",
        "- a\n- b",
        "H~2~O",
        "`c`",
        "\\*",
        "%",
        "@@PLUGINFILE@@/",
        "T",
        "-",
    ),
]
nasty = st.lists(st.sampled_from(NASTY), min_size=1, max_size=8).map("".join)


def shown(text):
    """What a text must have to be one: letters, signs or digits."""
    formulas = [one[1] for one in marks(text) if one[0] == "math"]
    return (
        any(not one.isspace() for one in text)
        and "![" not in text
        and not any("$" in one and "\\" in one for one in formulas)
    )


prose = nasty.filter(shown).map(lambda text: unicodedata.normalize("NFC", text))
line = prose.map(lambda text: " ".join(text.split()))
word = line.filter(lambda text: any(one.isalnum() for one in text))
tag = st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,3})?", fullmatch=True)
number = st.decimals(-10_000, 10_000, places=3).map(lambda one: one.normalize())


@st.composite
def items(draw, place):
    kind = draw(
        st.sampled_from(["single", "multiple", "true_false", "number", "short_text"])
    )
    found = {"id": f"cau-{place}", "kind": kind, "stem": draw(prose)}
    optional = {
        "points": st.sampled_from([Decimal(2), Decimal("0.25")]),
        "tags": st.lists(tag, max_size=3, unique=True),
        "difficulty": st.sampled_from(["easy", "medium", "hard"]),
        "explanation": prose,
        "source": st.fixed_dictionaries(
            {"title": line},
            optional={"part": line, "address": st.just("https://a.vn/?b=c&d")},
        ),
        "as_of": st.dates().filter(lambda day: day.year > 999).map(str),
    }
    found |= draw(st.fixed_dictionaries({}, optional=optional))
    if kind in {"single", "multiple"}:
        texts = draw(st.lists(line, min_size=2, max_size=6, unique_by=str.casefold))
        right = 1 if kind == "single" else draw(st.integers(1, len(texts) - 1))
        kept = draw(st.sampled_from([0, 0, 0, 1, len(texts)]))
        found["options"] = [
            {"text": text, "key": at < right, "keep_last": at >= len(texts) - kept}
            for at, text in enumerate(texts)
        ]
    elif kind == "true_false":
        found["answer"] = draw(st.booleans())
    elif kind == "number":
        found |= {"answer": draw(number), "tolerance": abs(draw(number))}
    else:
        found |= {
            "answers": draw(st.lists(word, min_size=1, max_size=4, unique=True)),
            "tone_marks": draw(st.booleans()),
            "capitals": draw(st.booleans()),
        }
    return found


@st.composite
def banks(draw):
    count = draw(st.integers(1, 3))
    return Bank.model_validate(
        {
            "id": "ngan-hang",
            "title": draw(line),
            "items": [draw(items(place)) for place in range(count)],
        }
    )


def looks(item):
    """An item, texts by what they mean."""
    told = item.model_dump()
    for name in ("stem", "explanation"):
        told[name] = marks(told[name]) if told.get(name) else None
    for option in told.get("options", ()):
        option["text"] = marks(option["text"])
    return told


def without(item, fields):
    """An item as a format gives it back that loses these fields."""
    told = looks(item)
    for name in fields - {"keep_last", "id"}:
        default = type(item).model_fields[name].default
        told[name] = default
    if "keep_last" in fields:
        for option in told["options"]:
            option["keep_last"] = False
    return told


def there_and_back(bank, form):
    """What a bank is after a format, and what it should be after its losses."""
    written = FORMATS[form].write(bank, {})
    gone, lost = set(), {}
    for loss in written.losses:
        if not loss.line:
            continue
        if "field" in loss.params:
            lost.setdefault(loss.line, set()).add(loss.params["field"])
        elif "is left out" in loss.message:
            gone.add(loss.line)
        else:
            lost.setdefault(loss.line, set()).add("looks")
    assert set().union(*lost.values()) <= LOST[form] | {"looks"}
    expected = [
        (item, lost.get(place, set()))
        for place, item in enumerate(bank.items, start=1)
        if place not in gone
    ]
    if not expected:
        return [], []
    sheet = FORMATS[form].read(written.data, name="again")
    assert sheet.faults == ()
    found = checked(named(sheet, slug=bank.id, known=bank.items)).bank
    return found.items, expected


def check(bank, form):
    found, expected = there_and_back(bank, form)
    assert len(found) == len(expected)
    for one, (item, fields) in zip(found, expected, strict=True):
        told = looks(one)
        wanted = without(item, fields - {"looks"})
        if form == "moodle-xml" and "keep_last" in fields:
            # what must stay last keeps the others in their order
            for option in told["options"]:
                option["keep_last"] = False
        if form == "aiken":
            wanted["id"] = told["id"]
        if "looks" in fields:
            assert len(told["options"]) == len(wanted["options"])
            continue
        assert told == wanted


@pytest.mark.parametrize("form", ["gift", "moodle-xml"])
@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
def test_every_item_of_our_banks_comes_back_whole(path, form):
    bank = read_bank(path).bank
    written = FORMATS[form].write(bank, {})
    again = checked(named(FORMATS[form].read(written.data, name="again"))).bank

    assert again.items == bank.items
    assert (again.id, again.title) == (bank.id, bank.title)
    assert {loss.params["field"] for loss in written.losses} <= {
        *("description", "licence", "authors")
    }


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
def test_single_items_of_our_banks_come_back_from_aiken(path):
    check(read_bank(path).bank, "aiken")


@pytest.mark.parametrize("form", FOREIGN)
@given(bank=banks())
def test_whatever_a_bank_says_comes_back_but_for_named_losses(form, bank):
    check(bank, form)


@pytest.mark.parametrize(
    "text",
    [
        r"*\)*",
        r"*\)*}",
        r"*\***",
        r"a *\(b\)* c",
        r"**\.**",
        "*a*",
        r"\*a\*",
        ")",
        "(a) – b.",
    ],
)
def test_marks_are_spelled_so_that_they_mean_the_same(text):
    assert marks(respelled(marks(text))) == marks(text)
