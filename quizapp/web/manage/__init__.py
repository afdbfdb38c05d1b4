"""Pages of organizers."""

from quizapp.web.manage import (
    audit,
    banks,
    handbooks,
    home,
    items,
    people,
    practice,
    staff,
    tallies,
    times,
)

BLUEPRINTS = (
    home.bp,
    tallies.bp,
    items.bp,
    times.bp,
    *banks.BLUEPRINTS,
    people.bp,
    practice.bp,
    handbooks.bp,
    *staff.BLUEPRINTS,
    *audit.BLUEPRINTS,
)
