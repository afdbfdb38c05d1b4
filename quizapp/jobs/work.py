"""A job in the hands of its runner: how it tells how far it is, and hears of an end."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from quizapp.background import service
from quizapp.background.service import Claim
from quizapp.extensions import clock, db

KeepGoing = Callable[[], bool]


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
