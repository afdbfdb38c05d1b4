"""The columns of the template, and what its help sheet says of them."""

from dataclasses import dataclass

from quizapp.banks.files.fieldwords import (
    DIFFICULTY_TITLES,
    ITEM_WORDS,
    KIND_TITLES,
    TITLES,
    word,
)

SHEET = "Câu hỏi"
BANK_SHEET = "Ngân hàng"
HELP_SHEET = "Hướng dẫn"
OPTION_LETTERS = "ABCDEF"

_STEMS = {"cau hoi", "noi dung", "noi dung cau hoi", "de bai", "question"}
_OPTIONS = {"", "phuong an", "dap an", "lua chon", "option"}
#: Columns that people number their rows by; they say nothing.
IGNORED = {"stt", "tt", "so thu tu", "so tt", "so"}


@dataclass(frozen=True)
class Column:
    """A column of the template."""

    name: str
    title: str
    width: int
    about: str
    #: What may be chosen in its cells; empty: anything.
    choices: tuple[str, ...] = ()


def _field(name: str, width: int, about: str, choices: tuple[str, ...] = ()) -> Column:
    return Column(name, TITLES[name], width, about, choices)


COLUMNS = (
    _field(
        "id",
        14,
        "Để trống được. Mã riêng của câu, chỉ gồm chữ thường không dấu, chữ số và dấu"
        " gạch nối, ví dụ dh13-ngay. Giữ nguyên mã khi sửa câu.",
    ),
    _field(
        "kind",
        15,
        "Chọn trong danh sách. Để trống thì phần mềm tự nhận: có phương án và một đáp án"
        " là Một đáp án; nhiều chữ cái là Nhiều đáp án; không có phương án thì theo ô Đáp"
        " án.",
        tuple(KIND_TITLES.values()),
    ),
    Column(
        "stem",
        SHEET,
        60,
        "Bắt buộc. Nội dung câu hỏi. Xuống dòng trong ô: Alt + Enter. Chữ *nghiêng*,"
        " **đậm**, công thức $x^2$, hình ![mô tả](hinh.png) nằm cạnh tệp trong gói ZIP.",
    ),
    *(
        Column(
            letter,
            letter,
            28,
            f"Phương án {letter}. Cần ít nhất A và B, không bỏ cách ô. Câu Đúng/Sai, Số"
            " và Trả lời ngắn để trống.",
        )
        for letter in OPTION_LETTERS
    ),
    _field(
        "key",
        18,
        "Bắt buộc. Chữ cái của phương án đúng (B, hoặc A, C nếu có nhiều); Đúng hay Sai;"
        " con số như 959 hoặc 12,5; vài từ, các cách viết cách nhau bằng dấu / có khoảng"
        " trắng hai bên.",
    ),
    _field("points", 8, "Để trống là 1 điểm."),
    _field(
        "difficulty",
        12,
        "Chọn trong danh sách, để trống được.",
        tuple(DIFFICULTY_TITLES.values()),
    ),
    _field(
        "tags",
        22,
        "Chủ đề của câu, cách nhau bằng dấu phẩy: lịch sử, điều lệ. Phần mềm đổi thành"
        " lich-su, dieu-le; thể lệ rút câu theo nhãn này.",
    ),
    _field("explanation", 50, "Vì sao đúng. Chỉ hiện khi không còn ai bị hỏi câu này."),
    _field("source", 36, "Tên văn bản, tài liệu có đáp án."),
    _field("part", 18, "Điều, khoản, trang của nguồn."),
    _field("address", 30, "Địa chỉ trang mạng của nguồn, bắt đầu bằng https://."),
    _field("as_of", 14, "Câu hỏi pháp luật: ngày đã đối chiếu, ví dụ 20/10/2026."),
    _field(
        "keep_last",
        10,
        "Chữ cái của phương án luôn đứng cuối khi trộn, ví dụ D cho “Cả ba ý trên”.",
    ),
    _field("tolerance", 10, "Câu loại Số: được lệch bao nhiêu. Để trống là 0."),
    _field(
        "exact",
        16,
        "Câu Trả lời ngắn: ghi đúng dấu, đúng chữ hoa nếu phải viết đúng như vậy.",
    ),
    _field("retired", 9, "Ghi có nếu câu không được rút vào đề nữa."),
    _field("replaced_by", 14, "Mã của câu thay cho câu đã rút."),
)
NAMES = tuple(column.name for column in COLUMNS)

#: Rows that show how it is done; they are skipped while nobody has changed them.
EXAMPLES: tuple[dict[str, str], ...] = (
    {
        "id": "vi-du-1",
        "kind": "Một đáp án",
        "stem": "VÍ DỤ (xóa hoặc để nguyên, sẽ được bỏ qua): Hội LHPN Việt Nam thành lập"
        " ngày nào?",
        "A": "08/3/1930",
        "B": "20/10/1930",
        "C": "03/02/1930",
        "D": "19/5/1941",
        "key": "B",
        "points": "1",
        "difficulty": "Dễ",
        "tags": "lịch sử",
        "explanation": "Ngày 20/10/1930 là ngày thành lập Hội.",
        "source": "Điều lệ Hội LHPN Việt Nam",
        "part": "Lời nói đầu",
    },
    {
        "id": "vi-du-2",
        "kind": "Số",
        "stem": "VÍ DỤ (xóa hoặc để nguyên, sẽ được bỏ qua): Có bao nhiêu đại biểu chính"
        " thức dự Đại hội XIII?",
        "key": "959",
        "points": "1",
        "difficulty": "Trung bình",
        "tags": "đại hội",
    },
)
HELP = (
    (
        "Mỗi dòng của trang Câu hỏi là một câu. Dòng 1 là tên cột, không xóa, không đổi.",
    ),
    (
        "Thứ tự cột đổi được; cột không dùng xóa được. Cột lạ sẽ được nêu tên và bỏ qua.",
    ),
    ("Hai dòng ví dụ được bỏ qua nếu để nguyên.",),
    ("Trang Ngân hàng ghi tên và mã của bộ câu hỏi; để trống thì lấy theo tên tệp.",),
    ("",),
)


def name_of(title: str) -> str:
    """Return the name of the column that a title means; empty: none that we know."""
    told = word(title)
    if told in _STEMS:
        return "stem"
    *before, letter = told.split() or [""]
    if (
        len(letter) == 1
        and letter.upper() in "ABCDEFGHIJ"
        and (" ".join(before) in _OPTIONS)
    ):
        return letter.upper()
    return ITEM_WORDS.get(told, "")
