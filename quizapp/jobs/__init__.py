"""What time starts: closing attempts, refreshing boards, waiting jobs, tidying.

Every part may run twice, and on several machines at once.
"""

from collections.abc import Callable, Iterator

from quizapp.extensions import db
from quizapp.jobs import (
    bar_insiders,
    close_attempts,
    count_items,
    keep_to_retention,
    refresh_boards,
    run_jobs,
    tidy,
)

#: What one tick does, in this order: attempts that were closed stand on the boards.
PARTS: dict[str, Callable[[], object]] = {
    "attempts closed": close_attempts.run,
    "boards": refresh_boards.run,
    "rounds to be counted": count_items.run,
    "jobs taken": run_jobs.run,
    "entries barred or let go": bar_insiders.run,
    "old rows taken out": tidy.run,
    "personal data forgotten": keep_to_retention.run,
}


def tick() -> Iterator[tuple[str, object]]:
    """Do all that is due, once; yield each part and what it did."""
    for name, part in PARTS.items():
        try:
            yield name, part()
        finally:
            db.session.remove()
