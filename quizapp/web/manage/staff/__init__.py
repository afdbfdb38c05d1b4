"""Staff and officers: who holds which role, where and when; their accounts."""

from quizapp.web.manage.staff import accounts, pages, roles

BLUEPRINTS = (pages.bp, roles.bp, accounts.bp)
