"""Taking part on an officer's device: consents on paper, entering, handing it over."""

import secrets
from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.audit import service as audit
from quizapp.contests.models import Contest
from quizapp.contests.queries import rule_book
from quizapp.entries import service as entries
from quizapp.entries.models import ConsentForm, Entry
from quizapp.entries.queries import entry_of
from quizapp.entries.rules import (
    CONSENTING_AGE,
    NO_DETAILS,
    ConsentAnswer,
    Details,
    is_child,
)
from quizapp.errors import InvalidError, NotAllowedError
from quizapp.phrases import ZONE
from quizapp.units.queries import is_in_branch

#: Forms that are printed at once.
MOST_FORMS = 30


def check_is_allowed(session: Session, *, contest: Contest) -> None:
    """Check that people may take part in a contest on an officer's device.

    Raises:
        NotAllowedError: its rules don't say so.
    """
    if not rule_book(session, contest).assisted_entry.allowed:
        raise NotAllowedError(
            "By the rules of this contest nobody takes part on an officer's device."
        )


def check_is_grown_up(
    birth_year: int, now: datetime, *, birth_date: date | None = None
) -> None:
    """Check that a person consents for herself, as far as year or date of birth tell.

    Raises:
        InvalidError: she is too young for that.
    """
    is_young = now.astimezone(ZONE).year - birth_year < CONSENTING_AGE
    if is_young or (birth_date is not None and is_child(birth_year, birth_date, now)):
        raise InvalidError(
            "Who is under %(age)s needs a parent's consent and can't enter here.",
            field="birth_year" if is_young else "birth_date",
            age=CONSENTING_AGE,
        )


def enter_with_help(  # noqa: PLR0913  # two ways of consent
    session: Session,
    *,
    contest: Contest,
    account: Account,
    officer_id: int,
    consents: Iterable[ConsentAnswer],
    form_number: int | None,
    own_ids: Collection[int],
    key: str,
    now: datetime,
    details: Details = NO_DETAILS,
) -> Entry:
    """Enter a person on an officer's device; the same again returns her entry.

    Where the rule book has most of the form after the quiz, who calls it fills in the
    rest at once: ``entries.service.complete_entry``.

    ``form_number``: her consents stand on a signed form of this number, printed for one
    of the officer's own branches ``own_ids``.

    Raises:
        NotAllowedError: the rules don't allow it, or she runs the contest.
        InvalidError: too young, no consent, or a form that can't be used.
        ConflictError: the contest is over.
    """
    check_is_allowed(session, contest=contest)
    check_is_grown_up(account.birth_year or 0, now, birth_date=details.birth_date)
    answers = {answer.kind: answer for answer in consents}
    known = entry_of(session, contest_id=contest.id, account_id=account.id)
    entry = entries.enter(
        session,
        contest=contest,
        account=account,
        unit_id=account.unit_id,
        consents=answers.values(),
        key=key,
        now=now,
        details=details,
    )
    if known is None:
        entry.assisted_by = officer_id
    if form_number is not None:
        _use_form(session, entry, form_number, own_ids, now)
    audit.record(
        session,
        actor=f"account:{officer_id}",
        action="entries.assisted",
        subject=f"entry:{entry.id}",
        details={"contest": contest.id, "form": form_number},
        salt=secrets.token_bytes(16),
        now=now,
    )
    return entry


def _use_form(
    session: Session,
    entry: Entry,
    number: int,
    own_ids: Collection[int],
    now: datetime,
) -> None:
    form = session.scalar(
        select(ConsentForm)
        .where(ConsentForm.contest_id == entry.contest_id, ConsentForm.number == number)
        .with_for_update()
    )
    if form is None or not any(
        is_in_branch(session, unit_id=form.unit_id, root_id=own) for own in own_ids
    ):
        raise InvalidError(
            "No form of this number was printed here: look at the number again.",
            field="form_number",
        )
    if form.used_at is not None:
        raise InvalidError(
            "The form of this number was used for somebody else.", field="form_number"
        )
    form.entry_id, form.used_at = entry.id, now
    session.flush()


def print_forms(
    session: Session,
    *,
    contest: Contest,
    unit_id: int,
    officer_id: int,
    count: int,
    now: datetime,
) -> list[int]:
    """Give so many consent forms of a contest their numbers, and return these.

    Raises:
        InvalidError: too many at once, or none.
    """
    if not 1 <= count <= MOST_FORMS:
        raise InvalidError(
            "Print 1 to %(most)s forms at once.", field="count", most=MOST_FORMS
        )
    # Two officers at once get different numbers.
    session.execute(
        select(Contest.id)
        .where(Contest.id == contest.id)
        .with_for_update(key_share=True)
    )
    last = session.scalar(
        select(func.coalesce(func.max(ConsentForm.number), 0)).where(
            ConsentForm.contest_id == contest.id
        )
    )
    numbers = [(last or 0) + place for place in range(1, count + 1)]
    session.add_all(
        ConsentForm(
            contest_id=contest.id,
            number=number,
            unit_id=unit_id,
            printed_by=officer_id,
            printed_at=now,
        )
        for number in numbers
    )
    session.flush()
    return numbers


def note_hand_over(
    session: Session, *, entry: Entry, officer_id: int, now: datetime
) -> None:
    """Write down that an officer handed her device over to a person."""
    audit.record(
        session,
        actor=f"account:{officer_id}",
        action="entries.device_handed_over",
        subject=f"entry:{entry.id}",
        details={"contest": entry.contest_id},
        salt=secrets.token_bytes(16),
        now=now,
    )


def forget_assisted(session: Session, *, account_id: int, now: datetime) -> None:
    """Untie the signed forms of a person from her entries; none can be used again."""
    del now
    hers = select(Entry.id).where(Entry.account_id == account_id)
    session.execute(
        update(ConsentForm)
        .where(ConsentForm.entry_id.in_(hers))
        .values(entry_id=None)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
