"""One item of a draft: as a phone shows it, its text to change, comments, history."""

import json
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.banks import service
from quizapp.banks.files.single import read_item, written_item
from quizapp.banks.queries import (
    changes_of,
    comments_on,
    draft_of,
)
from quizapp.banks.rules import Item
from quizapp.errors import ConflictError, FileFaultsError, InvalidError, NotFoundError
from quizapp.extensions import db, now
from quizapp.web.access import enter, roles
from quizapp.web.forms.banks import CommentForm, ItemForm, RetireForm
from quizapp.web.languages import sentence
from quizapp.web.manage.banks.desk import (
    BOARD,
    BOARD_READERS,
    WRITERS,
    is_board,
    is_writer,
    my_bank,
)
from quizapp.web.manage.banks.drafts import Desk, desk_of
from quizapp.web.manage.banks.preview import phone_page
from quizapp.web.manage.desk import act
from quizapp.web.texts import album_of, rendered

bp = Blueprint(
    "bank_items", __name__, url_prefix="/manage/banks/<slug>/draft/items/<item>"
)


@bp.get("")
@enter(roles(*BOARD_READERS))
def show(slug: str, item: str) -> str:
    return page(slug, item)


@bp.post("")
@enter(roles(*WRITERS))
def change(slug: str, item: str) -> ResponseReturnValue:
    bank = my_bank(slug, WRITERS)
    form = ItemForm()
    if not form.validate():
        return page(slug, item, form), 422
    try:
        changed = read_item(form.form.data or "", form.text.data or "", item)
    except FileFaultsError as error:
        form.form_errors += [
            _("Line %(line)s: %(fault)s", line=fault.line, fault=sentence(fault))
            for fault in error.faults
        ]
        return page(slug, item, form), 422
    return saved(slug, bank.id, item, form, changed, _("The question is changed."))


@bp.post("/retire")
@enter(roles(*WRITERS))
def retire(slug: str, item: str) -> ResponseReturnValue:
    bank = my_bank(slug, WRITERS)
    desk = desk_of(slug)
    form = RetireForm()
    present = item_in(desk, item)
    other = (form.replaced_by.data or "").strip() or None
    if other and (other == item or other not in {one.id for one in desk.bank.items}):
        flash(_("“%(name)s” is no other question of this bank.", name=other))
        return redirect(url_for("bank_items.show", slug=slug, item=item), code=303)
    retired = present.model_copy(
        update={
            "retired": not present.retired,
            "replaced_by": None if present.retired else other,
        }
    )
    words = (
        _("Papers draw it again, once this draft is published.")
        if present.retired
        else _("No paper draws it any more, once this draft is published.")
    )
    return saved(slug, bank.id, item, form, retired, words)


@bp.post("/comments")
@enter(roles(*BOARD))
def comment(slug: str, item: str) -> ResponseReturnValue:
    bank_id = my_bank(slug).id
    item_in(desk_of(slug), item)
    form = CommentForm()
    if not form.validate():
        return page(slug, item, form), 422
    with db.transaction() as session:
        service.comment(
            session,
            bank_id=bank_id,
            item=item,
            text=form.text.data or "",
            act=act(),
            now=now(),
        )
    return back(slug, item, "comments")


@bp.post("/comments/<int:comment_id>/settle")
@enter(roles(*BOARD))
def settle(slug: str, item: str, comment_id: int) -> ResponseReturnValue:
    bank_id = my_bank(slug).id
    with db.transaction() as session:
        service.settle(
            session, bank_id=bank_id, comment_id=comment_id, act=act(), now=now()
        )
    return back(slug, item, "comments")


def saved(
    slug: str, bank_id: int, item: str, form: Any, changed: Item, words: str
) -> ResponseReturnValue:
    """Put a changed item into the draft, or show it again with what is wrong."""
    try:
        known = json.loads(form.known.data or "null")
        with db.transaction() as session:
            service.change_item(
                session,
                draft_id=draft_of(session, bank_id=bank_id).id,
                item_id=item,
                known=known,
                item=changed,
                act=act(),
                now=now(),
            )
    except ValueError:
        flash(_("This page was damaged on its way: try again."))
    except (ConflictError, InvalidError) as error:
        # What was typed stays; the page shows what the draft says by now beside it.
        form.known.data = ""
        form.form_errors.append(sentence(error))
        return page(slug, item, form), 422
    else:
        flash(words)
    return back(slug, item)


def back(slug: str, item: str, anchor: str | None = None) -> ResponseReturnValue:
    """Lead back to the page of an item."""
    return redirect(
        url_for("bank_items.show", slug=slug, item=item, _anchor=anchor), code=303
    )


def page(slug: str, item_id: str, tried: Any = None) -> str:
    """Return the page of an item; ``tried`` is the form that was filled in."""
    desk = desk_of(slug)
    item = item_in(desk, item_id)
    session = db.session()
    names = [one.id for one in desk.bank.items]
    at = names.index(item_id)
    form_name, text = written_item(item)
    return render_template(
        "manage/banks/item.html",
        desk=desk,
        item=item,
        number=at + 1,
        before=names[at - 1] if at else None,
        after=names[at + 1] if at + 1 < len(names) else None,
        preview=phone_page(desk.bank, [item]),
        explanation=rendered(item.explanation or "", album_of(desk.bank)),
        known=json.dumps(service.told(item), ensure_ascii=False),
        form_name=form_name,
        text=text,
        comments=comments_on(session, bank_id=desk.draft.bank_id, item=item_id),
        changes=changes_of(session, bank_id=desk.draft.bank_id, item=item_id),
        is_writer=is_writer(slug),
        is_board=is_board(slug),
        forms={
            "item": tried
            if isinstance(tried, ItemForm)
            else ItemForm(None, text=text, form=form_name),
            "comment": tried if isinstance(tried, CommentForm) else CommentForm(None),
            "retire": RetireForm(None),
        },
        tried=tried,
    )


def item_in(desk: Desk, item_id: str) -> Item:
    """Return an item of a draft.

    Raises:
        NotFoundError: it isn't there.
    """
    for item in desk.bank.items:
        if item.id == item_id:
            return item
    raise NotFoundError("There is no such question.")
