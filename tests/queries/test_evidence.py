"""What speaks for one person: found by names, phones and devices, and nothing else."""

from datetime import timedelta

import pytest

from quizapp.attempts.models import Attempt, Response
from quizapp.judging import queries
from tests import factories
from tests.conftest import NOON
from tests.sittings import Seat, answer, right_value, rounds_at, wrong_value

AN = {"full_name": "Nguyễn Thị An", "birth_year": 1970}


@pytest.fixture
def place(session):
    return rounds_at(session, limit=5)


@pytest.fixture
def contest(place):
    return place[0]


def person(session, contest, *, phone, unit=None, now=NOON, **changes):
    account = factories.account(session, phone=phone, **AN | changes)
    return factories.entry(
        session, contest=contest, account=account, unit_id=unit and unit.id, now=now
    )


def found(session, contest):
    return {
        (one.kind, one.low, one.high, one.is_close)
        for one in queries.evidence_in(session, contest_id=contest.id)
    }


FAR = ("+84901234567", "+84388777666")


def test_a_name_without_marks_with_year_and_unit(session, contest):
    unit = factories.unit(session)
    one = person(session, contest, phone=FAR[0], unit=unit)
    other = person(
        session, contest, phone=FAR[1], unit=unit, full_name="NGUYỄN  THỊ  ÁN"
    )

    assert found(session, contest) == {("name", one.id, other.id, True)}


def test_a_name_says_less_where_nobody_has_a_unit(session, contest):
    one, other = (person(session, contest, phone=phone) for phone in FAR)

    assert found(session, contest) == {("name", one.id, other.id, False)}


@pytest.mark.parametrize(
    "changes", [{"birth_year": 1971}, {"full_name": "Nguyễn Thị Anh"}]
)
def test_another_year_or_name_is_no_evidence(session, contest, changes):
    unit = factories.unit(session)
    person(session, contest, phone=FAR[0], unit=unit)
    person(session, contest, phone=FAR[1], unit=unit, **changes)

    assert found(session, contest) == set()


def test_a_name_in_another_unit_is_no_evidence(session, contest):
    for phone in FAR:
        person(session, contest, phone=phone, unit=factories.unit(session))

    assert found(session, contest) == set()


def test_a_shared_phone_alone_is_no_evidence(session, contest):
    person(session, contest, phone=FAR[0])
    person(session, contest, phone=FAR[0], phone_place=2, full_name="Trần Văn Bé")

    assert found(session, contest) == set()


@pytest.mark.parametrize(("year", "is_close"), [(1970, True), (1999, False)])
def test_a_shared_phone_with_one_name_is(session, contest, year, is_close):
    here, there = (factories.unit(session) for _ in range(2))
    one = person(session, contest, phone=FAR[0], unit=here)
    other = person(
        session, contest, phone=FAR[0], phone_place=2, unit=there, birth_year=year
    )

    assert found(session, contest) == {("phone", one.id, other.id, is_close)}


@pytest.mark.parametrize(
    "other_phone",
    ["+84901234568", "+84801234567", "+84901235467", "+84901243567", "+84901234657"],
)
def test_a_slip_anywhere_in_the_phone_is_found_with_the_same_name(
    session, contest, other_phone
):
    here, there = (factories.unit(session) for _ in range(2))
    one = person(session, contest, phone=FAR[0], unit=here)
    other = person(session, contest, phone=other_phone, unit=there)

    assert found(session, contest) == {("near_phone", one.id, other.id, True)}


@pytest.mark.parametrize(
    ("other_phone", "name"),
    [("+84901234678", "Nguyễn Thị An"), ("+84901234568", "Trần Thị An")],
)
def test_more_than_a_slip_or_another_name_is_not(session, contest, other_phone, name):
    person(session, contest, phone=FAR[0], birth_year=1950)
    person(session, contest, phone=other_phone, full_name=name)

    assert found(session, contest) == set()


def test_another_contest_is_no_place_to_look(session, contest):
    person(session, contest, phone=FAR[0])
    person(session, factories.contest(session), phone=FAR[1])

    assert found(session, contest) == set()


def test_somebody_erased_is_compared_with_nobody(session, contest):
    person(session, contest, phone=FAR[0])
    gone = {"phone": None, "phone_place": None, "birth_year": None}
    account = factories.account(session, **AN | gone | {"erased_at": NOON})
    factories.entry(session, contest=contest, account=account)

    assert found(session, contest) == set()


@pytest.fixture
def strangers(session, place):
    """Two people of other names who may sit on one device."""
    contest, rounds = place
    return [
        Seat(session, person(session, contest, phone=phone, full_name=name), rounds[0])
        for phone, name in zip(FAR, ("Lê Thị Ba", "Phạm Thị Tư"), strict=True)
    ]


SEED = f"{7:032x}"


def sit(seat, *, minutes, device, choose=right_value, seed=SEED):
    """Sit for a minute on a device, answering every question."""
    now = NOON + timedelta(minutes=minutes)
    session = seat.session
    attempt = seat.start(now, seed)
    for position in range(1, attempt.position_count + 1):
        value = choose(attempt, position)
        if value is not None:
            answer(session, attempt, position, value, now=now)
    session.get_one(Attempt, attempt.id).device_hash = device
    seat.hand_in(attempt, now + timedelta(minutes=1))
    session.flush()


