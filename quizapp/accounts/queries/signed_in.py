"""Who is signed in: asked by nearly every request, so written out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from quizapp.accounts.rules import token_hash
from quizapp.db import Executor


@dataclass(frozen=True)
class Me:
    """The account that is signed in, as far as pages ask."""

    id: int
    kind: str
    full_name: str
    phone: str | None
    unit_id: int | None
    is_loopback_only: bool
    #: When PIN or password were typed on this device last.
    proved_at: datetime


#: The account ``p`` of a sign-in that is in force.
SIGNED_IN = """
    FROM sign_in_sessions s JOIN accounts p ON p.id = s.account_id
    WHERE s.token_hash = :token_hash AND s.expires_at > :now
      AND s.revoked_at IS NULL AND p.disabled_at IS NULL
"""
#: Asked by nearly every request, so written out.
OF_SESSION = text(f"""
    SELECT p.id, p.kind, p.full_name, p.phone, p.unit_id, p.is_loopback_only,
           s.proved_at {SIGNED_IN}
""")  # constants alone

#: For statements that find out themselves who asks: a condition on ``e.account_id``.
WHOSE = {
    "account": "e.account_id = :account_id",
    "device": f"""e.account_id = (
        SELECT p.id {SIGNED_IN} AND p.kind = 'person'
           AND (NOT p.is_loopback_only OR :is_near))""",  # constants alone
}


@dataclass(frozen=True)
class Asker:
    """Who asks, as a key of ``WHOSE`` and what its condition needs."""

    known_by: str
    values: Mapping[str, Any]

    @classmethod
    def account(cls, account_id: int) -> "Asker":
        """Return somebody who is known already."""
        return cls("account", {"account_id": account_id})

    @classmethod
    def device(cls, token: str, *, is_near: bool, now: datetime) -> "Asker":
        """Return the person who is signed in on a device, if one is.

        ``is_near``: the request comes from the server's own machine.
        """
        values = {"token_hash": token_hash(token), "is_near": is_near, "now": now}
        return cls("device", values)


def account_of_session(executor: Executor, *, token: str, now: datetime) -> Me | None:
    """Return the account of a session that is in force, or None."""
    values = {"token_hash": token_hash(token), "now": now}
    row = executor.execute(OF_SESSION, values).one_or_none()
    return None if row is None else Me(*row)


@dataclass(frozen=True)
class Around:
    """What every page says of the one who is signed in."""

    #: In force now, whatever their scope.
    roles: frozenset[str]
    #: Notices that wait.
    news_count: int


AROUND = text("""
    SELECT ARRAY(SELECT DISTINCT g.role FROM role_grants g
                 WHERE g.account_id = :account_id AND g.starts_at <= :now
                   AND (g.ends_at IS NULL OR g.ends_at > :now)) AS roles,
           (SELECT count(*) FROM notices n
            WHERE n.account_id = :account_id AND n.seen_at IS NULL) AS news_count
""")


def around(executor: Executor, *, account_id: int, now: datetime) -> Around:
    """Return what every page says of an account."""
    asked = {"account_id": account_id, "now": now}
    roles, news_count = executor.execute(AROUND, asked).one()
    return Around(frozenset(roles), news_count)
