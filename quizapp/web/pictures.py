"""Pictures of questions, by an address that only their questions tell."""

import re
from functools import lru_cache

from flask import Blueprint, Response, request

from quizapp.banks import queries
from quizapp.errors import NotFoundError
from quizapp.extensions import db
from quizapp.pictures import MEDIA_TYPE
from quizapp.web.access import PUBLIC, enter

bp = Blueprint("pictures", __name__)

#: Pictures that a process keeps: 10 MB at most.
MOST_KEPT = 32
HASH = re.compile(r"[0-9a-f]{64}")


@bp.get("/pictures/<digest>.webp")
@enter(PUBLIC)
def show(digest: str) -> Response:
    if not HASH.fullmatch(digest):
        raise NotFoundError("There is no such picture.")
    response = Response(picture(digest), mimetype=MEDIA_TYPE)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.set_etag(digest)
    response.make_conditional(request)
    return response


@lru_cache(maxsize=MOST_KEPT)
def picture(digest: str) -> bytes:
    """Return a picture; what its hash is the hash of never changes.

    Raises:
        NotFoundError: there is none.
    """
    with db.autocommit() as connection:
        return queries.picture_bytes(connection, digest)
