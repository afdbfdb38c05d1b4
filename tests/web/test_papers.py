"""Papers as pages: hostile texts stay texts, and everybody sees her own answers."""

import html5lib
import pytest

from quizapp.attempts.models import Attempt
from quizapp.attempts.rules import Paper
from quizapp.banks.rules import Bank
from quizapp.banks.service import import_bank
from quizapp.contests.rules import PaperPlan, PlannedItem, Section
from tests import factories
from tests.conftest import NOON
from tests.sittings import answer, rounds_in
from tests.web.people import form_token, sign_in
from tests.web.test_attempts import given, put

XHTML = "{http://www.w3.org/1999/xhtml}"
HOSTILE = """<script>alert(1)</script> "quoted" 'so' & {{ 7 * 7 }} </form>"""
MARK = "\ue000csrf\ue001"
KINDS = ["single", "multiple", "true_false", "number"]


def items(stem="Câu", option="Ý"):
    """One item of each kind."""
    options = [{"text": f"{option} {n}", "key": n == 1} for n in range(1, 5)]
    choices = [
        {"id": kind, "kind": kind, "stem": f"{stem} {kind}", "options": options}
        for kind in ("single", "multiple")
    ]
    truth = {"id": "true-false", "kind": "true_false", "answer": True}
    number = {"id": "number", "kind": "number", "answer": "12"}
    return [*choices, *({"stem": stem} | one for one in (truth, number))]


def place_of(session, raw, *, prediction=None, pictures=(), **changes):
    """A contest whose papers ask all of these items, in this order."""
    content = {"title": "Ngân hàng", "items": raw, "pictures": pictures}
    bank = Bank.model_validate({"id": f"bank-{factories.number()}", **content})
    version = import_bank(session, bank=bank, now=NOON).version
    planned = tuple(
        PlannedItem(item.id, len(item.choices), item.shape, 100) for item in bank.items
    )
    section = Section(
        bank_id=version.bank_id,
        bank_version_id=version.id,
        count=len(planned),
        items=planned,
    )
    values = {"shuffle_items": False, "shuffle_options": False} | changes
    plan = PaperPlan(sections=(section,), prediction=prediction, **values)
    return factories.contest(session, paper_plan=plan)


class Sitter:
    """Somebody before her open paper."""

    def __init__(self, app, session, contest):
        entry = factories.entry(session, contest=contest)
        self.client = app.test_client()
        sign_in(
            self.client, session, session.get_one(factories.Account, entry.account_id)
        )
        (round_,) = rounds_in(session, contest)
        token = form_token(self.client, "/account")
        address = f"/contests/{contest.slug}/rounds/{round_.number}/attempts"
        reply = self.client.post(address, data={"csrf_token": token})
        self.address = reply.location
        self.attempt = session.get_one(Attempt, int(self.address.rpartition("/")[2]))
        self.paper = Paper.from_json(self.attempt.paper)

    @property
    def page(self):
        reply = self.client.get(self.address)
        assert reply.status_code == 200
        return reply.text

    def save(self, position, value, counter=1):
        token = given(self.page, "token")
        reply = put(
            self.client, self.address, position, value, token=token, counter=counter
        )
        assert reply.json["outcome"] == "saved", reply.json

    def fields(self, position):
        """What the form of a question holds: (value, whether it is ticked)."""
        root = html5lib.parse(self.page)
        (form,) = (
            one
            for one in root.iter(f"{XHTML}form")
            if one.get("data-position") == str(position)
        )
        return [
            (one.get("value"), one.get("checked") is not None)
            for one in form.iter(f"{XHTML}input")
            if one.get("name") == "value"
        ]

    def ticked(self, position):
        return [value for value, is_ticked in self.fields(position) if is_ticked]


@pytest.fixture
def sitter(app, session):
    contest = place_of(session, items(), prediction="Bao nhiêu người?")
    return Sitter(app, session, contest)


def test_hostile_texts_are_shown_as_they_are_written(app, session):
    contest = place_of(session, items(HOSTILE, HOSTILE), prediction=HOSTILE)
    page = Sitter(app, session, contest).page

    root = html5lib.HTMLParser(strict=True).parse(page)
    assert all(one.get("src") for one in root.iter(f"{XHTML}script"))
    assert page.count("&lt;script&gt;") >= 5 + 2 * 4
    stems = [
        one.text
        for one in root.iter(f"{XHTML}span")
        if one.get("class") == "question-stem"
    ]
    assert [stem.startswith(HOSTILE) for stem in stems] == [True] * 5


