from datetime import UTC, date, datetime, timedelta

import pytest

from quizapp.entries.rules import (
    Terms,
    answer_to,
    check_age,
    check_consents,
    check_is_not_over,
    consent_text,
)
from quizapp.errors import ConflictError, InvalidError

NOON = datetime(2026, 10, 12, 12, tzinfo=UTC)
KINDS = ["take_part", "show_name", "ethnicity", "representative"]


def terms(**changes):
    values = {
        "organizer": "Hội Phụ nữ tỉnh",
        "hotline": "0293 000 001",
        "zalo": None,
        "minimum_age": 14,
        "deletion_day": date(2027, 12, 31),
    }
    return Terms(**values | changes)


def text(kind="take_part", language="vi", **changes):
    return consent_text(kind, terms=terms(**changes), language=language)


def words(shown):
    return "\n".join((shown.label, *shown.paragraphs))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_text_names_controller_contact_and_day_of_deletion(kind, language):
    shown = words(text(kind, language, zalo="0900 000 002"))

    for named in ("Hội Phụ nữ tỉnh", "0293 000 001", "0900 000 002", "31/12/2027"):
        assert named in shown
    assert "{" not in shown


@pytest.mark.parametrize(
    "named", ["họ tên", "năm sinh", "số điện thoại", "đơn vị", "câu trả lời", "cookie"]
)
def test_the_text_of_taking_part_names_every_kind_of_data(named):
    assert named in words(text())


@pytest.mark.parametrize(
    ("minimum_age", "has_own_age", "has_guardian"),
    [(0, False, True), (14, True, True), (15, True, True), (16, True, False)],
)
def test_ages_stand_in_the_text_where_they_matter(
    minimum_age, has_own_age, has_guardian
):
    shown = words(text(minimum_age=minimum_age))

    assert (f"đủ {minimum_age} tuổi." in shown) is has_own_age
    assert ("người giám hộ" in shown) is has_guardian


@pytest.mark.parametrize(
    ("fields", "named", "is_named"),
    [
        ((), "giới tính", False),
        (("sex",), "giới tính", True),
        (("occupation",), "nghề nghiệp", True),
        (("member",), "là hội viên hay không", True),
    ],
)
def test_the_text_names_what_else_the_contest_asks(fields, named, is_named):
    assert (named in words(text(fields=fields))) is is_named


def test_ethnicity_is_told_to_be_sensitive_and_free():
    shown = words(text("ethnicity"))

    assert "dữ liệu cá nhân nhạy cảm" in shown
    assert "vẫn dự thi được" in shown


def test_a_changed_word_changes_the_hash():
    assert text().hash == text().hash
    assert text().hash != text(organizer="Hội khác").hash
    assert text().hash != text(language="en").hash


def test_an_answer_carries_version_language_and_hash_of_the_text():
    answer = answer_to(text(), is_given=True)

    assert (answer.kind, answer.is_given) == ("take_part", True)
    assert answer.text_version == "2026-12/vi"
    assert answer.text_hash == text().hash


@pytest.mark.parametrize("is_given", [False, None])
def test_nobody_takes_part_without_the_first_consent(is_given):
    answers = {"show_name": answer_to(text("show_name"), is_given=True)}
    if is_given is not None:
        answers["take_part"] = answer_to(text(), is_given=is_given)

    with pytest.raises(InvalidError) as caught:
        check_consents(answers)

    assert caught.value.field == "take_part"


def test_the_second_consent_is_free():
    check_consents({"take_part": answer_to(text(), is_given=True)})


@pytest.mark.parametrize("birth_year", [1930, 2010, 2012])
def test_who_reaches_the_age_this_year_may_enter(birth_year):
    check_age(birth_year, 14, NOON, birth_date=date(birth_year, 1, 1))


def test_who_reaches_the_age_next_year_may_not():
    with pytest.raises(InvalidError, match="14 years") as caught:
        check_age(2013, 14, NOON)

    assert caught.value.field == "birth_year"


def test_the_year_is_that_of_vietnam():
    new_year_there = datetime(2026, 12, 31, 17, tzinfo=UTC)
    born = date(2013, 1, 1)

    check_age(2013, 14, new_year_there, birth_date=born)
    with pytest.raises(InvalidError):
        check_age(2013, 14, new_year_there - timedelta(seconds=1), birth_date=born)


@pytest.mark.parametrize(("seconds", "is_refused"), [(-1, False), (0, True), (1, True)])
def test_entries_end_with_the_last_round(seconds, is_refused):
    at = NOON + timedelta(seconds=seconds)
    if not is_refused:
        check_is_not_over(NOON, at)
        return
    with pytest.raises(ConflictError, match="This contest ended"):
        check_is_not_over(NOON, at)
