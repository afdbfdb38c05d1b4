"""Who may read the record, and which entries the address asks for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from flask import request

from quizapp.accounts.queries import held_roles, staff_ids_called
from quizapp.accounts.rules.roles import EVERYWHERE
from quizapp.audit.queries import Wanted
from quizapp.audit.rules import SENTENCES, SUBJECTS
from quizapp.errors import NotFoundError
from quizapp.extensions import db, now
from quizapp.phrases import ZONE
from quizapp.web.access import signed_in
from quizapp.web.forms.staff import read_day

READERS = ("admin", "auditor")
ADMINS = ("admin",)
COMMAND = "command"


def check_reads_all(roles: Collection[str] = READERS) -> None:
    """Check that the one who is signed in holds one of these roles for the whole system.

    Raises:
        NotFoundError: she doesn't.
    """
    if not may_read_all(roles):
        raise NotFoundError("There is no such page. Start at the home page.")


def may_read_all(roles: Collection[str] = READERS) -> bool:
    """Tell whether the one who is signed in holds one of these roles everywhere."""
    held = held_roles(db.session(), account_id=signed_in().id, now=now())
    return any(one.role in roles and one.scope == EVERYWHERE for one in held)


@dataclass(frozen=True)
class Asked:
    """What of the record was asked for in the address, as it was typed."""

    #: A part of a name, and one exact ``account:12``.
    who: str
    actor: str
    action: str
    subject: str
    from_day: str
    to_day: str

    @property
    def arguments(self) -> dict[str, str]:
        """Return what stands in addresses that ask for the same."""
        return {name: value for name, value in vars(self).items() if value}

    @property
    def faults(self) -> dict[str, bool]:
        """Return which of the days can't be read."""
        return {
            name: bool(text) and read_day(text) is None
            for name, text in (("from_day", self.from_day), ("to_day", self.to_day))
        }

    def wanted(self) -> Wanted:
        """Return which entries these are; a day that can't be read narrows nothing."""
        return Wanted(
            actors=self.actors(),
            action=self.action,
            subject=self.subject,
            from_at=midnight(self.from_day),
            to_at=midnight(self.to_day, days=1),
        )

    def actors(self) -> list[str] | None:
        """Return whose acts these are; None: everybody's."""
        if self.actor:
            return [self.actor]
        if not self.who:
            return None
        ids = staff_ids_called(db.session(), text=self.who)
        return [f"account:{account_id}" for account_id in ids]


def asked_for() -> Asked:
    """Read what the address asks for; what can't be is left out."""
    given: Any = request.args
    action = given.get("action", "")
    subject = given.get("subject", "")[:60]
    return Asked(
        who=given.get("who", "").strip()[:100],
        actor=given.get("actor", "")[:60],
        action=action if action in SENTENCES else "",
        subject=subject if subject.partition(":")[0] in SUBJECTS else "",
        from_day=given.get("from_day", "").strip()[:10],
        to_day=given.get("to_day", "").strip()[:10],
    )


def midnight(text: str, *, days: int = 0) -> datetime | None:
    """Return the first instant of a typed day in Vietnam, or some days later."""
    day = read_day(text)
    if day is None or not 2000 <= day.year <= 2100:
        return None
    return datetime.combine(day + timedelta(days=days), time(), ZONE)
