"""Lists that are sent: kept, read, and compared with the places there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from quizapp.accounts.rules import masked_phone
from quizapp.audit.service import Act
from quizapp.background import service as background
from quizapp.contests.models import Contest
from quizapp.errors import ConflictError, Fault, FileFaultsError, InvalidError
from quizapp.members.files import read, row_text
from quizapp.members.models import BASES, MemberList
from quizapp.members.queries import (
    check_in_scope,
    codes_in_use,
    member_list,
    named_places,
    units_below,
)
from quizapp.members.rules import (
    MOST_SHOWN,
    Difference,
    Member,
    Place,
    Report,
    Units,
    difference,
    lines_of,
    needs_a_basis,
    read_members,
)
from quizapp.names import clean

MOST_BYTES = 10 * 1024 * 1024
#: What is larger is read by a worker; about a thousand rows.
LARGE_BYTES = 64 * 1024
#: The kind of the job that reads a list; its argument is ``list_id``.
READ_LIST = "read_member_list"
LONGEST_BASIS = 500
#: Reading 100.000 rows takes a while, in which the database hears nothing.
PATIENCE = text("SET LOCAL idle_in_transaction_session_timeout = '60s'")


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What somebody sends. ``roots`` are the tops of the branches that she may fill."""

    source: str
    name: str
    content: bytes
    roots: Sequence[int]
    #: The unit of rows that name none.
    unit_id: int | None = None
    #: On what phones and birth years stand: one of ``BASES``, and in words.
    basis_kind: str = ""
    basis_text: str = ""


@dataclass(frozen=True)
class Found:
    """What a list says, and what that comes to."""

    members: list[Member]
    difference: Difference
    report: Report
    faults: list[Fault]


def send(
    session: Session,
    *,
    contest: Contest,
    sent: Sent,
    act: Act,
    now: datetime,
    is_awaited: bool = False,
) -> MemberList:
    """Keep a list; a small one is read at once, a large one by a worker.

    ``is_awaited``: whoever sends it waits, so that a large one is read at once too.

    Raises:
        InvalidError: it is empty or too large, or its basis isn't in words.
        NotFoundError: its unit stands in no branch of the sender.
    """
    if not sent.content.strip():
        raise InvalidError("There is no member here.", field="file")
    if len(sent.content) > MOST_BYTES:
        raise InvalidError(
            "This file is too large: %(most)s MB at most.",
            field="file",
            most=MOST_BYTES // 1024**2,
        )
    if sent.unit_id is not None:
        check_in_scope(session, unit_id=sent.unit_id, roots=sent.roots)
    kind, words = _basis(sent)
    row = MemberList(
        contest_id=contest.id,
        roots=list(sent.roots),
        unit_id=sent.unit_id,
        source=sent.source,
        file_name=clean(sent.name)[:200],
        content=sent.content,
        state="waiting",
        basis_kind=kind,
        basis_text=words,
        sent_by=act.account_id,
        sent_at=now,
    )
    session.add(row)
    session.flush()
    if is_awaited or len(sent.content) <= LARGE_BYTES:
        read_list(session, list_id=row.id, now=now)
    else:
        row.job_id = background.enqueue(
            session,
            kind=READ_LIST,
            arguments={"list_id": row.id},
            asked_by=act.account_id,
            now=now,
        ).id
        session.flush()
    return row


def read_list(session: Session, *, list_id: int, now: datetime) -> Report:
    """Read a list that was sent, and keep the report of it."""
    row = member_list(session, list_id=list_id)
    session.refresh(row, with_for_update=True)
    found = found_in(session, row, now=now)
    if row.state == "waiting":
        row.state = "read"
        row.report = found.report.to_json()
        session.flush()
    return found.report


def read_again(session: Session, *, list_id: int, now: datetime) -> Report:
    """Read a list anew that can't be taken in as it was read."""
    row = member_list(session, list_id=list_id)
    session.refresh(row, with_for_update=True)
    if row.state in {"read", "taking"}:
        row.state = "waiting"
        session.flush()
    return read_list(session, list_id=list_id, now=now)


