"""Taking a list in: places are added and changed, all or none."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from quizapp.audit import service as audit
from quizapp.audit.service import Act
from quizapp.background import service as background
from quizapp.errors import ConflictError, FileFaultsError
from quizapp.members.models import ListedMember, MemberList
from quizapp.members.queries import codes_in_use, member_list
from quizapp.members.rules import Change, Member, Report, new_code
from quizapp.members.service.claims import claim_all_by_phone
from quizapp.members.service.sending import found_in, settle_list
from quizapp.names import person_sort_key, search_key

#: Lists of more rows are taken in by a worker.
LARGE = 2000
#: The kind of the job that takes a list in; its argument is ``list_id``.
TAKE_LIST = "take_member_list"
#: Rows written at a time: each statement stays far from its time limit.
STEP = 1000

Draw = Callable[[int], int]


@dataclass(frozen=True)
class Taken:
    """What taking a list in came to."""

    added: int
    changed: int
    there: int


def ask_to_take(session: Session, *, list_id: int, act: Act, now: datetime) -> bool:
    """Let a worker take a large list in; False: it is small, take it in yourself.

    Raises:
        ConflictError: it has faults, or isn't there to be taken any more.
    """
    row = _locked(session, list_id)
    if row.state == "taking":
        return True
    report = _ready(row)
    if report.row_count <= LARGE:
        return False
    row.state = "taking"
    row.job_id = background.enqueue(
        session,
        kind=TAKE_LIST,
        arguments={"list_id": list_id},
        asked_by=act.account_id,
        now=now,
    ).id
    session.flush()
    return True


def take_list(
    session: Session,
    *,
    list_id: int,
    act: Act,
    draw: Draw,
    now: datetime,
) -> Taken:
    """Take a list in, all of it or nothing; ``draw`` makes codes (``rules.new_code``).

    Who entered before she was listed takes her place by her phone at once.

    Raises:
        ConflictError: it has faults, or was settled meanwhile.
        FileFaultsError: it has come to have faults since it was read.
    """
    row = _locked(session, list_id)
    if row.state == "taken" and row.report is not None:
        counts = Report.from_json(row.report)
        return Taken(counts.added, counts.changed, counts.there)
    _ready(row)
    session.execute(
        select(func.pg_advisory_xact_lock(func.hashtext("members"), row.contest_id))
    )
    found = found_in(session, row, now=now)
    if found.faults:
        raise FileFaultsError(row.file_name, found.faults)
    change = found.difference
    _change(session, change.changed)
    codes = _fresh_codes(session, sum(one.code is None for one in change.added), draw)
    for part in _parts(change.added):
        session.execute(
            insert(ListedMember), [_columns(row, one, codes, now) for one in part]
        )
    for part in _parts([one for one in found.members if one.phone]):
        claim_all_by_phone(
            session,
            contest_id=row.contest_id,
            phones=[one.phone for one in part if one.phone],
            now=now,
        )
    row.report = found.report.to_json()
    settle_list(row, "taken")
    row.taken_at = now
    session.flush()
    taken = Taken(len(change.added), len(change.changed), len(change.there))
    _note(session, row, taken, act, now)
    return taken


def _locked(session: Session, list_id: int) -> MemberList:
    row = member_list(session, list_id=list_id)
    session.refresh(row, with_for_update=True)
    return row


def _ready(row: MemberList) -> Report:
    """Return the report of a list that can be taken in.

    Raises:
        ConflictError: it can't.
    """
    if row.state not in {"read", "taking"} or row.report is None:
        raise ConflictError("This list can't be taken in any more: send it again.")
    report = Report.from_json(row.report)
    if report.fault_count:
        raise ConflictError("This list has faults: mend them and send it again.")
    return report


def _change(session: Session, changes: Iterable[Change]) -> None:
    """Write what a list says otherwise of places that nobody has taken."""
    for change in changes:
        values: dict[str, Any] = dict(change.values)
        if "full_name" in values:
            values["search_key"] = search_key(values["full_name"])
            values["sort_key"] = person_sort_key(values["full_name"])
        session.execute(
            update(ListedMember)
            .where(ListedMember.id == change.place.id)
            .values(values)
            .execution_options(synchronize_session=False)
        )
    session.expire_all()


def _fresh_codes(session: Session, count: int, draw: Draw) -> Iterator[str]:
    """Return so many codes that nobody has."""
    found: dict[str, None] = {}
    while len(found) < count:
        more = dict.fromkeys(new_code(draw) for _ in range(count - len(found)))
        taken = codes_in_use(session, codes=list(more))
        found |= {code: None for code in more if code not in taken}
    return iter(found)


def _columns(
    row: MemberList, one: Member, codes: Iterator[str], now: datetime
) -> dict[str, Any]:
    return {
        "contest_id": row.contest_id,
        "unit_id": one.unit_id,
        "list_id": row.id,
        "full_name": one.full_name,
        "search_key": one.key,
        "sort_key": person_sort_key(one.full_name),
        "birth_year": one.birth_year,
        "phone": one.phone,
        "code": one.code or next(codes),
        "listed_at": now,
        "listed_by": row.sent_by,
    }


def _parts(members: list[Member]) -> Iterator[list[Member]]:
    for at in range(0, len(members), STEP):
        yield members[at : at + STEP]


def _note(
    session: Session, row: MemberList, taken: Taken, act: Act, now: datetime
) -> None:
    audit.record(
        session,
        actor=act.actor,
        action="members.listed",
        subject=f"member_list:{row.id}",
        details={
            "contest": row.contest_id,
            "added": taken.added,
            "changed": taken.changed,
            "there": taken.there,
        },
        salt=act.salt,
        now=now,
        reason=row.basis_text,
    )
