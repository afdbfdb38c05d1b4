"""Decisions at the same-person desk that move no figure: two people, stepping back."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from quizapp.audit.service import Act, record
from quizapp.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from quizapp.judging import queries
from quizapp.judging.models import PersonDismissal, Recusal
from quizapp.judging.rules import check_may_merge


def dismiss(
    session: Session,
    *,
    contest_id: int,
    one_id: int,
    other_id: int,
    act: Act,
    now: datetime,
) -> PersonDismissal:
    """Note that two entries are two people, whatever they have in common by now.

    Raises:
        NotFoundError: the contest has no such entry.
        ConflictError: they count as one person.
        NotAllowedError: who decides has a stake in one of them.
        InvalidError: no reason is given.
    """
    one, other = pair_to_decide(session, contest_id, one_id, other_id, act)
    found = queries.suspicion_of(session, contest_id=contest_id, one=one, other=other)
    low, high = sorted([one[0], other[0]])
    dismissal = PersonDismissal(
        contest_id=contest_id,
        low_entry_id=low,
        high_entry_id=high,
        evidence=[piece.key for piece in found.evidence] if found else [],
        made_at=now,
        made_by=act.account_id,
    )
    session.add(dismissal)
    session.flush()
    keep_record(
        session,
        act,
        "judging.pair_dismissed",
        subject=f"person_dismissal:{dismissal.id}",
        details={"contest": contest_id, "entries": [low, high]},
        now=now,
    )
    return dismissal


def undo_dismissal(
    session: Session, *, contest_id: int, dismissal_id: int, act: Act, now: datetime
) -> PersonDismissal:
    """Take back that two entries are two people: the question is open again.

    Raises:
        NotFoundError: nothing of the kind was decided in this contest.
        ConflictError: it was taken back already.
        NotAllowedError: who decides has a stake in one of them.
        InvalidError: no reason is given.
    """
    check_reason(act)
    dismissal = session.scalar(
        select(PersonDismissal)
        .where(
            PersonDismissal.id == dismissal_id, PersonDismissal.contest_id == contest_id
        )
        .with_for_update()
    )
    if dismissal is None:
        raise NotFoundError("There is no such decision in this contest.")
    if dismissal.undone_at is not None:
        raise ConflictError("This was taken back already.")
    pair = [dismissal.low_entry_id, dismissal.high_entry_id]
    check_has_no_stake(session, act, pair)
    dismissal.undone_at, dismissal.undone_by = now, act.account_id
    session.flush()
    keep_record(
        session,
        act,
        "judging.dismissal_undone",
        subject=f"person_dismissal:{dismissal.id}",
        details={"contest": contest_id, "entries": pair},
        now=now,
    )
    return dismissal


def step_back(
    session: Session,
    *,
    contest_id: int,
    one_id: int,
    other_id: int,
    act: Act,
    now: datetime,
) -> None:
    """Note that who judges has a stake in two people, and decides nothing of them.

    Raises:
        NotFoundError: the contest has no such entry.
        InvalidError: no reason is given.
    """
    check_reason(act)
    entries = [
        entry_id
        for asked in (one_id, other_id)
        for entry_id in queries.person_entries(
            session, contest_id=contest_id, entry_id=asked
        )
    ]
    session.execute(
        insert(Recusal)
        .values(
            [
                {"entry_id": entry_id, "account_id": act.account_id, "made_at": now}
                for entry_id in sorted(set(entries))
            ]
        )
        .on_conflict_do_nothing()
    )
    keep_record(
        session,
        act,
        "judging.stepped_back",
        subject=f"contest:{contest_id}",
        details={"entries": sorted(set(entries))},
        now=now,
    )


def pair_to_decide(
    session: Session, contest_id: int, one_id: int, other_id: int, act: Act
) -> tuple[list[int], list[int]]:
    """Return every entry of two people, once it is checked that this act may decide.

    Raises:
        NotFoundError, ConflictError, NotAllowedError, InvalidError: see ``dismiss``.
    """
    check_reason(act)
    one = queries.person_entries(session, contest_id=contest_id, entry_id=one_id)
    other = queries.person_entries(session, contest_id=contest_id, entry_id=other_id)
    check_may_merge(one[0], other[0])
    check_has_no_stake(session, act, [*one, *other])
    return one, other


def check_reason(act: Act) -> None:
    """Check that an act has a reason.

    Raises:
        InvalidError: it has none.
    """
    if not act.reason.strip():
        raise InvalidError("Write why: it stands in the log.", field="reason")


def check_has_no_stake(session: Session, act: Act, entry_ids: Collection[int]) -> None:
    """Check that who acts didn't step back from one of these entries.

    Raises:
        NotAllowedError: she did.
    """
    if act.account_id in queries.recused_by(session, entry_ids=entry_ids):
        raise NotAllowedError(
            "Who has stepped back from an entry decides nothing of it: leave it to"
            " somebody else of the jury."
        )


def keep_record(
    session: Session,
    act: Act,
    action: str,
    *,
    subject: str,
    details: dict[str, object],
    now: datetime,
) -> None:
    """Write an act into the audit log; call it last."""
    record(
        session,
        actor=act.actor,
        action=action,
        subject=subject,
        details=details,
        salt=act.salt,
        now=now,
        reason=act.reason,
    )
