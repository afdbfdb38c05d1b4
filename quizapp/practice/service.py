"""Writes of practice: offering a bank, and taking it back."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.audit import service as audit
from quizapp.audit.service import Act
from quizapp.banks.models import Bank as BankRow
from quizapp.banks.queries import latest_version, parsed_version
from quizapp.errors import ConflictError, NotFoundError
from quizapp.practice.models import PracticeBank
from quizapp.practice.rules import check_tag_names, check_title, tag_counts


def offer_bank(
    session: Session,
    *,
    slug: str,
    act: Act,
    now: datetime,
    title: str = "",
    tag_names: Mapping[str, str] | None = None,
) -> PracticeBank:
    """Offer a bank for practice from now on, or change how it is offered.

    Without a title it keeps the one it has, or gets the bank's own; the same for names
    of tags.

    Raises:
        NotFoundError: there is no such bank.
        InvalidError: the title or a name of a tag can't be used.
    """
    bank_id = _locked(session, slug)
    version = latest_version(session, slug)
    if version is None:
        raise _no_bank(slug)
    offer = _in_force(session, bank_id)
    tags = tag_counts(parsed_version(session, version.id).bank.items)
    names = None if tag_names is None else check_tag_names(dict(tag_names), tags)
    action = "practice.changed" if offer else "practice.offered"
    if offer is None:
        offer = PracticeBank(
            bank_id=bank_id,
            title=version.title,
            tag_names={},
            offered_by=act.account_id,
            offered_at=now,
            withdrawn_at=None,
        )
        session.add(offer)
    offer.title = check_title(title) if title else offer.title
    offer.tag_names = offer.tag_names if names is None else names
    session.flush()
    _note(session, offer, action, act, now)
    return offer


def withdraw_bank(
    session: Session, *, slug: str, act: Act, now: datetime
) -> PracticeBank:
    """Offer a bank for practice no more.

    Raises:
        NotFoundError: there is no such bank.
        ConflictError: it isn't offered.
    """
    offer = _in_force(session, _locked(session, slug))
    if offer is None:
        raise ConflictError("These questions are not offered for practice.")
    offer.withdrawn_at = now
    session.flush()
    _note(session, offer, "practice.withdrawn", act, now)
    return offer


def _locked(session: Session, slug: str) -> int:
    """Return the id of a bank; who else chooses about it waits."""
    bank_id = session.scalar(
        select(BankRow.id).where(BankRow.slug == slug).with_for_update()
    )
    if bank_id is None:
        raise _no_bank(slug)
    return bank_id


def _no_bank(slug: str) -> NotFoundError:
    return NotFoundError("There is no bank “%(bank)s” yet: import it first.", bank=slug)


def _in_force(session: Session, bank_id: int) -> PracticeBank | None:
    return session.scalar(
        select(PracticeBank).where(
            PracticeBank.bank_id == bank_id, PracticeBank.withdrawn_at.is_(None)
        )
    )


def _note(
    session: Session, offer: PracticeBank, action: str, act: Act, now: datetime
) -> None:
    audit.record(
        session,
        actor=act.actor,
        action=action,
        subject=f"bank:{offer.bank_id}",
        details={"offer": offer.id},
        salt=act.salt,
        reason=act.reason,
        now=now,
    )
