"""Rounds with standings: what tests of boards and tallies are made of."""

from sqlalchemy import select

from quizapp.contests.models import Round
from quizapp.standings import queries, service
from tests import factories
from tests.conftest import NOON
from tests.sittings import terms_of

R3 = ["score_desc", "duration_asc", "handed_in_asc"]


def make_round(session, *, counted="best_then_fastest", ranking=R3):
    attempts = {"limit": 9, "per": "round", "counted": counted}
    book = factories.rule_book(attempts=attempts, ranking=ranking)
    contest = factories.contest(session, book=book)
    return session.scalars(select(Round).where(Round.contest_id == contest.id)).one()


def make_entry(session, round_, **changes):
    contest = session.get_one(factories.Contest, round_.contest_id)
    return factories.entry(session, contest=contest, **changes)


def end(session, round_, entry, *, now=NOON, **changes):
    """End one more attempt of an entry and record it."""
    _, made = queries.ended_results(session, round_id=round_.id, entry_id=entry.id)
    attempt = factories.handed_in(
        session, entry=entry, round_=round_, now=now, number=made + 1, **changes
    )
    terms = terms_of(session, round_)
    service.recount(session, round_=terms, entry_id=entry.id, now=now)
    return attempt