@pytest.mark.parametrize(
    ("position", "value", "ticked"),
    [
        (1, 0, ["0"]),
        (1, 3, ["3"]),
        (2, [1], ["1"]),
        (2, [0, 2, 3], ["0", "2", "3"]),
        (3, True, ["true"]),
        (3, False, ["false"]),
    ],
)
def test_what_was_chosen_is_ticked_and_nothing_else(sitter, position, value, ticked):
    sitter.save(position, value)

    assert sitter.ticked(position) == ticked
    others = {1, 2, 3} - {position}
    assert [sitter.ticked(other) for other in others] == [[], []]


@pytest.mark.parametrize(
    ("position", "value", "shown"),
    [(4, "12,5", "12,5"), (4, "1 200", "1 200"), (5, 1200, "1200"), (5, 0, "0")],
)
def test_what_was_typed_stands_in_its_field(sitter, position, value, shown):
    sitter.save(position, value)

    assert sitter.fields(position) == [(shown, False)]
    assert sitter.fields(9 - position) == [("", False)]


@pytest.mark.parametrize("position", [1, 2, 3, 4, 5])
def test_an_answer_that_was_taken_back_is_not_shown(sitter, position):
    value = {1: 2, 2: [1], 3: True, 4: "12", 5: 7}[position]
    sitter.save(position, value)
    sitter.save(position, None, counter=2)

    assert sitter.ticked(position) == []
    assert {value for value, _ in sitter.fields(position)} <= {
        *("", "0", "1", "2", "3", "true", "false")
    }


def test_a_typed_text_with_quotes_and_marks_stays_in_its_field(sitter, session):
    typed = f"""1" onfocus="x" '<{MARK}"""
    answer(session, sitter.attempt, 4, typed)
    session.commit()

    assert sitter.fields(4) == [(typed, False)]
    assert typed not in sitter.page


def test_every_kind_is_called_by_its_name(sitter):
    root = html5lib.parse(sitter.page)
    kinds = [one.get("data-kind") for one in root.iter(f"{XHTML}form")]
    assert [kind for kind in kinds if kind] == [*KINDS, "prediction"]


def test_two_people_get_their_own_ticks_in_their_own_order(app, session):
    contest = place_of(session, items(), shuffle_options=True, shuffle_items=True)
    people = [Sitter(app, session, contest) for _ in range(6)]
    orders = [
        [question.options for question in person.paper.questions] for person in people
    ]
    assert len({tuple(order) for order in orders}) > 1
    for n, person in enumerate(people):
        person.save(position_of(person, "single"), n % 4)

    for n, person in enumerate(people):
        position = position_of(person, "single")
        assert person.ticked(position) == [str(n % 4)]
        chosen = person.paper.questions[position - 1].options[n % 4]
        assert text_of_tick(person.page) == [f"Ý {chosen + 1}"]


def position_of(person, item):
    return 1 + [question.item for question in person.paper.questions].index(item)


def text_of_tick(page):
    """What stands beside each tick."""
    return [
        "".join(label.itertext()).strip()
        for label in html5lib.parse(page).iter(f"{XHTML}label")
        if any(one.get("checked") is not None for one in label)
    ]


def test_nobody_sees_what_belongs_to_another(app, session):
    contest = place_of(session, items())
    one, other = (Sitter(app, session, contest) for _ in range(2))
    one.save(1, 2)
    own = [one.address, given(one.page, "token")]

    assert other.ticked(1) == []
    assert not any(text in other.page for text in own)


@pytest.mark.parametrize("number", [900_719_925_474_099_301, 900_719_925_474_099_302])
def test_a_large_number_in_a_question_stays_as_it_is(app, session, number):
    contest = place_of(session, items(f"Bao nhiêu: {number}?", f"{number}"))
    page = Sitter(app, session, contest).page
    assert page.count(str(number)) == 4 + 2 * 4


def test_marks_are_taken_out_of_a_bank_that_is_imported(app, session):
    contest = place_of(session, items(f"Câu {MARK}", f"Ý {MARK}"))
    page = Sitter(app, session, contest).page

    assert "Câu csrf" in page
    assert "Ý csrf" in page
    assert "\ue000" not in page


def test_what_looks_like_a_mark_is_not_filled_in(app, session):
    contest = place_of(session, items(), prediction=f"Bao nhiêu {MARK}?")
    assert f"Bao nhiêu {MARK}?" in Sitter(app, session, contest).page
