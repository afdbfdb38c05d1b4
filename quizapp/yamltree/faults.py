"""What a model says against a tree, as faults with lines and sentences of our own.

A validator of ours raises ``PydanticCustomError(type, message id, parameters)``, whose
message id is shown as it stands; pydantic's own errors are put into words here.
"""

from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import core_schema

from quizapp.errors import Fault
from quizapp.yamltree.reading import shortened
from quizapp.yamltree.sentences import SENTENCES, Spot, named
from quizapp.yamltree.tree import List, Map

#: Where something stands in a tree: names and places (from 0), from the root.
Path = tuple[str | int, ...]

_BUILT_IN = frozenset(get_args(core_schema.ErrorType))


def faults_of(error: ValidationError, tree: Map, model: type[BaseModel]) -> list[Fault]:
    """Return a fault for each thing that the model found wrong in a tree."""
    schema = _schema_of(model)
    return [
        _fault(details["type"], details["msg"], _spot(details, tree, schema))
        for details in error.errors(include_url=False, include_input=False)
    ]


@cache
def _schema_of(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def line_at(tree: Map, path: Path) -> int:
    """Return the line of a place, or of the nearest thing around it that is there."""
    line, _ = _followed(tree, path)
    return line


def _followed(tree: Map, path: Path) -> tuple[int, Any]:
    """Return the line and the value of a place; None if there is no value."""
    line: int = tree.line
    node: Any = tree
    for part in path:
        if isinstance(node, Map) and part in node:
            line, node = node.lines[str(part)], node[str(part)]
        elif isinstance(node, List) and isinstance(part, int) and part < len(node):
            line, node = node.lines[part], node[part]
        else:
            return line, None
    return line, node


def _spot(details: Any, tree: Map, schema: dict[str, Any]) -> Spot:
    path, around = _without_tags(details["loc"], schema)
    if details["type"] == "union_tag_invalid":
        path = (*path, details["ctx"]["discriminator"].strip("'"))
    line, value = _followed(tree, path)
    _, parent = _followed(tree, path[:-1])
    names = [part for part in path if isinstance(part, str)]
    used = parent if isinstance(parent, Map) else {}
    return Spot(
        line=line,
        name=shortened(names[-1]) if names else "",
        given=shortened(value) if isinstance(value, str) else "",
        free_names=tuple(name for name in around if name not in used),
        params=details.get("ctx", {}),
    )


def _without_tags(loc: Path, schema: dict[str, Any]) -> tuple[Path, tuple[str, ...]]:
    """Return a location without the kinds that pydantic writes in between.

    Also return the names that the mapping around the last part may hold.
    """
    path: list[str | int] = []
    node = around = _resolved(schema, schema)
    for part in loc:
        kinds = node.get("discriminator", {}).get("mapping", {})
        if part in kinds:
            node = _resolved({"$ref": kinds[part]}, schema)
            continue
        path.append(part)
        around = node
        inner = node.get("items") if isinstance(part, int) else None
        node = _resolved(inner or node.get("properties", {}).get(part, {}), schema)
    return tuple(path), tuple(around.get("properties", {}))


def _resolved(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return a part of a JSON Schema with its reference followed, null left out."""
    if "anyOf" in node:
        node = next(
            (kind for kind in node["anyOf"] if kind.get("type") != "null"), node
        )
    if "$ref" in node:
        found: dict[str, Any] = schema["$defs"][node["$ref"].rpartition("/")[2]]
        return found
    return node


def _fault(kind: str, message: str, spot: Spot) -> Fault:
    if kind in SENTENCES:
        return SENTENCES[kind](spot)
    if kind in _BUILT_IN:
        return Fault(spot.line, "“%(name)s” can't be used as it is.", named(spot))
    return Fault(spot.line, message, named(spot) | spot.params)
