"""Every feature that holds something of a person, in the order in which it forgets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.accounts.queries import device_data as of_devices
from quizapp.accounts.queries import officer_data as of_officers
from quizapp.accounts.queries import personal_data as of_accounts
from quizapp.accounts.service import forget as forget_accounts
from quizapp.accounts.service import forget_devices, forget_officer
from quizapp.attempts.queries import assisted_data as of_assisted
from quizapp.attempts.queries import personal_data as of_attempts
from quizapp.attempts.service import forget_assisted
from quizapp.entries.queries import moves_held as of_moves
from quizapp.entries.queries import personal_data as of_forms
from quizapp.entries.service import forget as forget_entries
from quizapp.judging.queries import personal_data as of_judging
from quizapp.judging.service import forget as forget_judging
from quizapp.members.queries import personal_data as of_members
from quizapp.members.service import forget as forget_members
from quizapp.personal import Holding
from quizapp.privacy.queries.entries import entry_ids_of
from quizapp.privacy.queries.entries import personal_data as of_consents
from quizapp.privacy.queries.record import personal_data as of_record
from quizapp.privacy.queries.requests import personal_data as of_requests
from quizapp.privacy.service.record import forget as forget_record
from quizapp.privacy.service.requests import forget as forget_requests
from quizapp.standings import service as standings
from quizapp.standings.queries import personal_data as of_standings

#: ``queries.personal_data(session, *, account_id)``.
Tells = Callable[..., list[Holding]]
#: ``service.forget(session, *, account_id, now)``.
Forgets = Callable[..., None]


@dataclass(frozen=True)
class Feature:
    """A feature that holds something of a person."""

    name: str
    #: Tables that hold it, directly or by a key of her account or of her entry.
    tables: tuple[str, ...]
    tells: Tells
    #: None: nothing in them tells who she is, once her account doesn't.
    forgets: Forgets | None


def forget_standings(session: Session, *, account_id: int, now: datetime) -> None:
    """Let boards show the entries of a person anew."""
    for entry_id in entry_ids_of(session, account_id=account_id):
        standings.touch(session, entry_id=entry_id, now=now)


def of_entries(session: Session, *, account_id: int) -> list[Holding]:
    """Return what entries hold: consents, the form, corrections, moves by a list."""
    return [
        *of_consents(session, account_id=account_id),
        *of_forms(session, account_id=account_id),
        *of_moves(session, account_id=account_id),
    ]


#: What stands later may be asked by what stands before: accounts go last.
FEATURES = (
    Feature("privacy", ("data_requests",), of_requests, forget_requests),
    Feature("standings", ("standings",), of_standings, forget_standings),
    # Both hold numbers of entries alone; the devices of attempts are forgotten here.
    Feature(
        "judging", ("person_merges", "person_dismissals"), of_judging, forget_judging
    ),
    Feature(
        "attempts",
        ("attempts", "responses", "replaced_marks", "time_grants"),
        of_attempts,
        None,
    ),
    Feature("assisted", ("consent_forms",), of_assisted, forget_assisted),
    Feature("audit", ("audit_entries", "audit_texts"), of_record, forget_record),
    Feature(
        "members",
        ("listed_members", "member_claims", "member_sheets"),
        of_members,
        forget_members,
    ),
    Feature(
        "officers", ("officer_invitations", "added_units"), of_officers, forget_officer
    ),
    Feature(
        "entries",
        ("entries", "consents", "entry_changes", "entry_moves"),
        of_entries,
        forget_entries,
    ),
    Feature(
        "devices",
        ("sign_in_sessions", "second_factors", "recovery_codes"),
        of_devices,
        forget_devices,
    ),
    Feature(
        "accounts",
        ("accounts", "sign_in_failures", "reset_codes", "role_grants", "notices"),
        of_accounts,
        forget_accounts,
    ),
)


def everything_held(session: Session, *, account_id: int) -> list[Holding]:
    """Return all that is held of a person, her account first."""
    return [
        holding
        for feature in reversed(FEATURES)
        for holding in feature.tells(session, account_id=account_id)
    ]


def forget(session: Session, *, account_id: int, now: datetime) -> None:
    """Let every feature forget a person; facts that tell nothing of her stay."""
    for feature in FEATURES:
        if feature.forgets is not None:
            feature.forgets(session, account_id=account_id, now=now)
