"""Pages of organizers."""

from quizapp.web.manage import (
    banks,
    handbooks,
    home,
    items,
    people,
    practice,
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
)
