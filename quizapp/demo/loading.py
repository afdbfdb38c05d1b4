"""Loading the demo: units, banks, contest, staff and a crowd, all or nothing."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from quizapp.accounts import service as accounts
from quizapp.accounts.models import Account
from quizapp.accounts.queries import staff_by_name
from quizapp.audit.service import Act
from quizapp.banks.files import read_bank
from quizapp.banks.service import import_file
from quizapp.contests.files import read_rule_book
from quizapp.contests.models import Contest
from quizapp.contests.queries import RoundTerms, read_terms, rounds_of
from quizapp.contests.rules import RuleBook, day_start
from quizapp.contests.service import import_contest
from quizapp.demo import crowd, desks
from quizapp.demo.sitting import sit
from quizapp.demo.staff import (
    MEMBER_PHONE,
    PIN,
    STAFF,
    add_demo_staff,
    add_officer,
    salt_of,
)
from quizapp.entries.models import Entry
from quizapp.entries.rules import (
    Details,
    Terms,
    answer_to,
    consent_text,
    kinds_asked,
)
from quizapp.entries.service import enter
from quizapp.handbooks import service as handbooks
from quizapp.handbooks.rules import Outline
from quizapp.hashing import hashed
from quizapp.practice.service import offer_bank
from quizapp.standings.rules import COMMUNE_TYPES
from quizapp.units.files import read_units
from quizapp.units.models import Unit
from quizapp.units.queries import units_of
from quizapp.units.rules import UnitRow
from quizapp.units.service import import_units

ROOT = Path(__file__).resolve().parent.parent.parent
TREE = "hau-giang-2022"
RULE_BOOK = ROOT / "contests" / "nghi-quyet-dai-hoi.yaml"
BANKS = ROOT / "question_banks"
OPEN_FOR = timedelta(days=7)
#: So long the second round has been open when the demo is first seen.
OPEN_SINCE = timedelta(days=3)
#: Attempts of the crowd have ended by so long ago.
MARGIN = timedelta(minutes=25)
#: A demo has no list of insiders: with whatever key, nobody of the crowd is on it.
SEED_KEY = "quizapp-demo"
#: Numbers that the crowd gets: 0900 100 000 and on.
FIRST_PHONE = 900_100_000
#: One digit is another: somebody signed up twice, with a slip of the finger.
SLIP = 1_000_000

HANDBOOK = "hoi-dap-nghi-quyet"
HANDBOOK_BANKS = (
    "dai-hoi-phu-nu-xiii",
    "phu-nu-hau-giang-xiv",
    "lich-su-va-dieu-le-hoi",
    "phap-luat-binh-dang-gioi",
)
HANDBOOK_OUTLINE = Outline(
    title="Hỏi đáp về Nghị quyết Đại hội Phụ nữ và pháp luật về phụ nữ",
    subtitle="Tài liệu tham khảo cho cuộc thi trực tuyến",
    publisher="",
    foreword="Mỗi câu trả lời đều ghi nguồn. Câu còn có thể ra trong đề thi được thêm"
    " vào sau khi các đợt thi kết thúc.",
    chapters=(
        ("dai-hoi", "Đại hội đại biểu Phụ nữ toàn quốc lần thứ XIII"),
        ("nghi-quyet", "Nghị quyết Đại hội"),
        ("lich-su", "Lịch sử Hội"),
        ("dieu-le", "Điều lệ Hội"),
        ("binh-dang-gioi", "Bình đẳng giới"),
    ),
    rest="Các nội dung khác",
)
#: Offered for practice: the open round draws only its first topic.
PRACTICE_BANK = "phap-luat-binh-dang-gioi"
PRACTICE_TITLE = "Phụ nữ và pháp luật"
PRACTICE_TAGS = {
    "binh-dang-gioi": "Bình đẳng giới",
    "bao-luc-gia-dinh": "Phòng, chống bạo lực gia đình",
    "hon-nhan-gia-dinh": "Hôn nhân và gia đình",
}

#: Told how many people of the crowd are there.
Tell = Callable[[int], None]


@dataclass(frozen=True)
class Place:
    """Where the crowd takes part."""

    contest: Contest
    book: RuleBook
    rounds: dict[int, RoundTerms]
    communes: Sequence[Unit]


def is_empty(session: Session) -> bool:
    """Tell whether no contest has been imported yet."""
    return not session.scalar(select(exists().where(Contest.id.is_not(None))))


def is_loaded(session: Session) -> bool:
    """Tell whether the staff of the demo are there."""
    return staff_by_name(session, username=STAFF[0].username) is not None


def load(session: Session, *, people: int, now: datetime, tell: Tell) -> None:
    """Load the demo as of ``now`` into this transaction."""
    book = dated(read_rule_book(RULE_BOOK).book, now)
    before = book.rounds[0].opens - timedelta(days=3)
    place = prepare(session, book, before)
    add_demo_staff(session, contest=place.contest, now=before)
    offer_practice(session, before)
    publish_handbook(session, book, before)
    windows = [
        crowd.Window(part.number, part.opens, min(part.closes, now) - MARGIN)
        for part in book.rounds
    ]
    drawn = crowd.people(
        people, unit_count=len(place.communes), windows=windows, this_year=now.year
    )
    home = place.communes[desks.busiest(drawn)]
    add_member(session, place, home, before)
    officer = add_officer(session, unit=home, now=before)
    for n, person in enumerate(drawn):
        take_part(session, place, person, FIRST_PHONE + n, before)
        tell(n + 1)
    add_work(session, place, drawn, officer, now)
    session.flush()


def add_work(
    session: Session,
    place: Place,
    drawn: Sequence[crowd.Person],
    officer: Account,
    now: datetime,
) -> None:
    """Give desks something to do: a list of members, one who is helped, a likely pair."""
    home = place.communes[desks.busiest(drawn)]
    its_people = [
        (one, f"+84{FIRST_PHONE + n}")
        for n, one in enumerate(drawn)
        if place.communes[one.unit].id == home.id
    ]
    opens = place.book.rounds[-1].opens
    desks.add_list(
        session,
        contest=place.contest,
        officer=officer,
        unit=home,
        crowd=its_people,
        now=opens,
    )
    desks.help_one(
        session,
        contest=place.contest,
        book=place.book,
        officer=officer,
        round_number=place.book.rounds[-1].number,
        round_=place.rounds[place.book.rounds[-1].number],
        key=SEED_KEY,
        now=min(opens + timedelta(hours=2), now - 2 * MARGIN),
    )
    n, one = next((n, one) for n, one in enumerate(drawn) if one.sittings)
    take_part(session, place, desks.again(one), FIRST_PHONE + SLIP + n, opens)


def dated(book: RuleBook, now: datetime) -> RuleBook:
    """Return the rule book with a round that ended a week ago, and one that is open."""
    today = day_start(now)
    first, second = book.rounds
    opens = today - OPEN_SINCE + timedelta(hours=8)
    ended = opens - timedelta(days=4, hours=8)
    return book.model_copy(
        update={
            "rounds": (
                first.model_copy(
                    update={"opens": ended - OPEN_FOR, "closes": ended},
                ),
                second.model_copy(
                    update={
                        "opens": opens,
                        "closes": today + OPEN_FOR + timedelta(days=1),
                    },
                ),
            )
        }
    )


def prepare(session: Session, book: RuleBook, now: datetime) -> Place:
    """Take in units, their made-up rolls, banks and the contest."""
    file = ROOT / "units" / f"{TREE}.csv"
    rows = with_rolls(read_units(file), now)
    import_units(session, tree=TREE, rows=rows, name="made up for the demo", now=now)
    communes = [
        unit for unit in units_of(session, tree=TREE) if unit.type in COMMUNE_TYPES
    ]
    for path in sorted(BANKS.glob("*.yaml")):
        import_file(session, file=read_bank(path), now=now)
    contest = import_contest(session, book=book, now=now).contest
    rounds = rounds_of(session, contest_id=contest.id)
    terms = {one.number: read_terms(session, one.id) for one in rounds}
    return Place(contest, book, terms, communes)


def with_rolls(rows: Sequence[UnitRow], now: datetime) -> list[UnitRow]:
    """Give communes members on the roll; all but two, as real lists have gaps."""
    rng = Random(f"{crowd.SEED}:rolls")  # noqa: S311  # made-up figures, no secrets
    communes = [row.code for row in rows if row.type in COMMUNE_TYPES]
    return [
        replace(
            row,
            members=rng.randrange(420, 2600),
            counted_on=date(now.year - 1, 12, 31),
        )
        if row.code in communes[:-2]
        else row
        for row in rows
    ]


def offer_practice(session: Session, now: datetime) -> None:
    """Offer a bank for practice; what the open round can draw stays out by itself."""
    offer_bank(
        session,
        slug=PRACTICE_BANK,
        title=PRACTICE_TITLE,
        tag_names=PRACTICE_TAGS,
        act=Act("command:demo", "", salt_of("practice")),
        now=now,
    )


def publish_handbook(session: Session, book: RuleBook, now: datetime) -> None:
    """Publish the handbook of our banks; what rounds can ask stays out by itself."""
    act = Act("command:demo", "", salt_of("handbook"))
    made = handbooks.make(
        session,
        slug=HANDBOOK,
        outline=replace(HANDBOOK_OUTLINE, publisher=book.organizer),
        banks=HANDBOOK_BANKS,
        act=act,
        now=now,
    )
    handbooks.publish(session, slug=made.slug, act=act, now=now)


def add_member(session: Session, place: Place, home: Unit, now: datetime) -> None:
    """Make one person who has entered and made no attempt, to try things with."""
    person = accounts.NewPerson(
        full_name="Nguyễn Thị Mẫu",
        birth_year=1985,
        phone=MEMBER_PHONE,
        unit_id=home.id,
        secret_hash=hashed(PIN),
    )
    enter_contest(session, place, person, now, Details(), is_name_shown=True)


def take_part(
    session: Session, place: Place, drawn: crowd.Person, phone: int, now: datetime
) -> None:
    """Sign one of the crowd up and make her attempts."""
    person = accounts.NewPerson(
        full_name=drawn.full_name,
        birth_year=drawn.birth_year,
        phone=f"+84{phone}",
        unit_id=place.communes[drawn.unit].id,
        secret_hash=hashed(secrets.token_hex(8), is_cheap=True),
    )
    first = min((one.started_at for one in drawn.sittings), default=now)
    entry = enter_contest(
        session,
        place,
        person,
        first - timedelta(minutes=2),
        drawn.details,
        is_name_shown=drawn.is_name_shown,
    )
    for sitting in drawn.sittings:
        round_ = place.rounds[sitting.round_number]
        sit(session, entry=entry, round_=round_, sitting=sitting)


def enter_contest(
    session: Session,
    place: Place,
    person: accounts.NewPerson,
    now: datetime,
    details: Details,
    *,
    is_name_shown: bool,
) -> Entry:
    """Sign somebody up and enter her, with every consent answered."""
    terms = Terms.of(place.book)
    answers = [
        answer_to(
            consent_text(kind, terms=terms, language="vi"),
            is_given=is_name_shown if kind == "show_name" else True,
        )
        for kind in kinds_asked(place.book)
    ]
    account = accounts.sign_up(session, person=person, now=now)
    return enter(
        session,
        contest=place.contest,
        account=account,
        unit_id=person.unit_id,
        consents=answers,
        key=SEED_KEY,
        now=now,
        details=details,
    )
