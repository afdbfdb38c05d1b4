"""Carry changed standings into Redis, and keep the public page of each board.

One refresher at a time, under an advisory lock. What Redis holds can be lost or wrong
at any time: a board without its seal, of another count or of another pass than the last
one is written anew, and in turn each board is compared member by member.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict

from sqlalchemy.orm import Session

from quizapp.cache import Cache
from quizapp.extensions import cache, clock, db
from quizapp.standings import queries
from quizapp.standings.rules import digest, entry_of, member

#: Seals and pages live so long unless the next pass renews them: what a refresher left
#: that has died is not shown for longer.
LIFE_SECONDS = 10
STATE_SECONDS = 24 * 3600
#: How often a board, each in its turn, is compared with PostgreSQL.
COMPARE_EVERY_SECONDS = 30


class State(TypedDict):
    """What the last pass left: the document ``queries.STATE_KEY``."""

    #: Everything written by earlier transactions is on the boards.
    xmin: int
    source: str
    at: str
    #: Counts passes; the version of the seals that this pass has written.
    number: int
    #: Round → version of its seal; JSON has texts for keys.
    versions: dict[str, int]
    #: The period of ``COMPARE_EVERY_SECONDS`` that has had its comparison.
    compared: int


@dataclass(frozen=True)
class Refreshed:
    """What one pass did."""

    changed: int = 0
    rebuilt: int = 0
    is_complete: bool = True
    #: Another process is at it.
    is_locked_out: bool = False

    def __str__(self) -> str:
        """Return a line for the terminal."""
        if self.is_locked_out:
            return "another process is at it"
        words = f"{self.changed} standings applied, {self.rebuilt} boards written anew"
        return words if self.is_complete else f"{words}; Redis failed"


def run() -> Refreshed:
    """Make one pass, if Redis is configured and no other process is at it."""
    if not cache().is_configured():
        return Refreshed()
    with db.transaction() as session:
        return refresh(session, cache(), now=clock().now())


def refresh(session: Session, cache: Cache, *, now: datetime) -> Refreshed:
    """Make one pass in this transaction."""
    if not queries.lock_refresher(session):
        return Refreshed(is_locked_out=True)
    if not cache.is_alive():
        return Refreshed(is_complete=False)
    mark = queries.mark(session)
    state = usable_state(cache, mark)
    one = Pass(session, cache, state["number"] + 1 if state else 1)
    if state is None:
        one.bring_up(dict.fromkeys(queries.ranked_rounds(session), -1), {})
    else:
        known = {
            int(round_id): number for round_id, number in state["versions"].items()
        }
        one.bring_up(known, queries.changed_since(session, xmin=state["xmin"]))
    period = int(now.timestamp()) // COMPARE_EVERY_SECONDS
    if state is not None and state["compared"] != period:
        one.compare_one(period, mark)
    if one.is_complete:
        left = State(
            xmin=mark.xmin,
            source=mark.source,
            at=now.isoformat(),
            number=one.number,
            versions={str(round_id): n for round_id, n in one.versions.items()},
            compared=period,
        )
        one.is_complete = cache.keep(queries.STATE_KEY, left, seconds=STATE_SECONDS)
    return Refreshed(one.changed, one.rebuilt, one.is_complete)


def usable_state(cache: Cache, mark: queries.Mark) -> State | None:
    """Return what the last pass left, if it was about this database as it is now."""
    state: State | None = cache.document(queries.STATE_KEY)
    if state is None or state["source"] != mark.source or state["xmin"] > mark.xmin:
        return None
    return state


@dataclass
class Pass:
    """One pass under way. What fails is left for the next one."""

    session: Session
    cache: Cache
    number: int
    versions: dict[int, int] = field(default_factory=dict)
    changed: int = 0
    rebuilt: int = 0
    is_complete: bool = True

    def bring_up(
        self,
        known: Mapping[int, int],
        changes: Mapping[int, Mapping[int, bytes | None]],
    ) -> None:
        """Bring every board up to date: round → version of its seal, and what changed."""
        for round_id in sorted({*known, *changes}, reverse=True):
            seal = self.cache.board_seal(queries.board_key(round_id))
            if seal is None or seal["version"] != known.get(round_id):
                self.rebuild(round_id)
            elif round_id in changes:
                self.change(round_id, changes[round_id])
            else:
                self.versions[round_id] = known[round_id]
            if not self.is_complete:
                return
        self.renew()

    def rebuild(self, round_id: int) -> None:
        """Write a board from PostgreSQL."""
        batches = (
            {entry: member(key, entry) for entry, key in batch.items()}
            for batch in queries.members_of(self.session, round_id=round_id)
        )
        done = self.cache.replace_board(
            queries.board_key(round_id),
            batches,
            seal={"version": self.number},
            seconds=LIFE_SECONDS,
        )
        self.rebuilt += 1
        self.note(round_id, done)

    def change(self, round_id: int, keys: Mapping[int, bytes | None]) -> None:
        """Move those entries of a board whose standing changed; else write it anew."""
        done = self.cache.change_board(
            queries.board_key(round_id),
            {
                entry: None if key is None else member(key, entry)
                for entry, key in keys.items()
            },
            seal={"version": self.number},
            seconds=LIFE_SECONDS,
        )
        if not done:
            self.rebuild(round_id)
            return
        self.changed += len(keys)
        self.note(round_id, done)

    def note(self, round_id: int, done: bool) -> None:  # noqa: FBT001  # an outcome, not a switch
        """Note the version of a board that was written, and write its page."""
        self.versions[round_id] = self.number
        self.is_complete &= done
        self.write_page(round_id)

    def write_page(self, round_id: int) -> None:
        """Keep the public page of a board."""
        document = queries.board_document(self.session, round_id=round_id)
        self.is_complete &= self.cache.keep(
            queries.page_key(round_id), document, seconds=LIFE_SECONDS
        )

    def renew(self) -> None:
        """Let seals and pages live on; write pages that are gone."""
        rounds = list(self.versions)
        seals = [f"{queries.board_key(round_id)}:seal" for round_id in rounds]
        pages = [queries.page_key(round_id) for round_id in rounds]
        self.is_complete &= not self.cache.keep_longer(seals, seconds=LIFE_SECONDS)
        gone = self.cache.keep_longer(pages, seconds=LIFE_SECONDS)
        for round_id, page in zip(rounds, pages, strict=True):
            if page in gone:
                self.write_page(round_id)

    def compare_one(self, period: int, mark: queries.Mark) -> None:
        """Compare the board whose turn it is with PostgreSQL, and write its page."""
        if not self.versions:
            return
        rounds = sorted(self.versions)
        round_id = rounds[period % len(rounds)]
        if differs(self.session, self.cache, round_id=round_id, mark=mark):
            self.rebuild(round_id)
        else:
            self.write_page(round_id)


def differs(
    session: Session, cache: Cache, *, round_id: int, mark: queries.Mark
) -> bool:
    """Tell whether a board has other members than PostgreSQL, recent changes aside."""
    stored = list(sql_members(session, round_id=round_id))
    shown = cache.board_members(queries.board_key(round_id)) or []
    recent = queries.changed_since(session, xmin=mark.xmin).get(round_id, {})
    settled = (
        [one for one in members if entry_of(one) not in recent]
        for members in (stored, shown)
    )
    return digest(next(settled)) != digest(next(settled))


def sql_members(session: Session, *, round_id: int) -> Iterator[bytes]:
    """Return the members that the board of a round should have, in no order."""
    for batch in queries.members_of(session, round_id=round_id):
        yield from (member(key, entry) for entry, key in batch.items())
