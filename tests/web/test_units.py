"""Choosing a unit: while typing, step by step, and without scripts."""

import pytest
from werkzeug.datastructures import MultiDict

from quizapp.units.queries import FoundUnit, units_below
from quizapp.web.forms.contests import EntryForm
from tests import factories

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def contest(session):
    """A contest for one of two provinces."""
    top = factories.unit(session, name="Tỉnh Hậu Giang")
    city = factories.unit(session, parent=top, name="Thành phố Vị Thanh")
    factories.unit(session, parent=city, name="Phường IV")
    factories.unit(session, name="Tỉnh Khác")
    contest = factories.contest(session, unit_id=top.id)
    session.commit()
    return contest


def ask(client, contest, headers=None, **query):
    query = {"contest": contest.slug, **query}
    return client.get("/units/search", query_string=query, headers=headers)


def labels(response):
    return [unit["label"] for unit in response.json]


def test_scripts_get_what_fits_and_may_keep_it(client, contest):
    response = ask(client, contest, q="vi thanh")

    assert labels(response) == [
        "Thành phố Vị Thanh, Tỉnh Hậu Giang",
        "Phường IV, Thành phố Vị Thanh",
    ]
    assert response.json[0] == {
        "label": "Thành phố Vị Thanh, Tỉnh Hậu Giang",
        "former": None,
        "under": None,
    }
    assert "public" in response.headers["Cache-Control"]
    assert "max-age=300" in response.headers["Cache-Control"]
    assert "Accept" in response.headers["Vary"]


@pytest.mark.parametrize("text", ["khac", "nowhere", "%", "x" * 5000])
def test_what_does_not_fit_or_does_not_take_part_is_not_found(client, contest, text):
    assert ask(client, contest, q=text).json == []


def test_scripts_step_down_from_the_top(client, session, contest):
    top = ask(client, contest).json
    city = ask(client, contest, under=top[1]["under"]).json

    assert [unit["label"] for unit in top] == [
        "Tỉnh Hậu Giang",
        "Thành phố Vị Thanh, Tỉnh Hậu Giang",
    ]
    assert top[0]["under"] is None
    assert [unit["label"] for unit in city] == [
        "Thành phố Vị Thanh, Tỉnh Hậu Giang",
        "Phường IV, Thành phố Vị Thanh",
    ]
    assert [unit["under"] for unit in city] == [None, None]


@pytest.mark.parametrize("under", [0, -1, 2**63, 10**30])
def test_a_step_to_nowhere_is_not_found(client, contest, under):
    assert ask(client, contest, under=under).status_code == 404


def test_a_step_out_of_the_branch_is_not_found(client, session, contest):
    other = factories.unit(session)
    session.commit()

    assert ask(client, contest, under=other.id).status_code == 404


def test_a_contest_must_be_there_and_ask_for_units(client, session):
    silent = factories.contest(session)
    session.commit()

    assert ask(client, silent).status_code == 404
    assert client.get("/units/search").status_code == 404
    assert client.get("/units/search?contest=none").status_code == 404


def test_without_scripts_a_page_has_links_to_choose_and_to_step_down(
    client, session, contest
):
    [city] = units_below(session, unit_id=contest.unit_id)
    top = ask(client, contest, HTML).text
    below = ask(client, contest, HTML, under=city.id).text
    found = ask(client, contest, HTML, q="phuong").text

    assert f"under={city.id}" in top
    assert f"/contests/{contest.slug}/entry?unit=" in top
    assert "Phường IV" in below
    assert "Tỉnh Hậu Giang" in below
    assert "Phường IV, Thành phố Vị Thanh" in found
    assert 'value="phuong"' in found


def test_a_page_without_a_hit_says_what_to_do_and_is_kept_by_nobody(client, contest):
    response = ask(client, contest, HTML, q="nowhere")

    assert 'role="status"' in response.text
    assert response.headers["Cache-Control"] == "no-cache"


def test_typed_text_cannot_break_the_page(client, contest):
    assert "<b>" not in ask(client, contest, HTML, q='"><b>').text


def unit_field(app, *values):
    data = MultiDict([("unit", value) for value in values])
    with app.test_request_context(method="POST", data=data):
        return EntryForm(meta={"csrf": False}).unit


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (["vi thanh"], "vi thanh"),
        (["vi", "Xã Vị Tân, Thành phố Vị Thanh"], "Xã Vị Tân, Thành phố Vị Thanh"),
        (["vi tan", ""], "vi tan"),
        ([" ", ""], ""),
        (["x" * 900], "x" * 200),
    ],
)
def test_a_choice_counts_before_what_was_typed(app, values, text):
    assert unit_field(app, *values).data == text


def test_a_refused_text_is_an_error_of_the_field(app):
    with app.test_request_context(method="POST", data={"unit": "vi"}):
        form = EntryForm(meta={"csrf": False})
        form.unit.refusal = "Which one?"

        assert not form.validate()
        assert form.unit.errors == ["Which one?"]


def test_the_field_offers_its_choices_and_the_way_to_the_list(app, contest):
    template = (
        '{% from "components/unit_picker.html" import unit_picker %}'
        "{{ unit_picker(form.unit, slug) }}"
    )
    with app.test_request_context():
        form = EntryForm(meta={"csrf": False})
        form.unit.choices = (FoundUnit(7, "Xã A", "Huyện B", "Xã Cũ"),)
        text = app.jinja_env.from_string(template).render(form=form, slug=contest.slug)

    assert 'value="Xã A, Huyện B"' in text
    assert "Xã Cũ" in text
    assert f'href="/units/search?contest={contest.slug}"' in text
    assert 'for="unit-7"' in text


def test_one_device_can_ask_only_so_often(client, contest):
    client.set_cookie("device", "0" * 32)

    assert any(ask(client, contest, q="x").status_code == 429 for _ in range(602))
