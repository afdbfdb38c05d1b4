"""Questions of every kind on the page of an open attempt, with script and without."""

import json
import re
from pathlib import Path
from random import Random

import pytest

import quizapp
from tests.kinds import EXAMPLES, NAMES
from tests.web.people import form_token
from tests.web.test_attempts import given, put
from tests.web.test_papers import Sitter, place_of

SCRIPT = Path(quizapp.__file__).parent / "web/static/js/quiz/fields.js"


@pytest.fixture
def sitter(app, session):
    """Somebody before a paper of all examples of all kinds."""
    raw = [item.model_dump(mode="json") for item in EXAMPLES]
    return Sitter(app, session, place_of(session, raw, shuffle_options=True))


def asked(sitter):
    """Positions with their items and the order of their options."""
    items = {item.id: item for item in EXAMPLES}
    return [
        (position, items[question.item], question.options)
        for position, question in sitter.paper.numbered()
    ]


def texts_of(value):
    """What the fields of an answer send without script."""
    values = value if isinstance(value, list) else [value]
    return [one if isinstance(one, str) else str(one).lower() for one in values]


def send(sitter, position, texts, counter=1):
    """Send the form of a question as a browser without script does."""
    page = sitter.page
    reply = sitter.client.post(
        f"{sitter.address}/responses/{position}",
        data={
            "csrf_token": form_token(sitter.client, "/account"),
            "lease": given(page, "lease"),
            "counter": str(counter),
            "value": texts,
        },
    )
    assert reply.status_code == 303


def test_every_kind_has_fields_that_the_script_can_read(sitter):
    page = sitter.page
    readers = re.findall(
        r"^  (\w+): \(form\)", SCRIPT.read_text(encoding="utf-8"), re.MULTILINE
    )

    for position, item, order in asked(sitter):
        assert item.reads in readers
        assert f'data-kind="{item.kind}" data-reads="{item.reads}"' in page
        offered = [(value, False) for value, _ in item.offers(order)]
        assert sitter.fields(position) == (offered or [("", False)])


@pytest.mark.parametrize("kind", NAMES)
def test_answers_are_given_without_script_and_stand_on_the_page(sitter, kind):
    for position, item, order in asked(sitter):
        if item.kind == kind:
            value = item.made_up(Random(1), order, is_right=True)
            send(sitter, position, texts_of(value))
            shown = sitter.fields(position)
            assert [
                text for text, is_ticked in shown if is_ticked or len(shown) == 1
            ] == texts_of(value)


@pytest.mark.parametrize("kind", NAMES)
def test_answers_are_given_with_script_and_stand_on_the_page(sitter, kind):
    for position, item, order in asked(sitter):
        if item.kind == kind:
            value = item.made_up(Random(1), order, is_right=False)
            sitter.save(position, json.loads(json.dumps(value)))
            shown = sitter.fields(position)
            assert [
                text for text, is_ticked in shown if is_ticked or len(shown) == 1
            ] == texts_of(value)


@pytest.mark.parametrize("kind", NAMES)
def test_what_can_be_no_answer_is_refused_with_and_without_script(sitter, kind):
    position = next(place for place, item, _ in asked(sitter) if item.kind == kind)
    before = sitter.fields(position)
    reply = put(
        sitter.client,
        sitter.address,
        position,
        {"$ne": None},
        token=given(sitter.page, "token"),
    )
    send(sitter, position, ["\x07"])

    assert reply.status_code == 400
    assert sitter.fields(position) == before
