"""Odd and hostile pictures: opened as they look, or refused with a sentence before they cost memory."""

from __future__ import annotations

import io
import os
import resource
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageCms
from PySide6.QtGui import QColor, QImage

from selfhelp.core.errors import SelfhelpError, TooLargeError, UsageError
from selfhelp.ui.images import image_file
from tests.people import ROOT

pytestmark = pytest.mark.usefixtures("qapp")


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def two_colours(mode: str = "RGB", size: tuple[int, int] = (40, 20)) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, (220, 30, 30))
    image.paste((30, 30, 220), (size[0] // 2, 0, *size))
    return image.convert(mode)


def png_of(width: int, height: int, body: bytes = b"") -> bytes:
    """A PNG file that says this size, whatever it holds."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def is_red_then_blue(image: QImage) -> bool:
    left, right = image.pixelColor(5, 5), image.pixelColor(image.width() - 5, 5)
    return left.red() > 150 > left.blue() and right.blue() > 150 > right.red()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP"])
def test_usual_pictures_open(kind: str) -> None:
    image = image_file.decode_image(saved(two_colours(), kind), "x")
    assert is_red_then_blue(image)
    assert image.format() is QImage.Format.Format_RGB32


def test_a_cmyk_jpeg_has_its_colours() -> None:
    assert is_red_then_blue(image_file.decode_image(saved(two_colours("CMYK"), "JPEG"), "x"))


def test_a_16_bit_png_opens() -> None:
    image = image_file.decode_image(saved(Image.new("I;16", (9, 9), 65535), "PNG"), "x")
    assert image.pixelColor(4, 4) == QColor("white")


def test_of_an_animation_the_first_picture_opens() -> None:
    second = Image.new("RGB", (40, 20), (0, 255, 0))
    data = saved(two_colours(), "GIF", save_all=True, append_images=[second] * 3)
    assert is_red_then_blue(image_file.decode_image(data, "x"))


def test_it_is_turned_as_the_camera_says_and_nothing_tells_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # EXIF 2.3, Orientation: to be turned to the right
    exif[0x010E] = "in the garden"
    image = image_file.decode_image(saved(two_colours(), "JPEG", exif=exif), "x")
    assert (image.width(), image.height()) == (20, 40)
    assert image.pixelColor(10, 5).red() > 150, "red is on top"
    assert image.textKeys() == []


def test_colours_of_a_profile_are_applied_and_the_profile_is_dropped() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    hostile = profile.tobytes()[:200] + b"\xff" * 100
    for icc in (ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), hostile, b"junk"):
        image = image_file.decode_image(saved(two_colours(), "PNG", icc_profile=icc), "x")
        assert is_red_then_blue(image)
        assert not image.colorSpace().isValid()


@pytest.mark.parametrize("name", ["photo.txt", "photo.svg", "photo", "photo.exe"])
def test_the_name_does_not_matter(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(saved(two_colours(), "PNG"))
    assert is_red_then_blue(image_file.read_image(tmp_path / name))


@pytest.mark.parametrize("size", [(1, 1), (1, 30_000), (30_000, 1)])
def test_thin_pictures_open(size: tuple[int, int]) -> None:
    image = image_file.decode_image(saved(Image.new("RGB", size), "PNG"), "x")
    assert (image.width(), image.height()) == size


@pytest.mark.parametrize("size", [(16_384, 16_384), (40_000, 10), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(UsageError) as told:
        image_file.decode_image(png_of(*size), "holiday.png")
    assert "holiday.png" in str(told.value)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000, "kB"


def test_a_real_bomb_of_a_few_bytes_is_refused() -> None:
    data = saved(Image.new("1", (20_000, 20_000)), "PNG")
    assert len(data) < 100_000
    with pytest.raises(TooLargeError, match=r"20000 × 20000"):
        image_file.decode_image(data, "x")


def test_a_file_of_many_bytes_is_not_read_whole(tmp_path: Path) -> None:
    large = tmp_path / "film.png"
    with large.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.truncate(5_000_000_000)
    with pytest.raises(TooLargeError, match=r"film\.png"):
        image_file.read_image(large)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP"])
def test_a_file_that_stops_in_the_middle_is_told(kind: str) -> None:
    noisy = Image.frombytes("RGB", (200, 200), os.urandom(120_000))
    data = saved(noisy, kind)
    for share in (0.02, 0.5, 0.9):
        with pytest.raises(UsageError):
            image_file.decode_image(data[: int(len(data) * share)], "x")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "n't an image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><image href='/etc/passwd'/></svg>", "n't an image"),
        (b"%PDF-1.7", "n't an image"),
        (b"MZ\x90\0", "n't an image"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"\0\0\0\x18ftypavif\0\0\0\0", "AVIF"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", "n't an image"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"\xff\xd8\xff\xe0", "damaged"),
        (b"GIF89a", "damaged"),
        (b"BM", "damaged"),
        (b"RIFF\0\0\0\0WEBP", "damaged"),
    ],
)
def test_what_is_no_picture_is_told_in_a_sentence(data: bytes, word: str) -> None:
    with pytest.raises(UsageError, match=word) as told:
        image_file.decode_image(data, "<b>x</b>")
    assert "“<b>x</b>”" in str(told.value)


def test_random_bytes_behind_a_right_beginning_never_do_more_than_a_sentence() -> None:
    whole = {kind: saved(two_colours(), kind) for kind in ("PNG", "JPEG", "GIF", "BMP", "WEBP")}
    for data in whole.values():
        for _ in range(40):
            spoiled = bytearray(data)
            for _ in range(4):
                spoiled[int.from_bytes(os.urandom(4), "big") % len(data)] = os.urandom(1)[0]
            try:
                image = image_file.decode_image(bytes(spoiled), "x")
            except SelfhelpError:
                continue
            assert image.format() is QImage.Format.Format_RGB32


def test_folders_pipes_and_missing_files_are_told(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path, pipe, tmp_path / "gone", Path("x" * 5000), Path("a\0b")):
        with pytest.raises(UsageError):
            image_file.read_image(path)


def test_too_large_a_picture_from_the_clipboard_is_refused() -> None:
    with pytest.raises(TooLargeError, match="33000"):
        image_file.require_allowed_image_size(QImage(33_000, 1, QImage.Format.Format_Mono))


def test_no_reader_asks_the_plugin_for_svg() -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'
    assert not QImage.fromData(drawing).isNull(), "Qt could read it"
    assert image_file.decode_trusted_image(drawing).isNull()
    assert not image_file.read_image_size(drawing).isValid()


def test_a_screenshot_by_grim_is_read() -> None:
    assert image_file.decode_trusted_image(saved(two_colours(), "PPM")).width() == 40


def test_the_source_reads_images_by_their_format_only() -> None:
    found = [
        f"{path}: {line}"
        for path in (ROOT / "selfhelp").rglob("*.py")
        for line in path.read_text().splitlines()
        if "fromData(" in line or ("QImageReader(" in line and path.name != "image_file.py")
    ]
    assert found == []


@pytest.mark.slow
def test_reading_images_beside_the_end_of_connections_goes_on() -> None:
    """With `QImage.fromData` in the threads, this program stops within seconds."""
    done = subprocess.run(
        [sys.executable, "-c", STRESS],
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


STRESS = """
import io, os, sys, threading, time
from PIL import Image
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from selfhelp.ui.images.image_file import decode_trusted_image

app = QGuiApplication([])
file = io.BytesIO()
Image.new("RGB", (64, 64)).save(file, "PNG")
data = file.getvalue()
sys.setswitchinterval(1e-5)

class Sender(QObject):
    sent = Signal()

class Receiver:
    def receive(self):
        pass

def read():
    while True:
        decode_trusted_image(data)

for _ in range(2):
    threading.Thread(target=read, daemon=True).start()
end = time.monotonic() + 5
while time.monotonic() < end:
    for sender in [Sender() for _ in range(200)]:
        sender.sent.connect(Receiver().receive)  # freed immediately, which ends the connection
os._exit(0)
"""
