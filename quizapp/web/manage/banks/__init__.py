"""The workshop of question banks: shelves, uploads, drafts, items."""

from quizapp.web.manage.banks import drafts, items, shelves, uploads

BLUEPRINTS = (shelves.bp, uploads.bp, drafts.bp, items.bp)