A, B = b"a" * 32, b"b" * 32


def test_one_device_with_the_same_answers_in_the_same_minutes(
    session, contest, strangers
):
    one, other = strangers
    sit(one, minutes=0, device=A)
    sit(other, minutes=11, device=A)

    (evidence,) = queries.evidence_in(session, contest_id=contest.id)

    assert (evidence.kind, evidence.low, evidence.high) == (
        "device",
        one.entry.id,
        other.entry.id,
    )
    assert (evidence.same, evidence.shared) == (4, 4)
    assert evidence.round_id == one.round_.id


@pytest.mark.parametrize(
    ("minutes", "device", "choose"),
    [
        (12, A, right_value),
        (3, B, right_value),
        (3, None, right_value),
        (3, A, wrong_value),
        (3, A, lambda attempt, n: right_value(attempt, n) if n < 4 else None),
    ],
    ids=["later", "another device", "no device", "other answers", "three in common"],
)
def test_what_a_device_alone_does_not_say(
    session, contest, strangers, minutes, device, choose
):
    sit(strangers[0], minutes=0, device=A)
    sit(strangers[1], minutes=minutes, device=device, choose=choose)

    assert found(session, contest) == set()


def test_one_persons_own_attempts_are_no_evidence(session, contest, strangers):
    sit(strangers[0], minutes=0, device=A)
    sit(strangers[0], minutes=3, device=A)

    assert found(session, contest) == set()


def written(session, seat, answers, device=A):
    """An attempt at five questions that was answered so: (options, value) each."""
    items = [
        {"version": 1, "item": f"item-{name}", "options": options, "shape": "s4"}
        for name, options, _ in answers
    ]
    attempt = factories.handed_in(
        session,
        entry=seat.entry,
        round_=seat.round_,
        paper={"items": items, "prediction": False},
        device_hash=device,
    )
    for position, (_, _, value) in enumerate(answers, start=1):
        factories.added(
            session,
            Response(
                attempt_id=attempt.id,
                position=position,
                lease=1,
                counter=1,
                value=value,
                received_at=NOON,
            ),
        )
    return attempt


SHOWN, OTHERWISE = [0, 1, 2, 3], [3, 1, 0, 2]


def test_answers_are_compared_by_option_and_not_by_where_it_stood(
    session, contest, strangers
):
    alike = [
        (("a", SHOWN, 0), ("a", OTHERWISE, 2)),
        (("b", SHOWN, [0, 3]), ("b", OTHERWISE, [0, 2])),
        (("c", [], "Huế"), ("c", [], "Huế")),
        (("d", [], 12), ("d", [], 12)),
    ]
    one = [pair[0] for pair in alike] + [("e", SHOWN, 0), ("f", SHOWN, None)]
    other = [("e", OTHERWISE, 0), ("f", SHOWN, 1)] + [pair[1] for pair in alike]
    for seat, answers in zip(strangers, (one, other), strict=True):
        written(session, seat, answers)

    (evidence,) = queries.evidence_in(session, contest_id=contest.id)

    assert (evidence.same, evidence.shared) == (4, 5)


def test_the_last_answer_is_the_one_that_is_compared(session, contest, strangers):
    answers = [(name, SHOWN, 0) for name in "abcd"]
    first, _ = (written(session, seat, answers) for seat in strangers)
    for position in range(1, 5):
        changed = {"lease": 2, "counter": 1, "value": 3, "received_at": NOON}
        factories.added(
            session, Response(attempt_id=first.id, position=position, **changed)
        )

    assert queries.evidence_in(session, contest_id=contest.id) == []


def test_a_value_that_no_option_stands_at_is_compared_too(session, contest, strangers):
    for seat in strangers:
        written(session, seat, [(name, SHOWN, 9) for name in "abcd"])

    assert len(queries.evidence_in(session, contest_id=contest.id)) == 1


def test_only_some_are_compared_where_only_some_are_asked_of(session, contest):
    one, other, third = (
        person(session, contest, phone=phone) for phone in (*FAR, "+84777000111")
    )

    some = queries.evidence_in(session, contest_id=contest.id, only=[one.id, third.id])

    assert [(piece.low, piece.high) for piece in some] == [(one.id, third.id)]
    assert len(queries.evidence_in(session, contest_id=contest.id)) == 3
    assert queries.suspicion_of(
        session, contest_id=contest.id, one=[one.id], other=[other.id]
    ).kinds == {"name"}


def test_namesakes_are_counted_in_the_contest(session, contest):
    one, other = (person(session, contest, phone=phone) for phone in FAR)
    third = person(session, contest, phone="+84777000111", full_name="Lê Thị Ba")
    person(session, factories.contest(session), phone="+84777000222")

    counts = queries.namesakes(
        session, contest_id=contest.id, entry_ids=[one.id, other.id, third.id]
    )

    assert counts == {one.id: 2, other.id: 2, third.id: 1}
