"""Pages of organizers."""

from quizapp.web.manage import (
    audit,
    banks,
    handbooks,
    home,
    items,
    practice,
    reset_codes,
    staff,
    tallies,
    times,
)

BLUEPRINTS = (
    home.bp,
    tallies.bp,
    items.bp,
    reset_codes.bp,
    times.bp,
    *banks.BLUEPRINTS,
    practice.bp,
    handbooks.bp,
    *staff.BLUEPRINTS,
    *audit.BLUEPRINTS,
)
