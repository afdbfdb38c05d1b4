"""Style sheets and scripts: one folder name a version, compressed, kept for ever.

The whole folder is one version, so that a module finds its neighbours by relative
imports. Compressed copies are made once per version, in the temporary folder.
"""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

SOURCE = Path(__file__).parent / "static"
YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Serve the files of this version under /static/<version>/."""
    version = version_of(SOURCE)
    prefix = f"/static/{version}"
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # Flask's own way
        app.wsgi_app,
        root=str(compressed(SOURCE, version)),
        prefix=prefix,
        max_age=YEAR,
        immutable_file_test=lambda _path, _url: True,
        add_headers_function=add_headers,
    )
    app.jinja_env.globals["static_url"] = lambda name: f"{prefix}/{name}"


def add_headers(headers: object, _path: str, _url: str) -> None:
    """Keep the browser from guessing the kind of a file."""
    headers["X-Content-Type-Options"] = "nosniff"  # type: ignore[index]  # wsgiref Headers


def version_of(folder: Path) -> str:
    """Return a name for the content of a folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def compressed(source: Path, version: str) -> Path:
    """Return a copy of the folder with .br and .gz beside each file."""
    target = Path(tempfile.gettempdir()) / f"quizapp-static-{os.getuid()}-{version}"
    if target.exists():
        return target
    making = Path(tempfile.mkdtemp(prefix="quizapp-static-"))
    copy = making / "static"
    shutil.copytree(source, copy)
    compressor = Compressor(log=lambda _line: None)
    for path in sorted(copy.rglob("*")):
        if path.is_file() and compressor.should_compress(path.name):
            list(compressor.compress(str(path)) or [])
    try:
        copy.rename(target)
    except OSError:  # another process was first
        if not target.exists():
            raise
    shutil.rmtree(making, ignore_errors=True)
    return target
