"""Every route says who may enter, is written down, and refuses a missing token."""

from pathlib import Path

import pytest
from flask import Flask

from quizapp.web import access
from quizapp.web.access import PUBLIC, TOKEN

LIST = Path(__file__).parent / "routes.txt"
WRITES = {"POST", "PUT", "PATCH", "DELETE"}


def described(app):
    """One line a route: methods, address, endpoint, who may enter."""
    lines = []
    for rule in app.url_map.iter_rules():
        methods = ",".join(sorted(rule.methods - {"HEAD", "OPTIONS"}))
        policy = access.policy_of(app, rule.endpoint).name
        lines.append(f"{rule.rule}  {methods}  {rule.endpoint}  [{policy}]")
    return sorted(lines)


def test_routes_are_those_written_down(wired_app):
    """A new route is added to routes.txt by hand: somebody has looked at its policy."""
    assert described(wired_app) == LIST.read_text().splitlines()


def test_a_route_without_a_policy_stops_the_application():
    app = Flask("quiet")
    app.view_functions.pop("static", None)
    app.add_url_rule("/quiet", "quiet", lambda: "")

    with pytest.raises(RuntimeError, match="quiet"):
        access.check_every_route(app)


def test_every_write_refuses_a_missing_token(app, client):
    for rule in app.url_map.iter_rules():
        if access.policy_of(app, rule.endpoint) is TOKEN:
            continue
        address = rule.rule
        for name in rule.arguments:
            address = address.replace(f"<int:{name}>", "1").replace(f"<{name}>", "x")
        for method in rule.methods & WRITES:
            response = client.open(address, method=method, data={"a": "b"})

            assert response.status_code == 403, (method, address)


def test_somebody_unknown_sees_only_what_is_public(app, client):
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.arguments:
            continue
        policy = access.policy_of(app, rule.endpoint)
        if policy in {PUBLIC, TOKEN}:
            continue
        response = client.get(rule.rule)

        assert response.status_code == 303, rule.rule
        assert "sign-in" in response.location


def test_get_and_head_are_the_only_safe_methods_of_a_page(wired_app):
    for rule in wired_app.url_map.iter_rules():
        assert (
            not {"GET"} & rule.methods
            or not WRITES & rule.methods
            or (rule.methods <= {"GET", "HEAD", "OPTIONS", "POST"})
        )
