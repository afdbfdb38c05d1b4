"""Options that speak of other options, which may stand elsewhere once mixed.

By letter, number or count (“Cả A và B”, “Phương án 1 và 2”, “Cả hai ý trên” among four)
they are wrong on most papers. Of all the others (“Tất cả các ý trên”, “Không có đáp án
nào”) they hold if they stay last.

An option is a reference only if it is nothing else: “Khối A”, “Vitamin A và B” and
“Cả anh A và chị B” are answers. Phrases are compared without tone marks.
"""

import re
from collections.abc import Iterator
from typing import Literal

from quizapp.banks.rules.bank import Bank
from quizapp.banks.rules.checks.remark import Remark, in_use
from quizapp.banks.rules.item import AnyItem
from quizapp.names import search_key

#: To some of the options, by where they stand; or to all of them.
Reference = Literal["by place", "to all"]

LETTERS = "abcdef"
#: What is longer says something of its own.
LONGEST = 100
_NUMBERS = {"hai": 2, "ba": 3, "bon": 4, "nam": 5, "two": 2, "three": 3, "four": 4}


def _one_of(words: str) -> str:
    """Return a pattern for one of some words, which “,” parts, and a blank behind it."""
    return f"(?:{words.replace(', ', '|')}) "


#: What options are called …
_OPTION = _one_of(
    "dap an, phuong an, lua chon, cau tra loi, answers?, options?, choices?"
)
#: … and what they are called too, as other things are.
_THING = _one_of(
    "cau, y kien, y, noi dung, truong hop, dieu, muc, khang dinh, phat bieu, nhan dinh"
)
_NAMED = f"(?:{_OPTION}|{_THING})?"
_ABOVE = _one_of(
    "da neu tren, vua neu tren, neu tren, da neu, o tren, ben tren, tren day, tren, above"
)
_HOLDS = (
    f"(?:{_one_of('la, deu, cung, khong, chua, are, is')})*"
    f"{_one_of('dung, sai, chinh xac, right, correct, wrong, true, false')}"
)
_ENDS = f"(?:{_ABOVE})?(?:{_HOLDS})?"
_COUNT = f"(?P<count>{'|'.join(_NUMBERS)}|[2-5]) "
_ALL = (
    f"(?:{_one_of('tat ca, toan bo, ca, moi, all, both')}"
    f"(?:{_one_of('cac, nhung, moi, of the, the')})?|cac )"
)
_NO = _one_of("khong co, khong phai, khong, none of the, neither of the, no")
_ONLY = _one_of("chi co, chi, only")
_OPENS = f"(?:{_one_of('ca, gom, both, neither, cac, hai, ba')}|{_ONLY}|{_OPTION})*"
_AND = _one_of("va, hoac, hay, lan, voi, cung, and, or, nor")
#: One option by its place: “A”, “câu B”, “phương án 1”, “C sai”.
_ONE = f"(?:{_OPTION}|{_one_of('cau, y')})?[a-f1-6] (?:{_HOLDS})?"

#: “Cả A và B”, “A, B đều đúng”, “Phương án 1 và 2”, “A đúng, B sai”.
_BY_PLACE = re.compile(f"{_OPENS}{_ONE}(?:(?:{_AND})?{_ONE})*{_ENDS}")
#: “Cả hai đáp án trên”, “Cả ba đều đúng”.
_COUNTED = re.compile(f"(?:ca |both )?{_COUNT}{_NAMED}{_ENDS}")
#: “Tất cả các ý trên”, “Các phương án còn lại đều sai”, “All of the above”.
_EVERY = re.compile(f"(?:{_ALL})?{_NAMED}(?:con lai )?{_ENDS}")
#: “Không có đáp án nào đúng”, “Không ý nào ở trên”, “None of the above”.
_NONE = re.compile(f"{_NO}{_NAMED}(?:nao |{_ABOVE}){_ENDS}")
#: What isn't there when “Tất cả”, “Cả hai” or “Không có” are answers of their own.
_TELLS = re.compile(rf"\b(?:{_OPTION}|{_ABOVE}|{_HOLDS})")
_QUANTITY = re.compile(rf"\b(?:{_ALL}|{_ABOVE})")
#: What says that a single letter, or a number, is that of an option.
_SAYS = re.compile(rf"\b(?:{_OPTION}|{_one_of('cau, y')}|{_HOLDS}|{_ONLY})")


def references(bank: Bank) -> Iterator[Remark]:
    """Return options that speak of others and don't stay where they speak from."""
    for place, item in in_use(bank.items):
        for at, option in enumerate(item.choices):
            found = reference(item, at)
            path = ("items", place, "options", at, "text")
            params: dict[str, object] = {"item": item.id, "text": option.text}
            if found == "by place":
                yield Remark(
                    path,
                    "“%(text)s” speaks of options by their places, which are mixed on"
                    " papers: write out what it means.",
                    params,
                    code="option-by-place",
                )
            elif found == "to all" and not option.keep_last:
                yield Remark(
                    path,
                    "“%(text)s” speaks of all the other options: give it “keep_last:"
                    " true”, so that it stays behind them when they are mixed.",
                    params,
                    code="option-to-all",
                )


def reference(item: AnyItem, at: int) -> Reference | None:
    """Tell how an option speaks of others; None: it doesn't."""
    text = search_key(item.choices[at].text) + " "
    if len(text) > LONGEST:
        return None
    counted = _COUNTED.fullmatch(text)
    if counted:
        return _of_so_many(item, counted["count"]) if _TELLS.search(text) else None
    if _BY_PLACE.fullmatch(text):
        return "by place" if _names_options(item, text) else None
    is_of_all = _EVERY.fullmatch(text) and _QUANTITY.search(text)
    is_one = _TELLS.search(text) and (is_of_all or _NONE.fullmatch(text))
    return "to all" if is_one else None


def _of_so_many(item: AnyItem, count: str) -> Reference:
    """Tell what “cả ba” speaks of: all the others, if there are as many."""
    number = _NUMBERS.get(count) or int(count)
    return "to all" if number == len(item.choices) - 1 else "by place"


def _names_options(item: AnyItem, text: str) -> bool:
    """Tell whether marks such as “a”, “2” are those of options.

    They aren't if the item has no such option, or if its stem speaks of an “A” as well.
    A single mark or a number needs a word that says what it is.
    """
    marks = re.findall(r"\b[a-f1-6]\b", text)
    known = LETTERS[: len(item.choices)] + "123456"[: len(item.choices)]
    if any(mark not in known for mark in marks):
        return False
    if any(re.search(rf"\b{mark.upper()}\b", item.stem) for mark in marks):
        return False
    is_plain = len(marks) > 1 and not any(mark.isdigit() for mark in marks)
    return is_plain or bool(_SAYS.search(text))
