"""Encodes images as files that contain pixels and no metadata."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from PySide6.QtCore import QByteArray, QDataStream, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageWriter, QPainter

from selfhelp.core.errors import UnavailableError
from selfhelp.core.text import N_

NO_MEMORY = N_("There isn't enough memory for this image. Close other apps first.")
_SHRINK = 0.8
_SMALLEST_SIDE = 64
_DOTS_PER_METRE = 3780  # 96 to the inch; a file need not tell what the user's monitor has

_PNG_EFFORT = 80
"""Of 0 (slowest) to 100 (nothing is packed). Measured at 3840 × 2160: twice as fast as Qt's own choice."""

_JPEG_QUALITIES = (95, 90, 80)
"""Tried in turn: letters stay sharp at the first, and readable at the last (docs/decisions/014)."""


_BANDS = 16
_UNSURE = 1.2
"""By how much the size of a sample may be wrong."""


@dataclass(frozen=True, slots=True)
class PictureFile:
    """An image in the form it is sent.

    Attributes:
        data: the file.
        ending: "png" or "jpg".
        shrunk: it has fewer pixels than the image had, because it was too large.
    """

    data: bytes
    ending: str
    shrunk: bool = False

    @property
    def is_reduced(self) -> bool:
        """Whether the image was scaled down or compressed with loss."""
        return self.shrunk or self.ending != "png"


def join_side_by_side(pictures: Sequence[QImage]) -> QImage:
    """Return images beside each other on black, tops aligned."""
    width, height = sum(p.width() for p in pictures), max(p.height() for p in pictures)
    whole = QImage(width, height, QImage.Format.Format_RGB32)
    whole.fill(Qt.GlobalColor.black)
    painter, left = QPainter(whole), 0
    for picture in pictures:
        painter.drawImage(left, 0, picture)
        left += picture.width()
    painter.end()
    return whole


def arrange_pictures(pictures: Sequence[QImage], places: Sequence[QRect]) -> QImage | None:
    """Return the monitors' images as arranged, black where there is none.

    Args:
        pictures: of each monitor.
        places: of each monitor; may begin left of or above zero.

    Returns:
        None if they have no common grid of pixels: other scales, or places that overlap.
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
    """Return a new image with the same pixels: no transparency, no scale, no texts, no colour profile.

    Colours of a profile are turned into those of sRGB, which a file without a profile is taken for.

    Raises:
        UnavailableError: there is not enough memory for it.
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
    """Return the image itself if it holds nothing but pixels, as X11's do; else `copy_pixels` of it.

    Raises:
        UnavailableError: there is not enough memory for it.
    """
    as_it_is = image.format() is QImage.Format.Format_RGB32 and image.devicePixelRatio() == 1
    if as_it_is and not image.colorSpace().isValid() and not image.textKeys():
        return QImage(image)
    return copy_pixels(image)


def encode_png(image: QImage) -> bytes:
    """Return a PNG file of the pixels without metadata. May be called from any thread."""
    return _png(copy_pixels(image))


def encode_within_limit(image: QImage, limit: int) -> PictureFile:
    """Return a file of the pixels without metadata, at most ``limit`` bytes.

    PNG if that is small enough; otherwise JPEG, in which the letters of a large screen stay readable
    where a shrunk PNG would have lost them; fewer pixels only if that is not enough. May be called from
    any thread.

    Args:
        image: the image.
        limit: in bytes. An image of 64 × 64 pixels is not made smaller whatever the limit.
    """
    picture = to_plain_pixels(image)
    if _largest_size(picture) <= limit or _sampled_size(picture) <= limit * _UNSURE:
        data = _png(picture)
        if len(data) <= limit:
            return PictureFile(data, "png")
    for smaller in _ever_smaller(copy_pixels(picture)):  # a JPEG tells the dots per inch of its image
        for quality in _JPEG_QUALITIES:
            data = _encoded(smaller, b"jpeg", quality)
            if len(data) <= limit:
                return PictureFile(data, "jpg", smaller.size() != picture.size())
    return PictureFile(data, "jpg", shrunk=True)


def _largest_size(picture: QImage) -> int:
    """Return about how many bytes a PNG has at most: three for a pixel, and a little around them."""
    return 3 * picture.width() * picture.height() + picture.height() * 8 + 1_000


def _sampled_size(picture: QImage) -> int:
    """Return about how many bytes a PNG would have, from an eighth of the rows of a large image.

    It spares the time for a file that is thrown away: at 3840 × 2160 a third of a second.
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
    return len(_encoded(sample, b"png", _PNG_EFFORT)) * height // (band * _BANDS)


def _ever_smaller(picture: QImage) -> Iterator[QImage]:
    """Yield the image, then smaller ones; both sides at least one pixel."""
    yield picture
    size = picture.size()
    while max(size.width(), size.height()) > _SMALLEST_SIDE:
        size = (size * _SHRINK).expandedTo(QSize(1, 1))
        yield picture.scaled(
            size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )


def _png(picture: QImage) -> bytes:
    return _strip_png_metadata(_encoded(picture, b"png", _PNG_EFFORT))


def _encoded(picture: QImage, kind: bytes, quality: int) -> bytes:
    """Return the image as a file in memory.

    It is written into the buffer that a data stream makes for itself. A QBuffer made in Python calls back
    into Python from C++; in a worker that ended the process (PySide 6.11.3, while QTest.qWait ran on the
    main thread). QImageWriter lets other threads run meanwhile; ``stream << picture`` would not, and the
    window would stand still for half a second (measured: 558 ms at 3840 × 2160, against 4 ms).
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
    """Return a PNG with only the chunks its pixels need (PNG specification, section 5: chunk layout)."""
    kept, at = [png[:8]], 8
    while at < len(png):
        end = at + 12 + int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] in {b"IHDR", b"PLTE", b"IDAT", b"IEND"}:
            kept.append(png[at:end])
        at = end
    return b"".join(kept)
