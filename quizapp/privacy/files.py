"""What is held of a person, to read and to take away: words, JSON, PDF."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from quizapp.documents import pdf
from quizapp.personal import Holding, Value
from quizapp.phrases import message, shown_value, spoken

#: Of the JSON; docs/my-data.md describes it.
FORMAT = "quizapp-my-data"
VERSION = 1

YES, NO, NOTHING = message("yes"), message("no"), message("not there")
TITLE = message("My data")
AS_OF = message("Held as of %(at)s")
CONTROLLER = message("Controller of the data: %(organizer)s. Contact: %(hotline)s.")


@dataclass(frozen=True)
class Record:
    """A record in words: its title, then label and value of each fact."""

    title: str
    facts: list[tuple[str, str]]


@dataclass(frozen=True)
class Group:
    """The records of one contest; title "": those of no contest."""

    title: str
    records: list[Record]


def in_words(
    holdings: Iterable[Holding], *, language: str, words: Collection[str]
) -> list[Group]:
    """Return what is held in a language, by contest in the order of its records.

    ``words`` are the message ids that stand as values.
    """
    groups: dict[str, list[Record]] = {"": []}
    for holding in holdings:
        contest = str(holding.params.get("contest", ""))
        groups.setdefault(contest, []).append(_record(holding, language, words))
    return [Group(title, records) for title, records in groups.items() if records]


def as_json(holdings: Iterable[Holding], *, made_at: datetime) -> bytes:
    """Return what is held as JSON in UTF-8, instants in ISO 8601 (UTC)."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": made_at.isoformat(),
        "holdings": [
            {
                "kind": holding.kind,
                "title": spoken(holding.title, holding.params, language="en"),
                "contest": holding.params.get("contest"),
                "facts": [
                    {
                        "label": spoken(fact.label, fact.params, language="en"),
                        "value": _plain(fact.value),
                    }
                    for fact in holding.facts
                ],
            }
            for holding in holdings
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def as_pdf(
    groups: Sequence[Group],
    *,
    language: str,
    made_at: datetime,
    organizer: str,
    hotline: str,
) -> bytes:
    """Return what is held as a PDF (A4).

    Raises:
        DomainError: it can't be printed.
    """
    who = {"organizer": organizer, "hotline": hotline}
    return pdf(
        "my_data",
        {
            "title": spoken(TITLE, {}, language=language),
            "as_of": spoken(AS_OF, {"at": made_at}, language=language),
            "controller": spoken(CONTROLLER, who, language=language),
            "language": language,
            "groups": [
                {
                    "title": group.title,
                    "records": [
                        {"title": record.title, "facts": record.facts}
                        for record in group.records
                    ],
                }
                for group in groups
            ],
        },
    )


def _record(holding: Holding, language: str, words: Collection[str]) -> Record:
    params = {
        name: spoken(value, {}, language=language) if value in words else value
        for name, value in holding.params.items()
    }
    return Record(
        spoken(holding.title, params, language=language),
        [
            (
                spoken(fact.label, fact.params, language=language),
                _in_words(fact.value, language, words),
            )
            for fact in holding.facts
        ],
    )


def _in_words(value: Value, language: str, words: Collection[str]) -> str:
    if value is None or value == "":
        return spoken(NOTHING, {}, language=language)
    if isinstance(value, bool):
        return spoken(YES if value else NO, {}, language=language)
    if isinstance(value, str):
        return spoken(value, {}, language=language) if value in words else value
    return shown_value(value, language)


def _plain(value: Value) -> str | int | bool | None:
    return value.isoformat() if isinstance(value, date) else value
