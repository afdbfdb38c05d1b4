"""Reads of contests: by address, by phase, and what their rule books say."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Row, Text, cast, select, text
from sqlalchemy.orm import Session, defer

from quizapp.contests.models import Contest, Round, RuleBookVersion
from quizapp.contests.rules import PaperPlan, Phase, RoundRules, RuleBook, phase
from quizapp.db import Executor, engine_of
from quizapp.errors import NotFoundError

#: Rounds that a process keeps read.
MOST_KEPT = 64


@dataclass(frozen=True)
class ContestName:
    """How a contest is called and found."""

    id: int
    slug: str
    title: str
    #: The unit whose branch takes part; None: no units are asked for.
    unit_id: int | None


@dataclass(frozen=True)
class RoundTerms:
    """A round with all that attempts and boards need of it, its documents read."""

    id: int
    number: int
    title: str
    #: Attempts may start during ``[opens_at, closes_at)``.
    opens_at: datetime
    closes_at: datetime
    limit_seconds: int
    grace_seconds: int
    rules: RoundRules
    plan: PaperPlan
    contest: ContestName

    def phase(self, now: datetime) -> Phase:
        """Return whether the round is to come, open or closed."""
        return phase(self.opens_at, self.closes_at, now)


#: Selected beside a round ``r`` and its contest ``c``: which writing of their rows this
#: is. Another transaction that changes one of them gives its row another xmin.
TERMS_VERSION = "CAST(r.xmin AS text) || ' ' || CAST(c.xmin AS text)"

_terms: WeakKeyDictionary[Engine, dict[tuple[int, str], RoundTerms]] = (
    WeakKeyDictionary()
)

TERMS_AT = text(f"""
    SELECT r.id, {TERMS_VERSION}
    FROM contests c JOIN rounds r ON r.contest_id = c.id
    WHERE c.slug = :slug AND r.number = :number
""")  # noqa: S608  # constants alone


READ_TERMS = text("""
    SELECT c.id AS contest_id, c.slug, c.title AS contest_title, c.unit_id,
           r.id, r.number, r.title, r.opens_at, r.closes_at, r.limit_seconds,
           r.grace_seconds, r.rules, r.plan
    FROM rounds r JOIN contests c ON c.id = r.contest_id
    WHERE r.id = :round_id
