"""Question banks in files: our YAML, and the formats that others write and read."""

from quizapp.banks.files.checking import BankFile, checked, examined
from quizapp.banks.files.sheet import Place, Sheet, Written
from quizapp.banks.files.yaml import json_schema, parse_bank, read_bank

__all__ = [
    "BankFile",
    "Place",
    "Sheet",
    "Written",
    "checked",
    "examined",
    "json_schema",
    "parse_bank",
    "read_bank",
]
