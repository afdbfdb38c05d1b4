"""Writes of units: adding a single one."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.audit.service import Act
from quizapp.errors import ConflictError, InvalidError
from quizapp.names import search_key, sort_key
from quizapp.phrases import ZONE
from quizapp.units.models import Unit
from quizapp.units.rules import (
    LONGEST_CODE,
    check_code,
    check_kind,
    check_unit_name,
    code_below,
)
from quizapp.units.service.ledger import Page, open_units


def add_unit(
    session: Session,
    *,
    parent_id: int,
    kind: str,
    name: str,
    code: str | None,
    act: Act,
    now: datetime,
) -> Unit:
    """Add a unit below another one, in force from today in Vietnam on.

    ``kind`` is its type in words of the field (chi hội, tổ …). Without a ``code`` it
    gets that of the unit above and a running number.

    Raises:
        NotFoundError: there is no such parent.
        ConflictError: the parent is closed, or a unit of this name stands below it.
        InvalidError: name, type or code can't be used.
    """
    parent = open_parent(session, parent_id)
    today = now.astimezone(ZONE).date()
    unit = new_unit(session, parent=parent, kind=kind, name=name, code=code)
    page = Page.open(session, parent.tree_id, "found", today, act=act, now=now)
    page.found(unit)
    page.close("units.added", unit.id, {"parent": parent.id})
    return unit


def open_parent(session: Session, parent_id: int) -> Unit:
    """Return a unit in force, its tree locked until the transaction ends.

    Raises:
        NotFoundError: there is no such unit.
        ConflictError: it is closed.
    """
    return open_units(session, [parent_id])[0]


def new_unit(
    session: Session,
    *,
    parent: Unit,
    kind: str,
    name: str,
    code: str | None,
    besides: Collection[int] = (),
) -> Unit:
    """Put a unit below one whose tree is locked; no event and no audit entry yet.

    ``besides`` are units of the parent that are about to be closed.

    Raises:
        ConflictError: a unit of this name stands below the parent already.
        InvalidError: name, type or code can't be used.
    """
    name, kind = check_unit_name(name), check_kind(kind)
    check_no_twin(session, parent_id=parent.id, name=name, besides=besides)
    unit = Unit(
        tree_id=parent.tree_id,
        code=free_code(session, parent, code),
        type=kind,
        name=name,
        parent_id=parent.id,
        search_key=search_key(name),
        sort_key=sort_key(name),
        depth=parent.depth + 1,
        valid_from=None,
        valid_to=None,
    )
    session.add(unit)
    session.flush()
    return unit


def check_no_twin(
    session: Session,
    *,
    parent_id: int | None,
    name: str,
    besides: Collection[int] = (),
) -> None:
    """Check that no unit in force below a parent bears a name.

    Raises:
        ConflictError: one does.
    """
    twin = select(Unit.id).where(
        Unit.parent_id == parent_id,
        Unit.name == name,
        Unit.valid_to.is_(None),
        Unit.id.not_in(besides),
    )
    if session.scalar(twin.limit(1)) is not None:
        raise ConflictError(
            "“%(name)s” stands below this unit already: give it another name.",
            name=name,
        )


def free_code(session: Session, parent: Unit, code: str | None) -> str:
    """Return a code that no unit of the tree has: the one asked for, or a new one.

    Raises:
        InvalidError: the code asked for is taken or can't be used.
    """
    if code is not None:
        code = check_code(code)
        same = select(Unit.id).where(Unit.tree_id == parent.tree_id, Unit.code == code)
        if session.scalar(same) is not None:
            raise InvalidError(
                "The code “%(code)s” is taken in this tree.", field="code", code=code
            )
        return code
    taken = session.scalars(
        select(Unit.code).where(
            Unit.tree_id == parent.tree_id,
            Unit.code.startswith(f"{parent.code}-", autoescape=True),
        )
    ).all()
    made = code_below(parent.code, taken)
    if len(made) > LONGEST_CODE:
        raise InvalidError(
            "Type a code: one made here would be too long.", field="code"
        )
    return made
