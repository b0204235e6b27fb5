"""Thumbnails, created in the background and kept while the page shows them."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QWidget

from selfhelp.ui.jobs import JobRunner

Put = Callable[[QPixmap], None]


class ThumbnailCache:
    """Knows the small images of one page; an image of a large screen takes 0.2 s to make small."""

    def __init__(self, jobs: JobRunner) -> None:
        self._jobs = jobs
        self._made: dict[str, tuple[bytes, QSize, QPixmap]] = {}

    def show_thumbnail(self, name: str, data: bytes, size: QSize, owner: QWidget, put: Put) -> None:
        """Show a thumbnail: immediately if it is cached, else when it is made.

        Args:
            name: what the image is called on this page; its bytes may change.
            data: the image as a file.
            size: logical pixels it has at most.
            owner: the widget that shows it; once that is gone, nothing is put.
            put: takes it, on the thread of the window.
        """
        ratio = owner.devicePixelRatioF()
        room = size * ratio
        known = self._made.get(name)
        if known is not None and known[:2] == (data, room):
            put(known[2])
            return

        def have(image: QImage) -> None:
            image.setDevicePixelRatio(ratio)
            pixmap = QPixmap.fromImage(image)
            self._made[name] = data, room, pixmap
            put(pixmap)

        self._jobs.start_job(lambda _progress: scale_to_fit(data, room), have, owner=owner)

    def keep_only(self, names: Collection[str]) -> None:
        """Drop the images of all other names."""
        self._made = {name: made for name, made in self._made.items() if name in names}


def fit_size(data: bytes, room: QSize) -> QSize:
    """Return an image's size within the given pixels, never enlarged; reads only its header."""
    buffer = _buffer(data)
    return _scaled(QImageReader(buffer).size(), room)


def scale_to_fit(data: bytes, room: QSize) -> QImage:
    """Return an image that fits into so many pixels, never enlarged.

    `QImageReader` lets other threads of Python run in the meantime, ``QImage.fromData`` does not.
    """
    buffer = _buffer(data)
    reader = QImageReader(buffer)
    whole = reader.size()
    size = _scaled(whole, room)
    if size != whole:
        reader.setScaledSize(size)
    return reader.read()


def _buffer(data: bytes) -> QBuffer:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return buffer


def _scaled(whole: QSize, room: QSize) -> QSize:
    if whole.width() <= room.width() and whole.height() <= room.height():
        return whole
    return whole.scaled(room, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
