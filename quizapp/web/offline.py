"""What browsers keep for when there is no network: the service worker, its one page."""

from flask import Blueprint, Response, render_template

from quizapp.web.access import PUBLIC, enter
from quizapp.web.assets import SOURCE

bp = Blueprint("offline", __name__)


@bp.get("/sw.js")
@enter(PUBLIC)
def worker() -> Response:
    """Answer with the service worker: its address must not change with its version."""
    return Response((SOURCE / "sw.js").read_bytes(), mimetype="text/javascript")


@bp.get("/offline")
@enter(PUBLIC)
def show() -> str:
    return render_template("errors/offline.html")
