"""The example items of every kind, as they stand in its folder."""

from pathlib import Path

from quizapp.banks.files import parse_bank
from quizapp.banks.rules import kinds

FOLDER = Path(kinds.__file__).parent
NAMES = sorted(
    path.name for path in FOLDER.iterdir() if (path / "__init__.py").exists()
)


def examples(name):
    """The items that the kind of this name gives as examples."""
    lines = (FOLDER / name / "example.yaml").read_text(encoding="utf-8").splitlines()
    text = "\n".join(["id: bank", "title: Ngân hàng", "items:", *numbered(name, lines)])
    return parse_bank(text.encode(), name=name).bank.items


def numbered(name, lines):
    """Lines of items, to each of which an id is given."""
    for number, line in enumerate(lines):
        if line.startswith("- "):
            slug = name.replace("_", "-")
            yield f"  - id: {slug}-{number}"
            yield f"    {line[2:]}"
        else:
            yield f"  {line}"


EXAMPLES = [item for name in NAMES for item in examples(name)]
