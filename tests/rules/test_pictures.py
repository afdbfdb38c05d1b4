"""Pictures made ours: whatever comes in, what is kept is small, upright and bare."""

import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from quizapp.errors import InvalidError
from quizapp.pictures import MOST_BYTES, MOST_KEPT_BYTES, MOST_PIXELS, re_encoded

ORIENTATION, DESCRIPTION = 0x0112, 0x010E
SECRET = "Nhà riêng ở Vị Thanh"


def file(picture, form, **options):
    target = BytesIO()
    picture.save(target, form, **options)
    return target.getvalue()


def flat(size=(100, 50), colour="red", mode="RGB"):
    return Image.new("RGB", size, colour).convert(mode)


def seen(data):
    """The kept picture as a browser decodes it."""
    kept = re_encoded(data, "hình.png")
    shown = Image.open(BytesIO(kept.data))
    assert shown.format == "WEBP"
    assert shown.size == (kept.width, kept.height)
    assert (kept.hash, kept.byte_count) == (
        sha256(kept.data).hexdigest(),
        len(kept.data),
    )
    return shown


def is_colour(pixel, expected):
    return all(abs(a - b) < 8 for a, b in zip(pixel, expected, strict=True))


RED, WHITE = (255, 0, 0), (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "colour"),
    [
        (file(flat(), "PNG"), RED),
        (file(flat(), "JPEG"), RED),
        (file(flat(), "WEBP"), RED),
        (file(flat(), "WEBP", lossless=True), RED),
        (file(flat(mode="P"), "PNG"), RED),
        (file(flat(mode="CMYK"), "JPEG"), RED),
        (file(flat(colour="white", mode="1"), "PNG"), WHITE),
        (file(Image.new("RGBA", (100, 50), (0, 0, 0, 0)), "PNG"), WHITE),
        (file(Image.new("RGBA", (100, 50), (0, 0, 0, 0)), "WEBP"), WHITE),
        (file(Image.new("LA", (100, 50), (0, 0)), "PNG"), WHITE),
        (file(Image.new("RGBA", (100, 50), (9, 9, 9, 0)).quantize(4), "PNG"), WHITE),
        (file(Image.new("I;16", (100, 50), 40_000), "PNG"), (156, 156, 156)),
    ],
    ids=range(12),
)
def test_pictures_of_every_kind_are_kept_as_they_look(data, colour):
    shown = seen(data)
    assert shown.size == (100, 50)
    assert is_colour(shown.convert("RGB").getpixel((50, 25)), colour)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "MPO"])
def test_of_what_moves_the_first_frame_is_kept(form):
    more = [flat(colour="blue")]
    shown = seen(file(flat(), form, save_all=True, append_images=more))
    assert getattr(shown, "n_frames", 1) == 1
    assert is_colour(shown.convert("RGB").getpixel((50, 25)), RED)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_stands_upright_and_tells_nothing_of_its_past(form):
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[DESCRIPTION] = SECRET
    options = {"exif": exif, "icc_profile": SECRET.encode()}
    if form == "PNG":
        options["pnginfo"] = PngInfo()
        options["pnginfo"].add_text("Author", "An")
    data = file(flat(), form, **options)
    shown = seen(data)

    assert shown.size == (50, 100)
    assert not dict(shown.getexif())
    assert not shown.info.keys() & {"exif", "icc_profile", "xmp", "Author"}
    assert SECRET.encode() not in re_encoded(data, "x").data


def test_what_hangs_on_to_a_file_is_left_behind():
    data = file(flat(), "PNG") + b"<script>alert(1)</script>" + b"PK\x03\x04"
    assert b"script" not in re_encoded(data, "x").data


def test_a_large_picture_becomes_small():
    noise = Image.effect_noise((1700, 2200), 90).convert("RGB")
    data = file(noise, "JPEG", quality=60)
    kept = re_encoded(data, "x")
    assert len(data) > MOST_KEPT_BYTES
    assert kept.byte_count <= MOST_KEPT_BYTES
    assert abs(kept.width / kept.height - 1700 / 2200) < 0.01


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((1600, 1600), (1600, 1600)),
        ((1601, 100), (1600, 100)),
        ((3200, 1600), (1600, 800)),
        ((9000, 2), (1600, 1)),
        ((1, 1), (1, 1)),
    ],
)
def test_sides_are_at_most_1600(size, kept):
    assert seen(file(flat(size), "PNG")).size == kept


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"RIFF\x10\x00\x00\x00WEBPVP8 ",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"%PDF-1.7",
        b"GIF89a",
        file(flat(), "GIF"),
        file(flat(), "BMP"),
        file(flat(), "TIFF"),
        file(flat((500, 500)), "PNG")[:-30],
        file(Image.effect_noise((300, 300), 90), "JPEG")[:-5000],
        file(flat(), "PNG").replace(b"IDAT", b"IDAX"),
    ],
    ids=range(13),
)
def test_what_is_no_whole_picture_is_refused(data):
    with pytest.raises(InvalidError, match="can't be read as a picture") as error:
        re_encoded(data, "ảnh.png")
    assert error.value.params["name"] == "ảnh.png"


def test_the_name_says_nothing_of_what_a_file_is():
    assert re_encoded(file(flat(), "JPEG"), "x.png").data
    with pytest.raises(InvalidError):
        re_encoded(b"<svg/>", "x.png")


@pytest.mark.parametrize(
    ("form", "side"), [("PNG", 4001), ("WEBP", 2829), ("JPEG", 5001), ("PNG", 9500)]
)
def test_too_many_pixels_are_refused_before_they_are_decoded(form, side, monkeypatch):
    data = file(Image.new("L", (side, side)), form)
    monkeypatch.setattr(Image.Image, "convert", None)
    with pytest.raises(InvalidError, match="too many pixels"):
        re_encoded(data, "x")


def test_a_bomb_is_refused():
    data = file(Image.new("1", (20_000, 20_000)), "PNG")
    assert len(data) < 100_000
    with pytest.raises(InvalidError, match="too many pixels"):
        re_encoded(data, "x")


@pytest.mark.parametrize(("more", "is_taken"), [(0, True), (1, False)])
def test_five_megabytes_come_in(more, is_taken):
    data = file(flat(), "PNG")
    data += b"\0" * (MOST_BYTES - len(data) + more)
    if is_taken:
        assert re_encoded(data, "x")
    else:
        with pytest.raises(InvalidError, match="larger than 5 MB"):
            re_encoded(data, "x")


MEASURE = """
import re, sys
from pathlib import Path
from quizapp.pictures import re_encoded
re_encoded(sys.stdin.buffer.read(), "x")
status = Path("/proc/self/status").read_text()
print(int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) // 1024)
"""


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="needs Linux to measure"
)
@pytest.mark.parametrize(
    ("form", "mode", "options"),
    [
        ("PNG", "RGBA", {}),
        ("PNG", "P", {}),
        ("JPEG", "RGB", {"progressive": True, "subsampling": 0}),
        ("WEBP", "RGBA", {}),
    ],
)
def test_the_largest_pictures_fit_into_200_megabytes(form, mode, options):
    side = int(MOST_PIXELS[form] ** 0.5)
    picture = Image.new("RGB", (side, side), "white")
    picture.paste(Image.effect_noise((900, 900), 60).convert("RGB"), (0, 0))
    picture = picture.convert(mode)
    if mode == "RGBA":
        picture.putalpha(128)
    found = subprocess.run(
        [sys.executable, "-c", MEASURE],
        input=file(picture, form, **options),
        capture_output=True,
        check=True,
    )
    assert int(found.stdout) < 210, "the interpreter is about 25 of them"
