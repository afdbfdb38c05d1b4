"""Do the work that was asked for: one runner for each kind of job."""

from collections.abc import Mapping

import structlog

from quizapp.background import service
from quizapp.background.service import LostClaimError
from quizapp.banks.service import READ_UPLOAD
from quizapp.errors import DomainError
from quizapp.extensions import clock, db
from quizapp.handbooks.service import PRINT
from quizapp.jobs.count_items import KIND, count_items
from quizapp.jobs.member_lists import (
    print_member_sheet,
    read_member_list,
    take_member_list,
)
from quizapp.jobs.print_handbook import print_handbook
from quizapp.jobs.read_uploads import read_bank_upload
from quizapp.jobs.recount_standings import recount_standings
from quizapp.jobs.work import KeepGoing, Runner, StoppedError, Work
from quizapp.members.service import PRINT_SHEET, READ_LIST, TAKE_LIST

log = structlog.get_logger(__name__)

#: Kind of job → who does it.
RUNNERS: Mapping[str, Runner] = {
    "recount_standings": recount_standings,
    READ_UPLOAD: read_bank_upload,
    PRINT: print_handbook,
    KIND: count_items,
    READ_LIST: read_member_list,
    TAKE_LIST: take_member_list,
    PRINT_SHEET: print_member_sheet,
}


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
