"""Each act that is recorded anywhere in the code reads as a sentence, and none besides."""

import ast
import re
from pathlib import Path

import pytest

from quizapp.audit.rules import SENTENCES, SUBJECTS
from tests.architecture.test_translations import catalogue, text_of

PACKAGE = Path(__file__).parent.parent.parent / "quizapp"
PARAMETERS = {"who", "what", "where", "role"}


def recorded():
    """Every constant that becomes the action of an entry, with the file it stands in.

    It is given to ``record`` itself, or to a function of the module that hands its own
    parameter ``action`` on, or kept in a name ``action`` before.
    """
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text())
        if any(is_record(node) for node in ast.walk(tree)):
            yield from ((action, path.name) for action in actions_of(tree))


def is_record(node):
    name = getattr(node, "func", None)
    called = getattr(name, "attr", getattr(name, "id", ""))
    return isinstance(node, ast.Call) and called == "record" and word(node, "action")


def word(call, name):
    return next((one.value for one in call.keywords if one.arg == name), None)


def actions_of(tree):
    handing_on = {
        one.name: [arg.arg for arg in (*one.args.args, *one.args.kwonlyargs)]
        for one in ast.walk(tree)
        if isinstance(one, ast.FunctionDef)
        and "action" in [arg.arg for arg in (*one.args.args, *one.args.kwonlyargs)]
    }
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
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if is_record(node):
            yield from texts(word(node, "action"), constants)
        elif called in handing_on:
            place = handing_on[called].index("action")
            given = word(node, "action") or (
                node.args[place] if place < len(node.args) else None
            )
            yield from texts(given, constants)


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
    silent = []
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text())
        records = any(is_record(node) for node in ast.walk(tree))
        if records and not list(actions_of(tree)):
            silent.append(path.name)

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
