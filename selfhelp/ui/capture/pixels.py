"""Encode images as files with pixels only, without metadata."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from PySide6.QtCore import QByteArray, QDataStream, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageWriter, QPainter

from selfhelp.core.errors import UnavailableError
from selfhelp.core.text import N_

NO_MEMORY = N_("There isn't enough memory for this image. Close other apps, then try again.")
_SHRINK = 0.8
_SMALLEST_SIDE = 64
_DOTS_PER_METRE = 3780  # 96 dots per inch; don't disclose the user's monitor

_PNG_EFFORT = 80
"""Quality setting of PNG files, from 0 (slowest) to 100 (uncompressed); twice as fast as Qt's default."""

_JPEG_QUALITIES = (95, 90, 80)
"""JPEG qualities in the order of use: text is sharp at the first, readable at the last (decision 014)."""


_BANDS = 16
_UNSURE = 1.2
"""Maximum factor between a file's real and estimated sizes."""


@dataclass(frozen=True, slots=True)
class PictureFile:
    """An encoded image.

    Attributes:
        data: the file's content.
        ending: "png" or "jpg".
        shrunk: the image has fewer pixels than the original, to stay within the limit.
    """

    data: bytes
    ending: str
    shrunk: bool = False

    @property
    def is_reduced(self) -> bool:
        """Whether the image lost detail: scaled down, or compressed as JPEG."""
        return self.shrunk or self.ending != "png"


def join_side_by_side(pictures: Sequence[QImage]) -> QImage:
    """Return images side by side on black, aligned at the top."""
    width, height = sum(p.width() for p in pictures), max(p.height() for p in pictures)
    whole = QImage(width, height, QImage.Format.Format_RGB32)
    whole.fill(Qt.GlobalColor.black)
    painter, left = QPainter(whole), 0
    for picture in pictures:
        painter.drawImage(left, 0, picture)
        left += picture.width()
    painter.end()
    return whole


def arrange_pictures_by_place(pictures: Sequence[QImage], places: Sequence[QRect]) -> QImage | None:
    """Return one image with the monitors' images at their positions, and black gaps between them.

    Args:
        pictures: the image of each monitor.
        places: the area of each monitor; coordinates may be negative.

    Returns:
        The image; None if the scales differ or areas overlap, so that the monitors have no common pixel grid.
    """
    ratios = [
        picture.width() / max(1, place.width()) for picture, place in zip(pictures, places, strict=True)
    ]
    overlap = any(a.intersects(b) for n, a in enumerate(places) for b in places[:n])
    everything = reduce(QRect.united, places)
    if overlap or max(ratios) - min(ratios) > 0.01:
        return None
    whole = QImage(everything.size() * ratios[0], QImage.Format.Format_RGB32)
    whole.fill(Qt.GlobalColor.black)
    painter = QPainter(whole)
    for picture, place in zip(pictures, places, strict=True):
        corner = place.topLeft() - everything.topLeft()
        painter.drawImage(round(corner.x() * ratios[0]), round(corner.y() * ratios[0]), picture)
    painter.end()
    return whole


def copy_pixels(image: QImage) -> QImage:
    """Return a copy of the pixels in sRGB, without transparency, scale, text metadata or colour profile.

    Colours are converted to sRGB, the default for a file without a profile.

    Raises:
        UnavailableError: there isn't enough memory.
    """
    source = QImage(image)
    if source.colorSpace().isValid():
        source.convertToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb), QImage.Format.Format_ARGB32)
    source.setDevicePixelRatio(1)
    fresh = QImage(image.size(), QImage.Format.Format_RGB32)
    if fresh.isNull():
        raise UnavailableError(NO_MEMORY)
    if source.hasAlphaChannel():
        fresh.fill(Qt.GlobalColor.white)
    painter = QPainter(fresh)
    painter.drawImage(0, 0, source)
    painter.end()
    fresh.setDotsPerMeterX(_DOTS_PER_METRE)
    fresh.setDotsPerMeterY(_DOTS_PER_METRE)
    return fresh


