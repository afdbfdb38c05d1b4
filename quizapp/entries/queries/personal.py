"""What entries hold of a person beside her account: details and what was corrected.

Answers of lists (``Female``, ``Mother``) are told as message ids.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.contests.models import Contest
from quizapp.entries.models import Entry, EntryChange
from quizapp.entries.rules import ETHNICITIES, OCCUPATIONS, RELATIONS, SEXES
from quizapp.personal import Fact, Holding
from quizapp.phrases import message


def personal_data(session: Session, *, account_id: int) -> list[Holding]:
    """Return what the entry forms of a person say, and when something was corrected."""
    rows = session.execute(
        select(Entry, Contest.title)
        .join(Contest, Contest.id == Entry.contest_id)
        .where(Entry.account_id == account_id)
        .order_by(Entry.id.desc())
    ).all()
    found = [_details(entry, title) for entry, title in rows]
    titles = {entry.id: title for entry, title in rows}
    changes = session.scalars(
        select(EntryChange)
        .where(EntryChange.entry_id.in_(titles))
        .order_by(EntryChange.at, EntryChange.id)
    )
    return found + [_change(one, titles[one.entry_id]) for one in changes]


def _details(entry: Entry, title: str) -> Holding:
    facts = (
        Fact(message("Sex"), SEXES.get(entry.sex or "")),
        Fact(message("Ethnicity"), ETHNICITIES.get(entry.ethnicity or "")),
        Fact(message("Occupation"), OCCUPATIONS.get(entry.occupation or "")),
        Fact(message("Member of the union"), entry.is_member),
        Fact(message("Date of birth"), entry.birth_date),
        Fact(message("Representative"), entry.representative_name),
        Fact(
            message("What the representative is"),
            RELATIONS.get(entry.representative_relation or ""),
        ),
        Fact(message("The form was filled in"), entry.completed_at),
    )
    return Holding(
        message("Entry form of “%(contest)s”"),
        tuple(fact for fact in facts if fact.value is not None),
        "entry_form",
        {"contest": title},
    )


def _change(one: EntryChange, title: str) -> Holding:
    return Holding(
        message("A correction of the entry in “%(contest)s”"),
        (
            Fact(message("What was corrected"), one.field),
            Fact(message("When"), one.at),
        ),
        "entry_change",
        {"contest": title},
    )
