"""Who may look behind the scenes of the demo, on this machine only."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from quizapp.accounts import service
from quizapp.accounts.models import Account
from quizapp.contests.models import Contest
from quizapp.hashing import hashed
from quizapp.units.models import Unit

#: Works on loopback alone, so that it may be known.
PASSWORD = "quizapp-demo"  # noqa: S105  # see above
PIN = "502468"
OFFICER_PHONE = "+84900000002"
MEMBER_PHONE = "+84900000001"


@dataclass(frozen=True)
class DemoStaff:
    """Somebody who signs in by name and password."""

    username: str
    full_name: str
    role: str


STAFF = (
    DemoStaff("quan-tri", "Ngô Thị Bích Liên", "admin"),
    DemoStaff("ban-to-chuc", "Lê Thị Minh Nguyệt", "organizer"),
    DemoStaff("giam-khao-1", "Trần Thị Thu Hà", "judge"),
    DemoStaff("giam-khao-2", "Phạm Ngọc Lan", "judge"),
    DemoStaff("thu-ky", "Nguyễn Thị Hồng Vân", "secretary"),
    DemoStaff("doc-lai", "Võ Thị Kim Chi", "second_reader"),
)


def salt_of(text: str) -> bytes:
    """Return 16 bytes for the audit log; of a demo they may be known."""
    return sha256(f"quizapp-demo:{text}".encode()).digest()[:16]


def add_demo_staff(session: Session, *, contest: Contest, now: datetime) -> None:
    """Make the staff of the demo contest."""
    for one in STAFF:
        account = service.add_staff(
            session,
            username=one.username,
            full_name=one.full_name,
            secret_hash=hashed(PASSWORD),
            is_loopback_only=True,
            now=now,
        )
        service.grant_role(
            session,
            account=account,
            role=one.role,
            reach=service.Reach()
            if one.role == "admin"
            else service.Reach(contest_id=contest.id),
            salt=salt_of(one.username),
            now=now,
        )


def add_officer(session: Session, *, unit: Unit, now: datetime) -> Account:
    """Make the officer of one unit, who signs in by phone."""
    officer = service.sign_up(
        session,
        person=service.NewPerson(
            full_name="Huỳnh Thị Bé Ba",
            birth_year=1979,
            phone=OFFICER_PHONE,
            unit_id=unit.id,
            secret_hash=hashed(PIN),
        ),
        now=now,
    )
    officer.is_loopback_only = True
    service.grant_role(
        session,
        account=officer,
        role="unit_officer",
        reach=service.Reach(unit_id=unit.id),
        salt=salt_of("officer"),
        now=now,
    )
    return officer
