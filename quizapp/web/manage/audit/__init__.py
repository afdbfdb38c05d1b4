"""The record of what staff did: read, filtered, exported, its chain verified.

Only for administrators and auditors of the whole system: what an act was done to
doesn't always tell its contest (accounts, banks, units belong to several), so that
nothing of it can be shown to the organizers of one contest alone.
"""

from quizapp.web.manage.audit import chain, pages

BLUEPRINTS = (pages.bp, chain.bp)
