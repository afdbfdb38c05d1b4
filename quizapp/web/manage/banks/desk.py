"""Which banks somebody of the question board may work on."""

from collections.abc import Collection

from quizapp.accounts.models import RoleGrant
from quizapp.accounts.queries import roles_of
from quizapp.banks.models import Bank
from quizapp.banks.queries import Shelf, bank_named, beginners_of, shelves
from quizapp.contests.queries import all_contests, drawing_contests, rule_book
from quizapp.errors import NotFoundError
from quizapp.extensions import db, now
from quizapp.web.access import signed_in
from quizapp.web.manage.desk import AUDITORS

#: Who may write and publish.
WRITERS = ("organizer", "admin", "editor")
#: Who may look at keys, comment and approve.
BOARD = (*WRITERS, "second_reader")
#: Who may look at all of it.
BOARD_READERS = (*BOARD, *AUDITORS)


def my_bank(slug: str, roles: Collection[str] = BOARD) -> Bank:
    """Return a bank that the one who is signed in may work on in one of these roles.

    A role in one contest is good for the banks it draws from, and for those that she or
    somebody else of that contest began.

    Raises:
        NotFoundError: there is none, or none of hers.
    """
    bank = bank_named(db.session(), slug)
    grants = my_grants(roles)
    drawing = {contest.id for contest in drawing_contests(db.session(), slug=slug)}
    beginners = beginners_of(db.session(), bank_id=bank.id)
    if not is_open_to(grants, drawing, beginners):
        raise NotFoundError("There is no such bank.")
    return bank


def my_shelves(roles: Collection[str] = BOARD_READERS) -> list[Shelf]:
    """Return the banks that the one who is signed in may work on in these roles."""
    grants = my_grants(roles)
    books = {
        contest.id: rule_book(db.session(), contest)
        for contest in all_contests(db.session())
    }
    return [
        shelf
        for shelf in shelves(db.session())
        if is_open_to(
            grants,
            {number for number, book in books.items() if book.draws_from(shelf.slug)},
            shelf.writers,
        )
    ]


def is_open_to(
    grants: Collection[RoleGrant], drawing: set[int], beginners: Collection[int]
) -> bool:
    """Tell whether roles open a bank: by where it is drawn from, or who began it."""
    mine = {grant.contest_id for grant in grants}
    if None in mine or mine & drawing:
        return True
    return any(mine & contests_of(one) for one in beginners)


def contests_of(account_id: int) -> set[int | None]:
    """Return the contests on whose question board somebody is."""
    grants = roles_of(db.session(), account_id=account_id, now=now())
    return {
        grant.contest_id
        for grant in grants
        if grant.contest_id is not None and grant.role in BOARD
    }


def my_grants(roles: Collection[str]) -> list[RoleGrant]:
    """Return the roles of the one who is signed in, for whole contests, among these."""
    return [
        grant
        for grant in roles_of(db.session(), account_id=signed_in().id, now=now())
        if grant.role in roles and grant.unit_id is None
    ]


def my_slugs(roles: Collection[str] = BOARD_READERS) -> set[str]:
    """Return the names of the banks that the one who is signed in may work on."""
    return {shelf.slug for shelf in my_shelves(roles)}


def is_writer(slug: str | None = None) -> bool:
    """Tell whether the one who is signed in may write banks, or this one."""
    return bool(my_grants(WRITERS)) if slug is None else opens(slug, WRITERS)


def is_board(slug: str) -> bool:
    """Tell whether the one who is signed in may comment on a bank and approve it."""
    return opens(slug, BOARD)


def opens(slug: str, roles: Collection[str]) -> bool:
    """Tell whether these roles of the one who is signed in open a bank."""
    try:
        my_bank(slug, roles)
    except NotFoundError:
        return False
    return True
