"""Reads of accounts: who is signed in, with which roles, and who is meant."""

from quizapp.accounts.queries.people import (
    MOST_FOUND,
    account_in_use,
    all_staff,
    check_in_branches,
    failures,
    find_people,
    people_among,
    people_of_phone,
    person_by_id,
    sharer_of_phone,
    staff_by_name,
    unseen_notices,
    usable_code,
)
from quizapp.accounts.queries.roles import (
    check_role,
    officer_units,
    roles_of,
)
from quizapp.accounts.queries.sessions import (
    recovery_code_count,
    second_factor_of,
    sessions_of,
)
from quizapp.accounts.queries.signed_in import (
    AROUND,
    OF_SESSION,
    SIGNED_IN,
    WHOSE,
    Around,
    Asker,
    Me,
    account_of_session,
    around,
)

__all__ = [
    "AROUND",
    "MOST_FOUND",
    "OF_SESSION",
    "SIGNED_IN",
    "WHOSE",
    "Around",
    "Asker",
    "Me",
    "account_in_use",
    "account_of_session",
    "all_staff",
    "around",
    "check_in_branches",
    "check_role",
    "failures",
    "find_people",
    "officer_units",
    "people_among",
    "people_of_phone",
    "person_by_id",
    "recovery_code_count",
    "roles_of",
    "second_factor_of",
    "sessions_of",
    "sharer_of_phone",
    "staff_by_name",
    "unseen_notices",
    "usable_code",
]
