"""Do the work that was asked for: one runner for each kind of job."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from quizapp.background import service
from quizapp.background.service import Claim, LostClaimError
from quizapp.contests.queries import read_terms
from quizapp.errors import DomainError
from quizapp.extensions import clock, db
from quizapp.standings import queries
from quizapp.standings import service as standings

log = structlog.get_logger(__name__)

KeepGoing = Callable[[], bool]

#: Standings counted anew in one transaction.
BATCH = 100


class StoppedError(Exception):
    """The worker was asked to end in the middle of a job."""


@dataclass(frozen=True)
class Work:
    """A job in the hands of its runner."""

    claim: Claim
    keep_going: KeepGoing

    def tell(self, done_count: int, total_count: int) -> None:
        """Tell how far it is.

        Raises:
            StoppedError: the worker ends; the next one begins the job anew.
            LostClaimError: another worker has taken the job over.
        """
        if not self.keep_going():
            raise StoppedError
        with db.transaction() as session:
            service.progress(
                session,
                claim=self.claim,
                done_count=done_count,
                total_count=total_count,
                now=clock().now(),
            )


Runner = Callable[[Work], dict[str, Any]]


def recount_standings(work: Work) -> dict[str, Any]:
    """Count every standing of a round anew; its argument is ``round_id``."""
    round_id = work.claim.arguments["round_id"]
    entries = queries.entries_with_ended_attempts(db.session(), round_id=round_id)
    db.session.rollback()
    for start in range(0, len(entries), BATCH):
        work.tell(start, len(entries))
        with db.transaction() as session:
            round_ = read_terms(session, round_id)
            for entry_id in entries[start : start + BATCH]:
                standings.recount(
                    session, round_=round_, entry_id=entry_id, now=clock().now()
                )
    return {"entries": len(entries)}


#: Kind of job → who does it.
RUNNERS: Mapping[str, Runner] = {"recount_standings": recount_standings}


def always() -> bool:
    """Keep going."""
    return True


def run(keep_going: KeepGoing = always, runners: Mapping[str, Runner] = RUNNERS) -> int:
    """Do every job that waits; return how many were taken."""
    count = 0
    while keep_going() and run_one(keep_going, runners):
        count += 1
    return count


def run_one(
    keep_going: KeepGoing = always, runners: Mapping[str, Runner] = RUNNERS
) -> bool:
    """Take the next job and do it; False if none waits."""
    with db.transaction() as session:
        claim = service.claim(session, now=clock().now())
    if claim is None:
        return False
    log.info("job_claimed", job=claim.job_id, kind=claim.kind, tries=claim.try_count)
    try:
        do(Work(claim, keep_going), runners)
    except LostClaimError:
        log.warning("job_lost", job=claim.job_id)
    return True


def do(work: Work, runners: Mapping[str, Runner]) -> None:
    """Do one job, and write how it ended."""
    claim = work.claim
    try:
        result = runner_of(claim.kind, runners)(work)
    except LostClaimError:
        raise
    except StoppedError:
        with db.transaction() as session:
            service.release(session, claim=claim)
    except DomainError as error:
        with db.transaction() as session:
            service.fail(session, claim=claim, failure=str(error), now=clock().now())
    except Exception:
        log.exception("job_broke_off", job=claim.job_id, kind=claim.kind)
        with db.transaction() as session:
            service.put_back(
                session, claim=claim, failure="It broke off.", now=clock().now()
            )
    else:
        with db.transaction() as session:
            service.finish(session, claim=claim, result=result, now=clock().now())


def runner_of(kind: str, runners: Mapping[str, Runner]) -> Runner:
    """Return who does this kind of job.

    Raises:
        DomainError: nobody in this version does.
    """
    if kind not in runners:
        raise DomainError("This version knows no such job.")
    return runners[kind]
