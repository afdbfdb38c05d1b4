"""Writes of accounts: signing up and in, reset codes, staff, roles, notices."""

from quizapp.accounts.service.people import (
    NewPerson,
    add_person,
    free_place,
    sign_up,
)
from quizapp.accounts.service.resetting import (
    issue_reset_code,
    revoke_codes,
    use_reset_code,
)
from quizapp.accounts.service.roles import Reach, grant_role, revoke_role
from quizapp.accounts.service.signing_in import (
    Trier,
    check_may_try,
    forget_expired,
    note_failure,
    open_session,
    revoke_session,
    revoke_sessions,
)
from quizapp.accounts.service.staff import (
    add_staff,
    change_staff,
    disable_account,
    enable_account,
)
from quizapp.accounts.service.staff_codes import issue_password_code, use_password_code
from quizapp.accounts.service.telling import notify, see_notices

__all__ = [
    "NewPerson",
    "Reach",
    "Trier",
    "add_person",
    "add_staff",
    "change_staff",
    "check_may_try",
    "disable_account",
    "enable_account",
    "forget_expired",
    "free_place",
    "grant_role",
    "issue_password_code",
    "issue_reset_code",
    "note_failure",
    "notify",
    "open_session",
    "revoke_codes",
    "revoke_role",
    "revoke_session",
    "revoke_sessions",
    "see_notices",
    "sign_up",
    "use_password_code",
    "use_reset_code",
]
