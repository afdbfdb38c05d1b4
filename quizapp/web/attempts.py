"""Taking an attempt: start, paper, hand-in, receipt. Answers: ``web.responses``."""

import re
from datetime import datetime

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from quizapp.attempts import queries, service
from quizapp.attempts.queries import AttemptRow
from quizapp.attempts.rules import Paper
from quizapp.db import Executor
from quizapp.errors import ConflictError, NotFoundError
from quizapp.extensions import cache, db, now, random_token
from quizapp.standings import service as standings
from quizapp.standings.queries import own_rank
from quizapp.web import queue, responses, tickets, tries
from quizapp.web.access import (
    PERSON,
    PERSON_IN_ONE_GO,
    admit,
    asker,
    enter,
    signed_in,
)
from quizapp.web.assisting import helper_id, helper_of
from quizapp.web.filters import iso
from quizapp.web.numbers import refuse_huge
from quizapp.web.papers import open_paper
from quizapp.web.revealed import revealed

bp = Blueprint("attempts", __name__)
bp.url_value_preprocessor(refuse_huge)
BLUEPRINTS = (bp, responses.bp)

#: Attempts whose lease a browser keeps, the newest ones.
MOST_LEASES = 8
#: Of the key of a hand-in, which makes a second tap harmless.
HAND_IN_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


@bp.post("/contests/<slug>/rounds/<int:number>/attempts")
@enter(PERSON_IN_ONE_GO)
def start(slug: str, number: int) -> ResponseReturnValue:
    seed = random_token()
    joined_at = queue.joined_at(request.form.get("ticket", ""))
    with db.short_transaction() as connection:
        line = service.line_up(connection, asker=asker(), slug=slug, number=number)
        attempt = begin(connection, line, seed, joined_at) if line else None
    if attempt is None:
        contest = redirect(url_for("contests.show", slug=slug), code=303)
        return admit(PERSON) or contest
    if attempt.seed == seed:
        keep_lease(attempt)
    return redirect(url_for("attempts.show", attempt_id=attempt.id), code=303)


def begin(
    executor: Executor, line: service.StartLine, seed: str, joined_at: datetime
) -> AttemptRow:
    """Start an attempt; one's own that ran out is closed first."""

    def once() -> AttemptRow:
        return service.begin(
            executor,
            line=line,
            seed=seed,
            now=now(),
            joined_at=joined_at,
            assisted_by=helper_id(),
            device_hash=tries.device_hash(),
        )

    attempt = once()
    if attempt.seed == seed or not service.is_overdue(attempt, line.round_, now=now()):
        return attempt
    ended, round_ = service.close(
        executor, attempt_id=attempt.id, now=now(), nonce=random_token
    )
    standings.record(executor, attempt=ended, round_=round_, now=now())
    return once()


@bp.get("/attempts/<int:attempt_id>")
@enter(PERSON)
def show(attempt_id: int) -> ResponseReturnValue:
    sitting = my_sitting(attempt_id)
    attempt = sitting.attempt
    if attempt.state != "open":
        return redirect(url_for("attempts.receipt", attempt_id=attempt_id), code=303)
    if now() >= attempt.deadline_at:
        return redirect(url_for("attempts.review", attempt_id=attempt_id), code=303)
    if my_lease(attempt_id) != attempt.lease:
        return render_template("attempts/resume.html", sitting=sitting)
    paper = Paper.from_json(attempt.paper)
    with db.autocommit() as connection:
        items = queries.items_of(connection, [paper])
        albums = queries.albums_of(connection, [paper])
    token = tickets.signed(tickets.Ticket(attempt_id, attempt.lease, paper.shapes))
    page = open_paper(
        sitting,
        items,
        albums,
        paper,
        token=token,
        key=random_token(),
        helper=helper_of(attempt),
    )
    return page, {"X-Paper": "open"}  # the service worker may keep it


@bp.post("/attempts/<int:attempt_id>/open")
@enter(PERSON)
def open_again(attempt_id: int) -> ResponseReturnValue:
    account_id = signed_in().id
    try:
        with db.autocommit() as connection:
            attempt = service.open_again(
                connection, attempt_id=attempt_id, account_id=account_id, now=now()
            )
        keep_lease(attempt)
    except ConflictError:
        pass  # it has ended: the page of the attempt says so
    return redirect(url_for("attempts.show", attempt_id=attempt_id), code=303)


