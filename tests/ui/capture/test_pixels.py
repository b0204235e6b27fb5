"""What leaves as a picture file holds the pixels that were seen, and nothing else at all."""

# mypy: disable-error-code="operator"

from __future__ import annotations

import io
import os
import struct
import threading

import pytest
from PIL import Image, ImageChops
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QColorSpace, QImage, QPainter
from pytestqt.qtbot import QtBot

from selfhelp.ui.capture.pixels import (
    PictureFile,
    copy_pixels,
    encode_png,
    encode_within_limit,
    join_side_by_side,
    to_plain_pixels,
)
from selfhelp.ui.editor.annotated_image import AnnotatedImage
from selfhelp.ui.editor.annotations import BlackOut

pytestmark = pytest.mark.usefixtures("qapp")
COVERED = QRect(100, 50, 201, 77)


def noise(width: int = 640, height: int = 400) -> QImage:
    """A picture that cannot be packed."""
    data = os.urandom(width * height * 4)
    return QImage(data, width, height, QImage.Format.Format_RGB32).copy()


def with_secret(secret: QImage) -> QImage:
    """The same picture each time, but for what stands where it is covered later."""
    image = QImage(640, 400, QImage.Format.Format_RGB32)
    image.fill(QColor("#8090a0"))
    painter = QPainter(image)
    painter.drawImage(COVERED, secret, QRect(QPoint(0, 0), COVERED.size()))
    painter.end()
    return image


def chunks(png: bytes) -> list[bytes]:
    """The chunk names of a PNG file; fails on anything after the end."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    names, at = [], 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        names.append(png[at + 4 : at + 8])
        at += 12 + length
    assert at == len(png)
    assert names[-1] == b"IEND"
    return names


def segments(jpeg: bytes) -> list[int]:
    """The marker codes of a JPEG file before its pixels (ITU-T T.81, B.1)."""
    assert jpeg[:2] == b"\xff\xd8"
    codes, at = [], 2
    while jpeg[at + 1] != 0xDA:
        assert jpeg[at] == 0xFF
        codes.append(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return codes


def marked(image: QImage) -> QImage:
    """The picture with everything that a picture of Qt can carry beside its pixels."""
    image.setText("Author", "Ann Example")
    image.setText("Comment", "secret")
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    image.setDotsPerMeterX(7777)
    return image


def test_the_png_holds_only_pixels() -> None:
    png = encode_png(marked(with_secret(noise())))
    assert set(chunks(png)) == {b"IHDR", b"IDAT", b"IEND"}
    assert b"Ann Example" not in png
    opened = Image.open(io.BytesIO(png))
    assert opened.mode == "RGB"
    assert opened.info == {}
    assert opened.getexif() == {}


def test_the_jpeg_holds_only_pixels() -> None:
    file = encode_within_limit(marked(noise()), 400_000)
    assert file.ending == "jpg"
    app0, application_data, comment = 0xE0, range(0xE1, 0xF0), 0xFE
    codes = segments(file.data)
    assert app0 in codes
    assert not {*application_data, comment} & set(codes)
    assert file.data.rfind(b"\xff\xd9") == len(file.data) - 2, "nothing follows the end"
    assert b"Ann Example" not in file.data
    assert Image.open(io.BytesIO(file.data)).info["jfif_density"] in ((96, 96), (37, 37), (38, 38))


@pytest.mark.parametrize("limit", [10_000_000, 20_000], ids=["png", "jpg"])
def test_the_file_is_independent_of_redacted_pixels(limit: int) -> None:
    files: set[PictureFile] = set()
    for secret in (noise(), noise(), QImage(640, 400, QImage.Format.Format_RGB32)):
        image = with_secret(secret)
        painter = QPainter(image)  # so that it is large enough for both
        painter.drawImage(0, 200, STABLE)
        painter.end()
        picture = AnnotatedImage(image)
        picture.add_annotations(BlackOut(COVERED))
        files.add(encode_within_limit(picture.flatten(), limit))
    (file,) = files
    assert file.ending == ("png" if limit > 100_000 else "jpg")


STABLE = noise(320, 80)


def test_covered_pixels_are_constant_for_another_reader() -> None:
    picture = AnnotatedImage(noise())
    picture.add_annotations(BlackOut(COVERED))
    opened = Image.open(io.BytesIO(encode_png(picture.flatten())))
    box = (COVERED.left(), COVERED.top(), COVERED.right() + 1, COVERED.bottom() + 1)
    assert opened.crop(box).getcolors() == [(COVERED.width() * COVERED.height(), (0, 0, 0))]


def test_nothing_of_the_cut_off_part_is_in_the_file() -> None:
    picture = AnnotatedImage(noise())
    picture.crop_to(QRect(10, 20, 30, 40))
    png = encode_png(picture.flatten())
    assert QImage.fromData(png).size() == QSize(30, 40)
    assert len(png) < 30 * 40 * 4 + 200


def test_transparency_and_scale_do_not_survive() -> None:
    image = QImage(40, 30, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    image.setPixelColor(39, 29, QColor("red"))
    image.setDevicePixelRatio(2)
    bare = copy_pixels(image)
    assert (bare.width(), bare.height(), bare.devicePixelRatio()) == (40, 30, 1)
    assert bare.pixelColor(0, 0) == QColor("white")
    assert bare.pixelColor(39, 29) == QColor("red")


def test_colours_of_a_profile_are_those_that_were_seen() -> None:
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(QColor(200, 100, 50))
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.DisplayP3))
    bare = copy_pixels(image)
    assert not bare.colorSpace().isValid()
    assert bare.pixelColor(0, 0).red() > 205, "that red is stronger than sRGB's of the same number"


@pytest.mark.parametrize("width", [1, 7, 64, 333])
def test_a_picture_over_the_limit_is_made_smaller_until_it_fits(width: int) -> None:
    image = noise(width, 3000)
    for limit in (3_000_000, 200_000, 30_000):
        file = encode_within_limit(image, limit)
        assert len(file.data) <= limit
        opened = Image.open(io.BytesIO(file.data))
        assert opened.format == ("PNG" if file.ending == "png" else "JPEG")
        assert file.shrunk == (opened.size != (width, 3000))


def test_letters_stay_sharp_where_a_picture_is_made_smaller() -> None:
    image = noise(1280, 800)
    painter = QPainter(image)
    painter.fillRect(0, 0, 640, 800, QColor("white"))
    painter.setPen(QColor("black"))
    for line in range(40):
        painter.drawText(10, 20 * line, "Error 0x80070643, call 555-0199, invoice 4711")
    painter.end()
    file = encode_within_limit(image, 1_000_000)
    assert (file.ending, file.shrunk) == ("jpg", False)
    seen = Image.open(io.BytesIO(file.data)).crop((0, 0, 600, 800)).convert("L")
    meant = Image.open(io.BytesIO(encode_png(image))).crop((0, 0, 600, 800)).convert("L")
    difference = ImageChops.difference(seen, meant)
    assert difference.getextrema()[1] < 60, "black on white stays black on white"


def test_the_window_lives_on_while_a_file_is_made() -> None:
    """Another thread runs meanwhile: the work does not hold Python's lock."""
    ended, ticks = threading.Event(), 0

    def work() -> None:
        encode_within_limit(noise(1500, 1000), 100_000_000)
        ended.set()

    thread = threading.Thread(target=work)
    thread.start()
    while not ended.wait(0.001):
        ticks += 1
    thread.join()
    assert ticks > 3


