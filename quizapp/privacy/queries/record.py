"""What the record of staff holds of a person: reasons that were written about her."""

import re
from collections.abc import Collection

from sqlalchemy import ColumnElement, Text, false, func, or_, select
from sqlalchemy.orm import Session

from quizapp.accounts.models import Account
from quizapp.audit.models import AuditEntry, AuditText
from quizapp.members.queries import places_of
from quizapp.personal import Fact, Holding
from quizapp.phrases import message
from quizapp.privacy.queries.entries import entry_ids_of

#: Acts of staff → what they are called to the person whom they were about.
ACTS = {
    "accounts.reset_code_issued": message("A reset code was issued"),
    "accounts.role_granted": message("A role was given"),
    "accounts.role_revoked": message("A role was ended"),
}
OTHER_ACT = message("Something was done about this account or entry")


def personal_data(session: Session, *, account_id: int) -> list[Holding]:
    """Return what staff wrote down when they did something about a person."""
    return [
        Holding(
            message("Written down by staff"),
            (
                Fact(message("At"), entry.at),
                Fact(message("What was done"), ACTS.get(entry.action, OTHER_ACT)),
                Fact(message("Reason"), text.reason if text else None),
            ),
            "audit_entry",
        )
        for entry, text in entries_about(session, account_id=account_id)
    ]


def entries_about(
    session: Session, *, account_id: int
) -> list[tuple[AuditEntry, AuditText | None]]:
    """Return the entries of the record about a person, each with its text or None.

    They are about her if they name her account, an entry or a place in a list of hers,
    as subject or in the details, or if the reason holds her phone, however it is written.
    """
    account = session.get_one(Account, account_id)
    entry_ids = entry_ids_of(session, account_id=account_id)
    subjects = [
        f"account:{account_id}",
        *(f"entry:{one}" for one in entry_ids),
        *(
            f"listed_member:{place.id}"
            for place in places_of(session, account_id=account_id)
        ),
    ]
    rows = session.execute(
        select(AuditEntry, AuditText)
        .outerjoin(AuditText, AuditText.position == AuditEntry.position)
        .where(
            or_(
                AuditEntry.subject.in_(subjects),
                _names(account_id, entry_ids),
                _holds_phone(account.phone),
            )
        )
        .order_by(AuditEntry.position)
    )
    return [(entry, text) for entry, text in rows]


def _names(account_id: int, entry_ids: Collection[int]) -> ColumnElement[bool]:
    """Return whether the details of an entry name a person or an entry of hers.

    A decision that two entries are one person, or aren't, names both.
    """
    return or_(
        AuditEntry.details.contains({"account": account_id}),
        *(
            AuditEntry.details.contains(named)
            for one in entry_ids
            for named in (
                {"entry": one},
                {"kept": one},
                {"merged": one},
                {"entries": [one]},
            )
        ),
    )


def _holds_phone(phone: str | None) -> ColumnElement[bool]:
    """Return whether a reason holds a phone, whatever stands between its digits."""
    if phone is None:
        return false()
    digits = re.sub(r"\D", "", phone).removeprefix("84")
    return func.regexp_replace(AuditText.reason, r"\D", "", "g", type_=Text).contains(
        digits
    )
