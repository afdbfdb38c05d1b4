"""Hand-written YAML: read into a tree that knows its lines, and checked by a model.

Made for files that people write by hand and send in: every scalar stays the text that
was typed, what only machines need (anchors, tags, merge keys) is refused, and every
fault is a sentence with the line it stands on.
"""

from quizapp.yamltree.faults import faults_of, line_at
from quizapp.yamltree.reading import MOST_BYTES, read_file, read_tree
from quizapp.yamltree.tree import List, Map, Value

__all__ = [
    "MOST_BYTES",
    "List",
    "Map",
    "Value",
    "faults_of",
    "line_at",
    "read_file",
    "read_tree",
]
