"""The blueprint that the modules of this part of the site share."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
