"""Writes of accounts: signing up and in, reset codes, staff, roles, notices."""

from quizapp.accounts.service.people import NewPerson, add_person, sign_up
from quizapp.accounts.service.personal import (
    NOBODY,
    correct_person,
    forget,
    forget_failures,
    part_from,
)
from quizapp.accounts.service.resetting import issue_reset_code, use_reset_code
from quizapp.accounts.service.signing_in import (
    Trier,
    check_may_try,
    forget_expired,
    note_failure,
    open_session,
    revoke_session,
    revoke_sessions,
)
from quizapp.accounts.service.staff import Reach, add_staff, grant_role, revoke_role
from quizapp.accounts.service.telling import notify, see_notices

__all__ = [
    "NOBODY",
    "NewPerson",
    "Reach",
    "Trier",
    "add_person",
    "add_staff",
    "check_may_try",
    "correct_person",
    "forget",
    "forget_expired",
    "forget_failures",
    "grant_role",
    "issue_reset_code",
    "note_failure",
    "notify",
    "open_session",
    "part_from",
    "revoke_role",
    "revoke_session",
    "revoke_sessions",
    "see_notices",
    "sign_up",
    "use_reset_code",
]
