"""Pure decisions about entries: who is old enough, and what a person agrees to."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from quizapp.errors import ConflictError, InvalidError
from quizapp.phrases import ZONE

ConsentKind = Literal["take_part", "show_name"]

#: Of the texts below; a changed word makes a new version.
TEXT_VERSION = "2026-11"
#: From which age on a person's own consent is enough.
CONSENTING_AGE = 16
#: Grants with one of these roles keep a person out of the contest that she runs.
INSIDER_ROLES = frozenset(
    {"admin", "organizer", "editor", "second_reader", "judge", "auditor"}
)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the consent texts name, from a contest's rule book."""

    organizer: str
    hotline: str
    zalo: str | None
    minimum_age: int
    deletion_day: date


@dataclass(frozen=True)
class ConsentText:
    """A consent as it is shown: the sentence beside the box, and what it means."""

    kind: ConsentKind
    #: With the language it is in, e.g. ``2026-11/vi``.
    version: str
    label: str
    paragraphs: tuple[str, ...]

    @property
    def hash(self) -> str:
        """Return the SHA-256 of all that is shown, in hexadecimal."""
        shown = "\n".join((self.label, *self.paragraphs))
        return hashlib.sha256(shown.encode()).hexdigest()


@dataclass(frozen=True)
class ConsentAnswer:
    """What a person answered to a consent text."""

    kind: ConsentKind
    is_given: bool
    text_version: str
    text_hash: str


def answer_to(text: ConsentText, *, is_given: bool) -> ConsentAnswer:
    """Return an answer to a text, tied to the words that were shown."""
    return ConsentAnswer(text.kind, is_given, text.version, text.hash)


def consent_text(kind: ConsentKind, *, terms: Terms, language: str) -> ConsentText:
    """Return the text of a consent (promises.md §4) in ``vi`` or ``en``."""
    values = {
        "organizer": terms.organizer,
        "contact": terms.hotline + (f", Zalo {terms.zalo}" if terms.zalo else ""),
        "age": terms.minimum_age,
        "adult_age": CONSENTING_AGE,
        "day": terms.deletion_day.strftime("%d/%m/%Y"),
    }
    label, *paragraphs = (
        " ".join(part.split()).format_map(values)
        for part in TEXTS[kind, language].strip().split("\n\n")
        if (terms.minimum_age or "{age}" not in part)
        and (terms.minimum_age < CONSENTING_AGE or "{adult_age}" not in part)
    )
    return ConsentText(kind, f"{TEXT_VERSION}/{language}", label, tuple(paragraphs))


def check_consents(answers: Mapping[ConsentKind, ConsentAnswer]) -> None:
    """Check that a person agreed to what nobody can take part without.

    Raises:
        InvalidError: the box of taking part isn't ticked.
    """
    if "take_part" not in answers or not answers["take_part"].is_given:
        raise InvalidError(
            "Nobody can take part without agreeing to this.", field="take_part"
        )


def check_age(birth_year: int, minimum_age: int, now: datetime) -> None:
    """Check that a person can have reached an age by her year of birth.

    Where the year leaves it open, her word in the consent text counts.

    Raises:
        InvalidError: she turns that age in a later year.
    """
    if now.astimezone(ZONE).year - birth_year < minimum_age:
        raise InvalidError(
            "One must be %(age)s years old to take part.",
            field="birth_year",
            age=minimum_age,
        )


def check_is_not_over(closes_at: datetime, now: datetime) -> None:
    """Check that a contest still takes entries.

    Raises:
        ConflictError: its last round has closed.
    """
    if now >= closes_at:
        raise ConflictError("This contest ended at %(at)s.", at=closes_at)


#: (kind, language) → the sentence beside the box, then the paragraphs under it.
TEXTS: dict[tuple[str, str], str] = {
    ("take_part", "vi"): """
        Đồng ý dự thi theo thể lệ và cho xử lý dữ liệu cá nhân như ghi dưới đây.

        Bên kiểm soát dữ liệu: {organizer}. Liên hệ: {contact}.

        Dữ liệu: họ tên, năm sinh, số điện thoại, đơn vị, câu trả lời, thời điểm và thời
        gian làm bài, điểm, mã của thiết bị trong cookie.

        Mục đích: nhận ra người dự thi, chấm điểm, xếp hạng, kiểm tra, trao giải và trả
        lời khiếu nại. Cán bộ Hội của đơn vị thấy được đã dự thi hay chưa.

        Lưu đến ngày {day}, sau đó chỉ còn số liệu không gắn với người nào. Không bán,
        không chuyển ra nước ngoài.

        Quyền: xem, sửa, nhận bản sao, yêu cầu xóa dữ liệu và rút lại đồng ý bất cứ lúc
        nào, theo số liên hệ trên. Rút lại đồng ý là thôi dự thi.

        Người dự thi xác nhận đã đủ {age} tuổi.

        Người chưa đủ {adult_age} tuổi dự thi khi cha, mẹ hoặc người giám hộ đã đồng ý.
        """,
    ("take_part", "en"): """
        I take part by the rules and agree to the use of my data as written below.

        Controller of the data: {organizer}. Contact: {contact}.

        Data: full name, birth year, phone, unit, answers, moments and time taken, score,
        a code of the device in a cookie.

        Purpose: to identify, grade, rank, check, award and answer complaints. The
        union's officer of the unit sees whether somebody has taken part.

        Kept until {day}; after that only figures tied to nobody remain. Not sold, not
        sent abroad.

        Rights: to see, correct, receive a copy of and erase the data, and to take the
        consent back at any time, by the contact above. Without it nobody takes part any
        longer.

        Who takes part confirms an age of {age} years or more.

        Who is under {adult_age} takes part only once a parent or guardian has agreed.
        """,
    ("show_name", "vi"): """
        Đồng ý hiện họ tên và đơn vị trên bảng xếp hạng.

        Bên kiểm soát dữ liệu: {organizer}. Liên hệ: {contact}.

        Dữ liệu: họ tên, đơn vị. Mục đích: hiện trên bảng xếp hạng mà ai cũng xem được,
        đến ngày {day}.

        Không đồng ý vẫn dự thi được: họ tên khi đó được viết tắt. Rút lại được bất cứ
        lúc nào, có hiệu lực ngay.
        """,
    ("show_name", "en"): """
        Show my name and unit on the board.

        Controller of the data: {organizer}. Contact: {contact}.

        Data: full name, unit. Purpose: to stand on the board, which anybody can see,
        until {day}.

        One can take part without this: the name is then shortened to initials. It can
        be taken back at any time, with immediate effect.
        """,
}
