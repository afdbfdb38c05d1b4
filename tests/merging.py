"""What tests of persons do: judge, merge, part, and say where everybody stands."""

from sqlalchemy import select

from quizapp.audit.service import Act
from quizapp.entries.models import Entry
from quizapp.judging import service
from quizapp.standings.models import Standing
from tests import factories
from tests.conftest import NOON


def judge(session):
    account = factories.staff(session)
    return Act(f"account:{account.id}", "one person", b"0" * 16, account.id)


def merge(session, kept, merged, *, act=None, now=NOON, **changes):
    values = {"clause": "Điều 3 khoản 2"} | changes
    return service.merge(
        session,
        contest_id=kept.contest_id,
        kept_id=kept.id,
        merged_id=merged.id,
        act=act or judge(session),
        now=now,
        **values,
    )


def part(session, merge, *, act=None, now=NOON):
    return service.undo_merge(
        session,
        contest_id=merge.contest_id,
        merge_id=merge.id,
        act=act or judge(session),
        now=now,
    )


def stands(session):
    """(round, entry) → attempt that counts, key, attempts; who doesn't stand is left out."""
    session.expire_all()
    rows = session.scalars(select(Standing).where(Standing.attempt_count > 0))
    return {
        (row.round_id, row.entry_id): (row.attempt_id, row.sort_key, row.attempt_count)
        for row in rows
    }


def counted_under(session, *entries):
    session.expire_all()
    return [session.get_one(Entry, entry.id).counts_under_id for entry in entries]
