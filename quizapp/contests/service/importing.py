"""Writes of contests: taking a rule book in."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.banks.queries import latest_version, parsed_version, sealed_items
from quizapp.banks.service import replace_seals
from quizapp.contests.files import RuleBookFile, unread
from quizapp.contests.models import Contest, Round, RuleBookVersion
from quizapp.contests.queries import rounds_elsewhere, rounds_of, rule_book
from quizapp.contests.rules import (
    BankItem,
    Flaw,
    OtherRound,
    PaperPlan,
    PinnedBank,
    RoundPart,
    RuleBook,
    Sentence,
    draw_flaws,
    plan_of,
    shared_elsewhere,
    shared_items,
)
from quizapp.errors import ConflictError, Fault
from quizapp.units.models import Unit
from quizapp.units.queries import unit_by_code


@dataclass(frozen=True)
class ImportedContest:
    """What taking a rule book in came to."""

    contest: Contest
    outcome: Sentence
    #: Things to look at that keep nothing from working.
    warnings: list[Fault] = field(default_factory=list)


def import_contest(
    session: Session, *, book: RuleBook, now: datetime, file: RuleBookFile | None = None
) -> ImportedContest:
    """Take a rule book in, whole or not at all; the same again changes nothing.

    Rounds that haven't begun follow the book and the newest versions of their banks.
    ``file`` is where the book was read from, for the lines of its faults.

    Raises:
        FileFaultsError: units or banks that aren't there, or draws that give no paper.
        ConflictError: the book changes what holds since a round has begun.
    """
    file = file or unread(book)
    unit, unit_flaws = _unit(session, book)
    banks = pinned_banks(session, book)
    file.check([*unit_flaws, *draw_flaws(book, banks)])
    plans = {part.number: plan_of(book, part, banks) for part in book.rounds}
    warnings = file.faults(shared_items(book, plans), is_warning=True)
    contest = session.scalar(
        select(Contest).where(Contest.slug == book.contest).with_for_update()
    )
    unit_id = unit.id if unit else None
    if contest is None:
        contest = _new_contest(session, book, unit_id, now)
        outcome = Sentence("imported", {})
    else:
        outcome = _changed_contest(session, contest, book, unit_id, now)
    if _follow(session, contest, book, plans, now) and outcome == UNCHANGED:
        outcome = Sentence("unchanged, with newer versions of its banks", {})
    elsewhere = _shared_elsewhere(session, contest, book, plans, now)
    warnings += file.faults(elsewhere, is_warning=True)
    return ImportedContest(contest, outcome, warnings)


UNCHANGED = Sentence("unchanged", {})


def content_of(book: RuleBook) -> tuple[dict[str, Any], str]:
    """Return what is stored of a rule book, and the SHA-256 of it."""
    content = book.model_dump(mode="json")
    canonical = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return content, hashlib.sha256(canonical.encode()).hexdigest()


def _shared_elsewhere(
    session: Session,
    contest: Contest,
    book: RuleBook,
    plans: Mapping[int, PaperPlan],
    now: datetime,
) -> list[Flaw]:
    """Return a warning for each round whose items another contest can draw by then."""
    rounds = {
        round_id: OtherRound(title, number, round_id)
        for round_id, number, title in rounds_elsewhere(
            session, contest_id=contest.id, now=now
        )
    }
    bank_ids = {one for plan in plans.values() for one in plan.bank_items()}
    sealed: dict[OtherRound, set[BankItem]] = defaultdict(set)
    for round_id, bank_id, item in sealed_items(session, bank_ids=bank_ids, now=now):
        if round_id in rounds:
            sealed[rounds[round_id]].add((bank_id, item))
    return shared_elsewhere(book, plans, sealed, now=now)


def _unit(session: Session, book: RuleBook) -> tuple[Unit | None, list[Flaw]]:
    """Return the unit whose branch takes part, or why it can't be found."""
    tree, code = book.eligibility.tree, book.eligibility.unit_code
    if tree is None:
        return None, []
    unit = unit_by_code(session, tree=tree, code=code)
    if unit is not None:
        return unit, []
    flaw = Flaw(
        ("eligibility", "units"),
        "There are no units “%(units)s” yet: import them first.",
        {"units": book.eligibility.units},
    )
    return None, [flaw]


def pinned_banks(session: Session, book: RuleBook) -> dict[str, PinnedBank]:
    """Return the newest version of each bank that the book draws from and that is there."""
    slugs = {draw.bank for part in book.rounds for draw in book.paper_of(part).draw}
    found = {}
    for slug in sorted(slugs):
        version = latest_version(session, slug)
        if version is not None:
            bank = parsed_version(session, version.id).bank
            found[slug] = PinnedBank(version.bank_id, version.id, bank)
    return found


