"""Rounds that haven't begun follow the newest version of the banks they draw from."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.contests.files import unread
from quizapp.contests.models import Contest
from quizapp.contests.queries import rounds_of, rule_book
from quizapp.contests.rules import RuleBook, draw_flaws, plan_of
from quizapp.contests.service.importing import pinned_banks, write_round


def follow_bank(session: Session, *, slug: str, now: datetime) -> list[Contest]:
    """Let coming rounds draw from a bank's newest version; return their contests.

    Raises:
        FileFaultsError: a coming round could give no paper out of it any more.
    """
    contests = session.scalars(
        select(Contest).order_by(Contest.id).with_for_update()
    ).all()
    return [
        contest
        for contest in contests
        if _follows(session, contest, rule_book(session, contest), slug, now)
    ]


def _follows(
    session: Session, contest: Contest, book: RuleBook, slug: str, now: datetime
) -> bool:
    """Write the coming rounds of a contest anew; tell whether there are any."""
    parts = tuple(part for part in book.rounds if part.opens > now)
    if not parts or not book.draws_from(slug):
        return False
    coming = book.model_copy(update={"rounds": parts})
    banks = pinned_banks(session, coming)
    unread(coming).check(draw_flaws(coming, banks))
    rounds = {one.number: one for one in rounds_of(session, contest_id=contest.id)}
    for part in parts:
        if part.number in rounds:
            plan = plan_of(coming, part, banks)
            write_round(session, rounds[part.number], book, part, plan)
    return True
