"""Links that fill a unit in: the officer's page of them, and where they lead."""

import io
from dataclasses import dataclass

import segno
from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from quizapp.contests.models import Contest
from quizapp.contests.queries import rounds_of
from quizapp.extensions import db, now
from quizapp.units.models import Unit
from quizapp.units.queries import (
    units_below,
)
from quizapp.web.access import enter
from quizapp.web.contests import closing
from quizapp.web.officer.own import (
    OFFICER,
    MyContest,
    my_contest,
    unit_in,
    whole_address,
)

bp = Blueprint("officer_share", __name__)


@dataclass(frozen=True)
class Link:
    """What is sent to the people of a unit."""

    address: str
    #: A whole message for Zalo.
    text: str
    qr: Markup


@bp.get("/officer/contests/<slug>/share")
@enter(OFFICER)
def show(slug: str) -> str:
    mine = my_contest(slug)
    unit = unit_in(mine, request.args.get("unit", type=int))
    return render_template(
        "officer/share.html",
        contest=mine.contest,
        unit=unit,
        above=above(mine, unit),
        link=link_to(mine.contest, unit),
        below=units_below(db.session(), unit_id=unit.id),
    )


def above(mine: MyContest, unit: Unit) -> Unit | None:
    """Return the unit above one, if it is one's own too."""
    if unit.id in {top.id for top in mine.units} or unit.parent_id is None:
        return None
    return unit_in(mine, unit.parent_id)


@bp.get("/officer/contests/<slug>/share.png")
@enter(OFFICER)
def picture(slug: str) -> Response:
    """Return the QR code of a unit's link as a picture to send or to print."""
    mine = my_contest(slug)
    unit = unit_in(mine, request.args.get("unit", type=int))
    file = io.BytesIO()
    made = segno.make(address_of(mine.contest, unit), error="m")
    made.save(file, kind="png", scale=16, border=4)
    name = f"{slug}-{unit.code}".encode("ascii", "ignore").decode()
    return Response(
        file.getvalue(),
        mimetype="image/png",
        headers={"Content-Disposition": f'attachment; filename="{name}.png"'},
    )


def address_of(contest: Contest, unit: Unit) -> str:
    """Return the short address that fills a unit in."""
    path = url_for("unit_links.follow", slug=contest.slug, code=unit.code)
    return whole_address(path)


def link_to(contest: Contest, unit: Unit) -> Link:
    """Return a unit's link with all that is sent along."""
    address = address_of(contest, unit)
    return Link(address, message(contest, unit, address), qr_code(address))


def qr_code(address: str) -> Markup:
    """Return a QR code as SVG for a page."""
    made = segno.make(address, error="m").svg_inline(
        scale=6, border=4, light="#fff", dark="#000", omitsize=True
    )
    return Markup(made)  # noqa: S704  # made of numbers


def message(contest: Contest, unit: Unit, address: str) -> str:
    """Return what is written to the people of a unit: where, until when, how."""
    rounds = rounds_of(db.session(), contest_id=contest.id)
    open_one = next((one for one in rounds if one.closes_at > now()), None)
    lines = [
        str(
            _(
                "Members of %(unit)s: take part in “%(contest)s”.",
                unit=unit.name,
                contest=contest.title,
            )
        ),
        address,
    ]
    if open_one is not None:
        until = closing(open_one.closes_at)
        lines.append(
            str(_("%(round)s is open until %(at)s.", round=open_one.title, at=until))
        )
    lines.append(str(_("The link fills the unit in by itself.")))
    return "\n".join(lines)
