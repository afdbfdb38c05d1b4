"""The page of a unit, and everything that can happen to it."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from quizapp.errors import ConflictError, InvalidError
from quizapp.extensions import db, now
from quizapp.phrases import ZONE
from quizapp.units import service
from quizapp.units.models import Unit, UnitTree
from quizapp.units.queries import (
    events_about,
    former_names,
    rolls_of,
    steps_below,
    units_above,
)
from quizapp.units.service import NewUnit, Part
from quizapp.web.access import enter, roles
from quizapp.web.forms import Form
from quizapp.web.forms.unit_events import FORMS, UndoForm
from quizapp.web.languages import sentence
from quizapp.web.manage.desk import act
from quizapp.web.manage.units.desk import READERS, WRITERS, meant, my_trees, my_unit

bp = Blueprint("unit_changes", __name__, url_prefix="/manage/units/<slug>")

#: A part of a split as it is typed: its name, and perhaps its share.
PART = re.compile(r"(?P<name>.*?)\s*(?:=\s*(?P<share>\d{1,8})\s*%?)?")


@bp.get("/<int:unit_id>")
@enter(roles(*READERS))
def show(slug: str, unit_id: int) -> str:
    tree, unit = my_unit(slug, unit_id, READERS)
    return page(tree, unit)


@bp.post("/<int:unit_id>/<what>")
@enter(roles(*WRITERS))
def change(slug: str, unit_id: int, what: str) -> ResponseReturnValue:
    """Do one of ``FORMS`` to a unit."""
    tree, unit = my_unit(slug, unit_id, WRITERS)
    if what not in FORMS:
        raise NotFound
    form = FORMS[what]()
    if is_done(form, lambda: DO[what](tree, unit, form)):
        flash(_("It is written down."))
        return back(slug, unit_id)
    return page(tree, unit, tried=what, form=form), 422


@bp.post("/<int:unit_id>/events/<int:event_id>/undo")
@enter(roles(*WRITERS))
def undo(slug: str, unit_id: int, event_id: int) -> ResponseReturnValue:
    tree, unit = my_unit(slug, unit_id, WRITERS)
    if event_id not in {one.id for one in events_about(db.session(), unit_id=unit_id)}:
        raise NotFound
    form = UndoForm()

    def work() -> None:
        with db.transaction() as session:
            service.undo(
                session,
                event_id=event_id,
                act=act(form.reason.data or ""),
                now=now(),
            )

    if is_done(form, work):
        flash(_("It is taken back; the history keeps both."))
        return back(slug, unit_id)
    return page(tree, unit, tried=f"undo-{event_id}", form=form), 422


def is_done(form: Form, work: Callable[[], None]) -> bool:
    """Do what a form asks for; False: it has faults, which it shows."""
    if not form.validate_on_submit():
        return False
    try:
        work()
    except InvalidError as error:
        form.blame(error)
        return False
    except ConflictError as error:
        form.form_errors.append(sentence(error))
        return False
    return True


def back(slug: str, unit_id: int) -> ResponseReturnValue:
    """Lead back to the page of a unit."""
    return redirect(url_for("unit_changes.show", slug=slug, unit_id=unit_id), code=303)


def page(
    tree: UnitTree, unit: Unit, *, tried: str = "", form: Form | None = None
) -> str:
    """Return the page of a unit, with a form that was tried and has faults."""
    session = db.session()
    rolls = rolls_of(session, unit_id=unit.id)
    beside = steps_below(session, tree_id=tree.id, parent_id=unit.parent_id)
    return render_template(
        "manage/units/unit.html",
        tree=tree,
        unit=unit,
        way=units_above(session, unit_id=unit.id)[:-1],
        former=former_names(session, unit_id=unit.id),
        steps=steps_below(session, tree_id=tree.id, parent_id=unit.id),
        beside=[one for one in beside if one.is_open and one.id != unit.id],
        rolls=rolls,
        events=events_about(session, unit_id=unit.id),
        is_mine=tree.id in {one.id for one in my_trees(WRITERS)},
        trees={one.slug for one in my_trees(READERS)},
        forms=forms_of(unit, tried, form),
        tried=tried,
        tried_form=form,
        chosen=chosen_children(),
    )


def forms_of(unit: Unit, tried: str, form: Form | None) -> dict[str, Form]:
    """Return every form of a unit, filled in with what it is; one as it was tried."""
    today = now().astimezone(ZONE).date()
    known: dict[str, Any] = {
        "effective_on": today,
        "counted_on": today,
        "kind": unit.type,
        "name": unit.name,
    }
    fresh = {"add": {"name": "", "kind": ""}, "merge": {"name": ""}}
    made = {
        what: kind(formdata=None, **(known | fresh.get(what, {})))
        for what, kind in FORMS.items()
    }
    return made | ({tried: form} if form is not None else {})


def chosen_children() -> Mapping[int, int]:
    """Return for each unit below to which part it goes, as it was typed, from 1."""
    found = {}
    for name in request.form:
        if name.startswith("child-") and name[6:].isdecimal():
            found[int(name[6:])] = request.form.get(name, 0, type=int)
    return found


def add(tree: UnitTree, unit: Unit, form: Any) -> None:
    """Add a unit below another."""
    del tree
    with db.transaction() as session:
        service.add_unit(
            session,
            parent_id=unit.id,
            kind=form.kind.data,
            name=form.name.data,
            code=form.code.data or None,
            act=act(),
            now=now(),
        )


def count(tree: UnitTree, unit: Unit, form: Any) -> None:
    """Add a count of members."""
    del tree
    with db.transaction() as session:
        service.add_roll(
            session,
            unit_id=unit.id,
            member_count=form.member_count.data,
            counted_on=form.counted_on.data,
            source=form.source.data,
            act=act(),
            now=now(),
        )


def rename(tree: UnitTree, unit: Unit, form: Any) -> None:
    """Give a unit another name or type."""
    del tree
    with db.transaction() as session:
        service.rename(
            session,
            unit_id=unit.id,
            name=form.name.data,
            kind=form.kind.data,
            **said(form),
        )


def move(tree: UnitTree, unit: Unit, form: Any) -> None:
    """Put a unit below another one."""
    parent = meant(tree, form.parent.data, field="parent")
    with db.transaction() as session:
        service.move(session, unit_id=unit.id, parent_id=parent.id, **said(form))


def merge(tree: UnitTree, unit: Unit, form: Any) -> None:
    """Merge a unit with others."""
    others = [meant(tree, line, field="units").id for line in lines_of(form.units.data)]
    into: int | NewUnit = unit.id
    if form.into.data == "first" and others:
        into = others[0]
    elif form.into.data == "new":
        into = NewUnit(
            name=form.name.data or "",
            kind=form.kind.data or unit.type,
            code=form.code.data or None,
        )
    with db.transaction() as session:
        service.merge(session, unit_ids=[unit.id, *others], into=into, **said(form))


def split(tree: UnitTree, unit: Unit, form: Any) -> None:
    """Split a unit."""
    kind = form.kind.data or unit.type
    parts = [
        Part(NewUnit(name=name, kind=kind), share)
        for name, share in map(part_of, lines_of(form.new.data))
    ]
    parts += [
        Part(meant(tree, name, field="there").id, share)
        for name, share in map(part_of, lines_of(form.there.data))
    ]
    children = {unit_id: place - 1 for unit_id, place in chosen_children().items()}
    with db.transaction() as session:
        service.split(
            session, unit_id=unit.id, parts=parts, children=children, **said(form)
        )


def dissolve(tree: UnitTree, unit: Unit, form: Any) -> None:
    """Close a unit."""
    del tree
    with db.transaction() as session:
        service.dissolve(session, unit_id=unit.id, **said(form))


def said(form: Any) -> dict[str, Any]:
    """Return what every event says."""
    return {
        "effective_on": form.effective_on.data,
        "act": act(form.reason.data),
        "now": now(),
    }


def lines_of(text: str | None) -> list[str]:
    """Return the lines of a text that hold anything."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def part_of(line: str) -> tuple[str, int | None]:
    """Return the name and the share of a part: ``Xã An Trên = 60``."""
    found = PART.fullmatch(line)
    if found is None:
        return line, None
    return found["name"], int(found["share"]) if found["share"] else None


DO: dict[str, Callable[[UnitTree, Unit, Any], None]] = {
    "add": add,
    "count": count,
    "rename": rename,
    "move": move,
    "merge": merge,
    "split": split,
    "dissolve": dissolve,
}
