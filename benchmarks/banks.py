"""How long it takes to read a bank of 10,000 items, and how much memory, by format.

``python -m benchmarks.banks`` prints one line a format; each is read in a process of its
own, from the bytes of a file to a checked bank.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from quizapp.banks.files import checked
from quizapp.banks.files.formats import FORMATS
from quizapp.banks.files.naming import named
from quizapp.banks.files.yaml import read_bank
from quizapp.banks.rules import MOST_ITEMS, Bank

BANKS = Path(__file__).parent.parent / "question_banks"


def main() -> None:
    """Write a bank in every format, and read each in a new process."""
    bank = large_bank()
    with tempfile.TemporaryDirectory() as folder:
        for form in FORMATS.values():
            path = Path(folder) / f"bank-{form.name}"
            path.write_bytes(form.write(bank, {}).data)
            command = [sys.executable, "-m", "benchmarks.banks", form.name, str(path)]
            subprocess.run(command, check=True)  # noqa: S603  # this very module


def large_bank() -> Bank:
    """Return the items of our banks again and again, under new ids."""
    items = [
        item
        for path in sorted(BANKS.glob("*.yaml"))
        for item in read_bank(path).bank.items
    ]
    many = [
        items[place % len(items)].model_copy(update={"id": f"cau-{place}"})
        for place in range(MOST_ITEMS)
    ]
    return Bank.model_construct(id="b", title="B", items=tuple(many))


def measure(name: str, path: Path) -> None:
    """Read a file; print what it took."""
    before = peak()
    start = perf_counter()
    data = path.read_bytes()
    sheet = FORMATS[name].read(data, name=path.name)
    bank = checked(sheet if name == "yaml" else named(sheet)).bank
    seconds = perf_counter() - start
    print(
        f"{name}: {len(bank.items)} items, {len(data) / 1e6:.1f} MB, {seconds:.2f} s,"
        f" {peak() - before} MB more, peak {peak()} MB"
    )


def peak() -> int:
    """Return the most memory that this process had, in megabytes (Linux)."""
    status = Path("/proc/self/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) // 1024 if found else 0


if __name__ == "__main__":
    if sys.argv[1:]:
        measure(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
