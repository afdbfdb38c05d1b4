"""Take out what nobody asks for any more: rows whose time is over."""

from quizapp.accounts.service import forget_expired
from quizapp.banks.service import forget_uploads
from quizapp.extensions import clock, db


def run() -> int:
    """Delete old failures, sessions, codes and uploads; return how many rows went."""
    present = clock().now()
    with db.transaction() as session:
        count = forget_expired(session, now=present)
        return count + forget_uploads(session, now=present)
