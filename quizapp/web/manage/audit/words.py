"""Entries of the record as sentences: who did what, to whom or what."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from quizapp.accounts.queries import names_of, unit_names
from quizapp.accounts.rules.roles import BY_KEY
from quizapp.audit.models import AuditEntry
from quizapp.audit.rules import SENTENCES, SUBJECTS
from quizapp.audit.rules.sentences import UNKNOWN, UNKNOWN_SUBJECT
from quizapp.banks.queries import bank_titles
from quizapp.contests.queries import all_contests, rounds_of
from quizapp.entries.queries import names_of_entries
from quizapp.extensions import db
from quizapp.handbooks.queries import every_handbook
from quizapp.members.queries import names_of_places
from quizapp.phrases import message, shown_value, spoken
from quizapp.units.queries import names_of_trees
from quizapp.web.languages import language

PARAMETER = re.compile(r"%\((\w+)\)s")
#: Who acts without an account: somebody on the server, or time itself.
WITHOUT_ACCOUNT = {
    "command": message("Somebody on the server"),
    "worker": message("The system"),
}


@dataclass(frozen=True)
class Names:
    """Kind → id → what it is called."""

    known: Mapping[str, Mapping[int, str]]

    def of(self, reference: str) -> str:
        """Return what ``kind:id`` is called; its number if it is gone."""
        kind, _, number = reference.partition(":")
        if kind in WITHOUT_ACCOUNT:
            return say(WITHOUT_ACCOUNT[kind])
        if number.isdigit() and int(number) in self.known.get(kind, {}):
            return self.known[kind][int(number)]
        return say(SUBJECTS.get(kind, UNKNOWN_SUBJECT), id=number)

    def sentence(self, entry: AuditEntry) -> str:
        """Return an entry as a sentence."""
        details = entry.details
        told: dict[str, object] = {
            "who": self.of(entry.actor),
            "what": self.of(entry.subject),
            "action": entry.action,
            "where": self.place(details),
        }
        plain = {
            key: shown_value(value, language())
            for key, value in details.items()
            if isinstance(value, str | int) and key not in told
        }
        if "role" in plain and plain["role"] in BY_KEY:
            plain["role"] = say(BY_KEY[plain["role"]].label)
        return say(SENTENCES.get(entry.action, UNKNOWN), **(plain | told))

    def place(self, details: Mapping[str, object]) -> str:
        """Return where a role holds."""
        for kind, words in (
            ("contest", message("in the contest “%(name)s”")),
            ("unit", message("in the unit “%(name)s”")),
        ):
            if details.get(kind) is not None:
                return say(words, name=self.of(f"{kind}:{details[kind]}"))
        return say(message("everywhere"))


def say(words: str, **params: object) -> str:
    """Return a sentence in the reader's language.

    What it asks for and an older version of the program didn't write is a dash.
    """
    gaps: dict[str, object] = dict.fromkeys(PARAMETER.findall(words), "–")
    return spoken(words, gaps | params, language=language())


def names_in(entries: Iterable[AuditEntry]) -> Names:
    """Return what everything is called that entries speak of, read at once."""
    wanted: dict[str, set[int]] = {}
    for entry in entries:
        references = [entry.actor, entry.subject]
        references += [
            f"{kind}:{entry.details[kind]}"
            for kind in ("contest", "unit")
            if entry.details.get(kind) is not None
        ]
        for reference in references:
            kind, _, number = reference.partition(":")
            if number.isdigit() and len(number) < 19:
                wanted.setdefault(kind, set()).add(int(number))
    return Names(
        {kind: READ[kind](ids) for kind, ids in wanted.items() if kind in READ}
    )


def _contests(_ids: set[int]) -> Mapping[int, str]:
    return {one.id: one.title for one in all_contests(db.session())}


def _rounds(_ids: set[int]) -> Mapping[int, str]:
    session = db.session()
    return {
        round_.id: f"{round_.title} – {contest.title}"
        for contest in all_contests(session)
        for round_ in rounds_of(session, contest_id=contest.id)
    }


def _handbooks(_ids: set[int]) -> Mapping[int, str]:
    return {one.id: one.title for one in every_handbook(db.session())}


def _entries(ids: set[int]) -> Mapping[int, str]:
    words = message("the entry of %(name)s")
    found = names_of_entries(db.session(), ids)
    return {number: say(words, name=name) for number, name in found.items()}


def _trees(ids: set[int]) -> Mapping[int, str]:
    words = message("the unit tree “%(name)s”")
    found = names_of_trees(db.session(), ids)
    return {number: say(words, name=name) for number, name in found.items()}


#: Kind of subject → its names by id.
READ: dict[str, Callable[[set[int]], Mapping[int, str]]] = {
    "account": lambda ids: names_of(db.session(), ids),
    "unit": lambda ids: unit_names(db.session(), ids),
    "contest": _contests,
    "round": _rounds,
    "handbook": _handbooks,
    "entry": _entries,
    "listed_member": lambda ids: names_of_places(db.session(), ids),
    "unit_tree": _trees,
    "bank": lambda ids: bank_titles(db.session(), ids),
}
