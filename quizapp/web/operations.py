"""For those who run the site: is it alive, is it ready, how is it doing."""

import hmac
import os

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import NotFound

from quizapp import schema
from quizapp.contests.rules import Sentence
from quizapp.extensions import cache, db, now, settings
from quizapp.phrases import spoken
from quizapp.standings.queries import board_is_stale
from quizapp.web import metrics
from quizapp.web.access import PUBLIC, TOKEN, enter, is_loopback

bp = Blueprint("operations", __name__)


@bp.get("/healthz")
@enter(PUBLIC)
def healthz() -> Response:
    return jsonify(alive=True)


@bp.get("/readyz")
@enter(PUBLIC)
def readyz() -> tuple[Response, int]:
    faults = [spoken(*fault, language="en") for fault in unready()]
    return jsonify(ready=not faults, faults=faults), 503 if faults else 200


def unready() -> list[Sentence]:
    """Return a sentence for each thing that isn't as it should be."""
    try:
        found = schema.revision(db.session().connection())
    except Exception:  # whatever it is, the database can't be used
        return [Sentence("The database can't be reached.", {})]
    if found != schema.head():
        places: dict[str, object] = {"found": found or "–", "head": schema.head()}
        return [Sentence("The database is at %(found)s, not at %(head)s.", places)]
    stale = board_is_stale(db.session(), cache=cache(), now=now())
    return [
        Sentence("The board of round %(round)s is stale.", {"round": round_id})
        for round_id in stale
    ]


@bp.get("/metrics")
@enter(TOKEN)
def show_metrics() -> Response:
    wanted = f"Bearer {settings().metrics_token}"
    given = request.headers.get("Authorization", "")
    has_token = settings().metrics_token and hmac.compare_digest(given, wanted)
    if not (has_token or is_loopback()):
        raise NotFound
    body, kind = metrics.exposition(os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""))
    return Response(body, content_type=kind)