""")


def terms_at(executor: Executor, *, slug: str, number: int) -> RoundTerms:
    """Return the round at an address.

    Raises:
        NotFoundError: there is none.
    """
    row = executor.execute(TERMS_AT, {"slug": slug, "number": number}).one_or_none()
    if row is None:
        raise NotFoundError("This contest has no such round.")
    return terms(executor, *row)


def terms(executor: Executor, round_id: int, version: str) -> RoundTerms:
    """Return a round as it stands in the writing that ``TERMS_VERSION`` told.

    Each process keeps it read. Not for the transaction that changes the round.
    """
    kept = _terms.setdefault(engine_of(executor), {})
    found = kept.get((round_id, version))
    if found is None:
        found = read_terms(executor, round_id)
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[round_id, version] = found
    return found


def read_terms(executor: Executor, round_id: int) -> RoundTerms:
    """Return a round with its documents read anew."""
    row = executor.execute(READ_TERMS, {"round_id": round_id}).one()
    return RoundTerms(
        id=row.id,
        number=row.number,
        title=row.title,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        limit_seconds=row.limit_seconds,
        grace_seconds=row.grace_seconds,
        rules=RoundRules.model_validate(row.rules),
        plan=PaperPlan.model_validate(row.plan),
        contest=ContestName(row.contest_id, row.slug, row.contest_title, row.unit_id),
    )


@dataclass(frozen=True)
class ContestNow:
    """A contest at an instant, and the round that people ask about then."""

    contest: Contest
    rounds: Sequence[Round]
    #: The open one; else the next to open; else the last that closed.
    round_: Round
    phase: Phase


@dataclass(frozen=True)
class CurrentContests:
    """Every contest, by what can be done with it now."""

    #: Those with an open round first, those that close soonest before others.
    open: list[ContestNow] = field(default_factory=list)
    #: Between two rounds, or before the first; those that open soonest first.
    coming: list[ContestNow] = field(default_factory=list)
    #: Those that closed last first.
    finished: list[ContestNow] = field(default_factory=list)


def contest_by_slug(session: Session, slug: str) -> Contest:
    """Return the contest with this address.

    Raises:
        NotFoundError: there is none.
    """
    contest = session.scalar(select(Contest).where(Contest.slug == slug))
    if contest is None:
        raise NotFoundError("There is no such contest.")
    return contest


def all_contests(session: Session) -> Sequence[Contest]:
    """Return every contest, the newest first."""
    return session.scalars(select(Contest).order_by(Contest.id.desc())).all()


def rounds_of(session: Session, *, contest_id: int) -> Sequence[Round]:
    """Return the rounds of a contest in the order of their numbers."""
    return session.scalars(
        select(Round).where(Round.contest_id == contest_id).order_by(Round.number)
    ).all()


def rounds_elsewhere(
    session: Session, *, contest_id: int, now: datetime
) -> Sequence[Row[int, int, str]]:
    """Return id, number and contest's title of other contests' rounds not closed yet."""
    return session.execute(
        select(Round.id, Round.number, Contest.title)
        .join(Contest, Contest.id == Round.contest_id)
        .where(Round.contest_id != contest_id, Round.closes_at > now)
    ).all()


def round_by_number(session: Session, *, contest_id: int, number: int) -> Round:
    """Return one round of a contest.

    Raises:
        NotFoundError: there is none of that number.
    """
    found = session.scalar(
        select(Round).where(Round.contest_id == contest_id, Round.number == number)
    )
    if found is None:
        raise NotFoundError("This contest has no such round.")
    return found


def rule_book(session: Session, contest: Contest) -> RuleBook:
    """Return the newest rule book of a contest; each process keeps it parsed."""
    content = session.scalars(
        select(cast(RuleBookVersion.content, Text)).where(
            RuleBookVersion.contest_id == contest.id,
            RuleBookVersion.number == contest.version,
        )
    ).one()
    return _parsed(content)


@lru_cache(maxsize=64)
def _parsed(content: str) -> RuleBook:
    return RuleBook.model_validate_json(content)


def contest_now(
    contest: Contest, rounds: Sequence[Round], *, now: datetime
) -> ContestNow:
    """Return the phase of a contest, and the round that people ask about."""
    by_phase: dict[Phase, list[Round]] = {"open": [], "coming": [], "closed": []}
    for round_ in rounds:
        by_phase[phase(round_.opens_at, round_.closes_at, now)].append(round_)
    if by_phase["open"]:
        return ContestNow(contest, rounds, by_phase["open"][0], "open")
    if by_phase["coming"]:
        return ContestNow(contest, rounds, by_phase["coming"][0], "coming")
    return ContestNow(contest, rounds, by_phase["closed"][-1], "closed")


def current_contests(session: Session, *, now: datetime) -> CurrentContests:
    """Return every contest by its phase, each group in the order people want."""
    rounds: dict[int, list[Round]] = defaultdict(list)
    without_papers = select(Round).options(defer(Round.plan), defer(Round.rules))
    for round_ in session.scalars(without_papers.order_by(Round.opens_at)):
        rounds[round_.contest_id].append(round_)
    found = [
        contest_now(contest, rounds[contest.id], now=now)
        for contest in all_contests(session)
        if rounds[contest.id]
    ]
    return CurrentContests(
        open=_in_phase(found, "open"),
        coming=_in_phase(found, "coming"),
        finished=_in_phase(found, "closed"),
    )


def site_contest(session: Session, *, now: datetime) -> RuleBook | None:
    """Return the rule book whose organizer and hotline stand on every page.

    It is of the contest that is open, else of the next, else of the last one.
    """
    current = current_contests(session, now=now)
    for group in (current.open, current.coming, current.finished):
        if group:
            return rule_book(session, group[0].contest)
    return None


def _in_phase(found: Iterable[ContestNow], wanted: Phase) -> list[ContestNow]:
    """Return the contests in a phase, those first that matter soonest."""
    group = [one for one in found if one.phase == wanted]
    if wanted == "open":
        return sorted(group, key=lambda one: one.round_.closes_at)
    if wanted == "coming":
        return sorted(group, key=lambda one: one.round_.opens_at)
    return sorted(group, key=lambda one: one.round_.closes_at, reverse=True)


def needs_second_reader(session: Session, *, slug: str, now: datetime) -> bool:
    """Tell whether versions of a bank are read by a second person before they come out.

    So it is unless every contest that draws from the bank, of those that aren't over,
    says otherwise.
    """
    books = [rule_book(session, contest) for contest in all_contests(session)]
    drawing = [book for book in books if book.draws_from(slug) and book.closes_at > now]
    return not drawing or any(book.second_reader for book in drawing)


def drawing_contests(session: Session, *, slug: str) -> list[Contest]:
    """Return the contests whose papers take items of a bank."""
    return [
        contest
        for contest in all_contests(session)
        if rule_book(session, contest).draws_from(slug)
    ]
