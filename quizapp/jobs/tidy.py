"""Take out what nobody asks for any more: rows whose time is over."""

from quizapp.accounts.service import forget_expired
from quizapp.extensions import clock, db


def run() -> int:
    """Delete old failures, sessions and codes; return how many rows went."""
    with db.transaction() as session:
        return forget_expired(session, now=clock().now())
