"""Thumbnails of images, created in the background and cached for a page."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QWidget

from selfhelp.ui.images.image_file import open_image_reader, read_image_size
from selfhelp.ui.jobs import JobRunner

Put = Callable[[QPixmap], None]


class ThumbnailCache:
    """A cache of the thumbnails on one page.

    Scaling down a screenshot of a large display takes 0.2 s.
    """

    def __init__(self, jobs: JobRunner) -> None:
        self._jobs = jobs
        self._made: dict[str, tuple[bytes, QSize, QPixmap]] = {}

    def show_thumbnail(self, name: str, data: bytes, size: QSize, owner: QWidget, put: Put) -> None:
        """Pass a thumbnail to ``put``: immediately if it is cached, otherwise once it is created.

        Args:
            name: identifies the image on this page; its data may change.
            data: the encoded image.
            size: maximum size of the thumbnail, in logical pixels.
            owner: the widget that shows the thumbnail; ``put`` isn't called if that widget was deleted.
            put: receives the thumbnail, on the GUI thread.
        """
        ratio = owner.devicePixelRatioF()
        room = size * ratio
        known = self._made.get(name)
        if known is not None and known[:2] == (data, room):
            put(known[2])
            return

        def cache_and_show_thumbnail(image: QImage) -> None:
            image.setDevicePixelRatio(ratio)
            pixmap = QPixmap.fromImage(image)
            self._made[name] = data, room, pixmap
            put(pixmap)

        self._jobs.start_job(
            lambda _progress: scale_image_to_fit(data, room), cache_and_show_thumbnail, owner=owner
        )

    def remove_all_except(self, names: Collection[str]) -> None:
        """Remove all thumbnails from the cache except the thumbnails with these names."""
        self._made = {name: made for name, made in self._made.items() if name in names}


def read_size_to_fit(data: bytes, room: QSize) -> QSize:
    """Return an image's size after scaling to fit, in device pixels; only the image's header is read."""
    return _scale_size_to_fit(read_image_size(data), room)


def scale_image_to_fit(data: bytes, room: QSize) -> QImage:
    """Return an image scaled down to fit, in device pixels."""
    with open_image_reader(data) as reader:
        whole = reader.size()
        size = _scale_size_to_fit(whole, room)
        if size != whole:
            reader.setScaledSize(size)
        return reader.read()


def _scale_size_to_fit(whole: QSize, room: QSize) -> QSize:
    if whole.width() <= room.width() and whole.height() <= room.height():
        return whole
    return whole.scaled(room, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
