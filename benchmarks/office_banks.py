"""Banks in Word, Excel and text: seconds and peak memory of writing and reading.

``python -m benchmarks.office_banks`` prints a table; each figure is of a process of its
own, so that the peak is its alone.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from quizapp.banks.files.formats import FORMATS
from quizapp.banks.rules import Bank

FORMS = ("text", "docx", "xlsx")
COUNTS = (5_000, 10_000)


def bank_of(count: int) -> Bank:
    """Return a bank of so many questions, as officers ask them."""
    items = [
        {
            "id": f"cau-{n}",
            "kind": "single",
            "stem": f"Văn bản số {n * 7919 % 10007} của Hội được ban hành vào ngày nào?",
            "options": [
                {
                    "text": f"Ngày {n % 27 + 1}/{at + 1}/{1930 + n % 90}",
                    "key": at == n % 4,
                }
                for at in range(4)
            ],
            "explanation": f"Theo Điều {n % 60} của Điều lệ Hội.",
            "source": {"title": "Điều lệ Hội", "part": f"Điều {n % 60}"},
            "tags": ["dieu-le"],
            "difficulty": "easy",
        }
        for n in range(count)
    ]
    return Bank.model_validate({"id": "bank", "title": "Ngân hàng", "items": items})


def measure(form: str, act: str, count: int, path: Path) -> str:
    """Return one line of the table."""
    if act == "write":
        bank = bank_of(count)
        begun = time.perf_counter()
        data = FORMATS[form].write(bank, {}).data
        seconds = time.perf_counter() - begun
        path.write_bytes(data)
    else:
        data = path.read_bytes()
        begun = time.perf_counter()
        sheet = FORMATS[form].read(data, name=path.name)
        seconds = time.perf_counter() - begun
        if len(sheet.tree["items"]) != count or sheet.faults:
            raise SystemExit(f"{form} came back otherwise.")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"| {form} | {count} | {act} | {seconds:.1f} | {peak} | {len(data) // 1024} |"
    )


def main() -> None:
    """Measure every format, each act in a new process."""
    if len(sys.argv) > 1:
        form, act, count, path = sys.argv[1:]
        print(measure(form, act, int(count), Path(path)))
        return
    print(
        "| format | items | act | seconds | peak MB | file KB |\n|---|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as folder:
        for form in FORMS:
            for count in COUNTS:
                path = Path(folder, f"{form}-{count}")
                for act in ("write", "read"):
                    subprocess.run(  # noqa: S603  # this module itself
                        [
                            sys.executable,
                            "-m",
                            __spec__.name,
                            form,
                            act,
                            str(count),
                            path,
                        ],
                        check=True,
                    )


if __name__ == "__main__":
    main()
