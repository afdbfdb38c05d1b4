"""What entries hold of a person, and who of them is due for what."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.contests.models import Contest
from quizapp.entries.models import Consent, Entry
from quizapp.personal import Fact, Holding
from quizapp.phrases import message
from quizapp.units.models import Unit

#: Kind of a consent → what it is called.
CONSENTS = {
    "take_part": message("Taking part"),
    "show_name": message("Name and unit on the board"),
    "ethnicity": message("Ethnicity for statistics"),
    "representative": message("The representative's consent"),
}


def personal_data(session: Session, *, account_id: int) -> list[Holding]:
    """Return the entries of a person, each with every answer to a consent text."""
    rows = session.execute(
        select(Entry, Contest.title, Unit.name)
        .join(Contest, Contest.id == Entry.contest_id)
        .outerjoin(Unit, Unit.id == Entry.unit_id)
        .where(Entry.account_id == account_id)
        .order_by(Entry.id)
    ).all()
    found = []
    for entry, contest, unit in rows:
        facts = (
            Fact(message("Entered at"), entry.created_at),
            Fact(message("Unit"), unit),
            Fact(message("Name may be shown"), entry.is_name_shown),
            Fact(message("Left the contest at"), entry.withdrawn_at),
        )
        names = {"contest": contest}
        found.append(Holding(message("Entry"), facts, "entry", names))
        found += [
            _consent(one, contest)
            for one in session.scalars(
                select(Consent).where(Consent.entry_id == entry.id).order_by(Consent.id)
            )
        ]
    return found


def _consent(one: Consent, contest: str) -> Holding:
    facts = (
        Fact(message("Given"), one.is_given),
        Fact(message("At"), one.at),
        Fact(message("Version of the text"), one.text_version),
        Fact(message("Hash of the text (SHA-256)"), one.text_hash),
    )
    what = CONSENTS.get(one.kind, one.kind)
    title = message("Consent: %(kind)s")
    return Holding(title, facts, "consent", {"kind": what, "contest": contest})


def entry_ids_of(session: Session, *, account_id: int) -> Sequence[int]:
    """Return the ids of a person's entries."""
    return session.scalars(
        select(Entry.id).where(Entry.account_id == account_id).order_by(Entry.id)
    ).all()
