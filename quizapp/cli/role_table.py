"""``docs/roles.md``: what the declarations of roles and of routes say, as tables."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from flask import current_app

from quizapp.accounts.rules.roles import BY_KEY, ROLES, SETS, Role
from quizapp.phrases import spoken

HEAD = """\
# Roles

Written by `quizapp staff roles > docs/roles.md` from `quizapp/accounts/rules/roles.py` and from what each route declares; a test
compares it. A role holds everywhere, in one contest, or in one unit and all below it, and for the days it is given for. Who holds a role
elsewhere gets the same answer as for what doesn't exist.

## What each role is
"""
MIDDLE = """
Who organizes a contest names its editors, second readers and secretaries, and the officers of its units; those who judge it are named by
an administrator, so that nobody chooses her own judges. Who makes a contest, gives its roles or writes its questions doesn't judge it. An auditor
holds nothing else. Nobody ends her own role of an administrator, and the last one stays.

## Which pages each role opens
`read`: pages and downloads; `change`: what is sent by a form. A page shows what belongs to the contests and units of the role alone.
"""
READS = "GET"


def document() -> str:
    """Return the whole document."""
    return f"{HEAD}\n{lines(roles_told())}{MIDDLE}\n{lines(areas_told())}"


def lines(rows: Iterable[list[str]]) -> str:
    """Return rows as a table in Markdown; the first one names the columns."""
    head, *rest = rows
    table = [head, ["---"] * len(head), *rest]
    return "".join(f"| {' | '.join(row)} |\n" for row in table)


def roles_told() -> Iterator[list[str]]:
    """Say of each role what it is, where it holds, and what goes with it."""
    yield ["set", "role", "key", "does", "holds", "given by", "not together with"]
    for one in SETS:
        for role in ROLES:
            if role.of == one:
                yield [
                    both(one.label),
                    both(role.label),
                    f"`{role.key}`",
                    role.told,
                    ", ".join(scopes_of(role)),
                    keys(role.given_by),
                    keys(role.not_with),
                ]


def scopes_of(role: Role) -> list[str]:
    """Return where a role may hold, the widest place first."""
    return [one for one in ("everywhere", "contest", "unit") if one in role.scopes]


def keys(found: Iterable[str]) -> str:
    """Return roles by their keys, in the order of the declaration."""
    names = set(found)
    return ", ".join(f"`{key}`" for key in BY_KEY if key in names) or "–"


def both(label: str) -> str:
    """Return a name in Vietnamese and in English."""
    return f"{spoken(label, {}, language='vi')} ({label})"


def areas_told() -> Iterator[list[str]]:
    """Say of each part of the site which roles may read and change there."""
    yield ["pages", *(spoken(one.label, {}, language="vi") for one in ROLES)]
    for area, held in sorted(areas().items()):
        yield [f"`{area}`", *(shown(held[one.key]) for one in ROLES)]


def areas() -> dict[str, dict[str, set[str]]]:
    """Return part of the site → role → the methods that it opens there."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for rule in current_app.url_map.iter_rules():
        policy = getattr(current_app.view_functions[rule.endpoint], "policy", None)
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        for role in policy.roles if policy is not None else ():
            found[area_of(rule.rule)][role] |= methods
    return found


def area_of(address: str) -> str:
    """Return the part of the site: the first fixed words of an address.

    One more of them below a contest, whose parts have different readers.
    """
    fixed = re.sub(r"\.?<[^>]*>", "", address).strip("/").split("/")
    words = [one for one in fixed if one not in {"", "rounds"}]
    return "/" + "/".join(words[: 3 if "contests" in words[:2] else 2])


def shown(methods: set[str]) -> str:
    """Return what methods open, in words."""
    words = ["read"] * (READS in methods) + ["change"] * bool(methods - {READS})
    return ", ".join(words) or "–"
