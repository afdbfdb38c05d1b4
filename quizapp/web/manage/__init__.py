"""Pages of organizers."""

from quizapp.web.manage import home, reset_codes, tallies, times

BLUEPRINTS = (home.bp, tallies.bp, reset_codes.bp, times.bp)
