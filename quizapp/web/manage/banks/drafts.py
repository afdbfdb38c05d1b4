"""A draft: its items, what is said of it, its second reader, and its publishing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.banks import service
from quizapp.banks.models import BankDraft
from quizapp.banks.queries import (
    draft_of,
    latest_reading,
    open_comment_counts,
    parsed_version,
    readings_of,
    writers_of,
)
from quizapp.banks.rules import Bank, Difference, Item, difference
from quizapp.contests.queries import drawing_contests, needs_second_reader
from quizapp.contests.service import follow_bank
from quizapp.errors import ConflictError, FileFaultsError, InvalidError
from quizapp.extensions import db, now
from quizapp.names import search_key
from quizapp.phrases import spoken
from quizapp.web.access import enter, roles, signed_in
from quizapp.web.forms.banks import PublishForm, ReadingForm
from quizapp.web.languages import language, sentence
from quizapp.web.manage.banks.desk import (
    BOARD,
    BOARD_READERS,
    WRITERS,
    is_board,
    is_writer,
    my_bank,
    my_slugs,
)
from quizapp.web.manage.banks.preview import phone_page
from quizapp.web.manage.banks.reading import bank_of, remarks_of
from quizapp.web.manage.desk import act

bp = Blueprint("bank_drafts", __name__, url_prefix="/manage/banks/<slug>/draft")

ITEMS_A_PAGE = 50
#: How many items a preview shows at once.
MOST_SHOWN = 20


@dataclass(frozen=True)
class Desk:
    """A draft with what its pages show."""

    slug: str
    draft: BankDraft
    bank: Bank
    before: Bank | None
    difference: Difference
    #: Item → sentences of what to look at.
    remarks: dict[str, list[str]]
    #: What to look at in the bank as a whole.
    bank_remarks: list[str]
    comments: dict[str, int]

    def has(self, item: Item, what: str) -> bool:
        """Tell whether an item belongs to one of the lists of a draft."""
        if what == "remarks":
            return item.id in self.remarks
        if what == "comments":
            return item.id in self.comments
        if what == "changed":
            return any(one.item == item.id for one in self.difference.items)
        return True


@bp.get("")
@enter(roles(*BOARD_READERS))
def show(slug: str) -> ResponseReturnValue:
    return page(desk_of(slug))


@bp.get("/difference")
@enter(roles(*BOARD_READERS))
def show_difference(slug: str) -> str:
    return render_template(
        "manage/banks/difference.html",
        desk=desk_of(slug),
        start=start_of(),
        items_a_page=ITEMS_A_PAGE,
    )


@bp.get("/preview")
@enter(roles(*BOARD_READERS))
def preview(slug: str) -> str:
    desk = desk_of(slug)
    items = desk.bank.items[start_of() : start_of() + MOST_SHOWN]
    return render_template(
        "manage/banks/preview.html",
        desk=desk,
        start=start_of(),
        most_shown=MOST_SHOWN,
        preview=phone_page(desk.bank, items),
    )


@bp.post("/reading")
@enter(roles(*BOARD))
def read(slug: str) -> ResponseReturnValue:
    form = ReadingForm()

    def work(session: Any, draft: BankDraft) -> None:
        service.read_draft(
            session,
            draft_id=draft.id,
            revision=form.revision.data,
            verdict=form.verdict.data,
            note=(form.note.data or "").strip(),
            act=act(),
            now=now(),
        )

    return done(slug, form, work, _("Your reading is kept with the draft."))


@bp.post("/publish")
@enter(roles(*WRITERS))
def publish(slug: str) -> ResponseReturnValue:
    my_bank(slug, WRITERS)
    form = PublishForm()

    def work(session: Any, draft: BankDraft) -> None:
        service.publish(
            session,
            draft_id=draft.id,
            revision=form.revision.data,
            needs_reader=needs_second_reader(session, slug=slug, now=now()),
            act=act((form.reason.data or "").strip()),
            now=now(),
        )
        follow_bank(session, slug=slug, now=now())

    return done(
        slug,
        form,
        work,
        _("The new version is published. Rounds that haven't begun draw from it."),
        to="banks.show",
    )


@bp.post("/drop")
@enter(roles(*WRITERS))
def drop(slug: str) -> ResponseReturnValue:
    bank = my_bank(slug, WRITERS)
    draft_id = draft_of(db.session(), bank_id=bank.id).id
    with db.transaction() as session:
        service.drop_draft(session, draft_id=draft_id, act=act(), now=now())
    flash(_("The draft was given up. What was published stays."))
    return redirect(url_for("banks.show", slug=slug), code=303)


def done(
    slug: str,
    form: Any,
    work: Callable[[Any, BankDraft], None],
    words: str,
    *,
    to: str = "bank_drafts.show",
) -> ResponseReturnValue:
    """Do what a form asks for, or show the draft again with what is wrong."""
    bank = my_bank(slug)
    draft_id = draft_of(db.session(), bank_id=bank.id).id
    if form.validate_on_submit():
        try:
            with db.transaction() as session:
                work(session, session.get_one(BankDraft, draft_id))
        except InvalidError as error:
            form.blame(error)
        except FileFaultsError as error:
            form.form_errors += [sentence(fault) for fault in error.faults]
        except ConflictError as error:
            form.form_errors.append(sentence(error))
        else:
            flash(words)
            return redirect(url_for(to, slug=slug), code=303)
    return page(desk_of(slug), form), 422


def page(desk: Desk, tried: Any = None) -> str:
    """Return the page of a draft; ``tried`` is the form that was filled in."""
    session = db.session()
    query = request.args.get("q", "").strip()
    what = request.args.get("with", "")
    found = [
        item for item in desk.bank.items if desk.has(item, what) and fits(item, query)
    ]
    reading = latest_reading(session, draft_id=desk.draft.id)
    writers = {*writers_of(session, draft_id=desk.draft.id), desk.draft.begun_by}
    return render_template(
        "manage/banks/draft.html",
        desk=desk,
        found=found,
        start=start_of(),
        items_a_page=ITEMS_A_PAGE,
        query=query,
        what=what,
        reading=reading,
        readings=readings_of(session, draft_id=desk.draft.id),
        needs_reader=needs_second_reader(session, slug=desk.slug, now=now()),
        contests=drawing_contests(session, slug=desk.slug),
        is_writer=is_writer(desk.slug),
        may_read=is_board(desk.slug) and signed_in().id not in writers,
        forms={
            "reading": tried if isinstance(tried, ReadingForm) else ReadingForm(None),
            "publish": tried if isinstance(tried, PublishForm) else PublishForm(None),
        },
        tried=tried,
    )


def desk_of(slug: str) -> Desk:
    """Return the draft of a bank that the one who is signed in may work on."""
    row = my_bank(slug, BOARD_READERS)
    session = db.session()
    draft = draft_of(session, bank_id=row.id)
    bank = bank_of(draft)
    base = draft.base_version_id
    before = parsed_version(session, base).bank if base is not None else None
    remarks: dict[str, list[str]] = {}
    bank_remarks = []
    for remark in remarks_of(draft, bank, frozenset(my_slugs())):
        words = spoken(remark.message, remark.params, language=language())
        if remark.path[:1] == ("items",) and len(remark.path) > 1:
            remarks.setdefault(bank.items[int(remark.path[1])].id, []).append(words)
        else:
            bank_remarks.append(words)
    return Desk(
        slug,
        draft,
        bank,
        before,
        difference(before, bank),
        remarks,
        bank_remarks,
        open_comment_counts(session, bank_id=row.id),
    )


def fits(item: Item, query: str) -> bool:
    """Tell whether an item's id, question, answers or tags hold what is sought."""
    if not query:
        return True
    texts = [item.id, item.stem, *item.tags, *(one.text for one in item.choices)]
    return search_key(query) in search_key(" ".join(texts))


def start_of() -> int:
    """Return from which item on a list is shown."""
    return max(0, request.args.get("from", 0, type=int))
