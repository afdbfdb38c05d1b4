"""Erasing a person: every feature forgets her, what she did stays as facts of nobody."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.accounts.rules import keyed_hash
from quizapp.accounts.service import forget_failures
from quizapp.audit import service as audit
from quizapp.audit.service import Act
from quizapp.contests.models import Contest
from quizapp.contests.queries import rule_book
from quizapp.entries.models import Entry
from quizapp.entries.service import forget_insider
from quizapp.errors import InvalidError, NotFoundError
from quizapp.privacy.models import ErasedPhone
from quizapp.privacy.rules import Keeping, window_ends_at
from quizapp.privacy.service import walk
from quizapp.privacy.service.leaving import Nonce, leave


@dataclass(frozen=True)
class Erased:
    """What was erased, for the receipt."""

    at: datetime
    entry_count: int
    #: Until when the keyed hash of the phone stays; None: it doesn't.
    until: datetime | None


@dataclass(frozen=True)
class Means:
    """What erasing needs beside the database."""

    #: The secret of keyed hashes.
    key: str
    keeping: Keeping
    nonce: Nonce


def erase(
    session: Session, *, account_id: int, act: Act, means: Means, now: datetime
) -> Erased:
    """Erase a person, in one transaction (domain.md §11).

    From contests whose results and complaints are still open she is withdrawn, and a
    keyed hash of her phone stays until they are done with. Of who runs a contest her
    keyed hash stays on its list, without her name. ``act``: she herself, or who
    of the staff; its reason isn't kept, since it would be about her.

    Raises:
        NotFoundError: there is no such person.
    """
    account = _locked(session, account_id)
    phone = account.phone
    entries = _entries(session, account_id)
    ends = [_part_with(session, entry, account, means, now) for entry in entries]
    walk.forget(session, account_id=account_id, now=now)
    if phone is not None and not _is_shared(session, phone):
        forget_failures(session, subject=keyed_hash(means.key, "phone", phone))
        forget_insider(session, phone=phone, key=means.key)
    audit.record(
        session,
        actor=act.actor,
        action="privacy.person_erased",
        subject=f"account:{account_id}",
        details={"entries": len(entries)},
        salt=act.salt,
        now=now,
    )
    session.expire_all()
    kept = [end for end in ends if end is not None and phone is not None]
    return Erased(now, len(entries), max(kept, default=None))


def check_may_enter(
    session: Session, *, contest_id: int, account_id: int, key: str, now: datetime
) -> None:
    """Check that nobody enters a contest once more behind an erasing.

    Who signed up on this phone before that may: a family shares a phone.

    Raises:
        InvalidError: somebody of this phone took part and erased her data since.
    """
    account = session.get_one(Account, account_id)
    if account.phone is None:
        return
    found = session.scalar(
        select(ErasedPhone).where(
            ErasedPhone.contest_id == contest_id,
            ErasedPhone.phone_hash == _phone_hash(key, account.phone),
            ErasedPhone.erased_at <= account.created_at,
            ErasedPhone.until > now,
        )
    )
    if found is not None:
        raise InvalidError(
            "Somebody took part in this contest with this phone and erased her data:"
            " until %(until)s nobody new can enter with it. Call the organizers.",
            field="phone",
            until=found.until,
        )


def _locked(session: Session, account_id: int) -> Account:
    account = session.get(Account, account_id, with_for_update={"key_share": True})
    if account is None or account.kind != "person" or account.erased_at is not None:
        raise NotFoundError("There is no such person.")
    return account


def _entries(session: Session, account_id: int) -> list[Entry]:
    """Return her entries; they and those that they count under are locked."""
    heads = select(Entry.counts_under_id).where(Entry.account_id == account_id)
    found = session.scalars(
        select(Entry)
        .where(or_(Entry.account_id == account_id, Entry.id.in_(heads)))
        .order_by(Entry.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return [entry for entry in found if entry.account_id == account_id]


def _part_with(
    session: Session, entry: Entry, account: Account, means: Means, now: datetime
) -> datetime | None:
    """Leave the facts of an entry; return until when its contest is still open."""
    contest = session.get_one(Contest, entry.contest_id)
    until = window_ends_at(rule_book(session, contest).closes_at, means.keeping)
    if now >= until:
        return None
    leave(session, entry=entry, nonce=means.nonce, now=now)
    if account.phone is not None:
        _keep_hash(session, entry, _phone_hash(means.key, account.phone), now, until)
    return until


def _keep_hash(
    session: Session, entry: Entry, phone_hash: bytes, now: datetime, until: datetime
) -> None:
    made = insert(ErasedPhone).values(
        contest_id=entry.contest_id, phone_hash=phone_hash, erased_at=now, until=until
    )
    session.execute(
        made.on_conflict_do_update(
            index_elements=["contest_id", "phone_hash"],
            set_={"until": func.greatest(ErasedPhone.until, made.excluded.until)},
        )
    )


def _phone_hash(key: str, phone: str) -> bytes:
    return keyed_hash(key, "erased-phone", phone)


def _is_shared(session: Session, phone: str) -> bool:
    """Tell whether somebody else signs in by a phone."""
    return session.scalar(select(Account.id).where(Account.phone == phone)) is not None
