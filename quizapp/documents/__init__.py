"""Documents to print: PDF by Typst, and the parts of Word files.

Text goes into a PDF as data alone: templates are files of ours, and what people wrote
reaches them as JSON, so that nothing in it is ever read as markup.
"""

from quizapp.documents.pdf import pages_as_png, pdf
from quizapp.documents.texts import tree

__all__ = ["pages_as_png", "pdf", "tree"]
