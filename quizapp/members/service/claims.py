"""Who takes which place: by code, by phone, confirmed by an officer; and undoing it."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.audit import service as audit
from quizapp.audit.service import Act
from quizapp.entries.models import Entry
from quizapp.errors import ConflictError, NotFoundError
from quizapp.members.models import ListedMember, MemberClaim
from quizapp.members.queries import (
    claim_in_force,
    phone_pairs,
    place_by_code,
    place_of_entry,
)
from quizapp.members.rules import names_fit


def claim_by_code(
    session: Session, *, entry: Entry, code: str, now: datetime
) -> ListedMember:
    """Let an entry take the place of a code, as its person asks for.

    An entry without a unit gets the place's. Again changes nothing.

    Raises:
        NotFoundError: there is no such code in this contest.
        ConflictError: somebody has taken the place, or the entry has another.
    """
    place = place_by_code(session, code=code)
    if place is None or place.contest.id != entry.contest_id:
        raise NotFoundError("This code isn't known in this contest.")
    member = session.get_one(ListedMember, place.member_id)
    own = place_of_entry(session, entry_id=entry.id)
    if own is not None:
        if own.id == member.id:
            return own
        raise ConflictError("This entry has another place in the list already.")
    if not _claim(session, member, entry, how="code", act=None, now=now):
        raise ConflictError("This place in the list is taken already.")
    return member


def claim_by_phone(
    session: Session, *, entry: Entry, now: datetime
) -> ListedMember | None:
    """Let a new entry take the one open place that has its phone and its name.

    None: there is none, or several, and nothing is done. An entry without a unit gets
    the place's; one in a unit elsewhere is left to whoever looks after both.
    """
    account = session.get_one(Account, entry.account_id)
    if account.phone is None:
        return None
    claimed = _claim_pairs(session, entry.contest_id, [account.phone], now)
    member_id = claimed.get(entry.id)
    return None if member_id is None else session.get_one(ListedMember, member_id)


def claim_all_by_phone(
    session: Session, *, contest_id: int, phones: Collection[str], now: datetime
) -> int:
    """Let entries take places that were listed after them, as ``claim_by_phone`` does.

    Returns how many did.
    """
    return len(_claim_pairs(session, contest_id, phones, now))


def confirm(
    session: Session, *, member: ListedMember, entry: Entry, act: Act, now: datetime
) -> None:
    """Say that an entry is the person of a place; again changes nothing.

    Raises:
        ConflictError: somebody has taken the place, or the entry has another.
    """
    claim = claim_in_force(session, member_id=member.id)
    if claim is not None and claim.entry_id == entry.id:
        return
    if claim is not None or place_of_entry(session, entry_id=entry.id) is not None:
        raise ConflictError("This was settled meanwhile: look at the list again.")
    if not _claim(session, member, entry, how="officer", act=act, now=now):
        raise ConflictError("This was settled meanwhile: look at the list again.")
    _note(session, "members.confirmed", member, entry.id, act, now)


def refuse(
    session: Session, *, member: ListedMember, entry: Entry, act: Act, now: datetime
) -> None:
    """Say that an entry isn't the person of a place, so that nobody is asked again."""
    session.add(
        MemberClaim(
            member_id=member.id,
            entry_id=entry.id,
            how="refused",
            made_at=now,
            made_by=act.account_id,
            undone_at=now,
            undone_by=act.account_id,
        )
    )
    session.flush()
    _note(session, "members.refused", member, entry.id, act, now)


def undo(session: Session, *, member: ListedMember, act: Act, now: datetime) -> None:
    """Take a place from the entry that took it: anybody may take it anew.

    Raises:
        ConflictError: nobody has taken it.
    """
    session.refresh(member, with_for_update=True)
    claim = claim_in_force(session, member_id=member.id)
    if claim is None:
        raise ConflictError("Nobody has taken this place.")
    claim.undone_at, claim.undone_by = now, act.account_id
    session.flush()
    _note(session, "members.undone", member, claim.entry_id, act, now)


def take_listed_unit(
    session: Session, *, member: ListedMember, act: Act, now: datetime
) -> None:
    """Give the entry that took a place the unit of the list; attempts keep theirs.

    Raises:
        ConflictError: nobody has taken the place.
    """
    claim = claim_in_force(session, member_id=member.id)
    if claim is None:
        raise ConflictError("Nobody has taken this place.")
    entry = session.get_one(Entry, claim.entry_id, with_for_update=True)
    entry.unit_id = member.unit_id
    session.flush()
    _note(session, "members.unit_taken", member, entry.id, act, now)


def _claim(
    session: Session,
    member: ListedMember,
    entry: Entry,
    *,
    how: str,
    act: Act | None,
    now: datetime,
) -> bool:
    """Write a claim; False: somebody was quicker, for the place or for the entry."""
    session.refresh(member, with_for_update=True)
    if member.erased_at is not None:
        raise NotFoundError("There is no such member here.")
    made = session.scalar(
        insert(MemberClaim)
        .values(
            member_id=member.id,
            entry_id=entry.id,
            how=how,
            made_at=now,
            made_by=act.account_id if act else None,
        )
        .on_conflict_do_nothing()
        .returning(MemberClaim.id)
    )
    if made is None:
        return False
    if entry.unit_id is None:
        entry.unit_id = member.unit_id
    account = session.get_one(Account, entry.account_id)
    if account.unit_id is None:
        account.unit_id = member.unit_id
    session.flush()
    return True


def _claim_pairs(
    session: Session, contest_id: int, phones: Collection[str], now: datetime
) -> dict[int, int]:
    """Claim what is plain under some phones; return entry → place."""
    pairs = [
        pair
        for pair in phone_pairs(session, contest_id=contest_id, phones=phones)
        if names_fit(pair.listed_key, pair.entered_key)
    ]
    places = Counter(pair.member_id for pair in pairs)
    entries = Counter(pair.entry_id for pair in pairs)
    found = {}
    for pair in pairs:
        is_plain = places[pair.member_id] == entries[pair.entry_id] == 1
        if is_plain and pair.is_near:
            member = session.get_one(ListedMember, pair.member_id)
            entry = session.get_one(Entry, pair.entry_id)
            if _claim(session, member, entry, how="phone", act=None, now=now):
                found[entry.id] = member.id
    return found


def _note(
    session: Session,
    action: str,
    member: ListedMember,
    entry_id: int,
    act: Act,
    now: datetime,
) -> None:
    audit.record(
        session,
        actor=act.actor,
        action=action,
        subject=f"listed_member:{member.id}",
        details={
            "contest": member.contest_id,
            "unit": member.unit_id,
            "entry": entry_id,
        },
        salt=act.salt,
        now=now,
        reason=act.reason,
    )