def test_pictures_beside_each_other() -> None:
    whole = join_side_by_side([noise(30, 20), noise(50, 40)])
    assert whole.size() == QSize(80, 40)
    assert whole.pixelColor(5, 39) == QColor("black")


def test_only_plain_images_are_kept_unchanged() -> None:
    bare = QImage(8, 6, QImage.Format.Format_RGB32)
    bare.fill(QColor("#406080"))
    assert to_plain_pixels(bare).cacheKey() == bare.cacheKey()
    told, profiled, sharp = QImage(bare), QImage(bare), QImage(bare)
    told.setText("Author", "Marie Curie")
    profiled.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb))
    sharp.setDevicePixelRatio(2)
    for image in (told, profiled, sharp, bare.convertToFormat(QImage.Format.Format_ARGB32)):
        made = to_plain_pixels(image)
        assert made.cacheKey() != image.cacheKey()
        assert made.textKeys() == []
        assert not made.colorSpace().isValid()
        assert made.devicePixelRatio() == 1


def test_what_is_drawn_never_reaches_the_picture_it_came_from(qtbot: QtBot) -> None:
    """The pixels are shared until they are drawn on; whoever else has the picture keeps it as it was."""
    taken = QImage(80, 60, QImage.Format.Format_RGB32)
    taken.fill(QColor("white"))
    drawn = AnnotatedImage(taken)
    drawn.add_annotations(BlackOut(QRect(10, 10, 20, 20)))
    assert drawn.image.pixelColor(15, 15) == QColor("black")
    assert taken.pixelColor(15, 15) == drawn.original.pixelColor(15, 15) == QColor("white")
    later = AnnotatedImage(taken)
    qtbot.waitUntil(lambda: later.image.cacheKey() != later.original.cacheKey(), timeout=10_000)
    assert later.image == taken
