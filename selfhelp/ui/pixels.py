"""Pictures as files that hold their pixels and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from PySide6.QtCore import QByteArray, QDataStream, QIODevice, QRect, Qt
from PySide6.QtGui import QImage, QPainter

from selfhelp.errors import UnavailableError
from selfhelp.text import N_

_SHRINK = 0.8


def side_by_side(pictures: Sequence[QImage]) -> QImage:
    """Return pictures beside each other on black, tops aligned."""
    width, height = sum(p.width() for p in pictures), max(p.height() for p in pictures)
    whole = QImage(width, height, QImage.Format.Format_RGB32)
    whole.fill(Qt.GlobalColor.black)
    painter, left = QPainter(whole), 0
    for picture in pictures:
        painter.drawImage(left, 0, picture)
        left += picture.width()
    painter.end()
    return whole


def arranged(pictures: Sequence[QImage], places: Sequence[QRect]) -> QImage | None:
    """Return pictures of monitors as the monitors stand, black where there is none.

    Args:
        pictures: of each monitor.
        places: of each monitor; may begin left of or above zero.

    Returns:
        None where they have no common grid of pixels: other scales, or places that overlap.
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


def only_pixels(image: QImage) -> QImage:
    """Return a new picture with the same pixels: no transparency, no scale, no texts, no colour profile."""
    fresh = QImage(image.size(), QImage.Format.Format_RGB32)
    fresh.fill(Qt.GlobalColor.white)
    plain = QImage(image)
    plain.setDevicePixelRatio(1)
    painter = QPainter(fresh)
    painter.drawImage(0, 0, plain)
    painter.end()
    return fresh


def to_png(image: QImage, limit: int = 0) -> bytes:
    """Return a PNG file of the pixels and nothing else, made smaller until it has ``limit`` bytes at most.

    It stays PNG because not every help desk takes or shows WebP. May be called from any thread.

    Args:
        image: the picture.
        limit: in bytes; 0 means none.
    """
    picture = only_pixels(image)
    data = _encode(picture)
    while limit and len(data) > limit and min(picture.width(), picture.height()) > 64:
        size = picture.size() * _SHRINK
        picture = picture.scaled(
            size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        data = _encode(picture)
    return data


def _encode(picture: QImage) -> bytes:
    """Return the picture as PNG, by way of a data stream: a number (1), then the file.

    Source: "Serializing Qt Data Types", QImage. `QImage.save` to a QBuffer calls back into Python from C++;
    in a worker that ended the process (PySide 6.11.3, while QTest.qWait ran on the main thread).
    """
    data = QByteArray()
    QDataStream(data, QIODevice.OpenModeFlag.WriteOnly) << picture
    marker, png = bytes(data.data()[:4]), bytes(data.data()[4:])
    if marker != b"\0\0\0\1" or not png.startswith(b"\x89PNG"):
        raise UnavailableError(N_("The picture could not be made into a file."))
    return _without_remarks(png)


def _without_remarks(png: bytes) -> bytes:
    """Keep of a PNG file only what the pixels need (PNG specification, section 5: chunk layout)."""
    kept, at = [png[:8]], 8
    while at < len(png):
        end = at + 12 + int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] in {b"IHDR", b"PLTE", b"IDAT", b"IEND"}:
            kept.append(png[at:end])
        at = end
    return b"".join(kept)
