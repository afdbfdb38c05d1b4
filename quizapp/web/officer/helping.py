"""Whom an officer may help in a contest, and what is asked of her on the consent page."""

from collections.abc import Sequence

from quizapp.accounts import queries
from quizapp.accounts.models import Account
from quizapp.attempts import service
from quizapp.contests.queries import rule_book
from quizapp.contests.rules import RuleBook
from quizapp.entries.models import Entry
from quizapp.entries.queries import carried_over
from quizapp.entries.rules import ConsentAnswer, Details
from quizapp.entries.service import complete_entry
from quizapp.errors import ConflictError, NotAllowedError, NotFoundError
from quizapp.extensions import db, now
from quizapp.members.models import ListedMember
from quizapp.members.queries import (
    ListedPlace,
    claim_in_force,
    open_places,
    place_in_scope,
)
from quizapp.members.service import confirm
from quizapp.standings.service import rank_entry
from quizapp.units.queries import label_of
from quizapp.web.access import signed_in
from quizapp.web.entries.asking import Texts, asked_of, leave_out
from quizapp.web.entries.asking import texts_of as all_texts_of
from quizapp.web.entries.filling import Filling
from quizapp.web.forms.officers import ConsentForm, PersonForm
from quizapp.web.manage.desk import act
from quizapp.web.officer.own import NO_PAGE, MyContest, my_contest, my_units

#: The unit is named before; nobody under 16 enters here; the ethnicity, which nobody
#: needs to tell, isn't asked on another's device.
NOT_ASKED = (
    "unit",
    "representative_name",
    "representative_relation",
    "agree_representative",
    "ethnicity",
    "agree_ethnicity",
)
#: What an account says already.
KNOWN = ("full_name", "birth_year", "unit_id")
#: Places shown at once: who looks for others types a name.
MOST_PLACES = 20


def allowed(slug: str) -> MyContest:
    """Return a contest of one's own in which officers may help.

    Raises:
        NotFoundError: it is no matter of hers.
        NotAllowedError: its rules don't allow it, or she has no PIN.
    """
    mine = my_contest(slug)
    if signed_in().kind != "person":
        raise NotAllowedError(
            "Who hands a device over signs in by phone and PIN, which bring her back."
        )
    service.check_is_allowed(db.session(), contest=mine.contest)
    return mine


def helped(account_id: int) -> Account:
    """Return somebody without a phone of one's own branches.

    Raises:
        NotFoundError: there is none.
    """
    session = db.session()
    try:
        person = queries.person_by_id(session, account_id)
        queries.check_in_branches(session, person=person, unit_ids=my_units())
    except NotFoundError:
        raise NotFoundError(NO_PAGE) from None
    is_helped = person.brought_in_by is not None and person.phone is None
    if not is_helped or person.disabled_at or person.erased_at:
        raise NotFoundError(NO_PAGE)
    return person


def texts_of(book: RuleBook) -> Texts:
    """Return the consent texts that stand on the page, or on the signed form."""
    texts = all_texts_of(book, "both")
    return {kind: texts[kind] for kind in ("take_part", "show_name")}


def filling_of(mine: MyContest, form: ConsentForm) -> Filling:
    """Return the consent page's form with all that the contest asks, before or after."""
    session = db.session()
    book = rule_book(session, mine.contest)
    asked_of(form, book, step="both")
    leave_out(form, NOT_ASKED)
    known = None
    if form.person.data:
        person = helped(form.person.data)
        leave_out(form, KNOWN)
        known = carried_over(
            session, account_id=person.id, root_id=mine.contest.unit_id
        )
    return Filling(mine.contest, book, form, texts_of(book), known)


def roots_of(mine: MyContest) -> list[int]:
    """Return the tops of one's branches in a contest."""
    return [unit.id for unit in mine.units]


def places_of(mine: MyContest, text: str) -> tuple[list[ListedPlace], bool]:
    """Return who of the list of members has no place taken, and whether there are more."""
    found = open_places(
        db.session(),
        contest_id=mine.contest.id,
        roots=roots_of(mine),
        text=text,
        most=MOST_PLACES + 1,
    )
    return found[:MOST_PLACES], len(found) > MOST_PLACES


def picked(mine: MyContest, place_id: int) -> ListedMember:
    """Return an open place of the list of members of one's branches.

    Raises:
        NotFoundError: there is none.
        ConflictError: somebody has taken it meanwhile.
    """
    session = db.session()
    member = place_in_scope(
        session,
        contest_id=mine.contest.id,
        member_id=place_id,
        roots=roots_of(mine),
    )
    if member.erased_at is not None:
        raise NotFoundError("There is no such member here.")
    if claim_in_force(session, member_id=member.id) is not None:
        raise ConflictError("This place in the list is taken already.")
    return member


def take_place(mine: MyContest, place_id: int | None, entry: Entry) -> None:
    """Let an entry take the place that was picked, in this transaction.

    Raises:
        ConflictError: somebody was quicker.
        NotFoundError: it is no place of one's branches.
    """
    if place_id is None:
        return
    session = db.session()
    member = place_in_scope(
        session,
        contest_id=entry.contest_id,
        member_id=place_id,
        roots=roots_of(mine),
    )
    confirm(session, member=member, entry=entry, act=act(), now=now())


def prefill(form: PersonForm, member: ListedMember) -> None:
    """Fill in what the list of members says."""
    form.full_name.data, form.birth_year.data = member.full_name, member.birth_year
    form.unit.data = label_of(db.session(), member.unit_id)
    form.place.data = member.id


def fill_in_the_rest(
    entry: Entry,
    unit_id: int | None,
    answers: Sequence[ConsentAnswer],
    details: Details,
) -> None:
    """Fill in what a contest asks after the quiz, in this transaction.

    What was made before is counted from now on.
    """
    session = db.session()
    is_new = complete_entry(
        session,
        entry=entry,
        unit_id=unit_id,
        consents=answers,
        now=now(),
        details=details,
    )
    if is_new:
        service.give_unit(session, entry_id=entry.id, unit_id=unit_id)
        rank_entry(session, entry_id=entry.id, now=now())
