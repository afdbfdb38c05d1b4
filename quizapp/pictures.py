"""Pictures made ours: read by what they are, made small, written anew without a past.

Whatever a phone, a scanner or a stranger puts into a file besides the picture (place,
time, scripts, other files) is not written again.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from quizapp.errors import InvalidError

MOST_BYTES = 5 * 1024 * 1024
#: By format, so that no file takes more than 200 MB of memory: what a decoder holds at
#: a time differs. A phone's photograph has 12 to 16 million.
MOST_PIXELS = {"JPEG": 25_000_000, "PNG": 16_000_000, "WEBP": 8_000_000}
MOST_KEPT_BYTES = 300_000
MEDIA_TYPE = "image/webp"

#: Longest sides, in pixels, and qualities that are tried until a picture is small.
_SIDES = (1600, 1200, 800, 500)
_QUALITIES = (85, 70, 50)
_WHITE = (255, 255, 255)


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept and sent."""

    #: What its file was called, e.g. ``ban-do.png``.
    name: str
    #: SHA-256 of ``data``, in hexadecimal: its address.
    hash: str
    data: bytes
    width: int
    height: int
    media_type: str = MEDIA_TYPE

    @property
    def byte_count(self) -> int:
        """Return how large it is."""
        return len(self.data)


def re_encoded(data: bytes, name: str) -> Picture:
    """Return a picture written anew: upright, on white, small, without metadata.

    Of one that moves, the first frame. It takes up to a few seconds and 200 MB.

    Args:
        data: a PNG, JPEG or WebP file, whatever it is called.
        name: what it is called, for sentences and texts.

    Raises:
        InvalidError: it is none, is broken, or too large.
    """
    if len(data) > MOST_BYTES:
        raise InvalidError(
            "The picture “%(name)s” is larger than %(most)s MB: make it smaller.",
            name=name,
            most=MOST_BYTES // 1024**2,
        )
    small = _upright(data, name)
    for smaller in _smaller(small):
        for quality in _QUALITIES:
            written = _written(smaller, quality)
            if len(written) <= MOST_KEPT_BYTES:
                digest = hashlib.sha256(written).hexdigest()
                return Picture(name, digest, written, *smaller.size)
    raise _unreadable(name)  # 500 pixels are small enough at any quality


def _upright(data: bytes, name: str) -> Image.Image:
    """Return what is seen of a picture, no larger than is needed."""
    try:
        with Image.open(BytesIO(data), formats=tuple(MOST_PIXELS)) as opened:
            _check_pixels(opened, name)
            opened.draft("RGB", (_SIDES[0], _SIDES[0]))
            whole = _in_colours(opened)
            whole.thumbnail((_SIDES[0], _SIDES[0]), reducing_gap=2.0)
            return _on_white(ImageOps.exif_transpose(whole))
    except InvalidError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(name) from None
    except Exception:  # whatever a broken file makes a decoder raise
        raise _unreadable(name) from None


def _check_pixels(opened: Image.Image, name: str) -> None:
    """Look at the size that the file tells of itself; nothing has been decoded yet."""
    # Some phones put a second picture behind a JPEG, which Pillow calls MPO.
    most = MOST_PIXELS.get(opened.format or "", MOST_PIXELS["JPEG"])
    if opened.width * opened.height > most:
        raise _too_many_pixels(name)


def _in_colours(opened: Image.Image) -> Image.Image:
    """Return a picture that can be made smaller without losing its lines."""
    if opened.mode.startswith("I"):  # greys of 16 bits, which would be cut off
        turned = opened.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    elif opened.mode in {"1", "P", "PA"}:
        turned = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    else:
        return opened
    turned.getexif().update(opened.getexif())
    return turned


def _on_white(picture: Image.Image) -> Image.Image:
    """Return a picture without transparency: dark pages would hide dark lines."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    ground = Image.new("RGB", picture.size, _WHITE)
    layer = picture.convert("RGBA")
    ground.paste(layer, mask=layer.getchannel("A"))
    return ground


def _smaller(picture: Image.Image) -> Iterator[Image.Image]:
    yield picture
    for side in _SIDES[1:]:
        if max(picture.size) > side:
            copy = picture.copy()
            copy.thumbnail((side, side))
            yield copy


def _written(picture: Image.Image, quality: int) -> bytes:
    target = BytesIO()
    # Pillow hands on what a file said of its colours unless it is told not to.
    picture.save(target, "WEBP", quality=quality, exif=b"", icc_profile=b"", xmp=b"")
    return target.getvalue()


def _unreadable(name: str) -> InvalidError:
    return InvalidError(
        "“%(name)s” can't be read as a picture: take a PNG, JPEG or WebP file that isn't"
        " broken.",
        name=name,
    )


def _too_many_pixels(name: str) -> InvalidError:
    return InvalidError(
        "The picture “%(name)s” has too many pixels: make it at most 4000 pixels wide"
        " and 4000 high (WebP: 2800).",
        name=name,
    )
