"""The page of a unit, with its forms as they were sent."""

from dataclasses import dataclass, field

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup

from quizapp.accounts import queries
from quizapp.attempts.queries import is_unit_used
from quizapp.extensions import db, now
from quizapp.units.models import Unit
from quizapp.units.queries import units_below
from quizapp.web.access import signed_in
from quizapp.web.forms.officers import (
    AddUnitsForm,
    InviteForm,
    InviteListForm,
    RenameForm,
)
from quizapp.web.officer.own import is_below_mine


@dataclass(frozen=True)
class NewCode:
    """A code that was just made: shown once."""

    code: str
    address: str
    text: str
    qr: Markup


@dataclass
class Forms:
    """The forms of a unit's page; one of them may have been sent and refused."""

    invite: InviteForm = field(default_factory=lambda: InviteForm(formdata=None))
    phones: InviteListForm = field(
        default_factory=lambda: InviteListForm(formdata=None)
    )
    add: AddUnitsForm = field(default_factory=lambda: AddUnitsForm(formdata=None))
    rename: RenameForm = field(default_factory=lambda: RenameForm(formdata=None))


def page(unit: Unit, forms: Forms, code: NewCode | None = None) -> str:
    """Return the page of a unit."""
    session = db.session()
    is_below = is_below_mine(unit.id)
    below = units_below(session, unit_id=unit.id)
    ids = [unit.id, *(one.id for one in below)]
    if not forms.add.kind.data:
        forms.add.kind.data = _("branch")
    if forms.rename.name.data is None:
        forms.rename.name.data = unit.name
    return render_template(
        "officer/unit.html",
        unit=unit,
        is_below=is_below,
        above_id=unit.parent_id if is_below else None,
        below=below,
        officers=queries.officers_of(session, unit_ids=ids, now=now()),
        invitations=queries.open_invitations(session, unit_ids=ids, now=now()),
        without_count=queries.without_officer(session, unit_id=unit.id, now=now()),
        may_rename=is_below and may_rename(unit),
        forms=forms,
        code=code,
    )


def may_rename(unit: Unit) -> bool:
    """Tell whether the asker added a unit that nobody has used yet."""
    session = db.session()
    added = queries.added_by(session, unit_ids=[unit.id])
    is_hers = added.get(unit.id) == signed_in().id
    return is_hers and not is_unit_used(session, unit_id=unit.id)