def _new_contest(
    session: Session, book: RuleBook, unit_id: int | None, now: datetime
) -> Contest:
    contest = Contest(
        slug=book.contest, title=book.title, version=1, unit_id=unit_id, created_at=now
    )
    session.add(contest)
    session.flush()
    _keep_version(session, contest, book, now)
    return contest


def _changed_contest(
    session: Session,
    contest: Contest,
    book: RuleBook,
    unit_id: int | None,
    now: datetime,
) -> Sentence:
    """Give a contest that is there what the book says; return what came of it."""
    old = rule_book(session, contest)
    if content_of(old) == content_of(book):
        return UNCHANGED
    _check_keeps_what_has_begun(old, book, now)
    contest.title = book.title
    contest.unit_id = unit_id
    contest.version += 1
    _keep_version(session, contest, book, now)
    return Sentence("changed: version %(number)s", {"number": contest.version})


def _keep_version(
    session: Session, contest: Contest, book: RuleBook, now: datetime
) -> None:
    content, content_hash = content_of(book)
    session.add(
        RuleBookVersion(
            contest_id=contest.id,
            number=contest.version,
            content=content,
            content_hash=content_hash,
            imported_at=now,
        )
    )
    session.flush()


def _check_keeps_what_has_begun(old: RuleBook, new: RuleBook, now: datetime) -> None:
    """Check that a book changes nothing that people already go by.

    Raises:
        ConflictError: it does, and which round is to blame.
    """
    begun = [part for part in old.rounds if part.opens <= now]
    if begun and _entrance(old) != _entrance(new):
        raise ConflictError(
            "A round has begun: who may enter, and what is asked, can't be changed."
        )
    parts = {part.number: part for part in new.rounds}
    for part in begun:
        other = parts.get(part.number)
        if other is None or _terms(old, part) != _terms(new, other):
            raise ConflictError(
                "Round %(number)s has begun: its window, its rules and what it draws"
                " can't be changed any more.",
                number=part.number,
            )


def _entrance(book: RuleBook) -> tuple[object, ...]:
    """Return what holds for entering a contest from the first round on."""
    return book.eligibility, book.entry, book.assisted_entry


def _terms(book: RuleBook, part: RoundPart) -> tuple[object, ...]:
    """Return what holds for a round from its first instant on."""
    return part.opens, part.closes, book.paper_of(part), book.rules_of(part)


def _follow(
    session: Session,
    contest: Contest,
    book: RuleBook,
    plans: dict[int, PaperPlan],
    now: datetime,
) -> bool:
    """Give the rounds what the book says, those apart that have begun.

    Return whether any of them was written.
    """
    rounds = {one.number: one for one in rounds_of(session, contest_id=contest.id)}
    is_written = False
    for part in book.rounds:
        round_ = rounds.pop(part.number, None)
        if round_ is not None and round_.opens_at <= now:
            round_.title = part.title
            continue
        if round_ is None:
            round_ = Round(contest_id=contest.id)
            session.add(round_)
        is_written |= write_round(session, round_, book, part, plans[part.number])
    for round_ in rounds.values():
        replace_seals(
            session, round_id=round_.id, bank_items={}, until=round_.closes_at
        )
        session.delete(round_)
    session.flush()
    return is_written


def write_round(
    session: Session, round_: Round, book: RuleBook, part: RoundPart, plan: PaperPlan
) -> bool:
    """Give a round what the book says, and seal its items; False: it said so already."""
    values = _columns(book, part, plan)
    if all(getattr(round_, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(round_, name, value)
    session.flush()
    _seal(session, round_, plan)
    return True


def _columns(book: RuleBook, part: RoundPart, plan: PaperPlan) -> dict[str, Any]:
    """Return the columns of a round."""
    paper = book.paper_of(part)
    return {
        "number": part.number,
        "title": part.title,
        "opens_at": part.opens,
        "closes_at": part.closes,
        "limit_seconds": paper.minutes * 60,
        "grace_seconds": paper.grace_seconds,
        "rules": book.rules_of(part).model_dump(mode="json"),
        "plan": plan.model_dump(mode="json"),
    }


def _seal(session: Session, round_: Round, plan: PaperPlan) -> None:
    """Seal whatever a round can draw until it closes."""
    replace_seals(
        session,
        round_id=round_.id,
        bank_items=plan.bank_items(),
        until=round_.closes_at,
    )
