"""The record as a page and as downloads, and erasing a reason."""

import secrets
from collections.abc import Sequence

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from quizapp.aside import aside
from quizapp.audit import files
from quizapp.audit.files import Sheet
from quizapp.audit.queries import Told, Wanted, entries, entry_at, entry_count
from quizapp.audit.rules import SENTENCES, SUBJECTS, WHY
from quizapp.audit.service import erase_text, record
from quizapp.extensions import db, now
from quizapp.names import clean
from quizapp.phrases import ZONE, shown_instant
from quizapp.web.access import around_me, asks_again, enter, roles, signed_in
from quizapp.web.forms.staff import WhyForm
from quizapp.web.languages import language
from quizapp.web.manage.audit.desk import (
    ADMINS,
    READERS,
    Asked,
    asked_for,
    check_reads_all,
)
from quizapp.web.manage.audit.words import Names, names_in, say
from quizapp.web.manage.desk import act
from quizapp.web.numbers import LARGEST_ID, refuse_huge

bp = Blueprint("audit", __name__, url_prefix="/manage/audit")
bp.url_value_preprocessor(refuse_huge)

PAGE_SIZE = 50
#: Of one file; more are exported day by day.
MOST_EXPORTED = 20_000


@bp.get("")
@enter(roles(*READERS))
@asks_again
def show() -> str:
    check_reads_all()
    return page()


def page(form: WhyForm | None = None, tried: int = 0, fault: str = "") -> str:
    """Return a page of entries; ``tried`` is the one whose form was filled in."""
    session = db.session()
    asked = asked_for()
    before, after = (request.args.get(name, type=int) for name in ("before", "after"))
    wanted = asked.wanted()
    found = entries(
        session,
        wanted=wanted,
        before=bounded(before),
        after=bounded(after),
        limit=PAGE_SIZE,
    )
    return render_template(
        "manage/audit/list.html",
        asked=asked,
        found=found,
        names=names_in(one.entry for one in found),
        newer=more(wanted, after=found[0].entry.position) if found else False,
        older=more(wanted, before=found[-1].entry.position) if found else False,
        actions=actions(),
        kinds=sorted(SUBJECTS),
        say=say,
        subjects=SUBJECTS,
        why=WHY,
        most=MOST_EXPORTED,
        forms=sorted(files.MIME_TYPES),
        is_admin="admin" in around_me().roles,
        form=form,
        tried=tried,
        fault=fault,
    )


@bp.get("/record.<form>")
@enter(roles(*READERS))
@asks_again
def download(form: str) -> ResponseReturnValue:
    """Hand the entries out that are asked for; that itself is recorded, with its reason."""
    check_reads_all()
    if form not in files.MIME_TYPES:
        raise NotFound
    asked, why = asked_for(), request.args.get("why", "")
    if why not in WHY:
        return page(
            fault=_("Choose what the file is for: it stands in the record.")
        ), 422
    count = entry_count(db.session(), wanted=asked.wanted())
    if count > MOST_EXPORTED:
        return page(
            fault=_("These are too many entries for one file: choose fewer days.")
        ), 422
    note_export(asked, why, count)
    sheet = sheet_of(entries(db.session(), wanted=asked.wanted(), limit=MOST_EXPORTED))
    reply = Response(
        aside(files.written, sheet, form), content_type=files.MIME_TYPES[form]
    )
    name = f"nhat-ky-{now().astimezone(ZONE):%Y%m%d-%H%M}.{form}"
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply


@bp.post("/<int:position>/erase")
@enter(roles(*ADMINS))
@asks_again
def erase(position: int) -> ResponseReturnValue:
    """Erase the reason of an entry, where it names somebody who must be forgotten."""
    check_reads_all(ADMINS)
    entry_at(db.session(), position=position)
    form = WhyForm()
    if not form.validate_on_submit():
        return page(form, position), 422
    with db.transaction() as session:
        doing = act(clean(form.reason.data))
        erase_text(session, position=position, act=doing, now=now())
    flash(_("The reason is erased; the entry stays, and the chain is whole."))
    return redirect(url_for("audit.show"), code=303)


def note_export(asked: Asked, why: str, count: int) -> None:
    """Write into the record that it was exported, why, and how much of it."""
    with db.transaction() as session:
        record(
            session,
            actor=f"account:{signed_in().id}",
            action="audit.exported",
            subject=f"account:{signed_in().id}",
            details={"count": count, "why": why, "filters": len(asked.arguments)},
            salt=secrets.token_bytes(16),
            reason=say(WHY[why]),
            now=now(),
        )


def sheet_of(found: Sequence[Told]) -> Sheet:
    """Return entries as a table."""
    names = names_in(one.entry for one in found)
    preamble = [
        _("Record of what staff did"),
        _("As of %(at)s.", at=shown_instant(now(), language())),
    ]
    headings = [
        _("Number"),
        _("When"),
        _("Who"),
        _("What"),
        _("Reason"),
        _("Action"),
        _("Subject"),
        _("Details"),
        _("Hash"),
    ]
    return Sheet(_("Record"), preamble, headings, [row_of(one, names) for one in found])


def row_of(told: Told, names: Names) -> list[str]:
    """Return an entry as cells."""
    entry = told.entry
    details = ", ".join(
        f"{name}={value}" for name, value in entry.details.items() if value is not None
    )
    return [
        str(entry.position),
        f"{entry.at.astimezone(ZONE):%d/%m/%Y %H:%M:%S}",
        names.of(entry.actor),
        names.sentence(entry),
        reason_of(told),
        entry.action,
        entry.subject,
        details,
        entry.hash.hex(),
    ]


def reason_of(told: Told) -> str:
    """Return the reason of an entry, or that it is erased."""
    if told.reason is None and told.entry.reason_hash is not None:
        return str(_("(erased)"))
    return told.reason or ""


def actions() -> list[tuple[str, str]]:
    """Return every action with its words, in their order, to choose from."""
    told = [(key, say(words, who="…", what="…")) for key, words in SENTENCES.items()]
    return sorted(told, key=lambda one: one[1].casefold())


def more(
    wanted: Wanted, *, before: int | None = None, after: int | None = None
) -> bool:
    """Tell whether there are entries beyond a position."""
    return bool(
        entries(db.session(), wanted=wanted, before=before, after=after, limit=1)
    )


def bounded(position: int | None) -> int | None:
    """Return a position that a row may have, or None."""
    return position if position is not None and 0 <= position <= LARGEST_ID else None
