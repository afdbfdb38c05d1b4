"""Random banks for formats: every kind and field, texts with what is hard to carry."""

from contextlib import suppress
from datetime import date

from hypothesis import strategies as st

from quizapp.banks.files.checking import examined
from quizapp.banks.files.layout.writing import is_same
from quizapp.banks.files.naming import named
from quizapp.banks.rules import Bank
from quizapp.errors import FileFaultsError
from quizapp.names import clean

_WORDS = st.sampled_from(
    [
        *("Hội", "phụ nữ", "20/10/1930", "A.", "B. hai", "Câu 2:", "Đáp án: C", "(3)"),
        *("*", "$5", "_", "1.", "=>", "Đúng", "Sai", "năm", "\\", "Điều 5", "–", "A/"),
        *("Nguồn:", "959", "1,5", "**đậm**", "x^2^", "“luật”", "?", "Chương 2.", "- a"),
    ]
)
_LETTERS = st.text("aăbcđeêghiklmnoôơ ủứýĐ0123456789.,:;()/-?", min_size=1, max_size=30)


def texts(most=80):
    """Texts of authors as a bank holds them: clean, and not empty."""
    mixed = st.lists(_WORDS | _LETTERS, min_size=1, max_size=6).map(" ".join)
    return mixed.map(clean).map(lambda text: text[:most].strip()).filter(_is_told)


def _is_told(text):
    return any(char.isalnum() for char in text)


slugs = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True)


@st.composite
def _source(draw):
    found = {"title": draw(texts())}
    if draw(st.booleans()):
        found["part"] = draw(texts(40))
    if draw(st.booleans()):
        found["address"] = "https://luat.vn/" + draw(slugs)
    return found


@st.composite
def _options(draw, is_many):
    told = draw(
        st.lists(
            texts(40), min_size=2, max_size=6, unique_by=lambda one: one.casefold()
        )
    )
    most = len(told) - 1 if is_many else 1
    keys = draw(st.sets(st.integers(0, len(told) - 1), min_size=1, max_size=most))
    return [
        {"text": text, "key": at in keys, "keep_last": draw(st.booleans())}
        for at, text in enumerate(told)
    ]


_ANSWERS = {
    "single": st.fixed_dictionaries({"options": _options(is_many=False)}),
    "multiple": st.fixed_dictionaries({"options": _options(is_many=True)}),
    "true_false": st.fixed_dictionaries({"answer": st.booleans()}),
    "number": st.fixed_dictionaries(
        {
            "answer": st.integers(-10_000_000, 10_000_000).map(lambda n: n / 1000),
            "tolerance": st.integers(0, 5000).map(lambda n: n / 1000),
        }
    ),
    "short_text": st.fixed_dictionaries(
        {
            "answers": st.lists(
                texts(30), min_size=1, max_size=3, unique_by=lambda one: one.casefold()
            ),
            "tone_marks": st.booleans(),
            "capitals": st.booleans(),
        }
    ),
}
_REST = st.fixed_dictionaries(
    {"stem": texts()},
    optional={
        "points": st.integers(1, 10_000).map(lambda n: n / 100),
        "tags": st.lists(slugs, unique=True, max_size=3),
        "difficulty": st.sampled_from(["easy", "medium", "hard"]),
        "explanation": texts(),
        "source": _source(),
        "as_of": st.dates(min_value=date(1900, 1, 1)).map(
            lambda day: f"{day:%d/%m/}{day.year:04}"
        ),
        "retired": st.booleans(),
    },
)


@st.composite
def _item(draw):
    kind = draw(st.sampled_from(sorted(_ANSWERS)))
    return {"kind": kind, **draw(_REST), **draw(_ANSWERS[kind])}


@st.composite
def banks(draw):
    """A bank of one to four items."""
    items = draw(st.lists(_item(), min_size=1, max_size=4))
    return Bank.model_validate(
        {
            "id": draw(slugs),
            "title": draw(st.sampled_from(["Ngân hàng A", "Luật và Điều lệ"])),
            "items": [{"id": f"i-{at}", **one} for at, one in enumerate(items)],
        }
    )


def check_again(bank, written, read, *, is_plain=False):
    """Check that what was written reads as the same bank, minus its losses."""
    sheet = named(read(written.data, name="b"))
    lost = {loss.line for loss in written.losses}
    file, faults = examined(sheet, None)
    again = file.bank if file else None
    if not lost:
        assert [str(fault) for fault in faults] == []
        assert again.model_dump(exclude={"items"}) == bank.model_dump(exclude={"items"})
    found = {one.id: one for one in again.items} if again else {}
    for number, item in enumerate(bank.items, start=1):
        if number not in lost and again:
            assert is_same(item, found[item.id], is_plain=is_plain)


def read_whatever(read, data):
    """Read what may be anything: a sheet, or faults."""
    with suppress(FileFaultsError):
        examined(named(read(data, name="x")))
