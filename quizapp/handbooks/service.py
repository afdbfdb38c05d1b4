"""Writes of handbooks: made, changed, published, withdrawn, printed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as insert_or_not
from sqlalchemy.orm import Session

from quizapp.audit import service as audit
from quizapp.audit.service import Act
from quizapp.background import service as background
from quizapp.background.models import Job
from quizapp.banks.queries import latest_version
from quizapp.errors import ConflictError, InvalidError
from quizapp.handbooks.models import FORMS, Handbook, HandbookFile
from quizapp.handbooks.queries import handbook_named
from quizapp.handbooks.rules import Outline, check_outline

#: The kind of the job that prints one; its arguments are ``handbook_id`` and ``form``.
PRINT = "print_handbook"


def make(
    session: Session,
    *,
    slug: str,
    outline: Outline,
    banks: Sequence[str],
    act: Act,
    now: datetime,
) -> Handbook:
    """Make a handbook that nobody but organizers sees yet.

    Raises:
        InvalidError: something of it can't be used.
        ConflictError: its name is taken.
    """
    _check(session, outline, banks)
    made: Handbook | None = session.scalar(
        insert_or_not(Handbook)
        .values(
            slug=slug,
            **_columns(outline, banks),
            made_by=act.account_id,
            created_at=now,
            changed_at=now,
        )
        .on_conflict_do_nothing(index_elements=["slug"])
        .returning(Handbook)
    )
    if made is None:
        raise ConflictError(
            "There is a handbook “%(name)s” already: give another name.", name=slug
        )
    _note(session, made, "handbook.made", act, now)
    return made


def change(
    session: Session,
    *,
    slug: str,
    outline: Outline,
    banks: Sequence[str],
    act: Act,
    now: datetime,
) -> Handbook:
    """Change a handbook; who reads it sees it at once.

    Raises:
        InvalidError: something of it can't be used.
    """
    _check(session, outline, banks)
    row = _locked(session, slug)
    for name, value in _columns(outline, banks).items():
        setattr(row, name, value)
    row.changed_at = now
    session.flush()
    _note(session, row, "handbook.changed", act, now)
    return row


def publish(session: Session, *, slug: str, act: Act, now: datetime) -> Handbook:
    """Let everybody read a handbook; again changes nothing."""
    row = _locked(session, slug)
    if not row.is_published:
        row.published_at, row.withdrawn_at = now, None
        session.flush()
        _note(session, row, "handbook.published", act, now)
    return row


def withdraw(session: Session, *, slug: str, act: Act, now: datetime) -> Handbook:
    """Let nobody read a handbook any more; again changes nothing."""
    row = _locked(session, slug)
    if row.is_published:
        row.withdrawn_at = now
        session.flush()
        _note(session, row, "handbook.withdrawn", act, now)
    return row


def ask_for_file(
    session: Session, *, slug: str, form: str, act: Act, now: datetime
) -> Job:
    """Ask a worker to print a handbook; while that waits, it is the same job.

    Raises:
        InvalidError: there is no such form.
    """
    if form not in FORMS:
        raise InvalidError("A handbook is printed as PDF or as a Word file.")
    row = _locked(session, slug)
    arguments = {"handbook_id": row.id, "form": form}
    waiting = session.scalar(
        select(Job).where(
            Job.kind == PRINT, Job.state == "waiting", Job.arguments == arguments
        )
    )
    return waiting or background.enqueue(
        session, kind=PRINT, arguments=arguments, asked_by=act.account_id, now=now
    )


def keep_file(
    session: Session,
    *,
    handbook_id: int,
    form: str,
    content: bytes,
    items: Mapping[str, Sequence[str]],
    now: datetime,
) -> None:
    """Keep a printed handbook in place of the one before."""
    values = {
        "content": content,
        "items": {bank: list(names) for bank, names in items.items()},
        "entry_count": sum(map(len, items.values())),
        "made_at": now,
    }
    session.execute(
        insert_or_not(HandbookFile)
        .values(handbook_id=handbook_id, form=form, **values)
        .on_conflict_do_update(index_elements=["handbook_id", "form"], set_=values)
    )


def _check(session: Session, outline: Outline, banks: Sequence[str]) -> None:
    check_outline(outline)
    if not banks:
        raise InvalidError("Choose at least one bank.", field="banks")
    for slug in banks:
        if latest_version(session, slug) is None:
            raise InvalidError(
                "Nothing of the bank “%(bank)s” is published yet.",
                field="banks",
                bank=slug,
            )


def _columns(outline: Outline, banks: Sequence[str]) -> dict[str, object]:
    return {
        "title": outline.title,
        "subtitle": outline.subtitle,
        "publisher": outline.publisher,
        "foreword": outline.foreword,
        "banks": list(banks),
        "chapters": [list(chapter) for chapter in outline.chapters],
        "rest": outline.rest,
    }


def _locked(session: Session, slug: str) -> Handbook:
    row = handbook_named(session, slug)
    session.refresh(row, with_for_update=True)
    return row


def _note(
    session: Session, row: Handbook, action: str, act: Act, now: datetime
) -> None:
    audit.record(
        session,
        actor=act.actor,
        action=action,
        subject=f"handbook:{row.id}",
        details={"handbook": row.id},
        salt=act.salt,
        now=now,
        reason=act.reason,
    )
