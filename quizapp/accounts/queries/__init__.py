"""Reads of accounts: who is signed in, with which roles, and who is meant."""

from quizapp.accounts.queries.people import (
    MOST_FOUND,
    all_staff,
    check_in_branches,
    failures,
    find_people,
    people_of_phone,
    person_by_id,
    staff_by_name,
    unseen_notices,
    usable_code,
)
from quizapp.accounts.queries.personal import PHONE, personal_data
from quizapp.accounts.queries.roles import (
    check_role,
    officer_units,
    roles_of,
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
    "PHONE",
    "SIGNED_IN",
    "WHOSE",
    "Around",
    "Asker",
    "Me",
    "account_of_session",
    "all_staff",
    "around",
    "check_in_branches",
    "check_role",
    "failures",
    "find_people",
    "officer_units",
    "people_of_phone",
    "person_by_id",
    "personal_data",
    "roles_of",
    "staff_by_name",
    "unseen_notices",
    "usable_code",
]