def to_plain_pixels(image: QImage) -> QImage:
    """Return the image unchanged if it has plain pixels only, as on X11; otherwise its `copy_pixels`.

    Raises:
        UnavailableError: there isn't enough memory.
    """
    as_it_is = image.format() is QImage.Format.Format_RGB32 and image.devicePixelRatio() == 1
    if as_it_is and not image.colorSpace().isValid() and not image.textKeys():
        return QImage(image)
    return copy_pixels(image)


def encode_png(image: QImage) -> bytes:
    """Return the pixels as PNG data without metadata. Thread-safe."""
    return _encode_clean_png(copy_pixels(image))


def encode_within_limit(image: QImage, limit: int) -> PictureFile:
    """Return the pixels as a file without metadata, in at most ``limit`` bytes. Thread-safe.

    The first format within the limit is used: PNG, then JPEG in full size, which keeps the text of a large
    display readable, then JPEG with fewer pixels.

    Args:
        image: the image.
        limit: maximum size in bytes; an image of 64 × 64 pixels isn't reduced further.
    """
    picture = to_plain_pixels(image)
    if _estimate_max_size(picture) <= limit or _estimate_size_by_sample(picture) <= limit * _UNSURE:
        data = _encode_clean_png(picture)
        if len(data) <= limit:
            return PictureFile(data, "png")
    for smaller in _iter_scaled_down(copy_pixels(picture)):  # a JPEG stores the image's dots per inch
        for quality in _JPEG_QUALITIES:
            data = _encode_image_as(smaller, b"jpeg", quality)
            if len(data) <= limit:
                return PictureFile(data, "jpg", smaller.size() != picture.size())
    return PictureFile(data, "jpg", shrunk=True)


def _estimate_max_size(picture: QImage) -> int:
    """Return the approximate maximum size of an image's PNG file, in bytes: three per pixel and overhead."""
    return 3 * picture.width() * picture.height() + picture.height() * 8 + 1_000


def _estimate_size_by_sample(picture: QImage) -> int:
    """Return the estimated size of an image's PNG file in bytes, from an eighth of a large image's rows.

    This avoids encoding a file that is too large; encoding takes a third of a second at 3840 × 2160.
    """
    width, height = picture.width(), picture.height()
    band = height // (8 * _BANDS)
    if not band:
        return 0
    sample = QImage(width, band * _BANDS, QImage.Format.Format_RGB32)
    painter = QPainter(sample)
    for number in range(_BANDS):
        painter.drawImage(0, band * number, picture, 0, height * number // _BANDS, width, band)
    painter.end()
    return len(_encode_image_as(sample, b"png", _PNG_EFFORT)) * height // (band * _BANDS)


def _iter_scaled_down(picture: QImage) -> Iterator[QImage]:
    """Yield the image, then copies with decreasing numbers of pixels."""
    yield picture
    size = picture.size()
    while max(size.width(), size.height()) > _SMALLEST_SIDE:
        size = (size * _SHRINK).expandedTo(QSize(1, 1))
        yield picture.scaled(
            size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )


def _encode_clean_png(picture: QImage) -> bytes:
    return _strip_png_metadata(_encode_image_as(picture, b"png", _PNG_EFFORT))


def _encode_image_as(picture: QImage, kind: bytes, quality: int) -> bytes:
    """Return an image encoded in a format, as the bytes of a file.

    QDataStream creates the buffer, because C++ calls methods of a QBuffer created in Python. Such a call
    crashed in a worker thread (PySide 6.11.3, while QTest.qWait ran on the main thread). QImageWriter
    releases the interpreter lock; ``stream << picture`` doesn't, and would block the window for half a second
    (measured: 558 ms at 3840 × 2160, against 4 ms).
    """
    data = QByteArray()
    stream = QDataStream(data, QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(stream.device(), kind)
    writer.setQuality(quality)
    if not writer.write(picture):
        message = N_("The image couldn't be saved. Try again with a smaller area.")
        raise UnavailableError(message, detail=writer.errorString())
    return bytes(data.data())


def _strip_png_metadata(png: bytes) -> bytes:
    """Return a PNG with only the chunks that its pixels need (PNG specification, section 5: chunk layout)."""
    kept, at = [png[:8]], 8
    while at < len(png):
        end = at + 12 + int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] in {b"IHDR", b"PLTE", b"IDAT", b"IEND"}:
            kept.append(png[at:end])
        at = end
    return b"".join(kept)
