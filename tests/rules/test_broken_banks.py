"""Readers of banks on mutated files: no crash, no hang, little memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from quizapp.banks.files.formats import FORMATS
from tests.fuzzing import seeds_of

ROOT = Path(__file__).parent.parent.parent
#: Ten minutes for all formats together.
NIGHTLY = 600


def fuzz(form, seconds):
    """Run the fuzzer in a process of its own, with a limit to its memory."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzzing", form, str(seconds)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_files_to_break(form):
    assert len(seeds_of(form)) >= 2


@pytest.mark.parametrize("form", FORMATS)
def test_a_few_broken_files_are_read_or_refused(form):
    fuzz(form, 2)


@pytest.mark.nightly
@pytest.mark.timeout(NIGHTLY)
@pytest.mark.parametrize("form", FORMATS)
def test_broken_files_are_read_or_refused_all_night(form):
    fuzz(form, NIGHTLY / len(FORMATS))
