"""How long lists of members are kept (domain.md §11)."""

from datetime import datetime, timedelta

#: Places that nobody took lose their names so long after the last round has closed.
UNCLAIMED_KEPT_FOR = timedelta(days=30)
#: A file that nobody took in or threw away.
FILE_KEPT_FOR = timedelta(days=7)
#: A printed sheet, for whoever asked to fetch it.
SHEET_KEPT_FOR = timedelta(days=1)


def closed_before(now: datetime) -> datetime:
    """Return when the last round closed, at the latest, of lists that go now."""
    return now - UNCLAIMED_KEPT_FOR
