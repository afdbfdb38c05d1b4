"""The words by which officers name the parts of a question: in Word, and in Excel.

Words are looked up folded: small letters without tone marks, each for one letter, so
that places in the folded text are places in the text.
"""

import re
import unicodedata
from dataclasses import dataclass

from quizapp.names import unmarked


class _Folded(dict[int, str]):
    """What each letter is folded to, found when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        found = "d" if char in "ĐđÐ" else unmarked(char).lower()
        if char.isspace():
            found = "\n" if char == "\n" else "\t" if char == "\t" else " "
        self[code] = found if len(found) == 1 else char
        return self[code]


_FOLDED = _Folded()
_BLANKS = re.compile(r"[\s_]+")


def folded(text: str) -> str:
    """Return a text in NFC in small letters without marks, letter for letter."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)


def word(text: str) -> str:
    """Return what of a field's name is compared with the words known."""
    plain = folded(unicodedata.normalize("NFC", text))
    return _BLANKS.sub(" ", re.sub(r"[*():.]", " ", plain)).strip()


@dataclass(frozen=True)
class Field:
    """A part of a question: how it is headed, and what else people call it."""

    name: str
    title: str
    words: tuple[str, ...]


ITEM_FIELDS = (
    Field("id", "Mã", ("ma", "ma cau", "ma cau hoi", "id")),
    Field("kind", "Loại", ("loai", "loai cau", "loai cau hoi", "dang cau hoi")),
    Field(
        "key",
        "Đáp án",
        (
            *("dap an", "dap an dung", "da", "d/a", "dap an chinh xac"),
            *("phuong an dung", "cau tra loi dung", "tra loi", "answer", "key"),
        ),
    ),
    Field("points", "Điểm", ("diem", "so diem", "thang diem")),
    Field("difficulty", "Mức độ", ("muc do", "do kho", "muc do kho", "cap do")),
    Field(
        "tags", "Nhãn", ("nhan", "chuong", "chu de", "tag", "tags", "phan loai", "muc")
    ),
    Field(
        "explanation",
        "Giải thích",
        (
            *("giai thich", "giai thich dap an", "loi giai", "huong dan giai"),
            *("huong dan", "ly giai", "dien giai"),
        ),
    ),
    Field(
        "source",
        "Nguồn",
        (
            *("nguon", "can cu", "can cu phap ly", "van ban", "nguon tham khao"),
            *("tham khao", "tai lieu", "tai lieu tham khao", "trich dan", "trich"),
        ),
    ),
    Field(
        "part",
        "Phần/Điều",
        ("phan/dieu", "phan, dieu", "dieu, khoan", "dieu khoan", "dieu/khoan", "dieu"),
    ),
    Field("address", "Địa chỉ", ("dia chi", "duong dan", "link", "lien ket", "url")),
    Field("as_of", "Ngày kiểm tra", ("ngay kiem tra", "ngay doi chieu")),
    Field("keep_last", "Giữ cuối", ("giu cuoi", "giu o cuoi", "luon o cuoi")),
    Field("tolerance", "Sai số", ("sai so", "sai so cho phep")),
    Field("exact", "So chữ", ("so chu", "phan biet")),
    Field("retired", "Đã rút", ("da rut", "ngung dung")),
    Field("replaced_by", "Thay bằng", ("thay bang", "duoc thay bang")),
)
BANK_FIELDS = (
    Field("id", "Mã ngân hàng", ("ma ngan hang", "ma bo cau hoi")),
    Field("title", "Tên ngân hàng", ("ten ngan hang", "ten bo cau hoi", "tieu de")),
    Field("description", "Mô tả", ("mo ta", "gioi thieu", "ghi chu")),
    Field("language", "Ngôn ngữ", ("ngon ngu",)),
    Field("licence", "Giấy phép", ("giay phep", "ban quyen")),
    Field("authors", "Tác giả", ("tac gia", "bien soan", "nguoi bien soan")),
)
#: Name → how it is headed.
TITLES = {field.name: field.title for field in ITEM_FIELDS}
BANK_TITLES = {field.name: field.title for field in BANK_FIELDS}
#: A word → the name of the field that it means.
ITEM_WORDS = {one: field.name for field in ITEM_FIELDS for one in field.words}
BANK_WORDS = {one: field.name for field in BANK_FIELDS for one in field.words}

KIND_TITLES = {
    "single": "Một đáp án",
    "multiple": "Nhiều đáp án",
    "true_false": "Đúng/Sai",
    "number": "Số",
    "short_text": "Trả lời ngắn",
}
KIND_WORDS = {word(title): kind for kind, title in KIND_TITLES.items()} | {
    "single": "single",
    "mot lua chon": "single",
    "trac nghiem": "single",
    "chon mot": "single",
    "multiple": "multiple",
    "nhieu lua chon": "multiple",
    "chon nhieu": "multiple",
    "true_false": "true_false",
    "true false": "true_false",
    "dung sai": "true_false",
    "dung hay sai": "true_false",
    "number": "number",
    "dien so": "number",
    "short_text": "short_text",
    "short text": "short_text",
    "dien tu": "short_text",
    "dien khuyet": "short_text",
    "tu luan ngan": "short_text",
}
DIFFICULTY_TITLES = {"easy": "Dễ", "medium": "Trung bình", "hard": "Khó"}
DIFFICULTY_WORDS = {word(title): name for name, title in DIFFICULTY_TITLES.items()} | {
    "easy": "easy",
    "medium": "medium",
    "hard": "hard",
    "vua": "medium",
    "tb": "medium",
    "nhan biet": "easy",
    "thong hieu": "medium",
    "van dung": "hard",
    "van dung cao": "hard",
}
YES_WORDS = {"co", "x", "yes", "true", "dung", "1", "roi", "da rut"}
NO_WORDS = {"khong", "no", "false", "sai", "0", "chua"}
TRUE_WORDS = {"dung", "true", "d", "t", "yes", "chinh xac"}
FALSE_WORDS = {"sai", "false", "s", "f", "no", "khong dung"}


def truth(text: str) -> bool | None:
    """Return the judgement that a text is; None: it is none. Đ is đúng, D an option."""
    told = word(text).strip(" .;,")
    if told == "d" and "d" in text.lower():
        return None
    if told in TRUE_WORDS:
        return True
    return False if told in FALSE_WORDS else None