@bp.get("/attempts/<int:attempt_id>/hand-in")
@enter(PERSON)
def review(attempt_id: int) -> ResponseReturnValue:
    sitting = my_sitting(attempt_id)
    if sitting.attempt.state != "open":
        return redirect(url_for("attempts.receipt", attempt_id=attempt_id), code=303)
    return render_template(
        "attempts/hand_in.html",
        sitting=sitting,
        needs_all=sitting.round_.rules.valid_only_if_all_answered,
        positions=range(1, sitting.attempt.position_count + 1),
        is_over=now() >= sitting.attempt.deadline_at,
        hand_in_key=random_token(),
        server_now=now(),
    )


@bp.post("/attempts/<int:attempt_id>/hand-in")
@enter(PERSON_IN_ONE_GO)
def hand_in(attempt_id: int) -> ResponseReturnValue:
    key = request.form.get("key", "")
    if not HAND_IN_KEY.fullmatch(key):
        return redirect(url_for("attempts.review", attempt_id=attempt_id), code=303)
    try:
        attempt = end(attempt_id, key)
    except NotFoundError:
        refused = admit(PERSON)
        if refused is None:
            raise
        return refused
    address = url_for("attempts.receipt", attempt_id=attempt_id)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(
            receipt=address, code=attempt.receipt_code, server_now=iso(now())
        )
    return redirect(address, code=303)


def end(attempt_id: int, key: str) -> AttemptRow:
    """Hand an attempt of the one who asks in, and count it."""
    nonce = random_token()
    with db.short_transaction() as connection:
        attempt, round_ = service.hand_in(
            connection,
            attempt_id=attempt_id,
            asker=asker(),
            key=key,
            nonce=nonce,
            now=now(),
        )
        if attempt.receipt_nonce == nonce:  # it ended now, by this request
            standings.record(connection, attempt=attempt, round_=round_, now=now())
    return attempt


@bp.get("/attempts/<int:attempt_id>/receipt")
@enter(PERSON)
def receipt(attempt_id: int) -> ResponseReturnValue:
    sitting = my_sitting(attempt_id)
    attempt = sitting.attempt
    if attempt.state == "open":
        return redirect(url_for("attempts.show", attempt_id=attempt_id), code=303)
    round_ = sitting.round_
    shown = round_.rules.shown_after_hand_in
    rank = None
    with db.autocommit() as connection:
        mine = queries.my_round(
            connection, round_, account_id=signed_in().id, now=now()
        )
        is_complete = mine is None or mine.is_complete
        if "provisional_rank" in shown and is_complete:
            rank = own_rank(
                connection, cache(), round_id=round_.id, entry_id=attempt.entry_id
            )
    paper = Paper.from_json(attempt.paper)
    return render_template(
        "attempts/receipt.html",
        sitting=sitting,
        shown=shown if is_complete else (),
        is_complete=is_complete,
        rank=rank,
        left_count=mine.left_count if mine else 0,
        is_shared=mine.is_shared if mine else False,
        may_start=round_.phase(now()) == "open",
        reviewed=revealed(db.session(), paper, sitting, now=now())
        if is_complete
        else None,
    )


def my_sitting(attempt_id: int) -> queries.Sitting:
    """Return an attempt of the account that is signed in, with all its pages show."""
    account_id = signed_in().id
    with db.autocommit() as connection:
        return queries.sitting_of(
            connection, attempt_id=attempt_id, account_id=account_id
        )


def my_lease(attempt_id: int) -> int | None:
    """Return the lease under which this browser opened an attempt."""
    leases: dict[str, int] = cookie.get("leases", {})
    return leases.get(str(attempt_id))


def keep_lease(attempt: AttemptRow) -> None:
    """Note in the browser's cookie under which lease it opened an attempt."""
    leases: dict[str, int] = dict(cookie.get("leases", {}))
    leases.pop(str(attempt.id), None)
    leases[str(attempt.id)] = attempt.lease
    cookie["leases"] = dict(list(leases.items())[-MOST_LEASES:])
