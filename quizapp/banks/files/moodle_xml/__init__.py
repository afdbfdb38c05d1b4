"""Moodle XML, what Moodle exports: https://docs.moodle.org/en/Moodle_XML_format."""

from quizapp.banks.files.moodle_xml.reading import read
from quizapp.banks.files.moodle_xml.writing import write

__all__ = ["read", "write"]
