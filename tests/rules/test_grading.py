"""Grading: which answers count, and what they are worth."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.attempts.rules import (
    Answer,
    Paper,
    Question,
    check_answer,
    counted_answers,
    grade,
)
from quizapp.errors import InvalidError
from tests.conftest import NOON
