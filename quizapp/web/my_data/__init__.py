"""“My data”: what is held, corrected, taken away, agreed to, asked and erased."""

from quizapp.web.my_data import consents, erasing, held, requests

BLUEPRINTS = (held.bp, consents.bp, requests.bp, erasing.bp)
