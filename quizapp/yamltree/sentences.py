"""pydantic's own errors in words for people who fill in a file."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from quizapp.errors import Fault
from quizapp.yamltree.reading import shortened

_QUOTED = re.compile(r"'([^']*)'")


@dataclass(frozen=True)
class Spot:
    """Where an error stands, and what it says."""

    line: int
    #: The name that the value belongs to.
    name: str
    #: The text that stands there; empty if there is none.
    given: str
    #: The names that this place knows and that aren't used yet.
    free_names: tuple[str, ...]
    params: dict[str, Any]


def named(spot: Spot) -> dict[str, object]:
    """Return what most sentences name."""
    return {"name": spot.name, "given": spot.given}


def _missing(spot: Spot) -> Fault:
    name = spot.params.get("discriminator", spot.name)
    return Fault(spot.line, "“%(name)s” is missing.", {"name": str(name).strip("'")})


def _unknown(spot: Spot) -> Fault:
    meant = get_close_matches(spot.name, spot.free_names, n=1)
    if meant:
        return Fault(
            spot.line,
            "“%(name)s” isn't known here: is “%(meant)s” meant?",
            {"name": spot.name, "meant": meant[0]},
        )
    return Fault(
        spot.line,
        "“%(name)s” isn't known here: take this line out.",
        {"name": spot.name},
    )


def _not_allowed(spot: Spot) -> Fault:
    allowed = spot.params.get("expected") or spot.params.get("expected_tags", "")
    name = spot.params.get("discriminator", spot.name)
    return Fault(
        spot.line,
        "“%(given)s” can't stand for “%(name)s”: write one of %(allowed)s.",
        {
            "given": spot.given or shortened(str(spot.params.get("tag", ""))),
            "name": str(name).strip("'"),
            "allowed": ", ".join(_QUOTED.findall(allowed)),
        },
    )


def _no_text(spot: Spot) -> Fault:
    return Fault(
        spot.line,
        "“%(name)s” must be a text: put it on one line, between quotes.",
        {"name": spot.name},
    )


def _no_list(spot: Spot) -> Fault:
    return Fault(
        spot.line,
        "“%(name)s” must be a list: one line for each, starting with “- ”.",
        {"name": spot.name},
    )


def _no_mapping(spot: Spot) -> Fault:
    return Fault(
        spot.line,
        "“%(name)s” must be made of lines such as “name: value”.",
        {"name": spot.name},
    )


def _no_number(spot: Spot) -> Fault:
    return Fault(
        spot.line,
        "“%(name)s” must be a number, not “%(given)s”.",
        named(spot),
    )


def _no_whole_number(spot: Spot) -> Fault:
    return Fault(
        spot.line,
        "“%(name)s” must be a whole number, not “%(given)s”.",
        named(spot),
    )


def _no_yes(spot: Spot) -> Fault:
    return Fault(
        spot.line,
        "“%(name)s” must be true or false, not “%(given)s”.",
        named(spot),
    )


def _no_day(spot: Spot) -> Fault:
    return Fault(
        spot.line,
        "“%(name)s” must be a day such as 20/10/2026, not “%(given)s”.",
        named(spot),
    )


def _bad_form(spot: Spot) -> Fault:
    return Fault(
        spot.line,
        "“%(given)s” doesn't have the form that “%(name)s” needs.",
        named(spot),
    )


def _empty(spot: Spot) -> Fault:
    return Fault(
        spot.line,
        "“%(name)s” is empty: write something, or take the line out.",
        {"name": spot.name},
    )


def _long(spot: Spot) -> Fault:
    return Fault(
        spot.line,
        "“%(name)s” may have %(most)s characters at most.",
        {"name": spot.name, "most": spot.params["max_length"]},
    )


def _few(spot: Spot) -> Fault:
    if spot.params["actual_length"] == 0:
        return _empty(spot)
    return Fault(
        spot.line,
        "“%(name)s” needs %(least)s at least, and has %(count)s.",
        {
            "name": spot.name,
            "least": spot.params["min_length"],
            "count": spot.params["actual_length"],
        },
    )


def _many(spot: Spot) -> Fault:
    return Fault(
        spot.line,
        "“%(name)s” may have %(most)s at most.",
        {"name": spot.name, "most": spot.params["max_length"]},
    )


def _small(spot: Spot) -> Fault:
    least = spot.params.get("ge", spot.params.get("gt"))
    if "ge" in spot.params:
        return Fault(
            spot.line,
            "“%(name)s” must be at least %(least)s.",
            {"name": spot.name, "least": least},
        )
    return Fault(
        spot.line,
        "“%(name)s” must be more than %(least)s.",
        {"name": spot.name, "least": least},
    )


def _large(spot: Spot) -> Fault:
    most = spot.params.get("le", spot.params.get("lt"))
    if "le" in spot.params:
        return Fault(
            spot.line,
            "“%(name)s” may be %(most)s at most.",
            {"name": spot.name, "most": most},
        )
    return Fault(
        spot.line,
        "“%(name)s” must be less than %(most)s.",
        {"name": spot.name, "most": most},
    )


#: pydantic's error types, in words.
SENTENCES: dict[str, Callable[[Spot], Fault]] = {
    "missing": _missing,
    "union_tag_not_found": _missing,
    "extra_forbidden": _unknown,
    "literal_error": _not_allowed,
    "enum": _not_allowed,
    "union_tag_invalid": _not_allowed,
    "string_type": _no_text,
    "string_too_short": _empty,
    "string_too_long": _long,
    "string_pattern_mismatch": _bad_form,
    "list_type": _no_list,
    "tuple_type": _no_list,
    "too_short": _few,
    "too_long": _many,
    "dict_type": _no_mapping,
    "model_type": _no_mapping,
    "model_attributes_type": _no_mapping,
    "int_type": _no_whole_number,
    "int_parsing": _no_whole_number,
    "int_parsing_size": _no_whole_number,
    "int_from_float": _no_whole_number,
    "float_type": _no_number,
    "float_parsing": _no_number,
    "decimal_type": _no_number,
    "decimal_parsing": _no_number,
    "finite_number": _no_number,
    "bool_type": _no_yes,
    "bool_parsing": _no_yes,
    "date_type": _no_day,
    "date_parsing": _no_day,
    "date_from_datetime_parsing": _no_day,
    "greater_than": _small,
    "greater_than_equal": _small,
    "less_than": _large,
    "less_than_equal": _large,
}
