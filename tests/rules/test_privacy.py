"""Working days, bands of age, and how long what is kept: both sides of each boundary."""

from datetime import UTC, date, datetime, timedelta

import pytest

from quizapp.errors import InvalidError
from quizapp.personal import Fact, Holding
from quizapp.phrases import ZONE
from quizapp.privacy.files import as_json, in_words
from quizapp.privacy.rules import (
    LONGEST_TEXT,
    Keeping,
    answered_before,
    check_text,
    due_at,
    holidays_are_known,
    idle_before,
    is_deletion_due,
    is_overdue,
    is_working_day,
    last_day,
    window_ends_at,
)

KEEPING = Keeping(complaint_days=14, idle_account_days=365, answered_request_days=30)
SECOND = timedelta(seconds=1)


def here(*parts):
    return datetime(*parts, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("asked", "last"),
    [
        (here(2026, 11, 23, 0, 0), date(2026, 11, 25)),  # Monday → Wednesday
        (here(2026, 11, 23, 23, 59, 59), date(2026, 11, 25)),
        (here(2026, 11, 24, 0, 0), date(2026, 11, 26)),
        (here(2026, 11, 26, 9, 0), date(2026, 11, 30)),  # Thursday → Monday
        (here(2026, 11, 27, 9, 0), date(2026, 12, 1)),  # Friday → Tuesday
        (here(2026, 11, 28, 9, 0), date(2026, 12, 1)),  # Saturday
        (here(2026, 11, 29, 9, 0), date(2026, 12, 1)),  # Sunday
        (here(2026, 2, 13, 9, 0), date(2026, 2, 24)),  # before Tết
        (here(2026, 4, 24, 9, 0), date(2026, 4, 29)),  # Giỗ Tổ in lieu on Monday
        (here(2026, 4, 28, 9, 0), date(2026, 5, 4)),  # 29/4, then 30/4 and 1/5
        (here(2026, 8, 31, 9, 0), date(2026, 9, 4)),  # 1/9 and 2/9
        (here(2026, 12, 30, 9, 0), date(2027, 1, 4)),  # 31/12, then 1/1
        (here(2027, 2, 4, 9, 0), date(2027, 2, 10)),  # 5/2 and 8/2
        (here(2027, 4, 15, 9, 0), date(2027, 4, 20)),  # Giỗ Tổ on Friday
        (here(2027, 4, 29, 9, 0), date(2027, 5, 5)),  # 30/4, and 1/5 in lieu on Monday
        (here(2030, 4, 29, 9, 0), date(2030, 5, 3)),  # fixed ones hold in every year
    ],
)
def test_an_answer_is_due_after_two_working_days(asked, last):
    due = due_at(asked)

    assert last_day(due) == last
    assert due.astimezone(ZONE) == here(last.year, last.month, last.day) + timedelta(1)
    assert due.tzinfo is UTC


def test_the_day_begins_at_midnight_in_vietnam():
    before = datetime(2026, 11, 23, 16, 59, 59, tzinfo=UTC)

    assert last_day(due_at(before)) == date(2026, 11, 25)
    assert last_day(due_at(before + SECOND)) == date(2026, 11, 26)


@pytest.mark.parametrize(("seconds", "late"), [(-1, False), (0, True), (1, True)])
def test_a_request_is_overdue_from_the_first_late_instant_on(seconds, late):
    due = due_at(here(2026, 11, 23, 9, 0))
    at = due + timedelta(seconds=seconds)

    assert is_overdue(due, None, at) is late
    assert is_overdue(due, at, at + timedelta(days=9)) is late


@pytest.mark.parametrize(
    ("year", "known"), [(2025, False), (2026, True), (2027, True), (2028, False)]
)
def test_years_without_known_holidays_are_told(year, known):
    assert holidays_are_known(year) is known


def test_weekends_and_holidays_are_no_working_days():
    days = [date(2026, 2, 15) + timedelta(days=n) for n in range(9)]

    assert [day for day in days if is_working_day(day)] == [date(2026, 2, 23)]


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (here(2026, 12, 31, 23, 59, 59), False),
        (here(2027, 1, 1, 0, 0), True),
        (here(2027, 1, 2, 0, 0), True),
    ],
)
def test_data_are_due_from_the_start_of_the_day_of_deletion(at, due):
    assert is_deletion_due(date(2027, 1, 1), at) is due


def test_spans_are_counted_from_settings():
    at = here(2026, 11, 23, 9, 0)

    assert window_ends_at(at, KEEPING) == at + timedelta(days=14)
    assert idle_before(at, KEEPING) == at - timedelta(days=365)
    assert answered_before(at, KEEPING) == at - timedelta(days=30)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (LONGEST_TEXT + 1)])
def test_a_text_that_is_empty_or_too_long_is_refused(text):
    with pytest.raises(InvalidError) as caught:
        check_text(text, field="answer")

    assert caught.value.field == "answer"


def test_a_text_of_just_the_length_is_taken_in_one_spelling():
    assert check_text("x" * LONGEST_TEXT, field="text") == "x" * LONGEST_TEXT
    assert check_text(" a  b\u200b \n\n\n c ", field="text") == "a b\n\nc"


def test_what_is_held_is_grouped_by_contest_and_said_in_words():
    at = here(2026, 11, 23, 20, 14)
    held = [
        Holding(
            "Account", (Fact("Full name", "Account"), Fact("Phone", None)), "account"
        ),
        Holding(
            "Consent: %(kind)s",
            (Fact("Given", value=True),),
            "consent",
            {"kind": "Taking part", "contest": "A"},
        ),
        Holding("Entry", (Fact("Entered at", at),), "entry", {"contest": "B"}),
        Holding(
            "Entry",
            (Fact("Name may be shown", value=False),),
            "entry",
            {"contest": "A"},
        ),
    ]
    groups = in_words(held, language="vi", words={"Taking part"})

    assert [group.title for group in groups] == ["", "A", "B"]
    account, first, second = groups
    # A name that reads like a message id stays a name.
    assert account.records[0].facts == [
        ("Họ và tên", "Account"),
        ("Số điện thoại", "không có"),
    ]
    assert [record.title for record in first.records] == [
        "Đồng ý: Dự thi",
        "Đăng ký dự thi",
    ]
    assert first.records[0].facts == [("Đã đồng ý", "có")]
    assert second.records[0].facts == [("Đăng ký dự thi lúc", "20:14 ngày 23/11/2026")]


def test_the_file_for_programs_has_plain_values():
    import json

    at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    held = [
        Holding(
            "Entry",
            (Fact("Entered at", at), Fact("Unit", "Xã Đ")),
            "entry",
            {"contest": "A"},
        )
    ]
    document = json.loads(as_json(held, made_at=at))

    assert document == {
        "format": "quizapp-my-data",
        "version": 1,
        "made_at": "2026-11-23T09:00:00+00:00",
        "holdings": [
            {
                "kind": "entry",
                "title": "Entry",
                "contest": "A",
                "facts": [
                    {"label": "Entered at", "value": "2026-11-23T09:00:00+00:00"},
                    {"label": "Unit", "value": "Xã Đ"},
                ],
            }
        ],
    }
