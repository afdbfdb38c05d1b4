"""Each act that is recorded anywhere in the code reads as a sentence, and none besides."""

import ast
import re
from pathlib import Path

import pytest

from quizapp.audit.rules import SENTENCES, SUBJECTS
from tests.architecture.test_translations import catalogue, text_of

PACKAGE = Path(__file__).parent.parent.parent / "quizapp"
PARAMETERS = {"who", "what", "where", "role"}


def trees():
    """Each module of the program, parsed."""
    return {path: ast.parse(path.read_text()) for path in PACKAGE.rglob("*.py")}


def recorded():
    """Every constant that becomes the action of an entry, with the file it stands in.

    It is given to ``record`` itself, or to a function that hands its own parameter
    ``action`` on to it, wherever that stands, or kept in a name ``action`` before.
    """
    known = trees()
    public = handing_on_in(known.values())
    for path, tree in known.items():
        handing_on = public | handing_on_in([tree], public)
        if any(called(node) in {"record", *handing_on} for node in ast.walk(tree)):
            yield from ((action, path.name) for action in actions_of(tree, handing_on))


def handing_on_in(modules, others=()):
    """Functions that write entries of an action that they are given: name → its place.

    Of several modules those alone that others may call.
    """
    is_one = len(modules) == 1
    having = [
        one
        for tree in modules
        for one in ast.walk(tree)
        if isinstance(one, ast.FunctionDef)
        and "action" in parameters(one)
        and (is_one or not one.name.startswith("_"))
    ]
    found = {}
    while True:
        known = dict(others) | found
        more = {
            one.name: parameters(one).index("action")
            for one in having
            if any(hands_on(node, known) for node in ast.walk(one))
        }
        if more == found:
            return found
        found = more


def parameters(function):
    """Names of what is given to a function, without the object that it belongs to."""
    given = [arg.arg for arg in (*function.args.args, *function.args.kwonlyargs)]
    return [name for name in given if name not in {"self", "cls"}]


def hands_on(call, handing_on):
    if called(call) not in {"record", *handing_on}:
        return False
    given = action_given(call, handing_on)
    return isinstance(given, ast.Name) and given.id == "action"


def action_given(call, handing_on):
    """The expression that a call gives as the action, or None."""
    place = handing_on.get(called(call), len(call.args))
    placed = call.args[place] if place < len(call.args) else None
    return word(call, "action") or placed


def called(node):
    """The name of the function that is called, without its module or object."""
    name = getattr(node, "func", None)
    found = getattr(name, "attr", getattr(name, "id", ""))
    return found if isinstance(node, ast.Call) else ""


def is_record(node):
    return called(node) == "record" and word(node, "action")


def word(call, name):
    return next((one.value for one in call.keywords if one.arg == name), None)


def actions_of(tree, handing_on):
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and names(node) == ["action"]:
            yield from texts(node.value, constants)
        if called(node) in {"record", *handing_on}:
            yield from texts(action_given(node, handing_on), constants)


def names(node):
    return [one.id for one in node.targets if isinstance(one, ast.Name)]


def texts(node, constants):
    """The texts that an expression may be: a constant, or one of two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body, constants)
        yield from texts(node.orelse, constants)
    elif isinstance(node, ast.Name) and node.id in constants:
        yield from texts(constants[node.id], constants)


def test_each_act_has_its_sentence():
    without = {one for one in recorded() if one[0] not in SENTENCES}

    assert without == set(), "Say how these read in quizapp/audit/rules/sentences.py."


def test_no_sentence_is_of_an_act_that_nobody_records():
    assert set(SENTENCES) == {action for action, _ in recorded()}


def test_each_module_that_records_says_which_acts():
    """Itself, or whoever gives it the action does."""
    known = trees()
    public = handing_on_in(known.values())
    told = {
        called(node)
        for tree in known.values()
        for node in ast.walk(tree)
        if called(node) in public
        and isinstance(action_given(node, public), ast.Constant)
    }
    silent = [
        path.name
        for path, tree in known.items()
        if any(is_record(node) for node in ast.walk(tree))
        and not list(actions_of(tree, public | handing_on_in([tree], public)))
        and not any(getattr(node, "name", "") in told for node in ast.walk(tree))
    ]

    assert silent == []


def test_each_kind_of_subject_has_its_words():
    source = "\n".join(path.read_text() for path in PACKAGE.rglob("*.py"))
    kinds = set(re.findall(r'subject=f?"(\w+):', source))

    assert kinds
    assert kinds <= set(SUBJECTS), "Name them in quizapp/audit/rules/sentences.py."


@pytest.mark.parametrize("action", sorted(SENTENCES))
def test_a_sentence_says_who_did_it_in_both_languages(action):
    for words in (SENTENCES[action], text_of(catalogue().get(SENTENCES[action]))):
        assert "%(who)s" in words
