"""Writes of accounts: signing up and in, second factors, staff, roles, notices."""

from quizapp.accounts.service.branches import (
    add_branches,
    rename_branch,
)
from quizapp.accounts.service.bringing_in import (
    bring_in,
    has_secret,
)
from quizapp.accounts.service.forgetting_officers import (
    forget_officer,
    forget_old_invitations,
)
from quizapp.accounts.service.invitations import (
    accept_invitation,
    check_is_invited,
    end_officer,
    invite_by_code,
    invite_by_list,
    revoke_invitation,
)
from quizapp.accounts.service.people import (
    NewPerson,
    add_person,
    free_place,
    sign_up,
)
from quizapp.accounts.service.personal import (
    NOBODY,
    correct_person,
    forget,
    part_from,
)
from quizapp.accounts.service.resetting import (
    check_reset_code,
    issue_reset_code,
    revoke_codes,
    use_reset_code,
)
from quizapp.accounts.service.roles import (
    Reach,
    grant_role,
    revoke_role,
)
from quizapp.accounts.service.second_factors import (
    make_recovery_codes,
    replace_second_factor,
    reset_second_factor,
    set_up_second_factor,
    use_second_factor,
)
from quizapp.accounts.service.sessions import (
    end_other_sessions,
    end_session,
    forget_devices,
)
from quizapp.accounts.service.signing_in import (
    Trier,
    check_may_try,
    check_may_try_code,
    forget_expired,
    forget_failures,
    note_failure,
    open_session,
    prove_session,
    revoke_session,
    revoke_sessions,
)
from quizapp.accounts.service.staff import (
    add_staff,
    change_staff,
    disable_account,
    enable_account,
)
from quizapp.accounts.service.staff_codes import (
    issue_password_code,
    use_password_code,
)
from quizapp.accounts.service.telling import (
    notify,
    see_notices,
)

__all__ = [
    "NOBODY",
    "NewPerson",
    "Reach",
    "Trier",
    "accept_invitation",
    "add_branches",
    "add_person",
    "add_staff",
    "bring_in",
    "change_staff",
    "check_is_invited",
    "check_may_try",
    "check_may_try_code",
    "check_reset_code",
    "correct_person",
    "disable_account",
    "enable_account",
    "end_officer",
    "end_other_sessions",
    "end_session",
    "forget",
    "forget_devices",
    "forget_expired",
    "forget_failures",
    "forget_officer",
    "forget_old_invitations",
    "free_place",
    "grant_role",
    "has_secret",
    "invite_by_code",
    "invite_by_list",
    "issue_password_code",
    "issue_reset_code",
    "make_recovery_codes",
    "note_failure",
    "notify",
    "open_session",
    "part_from",
    "prove_session",
    "rename_branch",
    "replace_second_factor",
    "reset_second_factor",
    "revoke_codes",
    "revoke_invitation",
    "revoke_role",
    "revoke_session",
    "revoke_sessions",
    "see_notices",
    "set_up_second_factor",
    "sign_up",
    "use_password_code",
    "use_reset_code",
    "use_second_factor",
]
