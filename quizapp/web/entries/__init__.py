"""Entering a contest: signing up, the rest of the form, correcting it."""

from quizapp.web.entries import editing, rest, signing_up

BLUEPRINTS = (signing_up.bp, rest.bp, editing.bp)
