"""``python -m benchmarks.handbook``: how long a handbook takes to print, and its memory.

Each line is a process of its own: our banks, and made-up ones of so many questions.
"""

import argparse
import resource
import subprocess
import sys
from datetime import date
from pathlib import Path
from time import perf_counter

from quizapp.banks.files import read_bank
from quizapp.banks.rules import Bank
from quizapp.handbooks.files import handbook_docx, handbook_pdf
from quizapp.handbooks.rules import Outline, compiled

BANKS = Path(__file__).resolve().parent.parent / "question_banks"
DAY = date(2026, 11, 25)
PRINTERS = {"pdf": handbook_pdf, "docx": handbook_docx}
COUNTS = (0, 500, 2000)


def banks(count: int) -> list[Bank]:
    """Return our banks, or one with so many of their items, again and again."""
    ours = [read_bank(path).bank for path in sorted(BANKS.glob("*.yaml"))]
    if not count:
        return ours
    items = [item for bank in ours for item in bank.items]
    many = [
        items[n % len(items)].model_copy(update={"id": f"cau-{n}"})
        for n in range(count)
    ]
    return [ours[0].model_copy(update={"items": tuple(many)})]


def measure(form: str, count: int) -> None:
    """Print one handbook and say what it took."""
    chapters = (("dai-hoi", "Đại hội"), ("nghi-quyet", "Nghị quyết"))
    outline = Outline("Sổ tay", "", "Hội Phụ nữ", "", chapters, "Khác")
    book = compiled(outline, banks(count), {})
    began = perf_counter()
    made = PRINTERS[form](book, as_of=DAY)
    seconds = perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{form}  {book.entry_count} questions  {seconds:.2f} s  {peak:.0f} MB at most"
        f"  {len(made) / 1024:.0f} kB"
    )


def main() -> None:
    """Measure each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs=2, metavar=("FORM", "COUNT"))
    given = parser.parse_args()
    if given.one:
        measure(given.one[0], int(given.one[1]))
        return
    for form in PRINTERS:
        for count in COUNTS:
            words = [sys.executable, "-m", "benchmarks.handbook", "--one"]
            subprocess.run([*words, form, str(count)], check=True)  # noqa: S603  # ours


if __name__ == "__main__":
    main()
