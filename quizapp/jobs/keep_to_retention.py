"""Keep personal data no longer than promised: contests, accounts, requests, phones."""

from collections.abc import Callable, Mapping

import structlog

from quizapp.extensions import clock, db, random_token, settings
from quizapp.privacy import queries, service
from quizapp.privacy.rules import Keeping, answered_before
from quizapp.privacy.service import Means
from quizapp.settings import Settings

log = structlog.get_logger(__name__)

#: Entries, accounts or requests in one transaction.
BATCH = 50
KeepGoing = Callable[[], bool]


def keeping(of: Settings) -> Keeping:
    """Return how long what is kept, from the settings."""
    return Keeping(
        complaint_days=of.complaint_days,
        idle_account_days=of.idle_account_days,
        answered_request_days=of.answered_request_days,
    )


def means() -> Means:
    """Return what erasing needs beside the database."""
    own = settings()
    return Means(own.secret_key, keeping(own), random_token)


def run(keep_going: KeepGoing = lambda: True) -> int:
    """Forget all that is due, batch by batch; return how much there was."""
    now = clock().now()
    due = queries.contests_due(db.session(), now=now)
    db.session.rollback()
    counts = dict.fromkeys(("entries", "accounts", "requests", "phones"), 0)
    try:
        for contest_id in due:
            counts["entries"] += _parted(contest_id, keep_going)
        counts["accounts"] = every_batch(_erase_idle, keep_going)
        counts["requests"] = every_batch(_forget_requests, keep_going)
        counts["phones"] = _forget_phones()
    finally:
        _note(counts)
    return sum(counts.values())


def _note(counts: Mapping[str, int]) -> None:
    """Write down how much went, also of a run that broke off."""
    with db.transaction() as session:
        service.note_run(session, counts=counts, now=clock().now())
    if any(counts.values()):
        log.info("kept_to_retention", **counts)


def every_batch(part: Callable[[], int], keep_going: KeepGoing) -> int:
    """Do batches until one isn't full; return how many there were."""
    done_count = 0
    while keep_going():
        count = part()
        done_count += count
        if count < BATCH:
            break
    return done_count


def _parted(contest_id: int, keep_going: KeepGoing) -> int:
    def part() -> int:
        with db.transaction() as session:
            return service.part_entries(
                session, contest_id=contest_id, batch=BATCH, now=clock().now()
            )

    return every_batch(part, keep_going)


def _erase_idle() -> int:
    with db.transaction() as session:
        return service.erase_idle(
            session, means=means(), batch=BATCH, now=clock().now()
        )


def _forget_requests() -> int:
    now = clock().now()
    with db.transaction() as session:
        before = answered_before(now, keeping(settings()))
        return service.forget_answered(session, before=before, batch=BATCH)


def _forget_phones() -> int:
    with db.transaction() as session:
        return service.forget_phones(session, now=clock().now())
