"""Take out what nobody asks for any more: rows whose time is over."""

from quizapp.accounts.service import forget_expired, forget_old_invitations
from quizapp.banks.service import forget_uploads
from quizapp.extensions import clock, db
from quizapp.members.service import forget_outdated


def run() -> int:
    """Delete what is kept no longer; return how many rows went.

    Old failures, sessions, codes and uploads; whom old invitations meant; places in
    lists that nobody took.
    """
    present = clock().now()
    with db.transaction() as session:
        count = forget_expired(session, now=present)
        count += forget_old_invitations(session, now=present)
        count += forget_uploads(session, now=present)
        return count + forget_outdated(session, now=present)
