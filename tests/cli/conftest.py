"""Commands on the test's application."""

from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from quizapp import cli
from quizapp.cli.context import Commands


@pytest.fixture
def run(app):
    """Run a command on the test's application; return its exit code and its words."""

    @contextmanager
    def open_app(data):
        with app.app_context():
            yield app

    def invoke(*words):
        given = Commands(open_app=open_app)
        words = ["--lang", "en", *map(str, words)]
        result = CliRunner().invoke(cli.quizapp, words, obj=given)
        return result.exit_code, result.stdout, result.stderr

    return invoke
