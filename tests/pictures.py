"""Pictures for tests."""

from io import BytesIO

from PIL import Image

from quizapp.banks.rules import StoredPicture
from quizapp.banks.service import keep_picture
from quizapp.pictures import re_encoded
from tests.conftest import NOON


def file(colour="red", size=(64, 48), form="PNG"):
    """The bytes of a picture."""
    target = BytesIO()
    Image.new("RGB", size, colour).save(target, form)
    return target.getvalue()


def note(picture):
    """A picture as its bank names it."""
    return StoredPicture(
        name=picture.name,
        hash=picture.hash,
        width=picture.width,
        height=picture.height,
        byte_count=picture.byte_count,
    )


def kept(session, name="a.png", **changes):
    """A picture that is there: how its bank names it."""
    picture = re_encoded(file(**changes), name)
    keep_picture(session, picture=picture, now=NOON)
    return note(picture)
