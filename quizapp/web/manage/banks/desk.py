"""Which banks somebody of the question board may work on."""

from collections.abc import Collection

from quizapp.accounts.models import RoleGrant
from quizapp.accounts.queries import roles_of
from quizapp.banks.models import Bank, BankDraft
from quizapp.banks.queries import Shelf, bank_named, open_draft, shelves
from quizapp.contests.queries import all_contests, drawing_contests, rule_book
from quizapp.errors import NotFoundError
from quizapp.extensions import db, now
from quizapp.web.access import signed_in

#: Who may write and publish.
WRITERS = ("organizer", "admin", "editor")
#: Who may look at keys, comment and approve.
BOARD = (*WRITERS, "second_reader")


def my_bank(slug: str, roles: Collection[str] = BOARD) -> Bank:
    """Return a bank that the one who is signed in may work on in one of these roles.

    A role in one contest is good for the banks it draws from, and for those in whose
    draft she has a hand.

    Raises:
        NotFoundError: there is none, or none of hers.
    """
    bank = bank_named(db.session(), slug)
    grants = my_grants(roles)
    contests = {contest.id for contest in drawing_contests(db.session(), slug=slug)}
    if not any(
        grant.contest_id is None or grant.contest_id in contests for grant in grants
    ) and not (grants and is_begun_by_me(open_draft(db.session(), bank_id=bank.id))):
        raise NotFoundError("There is no such bank.")
    return bank


def my_shelves() -> list[Shelf]:
    """Return the banks that the one who is signed in may work on."""
    grants = my_grants(BOARD)
    found = shelves(db.session())
    if any(grant.contest_id is None for grant in grants):
        return list(found)
    mine = {grant.contest_id for grant in grants}
    books = [
        rule_book(db.session(), contest)
        for contest in all_contests(db.session())
        if contest.id in mine
    ]
    return [
        shelf
        for shelf in found
        if any(book.draws_from(shelf.slug) for book in books)
        or shelf.begun_by == signed_in().id
    ]


def my_grants(roles: Collection[str]) -> list[RoleGrant]:
    """Return the roles of the one who is signed in, for whole contests, among these."""
    return [
        grant
        for grant in roles_of(db.session(), account_id=signed_in().id, now=now())
        if grant.role in roles and grant.unit_id is None
    ]


def is_writer() -> bool:
    """Tell whether the one who is signed in may write banks."""
    return bool(my_grants(WRITERS))


def is_begun_by_me(draft: BankDraft | None) -> bool:
    """Tell whether the one who is signed in began a draft."""
    return draft is not None and draft.begun_by == signed_in().id
