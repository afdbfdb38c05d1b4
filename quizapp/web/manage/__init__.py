"""Pages of organizers."""

from quizapp.web.manage import (
    banks,
    handbooks,
    home,
    insiders,
    items,
    practice,
    requests,
    reset_codes,
    tallies,
    times,
)

BLUEPRINTS = (
    home.bp,
    tallies.bp,
    items.bp,
    reset_codes.bp,
    times.bp,
    insiders.bp,
    *banks.BLUEPRINTS,
    practice.bp,
    handbooks.bp,
    requests.bp,
)
