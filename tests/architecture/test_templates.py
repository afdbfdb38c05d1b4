"""Templates compile, stay small, and carry neither code nor style of their own."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent / "quizapp" / "web"
KINDS = ROOT.parent / "banks" / "rules" / "kinds"
TEMPLATES = sorted([*(ROOT / "templates").rglob("*.html"), *KINDS.rglob("*.html")])
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)")


@pytest.mark.parametrize(
    "path", TEMPLATES, ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_template_compiles(wired_app, path):
    room = KINDS.parent if KINDS in path.parents else ROOT / "templates"
    name = path.relative_to(room).as_posix()

    assert wired_app.jinja_env.get_template(name)


@pytest.mark.parametrize(
    "path", TEMPLATES, ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_template_has_no_inline_script_or_style_and_is_short(path):
    text = path.read_text(encoding="utf-8")

    assert not INLINE.search(text)
    assert text.count("\n") <= 150


def test_style_sheets_are_small():
    total = sum(path.stat().st_size for path in (ROOT / "static" / "css").glob("*.css"))

    assert total < 28_000, "plain CSS, few parts"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "static" / "js").rglob("*.js")), ids=lambda path: path.stem
)
def test_script_is_short(path):
    assert path.read_text(encoding="utf-8").count("\n") <= 150
