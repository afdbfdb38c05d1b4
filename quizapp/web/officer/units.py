"""A unit of one's own branch: who looks after it, what stands below, inviting, adding."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts import service
from quizapp.accounts.rules import pasted_lines
from quizapp.attempts.queries import is_unit_used
from quizapp.audit.service import Act
from quizapp.errors import ConflictError, FileFaultsError, InvalidError
from quizapp.extensions import db, now
from quizapp.units.models import Unit
from quizapp.web.access import asks_again, enter, signed_in
from quizapp.web.forms.officers import (
    AddUnitsForm,
    InviteListForm,
    RenameForm,
)
from quizapp.web.languages import sentence
from quizapp.web.numbers import refuse_huge
from quizapp.web.officer.own import OFFICER, my_units, unit_of_mine
from quizapp.web.officer.unit_page import Forms, page

bp = Blueprint("officer_units", __name__, url_prefix="/officer/units")
bp.url_value_preprocessor(refuse_huge)


@bp.get("/<int:unit_id>")
@enter(OFFICER)
@asks_again
def show(unit_id: int) -> str:
    return page(unit_of_mine(unit_id), Forms())


@bp.post("/<int:unit_id>/units")
@enter(OFFICER)
def add(unit_id: int) -> ResponseReturnValue:
    unit = unit_of_mine(unit_id)
    form = AddUnitsForm()
    if form.validate_on_submit():
        try:
            with db.transaction() as session:
                added = service.add_branches(
                    session,
                    parent=unit,
                    kind=form.kind.data,
                    text=form.names.data or "",
                    act=Act.by(signed_in().id),
                    now=now(),
                )
                count = len(added)
        except FileFaultsError as error:
            form.names.errors = told(error)
        else:
            flash(_("Units added: %(count)s.", count=count))
            return redirect(url_for("officer_units.show", unit_id=unit_id), code=303)
    return page(unit_of_mine(unit_id), Forms(add=form)), 422


def told(error: FileFaultsError) -> list[str]:
    """Return every fault of what was pasted, by its line."""
    return [
        _("Line %(line)s: %(fault)s", line=fault.line, fault=sentence(fault))
        if fault.line
        else sentence(fault)
        for fault in error.faults
    ]


@bp.post("/<int:unit_id>/name")
@enter(OFFICER)
def rename(unit_id: int) -> ResponseReturnValue:
    unit = unit_of_mine(unit_id)
    form = RenameForm()
    if form.validate_on_submit():
        try:
            change_name(unit, form.name.data)
        except InvalidError as error:
            form.blame(error)
        except ConflictError as error:
            form.name.errors = [sentence(error)]
        else:
            flash(_("The name is changed."))
            return redirect(url_for("officer_units.show", unit_id=unit_id), code=303)
    return page(unit_of_mine(unit_id), Forms(rename=form)), 422


def change_name(unit: Unit, name: str) -> None:
    """Give a unit that one added oneself another name.

    Raises:
        ConflictError: somebody has entered or taken part under it by now.
        DomainError: as ``rename_branch``.
    """
    unit_id = unit.id
    with db.transaction() as session:
        if is_unit_used(session, unit_id=unit_id):
            raise ConflictError(
                "Somebody has entered a contest under this name: it stays as it is."
            )
        service.rename_branch(
            session,
            unit=session.get_one(Unit, unit_id),
            name=name,
            act=Act.by(signed_in().id),
            now=now(),
        )


@bp.post("/<int:unit_id>/phones")
@enter(OFFICER)
@asks_again
def invite_phones(unit_id: int) -> ResponseReturnValue:
    unit = unit_of_mine(unit_id)
    form = InviteListForm()
    if form.validate_on_submit():
        try:
            count = send(unit, form.phones.data or "")
        except FileFaultsError as error:
            form.phones.errors = told(error)
        else:
            flash(_("Invited: %(count)s. They accept under Account.", count=count))
            return redirect(url_for("officer_units.show", unit_id=unit_id), code=303)
    return page(unit_of_mine(unit_id), Forms(phones=form)), 422


def send(unit: Unit, text: str) -> int:
    """Invite those of a pasted list, all or none; return how many.

    Raises:
        FileFaultsError: every fault, with its line.
    """
    pasted = pasted_lines(text)
    with db.transaction() as session:
        return service.invite_by_list(
            session,
            root=session.get_one(Unit, unit.id),
            lines=pasted.lines,
            faults=pasted.faults,
            inviter_id=signed_in().id,
            now=now(),
        )


@bp.post("/<int:unit_id>/officers")
@enter(OFFICER)
@asks_again
def end_officer(unit_id: int) -> ResponseReturnValue:
    grant_id = request.form.get("grant", 0, type=int)
    with db.transaction() as session:
        service.end_officer(
            session,
            grant_id=grant_id,
            own_ids=my_units(),
            act=Act.by(signed_in().id),
            now=now(),
        )
    flash(_("The role has ended."))
    return redirect(url_for("officer_units.show", unit_id=unit_id), code=303)
