"""Signing in and out, second factors, devices, people of a phone, reset codes."""

from quizapp.web.accounts import (
    again,
    codes,
    mine,
    people,
    resets,
    second_factor,
    sessions,
    signing_in,
    staff,
)
from quizapp.web.accounts.part import bp

__all__ = [
    "again",
    "bp",
    "codes",
    "mine",
    "people",
    "resets",
    "second_factor",
    "sessions",
    "signing_in",
    "staff",
]
