"""What desks of the demo have to do: a list of members, help, a likely pair."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random

from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.accounts.service import bring_in
from quizapp.attempts.service import enter_with_help
from quizapp.audit.service import Act
from quizapp.contests.models import Contest
from quizapp.contests.queries import RoundTerms
from quizapp.contests.rules import RuleBook
from quizapp.demo.crowd import FAMILY_NAMES, SEED, WOMEN, Person, Sitting
from quizapp.demo.sitting import sit
from quizapp.demo.staff import salt_of
from quizapp.entries.rules import Details, Terms, answer_to, consent_text
from quizapp.members import service as members
from quizapp.members.models import ListedMember
from quizapp.members.queries import open_places
from quizapp.names import search_key
from quizapp.units.models import Unit

#: Of the officer's commune, how many of the crowd and how many others are listed.
MOST_TAKING_PART, NOT_YET = 12, 9
BASIS = "Sổ hội viên, dữ liệu mẫu"
HELPED_NAME, HELPED_YEAR = "Nguyễn Thị Sáu", 1949


def busiest(people: Sequence[Person]) -> int:
    """Return the place of the unit that most people of the crowd are of."""
    return Counter(one.unit for one in people).most_common(1)[0][0]


def again(one: Person) -> Person:
    """Return somebody as she takes part a second time: another draw, the same person."""
    sittings = [
        replace(sitting, seed=sha256(sitting.seed.encode()).hexdigest()[:32])
        for sitting in one.sittings
    ]
    return replace(one, sittings=tuple(sittings))


def add_list(
    session: Session,
    *,
    contest: Contest,
    officer: Account,
    unit: Unit,
    crowd: Sequence[tuple[Person, str]],
    now: datetime,
) -> None:
    """List members of the officer's commune; who took part takes her place by phone.

    ``crowd`` are people of that commune with their canonical phones.
    """
    rng = Random(f"{SEED}:members")  # noqa: S311  # made-up people, no secrets
    lines = [
        f"{one.full_name}; {one.birth_year}; {phone}"
        for one, phone in crowd[:MOST_TAKING_PART]
    ]
    taken = {search_key(one.full_name) for one, _ in crowd}
    while len(lines) < min(len(crowd), MOST_TAKING_PART) + NOT_YET:
        name = f"{rng.choice(FAMILY_NAMES)} Thị {rng.choice(WOMEN)}"
        if search_key(name) not in taken:
            taken.add(search_key(name))
            lines.append(f"{name}; {now.year - rng.randrange(22, 74)}")
    lines.append(f"{HELPED_NAME}; {HELPED_YEAR}")
    act = Act(f"account:{officer.id}", "", salt_of("members"), officer.id)
    sent = members.Sent(
        source="paste",
        name="Danh sách hội viên",
        content="\n".join(lines).encode(),
        roots=[unit.id],
        unit_id=unit.id,
        basis_kind="membership",
        basis_text=BASIS,
    )
    row = members.send(session, contest=contest, sent=sent, act=act, now=now)
    members.take_list(session, list_id=row.id, act=act, draw=rng.randrange, now=now)


def help_one(
    session: Session,
    *,
    contest: Contest,
    book: RuleBook,
    officer: Account,
    round_number: int,
    round_: RoundTerms,
    key: str,
    now: datetime,
) -> None:
    """Let the officer help a member without a phone to take part in a round."""
    unit_id = officer.unit_id or 0
    person = bring_in(
        session,
        full_name=HELPED_NAME,
        birth_year=HELPED_YEAR,
        unit_id=unit_id,
        officer_id=officer.id,
        now=now,
    )
    terms = Terms.of(book)
    answers = [
        answer_to(consent_text(kind, terms=terms, language="vi"), is_given=True)
        for kind in ("take_part", "show_name")
    ]
    entry = enter_with_help(
        session,
        contest=contest,
        account=person,
        officer_id=officer.id,
        consents=answers,
        form_number=None,
        own_ids=[unit_id],
        key=key,
        now=now,
        details=Details(sex="female", is_member=True),
    )
    [place] = open_places(
        session, contest_id=contest.id, roots=[unit_id], text=HELPED_NAME, most=1
    )
    members.confirm(
        session,
        member=session.get_one(ListedMember, place.member_id),
        entry=entry,
        act=Act(f"account:{officer.id}", "", salt_of("helped"), officer.id),
        now=now,
    )
    seed = sha256(f"{SEED}:helped".encode()).hexdigest()[:32]
    sitting = Sitting(
        round_number=round_number,
        started_at=now + timedelta(minutes=2),
        seconds=610,
        skill=0.7,
        prediction=40,
        seed=seed,
    )
    sit(session, entry=entry, round_=round_, sitting=sitting, assisted_by=officer.id)
