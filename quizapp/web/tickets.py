"""The attempt token: what a page that answers carries, signed by the server.

It speaks for itself, without a cookie: answers that waited on a shared phone belong to
their attempt, whoever is signed in by then. The shapes of the questions stand in it, so
that an answer is checked without reading the paper.
"""

from dataclasses import dataclass
from functools import cache

from itsdangerous import BadData, URLSafeSerializer

from quizapp.errors import NotAllowedError
from quizapp.extensions import settings


@dataclass(frozen=True)
class Ticket:
    """One device or tab that opened an attempt."""

    attempt_id: int
    lease: int
    #: How each position is answered, from the first.
    shapes: tuple[str, ...]


def signed(ticket: Ticket) -> str:
    """Return the token of a ticket."""
    content = [ticket.attempt_id, ticket.lease, " ".join(ticket.shapes)]
    return str(_serializer().dumps(content))


def read(token: str, *, attempt_id: int) -> Ticket:
    """Return the ticket of a token of this attempt.

    Raises:
        NotAllowedError: the token is none of ours, or of another attempt.
    """
    try:
        found_id, lease, shapes = _serializer().loads(token)
    except BadData:
        found_id, lease, shapes = None, 0, ""
    if found_id != attempt_id:
        raise NotAllowedError("This page is out of date: open the attempt again.")
    return Ticket(attempt_id, lease, tuple(shapes.split(" ")))


def _serializer() -> URLSafeSerializer:
    return _serializer_of(settings().secret_key)


@cache
def _serializer_of(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt="quizapp.attempt")
