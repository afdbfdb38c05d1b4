"""JSON from outside, read strictly: what isn't plain JSON is a bad request."""

import json
from typing import Any, NoReturn

from flask import request
from werkzeug.exceptions import BadRequest


def json_object() -> dict[str, Any]:
    """Return the JSON object that the request carries.

    Raises:
        BadRequest: it isn't UTF-8, not JSON to the letter, not an object, or says
            something twice.
    """
    try:
        found = json.loads(
            request.get_data(cache=False).decode("utf-8"),
            object_pairs_hook=_without_repeats,
            parse_constant=_refuse,
        )
    except (ValueError, RecursionError) as error:
        raise BadRequest from error
    if not isinstance(found, dict):
        raise BadRequest
    return found


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("A key stands there twice.")
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
