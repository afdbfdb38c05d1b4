"""Readers of banks on broken files: ``python -m tests.fuzzing FORMAT SECONDS``.

Real files are mutated: bytes, lines and the signs that a format knows are put in, taken
out, doubled and moved. Whatever comes of it is read, or refused with sentences; it never
takes long or much memory. Runs in a process of its own, so that memory can be measured.
"""

import os
import re
import resource
import signal
import sys
from pathlib import Path
from random import Random
from time import monotonic

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from quizapp.banks.files import Sheet, checked, examined
from quizapp.banks.files.formats import FORMATS
from quizapp.banks.files.naming import named
from quizapp.banks.files.yaml import read_bank
from quizapp.errors import FileFaultsError

ROOT = Path(__file__).parent.parent
HOSTILE = ROOT / "tests" / "data" / "hostile"
#: Seconds that one file may take, and megabytes that the process may grow by.
LONGEST = 10
MOST_MEMORY = 200

#: What stands in files of any format, to be put where it doesn't belong.
ANYWHERE = [
    *("\n", "\n\n", "\r\n", "\t", " " * 8, "\\", '"', "'", "“", ":", ": ", "#", "//"),
    *(
        "\u0301" * 40,
        "\u202e",
        "\ufeff",
        "\x00",
        "\U0001f600",
        "e\u0301",
        "đ",
        "0" * 30,
    ),
    *("*", "**", "$", "$x^2$", "`", "~", "^", "![a](b.png)", "](", "- a\n- b\n", "1. "),
]
#: Signs of each format.
TOKENS: dict[str, list[str]] = {
    "yaml": [
        *("- ", "items:\n", "id: a\n", "? ", "&a", "*a", "!!x ", "<<: ", "|\n", ">-\n"),
        *("---\n", "...\n", "%YAML 1.2\n", "[", "]", "{", "}", ",", "key: true\n"),
    ],
    "gift": [
        *("{", "}", "=", "~", "::", "####", "%50%", "%-33.3%", "{#", "..", "->", "{T}"),
        *("$CATEGORY: a/b\n", "[html]", "[markdown]", "// [id:a] [tag:b]\n", "\\n"),
        *("<p>", "</p>", "<b>", "<img src=x>", "&lt;", "{=a ~b}\n\n", "{}"),
    ],
    "aiken": ["A. ", "B) ", "\nANSWER: A\n", "\nANSWER:", "ANSWER: Z", "C.", "?\n"],
    "moodle-xml": [
        *("<", ">", "</", "/>", "&amp;", "&#x301;", "&x;", "<![CDATA[", "]]>", "<!--"),
        *("-->", "<quiz>", "</quiz>", "<question type='essay'>", "</question>"),
        *("<text>", "</text>", "<answer fraction='50'>", "<file name='a.png'>", "&lt;"),
        *("<!DOCTYPE a [<!ENTITY b 'c'>]>", "<?xml version='1.0'?>", "<p>", "<ul><li>"),
        *("<sub>", "<img src='@@PLUGINFILE@@/a.png'>", "data:image/png;base64,AAAA"),
    ],
}


class TooLongError(Exception):
    """A file took too long."""


def seeds_of(form: str) -> list[bytes]:
    """Return real files of a format: a bank of ours written in it, and our own cases."""
    path = ROOT / "question_banks" / "phu-nu-hau-giang-xiv.yaml"
    bank = read_bank(path).bank
    found = [FORMATS[form].write(bank, {}).data]
    folders = {"yaml": "yaml", "gift": "gift", "moodle-xml": "gift"}
    if form in folders:
        suffix = FORMATS[form].suffixes[0]
        found += [
            file.read_bytes()
            for file in sorted((HOSTILE / folders[form]).glob(f"*{suffix}"))
            if file.stat().st_size < 20_000
        ]
    few = bank.model_copy(update={"items": bank.items[:3]})
    return [*found, FORMATS[form].write(few, {}).data]


def mutated(data: bytes, rng: Random, tokens: list[str], other: bytes) -> bytes:
    """Return a file with a few changes."""
    for _ in range(rng.randint(1, 8)):
        at = rng.randint(0, len(data))
        to = min(len(data), at + rng.choice([1, 2, 5, 20, 100, 1000]))
        match rng.randrange(8):
            case 0:
                data = data[:at] + data[to:]
            case 1:
                data = data[:at] + data[at:to] * rng.choice([2, 3, 50]) + data[to:]
            case 2:
                data = data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
            case 3:
                start = rng.randint(0, len(other))
                data = data[:at] + other[start : start + 200] + data[to:]
            case 4:
                data = b"\n".join(_moved(data.split(b"\n"), rng))
            case _:
                token = rng.choice(tokens).encode()
                times = rng.choice([1, 1, 1, 1, 2, 100, 5000])
                data = data[:at] + token * times + data[at:]
    return data[:400_000]


def _moved(lines: list[bytes], rng: Random) -> list[bytes]:
    line = lines.pop(rng.randrange(len(lines)))
    lines.insert(rng.randint(0, len(lines)), line)
    return lines


def read(form: str, data: bytes) -> bool:
    """Read a file as every way in does. True: it holds a bank."""
    try:
        sheet = FORMATS[form].read(data, name="file")
    except FileFaultsError as error:
        found = error.faults
    else:
        return taken(sheet)
    assert found
    assert all(str(fault) for fault in found)
    return False


def taken(sheet: Sheet) -> bool:
    """Check what was read, and write it in every format. True: it is a bank."""
    if "items" in sheet.tree:
        sheet = named(sheet)
    file, faults = examined(sheet, None)
    assert all(str(fault) for fault in [*faults, *sheet.warnings])
    if file is None or faults:
        return False
    bank = file.bank
    for one in FORMATS.values():
        written = one.write(bank, sheet.pictures)
        assert all(str(loss) for loss in written.losses)
    again = FORMATS["yaml"].read(FORMATS["yaml"].write(bank, {}).data, name="again")
    assert checked(again, None).bank == bank
    return True


def peak() -> int:
    """Return the most memory that this process had, in megabytes."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage counts the process that started this one too
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        return int(found[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _stop(_number: int, _frame: object) -> None:
    raise TooLongError


def main(form: str, seconds: float) -> None:
    """Read mutated files for so long; print how many, how many were taken, and memory."""
    seeds = seeds_of(form)
    tokens = [*TOKENS.get(form, []), *ANYWHERE]
    for seed in seeds:
        read(form, seed)
    before = peak()
    counts = [0, 0]
    signal.signal(signal.SIGALRM, _stop)

    @settings(
        max_examples=200,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 2**64), st.sampled_from(seeds), st.sampled_from(seeds))
    def attempt(number: int, seed: bytes, other: bytes) -> None:
        data = mutated(seed, Random(number), tokens, other)
        signal.alarm(LONGEST)
        try:
            counts[0] += 1
            counts[1] += read(form, data)
        except BaseException:
            kept = Path(os.environ.get("FUZZ_KEPT", "/tmp")) / f"fuzz-{form}"
            kept.write_bytes(data)
            raise
        finally:
            signal.alarm(0)

    until = monotonic() + seconds
    while monotonic() < until:
        attempt()
    grown = peak() - before
    sys.stdout.write(f"{form}: {counts[0]} files, {counts[1]} taken, {grown} MB more\n")
    if grown > MOST_MEMORY:
        sys.exit(f"{form}: took {grown} MB")


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