def found_in(session: Session, row: MemberList, *, now: datetime) -> Found:
    """Return what a list says as of now; nothing of it is taken in."""
    if len(row.content or b"") > LARGE_BYTES:
        session.execute(PATIENCE)
    try:
        raw = read(row.content or b"", source=row.source, name=row.file_name)
    except FileFaultsError as error:
        return _unread(error.faults)
    units = Units.of(units_below(session, roots=row.roots))
    members, faults = read_members(raw, units, row.unit_id, now)
    known = named_places(session, contest_id=row.contest_id, roots=row.roots)
    faults += _foreign_codes(session, members, known)
    if row.basis_kind is None and needs_a_basis(members):
        faults.append(
            Fault(
                0,
                "It holds phones or birth years: say on what basis they are kept, and"
                " send it again.",
            )
        )
    faults.sort(key=lambda fault: fault.line)
    change = difference(members, known) if not faults else Difference()
    texts = {one.line: row_text(one) for one in raw} if faults else {}
    return Found(
        members,
        change,
        Report(
            row_count=len(raw),
            fault_count=len(faults),
            faults=lines_of(faults, texts),
            added=len(change.added),
            changed=len(change.changed),
            there=len(change.there),
            added_rows=_shown(change.added),
            changed_rows=_shown(change.changed_by),
        ),
        faults,
    )


def drop_list(session: Session, *, list_id: int) -> None:
    """Throw a list away that wasn't taken in; again changes nothing.

    Raises:
        ConflictError: it is being taken in, or was.
    """
    row = member_list(session, list_id=list_id)
    session.refresh(row, with_for_update=True)
    if row.state in {"taking", "taken"}:
        raise ConflictError("This list was taken in already.")
    settle_list(row, "dropped")
    session.flush()


def settle_list(row: MemberList, state: str) -> None:
    """End a list: what was sent, and the texts of its report, are kept no longer."""
    row.state = state
    row.content = None
    if row.report is not None:
        row.report = Report.from_json(row.report).settled.to_json()


def _basis(sent: Sent) -> tuple[str | None, str]:
    """Return the basis that was stated; (None, "") if none was.

    Raises:
        InvalidError: its kind isn't known, or the words are missing or too long.
    """
    words = clean(sent.basis_text)[:LONGEST_BASIS]
    if not sent.basis_kind and not words:
        return None, ""
    if sent.basis_kind not in BASES:
        raise InvalidError("Choose which kind of basis it is.", field="basis_kind")
    if len(words) < 5:
        raise InvalidError(
            "Say in a few words which basis it is, such as a document with its number"
            " and date.",
            field="basis_text",
        )
    return sent.basis_kind, words


def _foreign_codes(
    session: Session, members: Sequence[Member], known: Sequence[Place]
) -> list[Fault]:
    """Return a fault for each code that stands in another branch or contest."""
    own = {place.code for place in known}
    given = {one.code: one for one in members if one.code and one.code not in own}
    taken = codes_in_use(session, codes=sorted(given))
    return [
        Fault(
            given[code].line,
            "The code “%(code)s” is in use elsewhere: leave it empty, one is made.",
            {"code": code},
        )
        for code in taken
    ]


def _shown(members: Sequence[Member]) -> tuple[str, ...]:
    """Return the first of some members as a text each, their phones masked."""
    return tuple(
        " · ".join(
            str(part)
            for part in (
                one.full_name,
                one.birth_year,
                masked_phone(one.phone) if one.phone else None,
            )
            if part is not None
        )
        for one in members[:MOST_SHOWN]
    )


def _unread(faults: Sequence[Fault]) -> Found:
    """Return what is found in what can't be read at all."""
    report = Report(
        row_count=0,
        fault_count=len(faults),
        faults=lines_of(faults, {}),
        added=0,
        changed=0,
        there=0,
    )
    return Found([], Difference(), report, list(faults))
