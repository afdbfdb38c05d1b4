"""What stands on every page: the contest of the day, its hotline, who is signed in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from flask import Flask, current_app, g, request

from quizapp.accounts.queries import Around
from quizapp.contests.queries import site_contest
from quizapp.extensions import DATABASE_FAILED, db, now
from quizapp.handbooks.queries import published_slugs
from quizapp.practice.queries import is_any_offered
from quizapp.web.access import NOTHING, around_me, me
from quizapp.web.languages import language

log = structlog.get_logger(__name__)

KEPT = timedelta(seconds=5)


@dataclass(frozen=True)
class Site:
    """The organizer whom people call, and what every page must say."""

    organizer: str = ""
    hotline: str = ""
    zalo: str = ""
    #: E.g. that all data are made up.
    label: str = ""
    #: There are questions to practise.
    has_practice: bool = False
    #: The names of the handbooks that everybody may read.
    handbooks: tuple[str, ...] = ()


def init_app(app: Flask) -> None:
    """Give every template ``site``, ``me`` and ``language``."""
    app.extensions["site"] = (None, Site())
    app.context_processor(on_every_page)


def on_every_page() -> dict[str, Any]:
    """Return what the layout needs; never fails, for error pages need it too."""
    try:
        return {
            "site": current_site(now()),
            "me": me(),
            "holds": holds,
            "news_count": news_count,
            "language": language(),
            "here": request.path,
        }
    except DATABASE_FAILED as error:
        log.warning("page_without_database", error=type(error).__name__)
        _, site = current_app.extensions["site"]
        return {
            "site": site,
            "me": None,
            "holds": holds_none,
            "news_count": lambda: 0,
            "language": "vi",
            "here": request.path,
        }


def current_site(at: datetime) -> Site:
    """Return the site, read at most once in a few seconds."""
    site: Site
    read_at, site = current_app.extensions["site"]
    if read_at is None or not read_at <= at < read_at + KEPT:
        if read_at is not None:  # whoever asks meanwhile is shown what there was
            current_app.extensions["site"] = (at, site)
        session = db.session()
        offers = is_any_offered(session), published_slugs(session)
        book = site_contest(session, now=at)
        if book is None:
            site = Site("", "", "", "", *offers)
        else:
            site = Site(
                book.organizer,
                book.hotline,
                book.zalo or "",
                book.label or "",
                *offers,
            )
        current_app.extensions["site"] = (at, site)
    return site


def holds(*roles: str) -> bool:
    """Tell whether the one who is signed in holds one of these roles."""
    return not around_if_known().roles.isdisjoint(roles)


def holds_none(*_roles: str) -> bool:
    """Stand in for ``holds`` while the database can't be asked."""
    return False


def news_count() -> int:
    """Return how many notices wait for the one who is signed in."""
    return around_if_known().news_count


def around_if_known() -> Around:
    """Return roles and news; nothing while the database doesn't answer."""
    try:
        return around_me()
    except DATABASE_FAILED:
        g.around = NOTHING
        return NOTHING
