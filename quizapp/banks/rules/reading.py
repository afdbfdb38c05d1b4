"""Who may approve a draft, and when it may be published: the rule of the second reader."""

from collections.abc import Collection

from quizapp.errors import ConflictError


def check_reader(reader_id: int, writer_ids: Collection[int]) -> None:
    """Check that somebody may approve a draft: nobody approves her own work.

    Raises:
        ConflictError: she has written in it.
    """
    if reader_id in writer_ids:
        raise ConflictError(
            "Nobody approves a draft that she has written in: another reader must."
        )


def check_approved(approved_revision: int | None, revision: int) -> None:
    """Check that what is to be published is what the second reader approved.

    Raises:
        ConflictError: nobody approved it, or it was changed since.
    """
    if approved_revision is None:
        raise ConflictError(
            "A second reader must approve this draft before it is published."
        )
    if approved_revision != revision:
        raise ConflictError(
            "This draft was changed after it was approved: have it read again."
        )
