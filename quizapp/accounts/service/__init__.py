"""Writes of accounts: signing up and in, reset codes, staff, roles, notices."""

from quizapp.accounts.service.branches import add_branches, rename_branch
from quizapp.accounts.service.bringing_in import bring_in
from quizapp.accounts.service.invitations import (
    accept_invitation,
    check_is_invited,
    end_officer,
    forget_officer,
    invite_by_code,
    invite_by_list,
    revoke_invitation,
)
from quizapp.accounts.service.people import NewPerson, add_person, sign_up
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
    "NewPerson",
    "Reach",
    "Trier",
    "accept_invitation",
    "add_branches",
    "add_person",
    "add_staff",
    "bring_in",
    "check_is_invited",
    "check_may_try",
    "end_officer",
    "forget_expired",
    "forget_officer",
    "grant_role",
    "invite_by_code",
    "invite_by_list",
    "issue_reset_code",
    "note_failure",
    "notify",
    "open_session",
    "rename_branch",
    "revoke_invitation",
    "revoke_role",
    "revoke_session",
    "revoke_sessions",
    "see_notices",
    "sign_up",
    "use_reset_code",
]
