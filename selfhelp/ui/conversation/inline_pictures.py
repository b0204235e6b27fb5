"""Images in a conversation: a thumbnail in the message, full size after a click."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, cast

import shiboken6
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QLabel, QToolButton, QVBoxLayout, QWidget

from selfhelp.core.errors import DeskRefusedError, SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.ui.context import Context
from selfhelp.ui.images.image_file import decode_image
from selfhelp.ui.widgets.label import shorten_to_one_line
from selfhelp.ui.widgets.misclick_guard import MisclickGuard

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.core.ticket import RemoteFile
    from selfhelp.tickets.outbox.outbox_items import ReplyItem
    from selfhelp.ui.conversation.conversation_loader import LoadedConversation

log = logging.getLogger(__name__)

LARGEST = 5_000_000
"""Maximum size of an image that is fetched without a click, in bytes."""

SMALL = QSize(260, 180)
"""Maximum size of a thumbnail, in logical pixels."""

_MARGIN = QSize(8, 8)
"""Space around a thumbnail, in logical pixels."""

_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp")

Read = Callable[[Progress], "QImage | None"]


def is_inline_picture(name: str, size: int) -> bool:
    """Return whether a file has an image's extension and can be fetched without a click."""
    return name.casefold().endswith(_ENDINGS) and size <= LARGEST


class InlinePicture(QToolButton):
    """A thumbnail in a message; a click enlarges the image.

    Its space is reserved until the image is loaded, because the buttons below must not move under a click.
    """

    def __init__(self, context: Context, name: str) -> None:
        super().__init__()
        self.setObjectName("drawn")
        self._context, self._name, self._image = context, name, QImage()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self.open_full_image)
        self.setEnabled(False)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Return the size of the largest thumbnail, so that the message keeps its width."""
        return SMALL + _MARGIN

    def show_thumbnail(self, image: QImage) -> None:
        """Show an image as a thumbnail."""
        self._image = image
        ratio = self.devicePixelRatioF()
        size = image.size()
        if size.width() > SMALL.width() or size.height() > SMALL.height():
            size = size.scaled(SMALL, Qt.AspectRatioMode.KeepAspectRatio)
        small = image.scaled(
            size * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        small.setDevicePixelRatio(ratio)
        self.setIcon(QIcon(QPixmap.fromImage(small)))
        self.setIconSize(size)
        self.setFixedWidth(size.width() + _MARGIN.width())
        self.setEnabled(True)
        words = self._context.translate(N_("Enlarge"))
        self.setToolTip(words)
        self.setAccessibleName(
            shorten_to_one_line(self._context.make_row_button_label(words, self._name), 200)
        )

    def open_full_image(self) -> QDialog:
        """Open the full image in a dialog; return the dialog."""
        view = _PictureView(self._image, shorten_to_one_line(self._name, 100), self.window())
        view.open()
        return view


class _PictureView(QDialog):
    """A dialog with one image, as large as the screen allows."""

    def __init__(self, image: QImage, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(name)
        self.setAccessibleName(name)
        self._image, self._label = image, QLabel()
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setMinimumSize(120, 90)
        self._label.setAccessibleName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._label)
        room = parent.screen().availableSize() * 0.8
        ratio = parent.devicePixelRatioF()
        natural = image.size() / ratio
        fits = natural.width() <= room.width() and natural.height() <= room.height()
        self.resize(natural if fits else natural.scaled(room, Qt.AspectRatioMode.KeepAspectRatio))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scale the image to the window, up to its own size."""
        super().resizeEvent(event)
        ratio = self.devicePixelRatioF()
        size = self._image.size().boundedTo(
            self._image.size().scaled(self._label.size() * ratio, Qt.AspectRatioMode.KeepAspectRatio)
        )
        scaled = self._image.scaled(
            size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        scaled.setDevicePixelRatio(ratio)
        self._label.setPixmap(QPixmap.fromImage(scaled))


class PictureFetcher(QObject):
    """Loads images one by one on a pool thread, and shows each as a thumbnail.

    The space of an image that can't be read is removed once no click is likely; the message still lists its
    file with a Save button.

    Signals:
        put: an image was shown, or its space was removed.
    """

    put = Signal()

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(page)
        self._context, self._steady = context, MisclickGuard(page)
        self._known: dict[object, QImage] = {}
        self._waiting: deque[tuple[object, InlinePicture, Read]] = deque()
        self._busy = False

    def clear(self) -> None:
        """Stop loading, and drop the images of the previous ticket."""
        self._known.clear()
        self._waiting.clear()

    def show_help_desk_picture(
        self, talk: LoadedConversation, file: RemoteFile, place: InlinePicture
    ) -> None:
        """Show a thumbnail of a ticket's image from the help desk."""
        self._request_picture(file, place, partial(_download_picture, self._context.app, talk, file))

    def show_outbox_picture(self, reply: ReplyItem, name: str, place: InlinePicture) -> None:
        """Show a thumbnail of an image in an undelivered reply."""
        self._request_picture(
            (reply.ref, name), place, partial(_read_stored_picture, self._context.app, reply.ref, name)
        )

    def _request_picture(self, key: object, place: InlinePicture, read: Read) -> None:
        if key in self._known:
            place.show_thumbnail(self._known[key])
            return
        self._waiting.append((key, place, read))
        self._fetch_next_picture()

    def _fetch_next_picture(self) -> None:
        if self._busy or not self._waiting:
            return
        self._busy = True
        key, place, read = self._waiting.popleft()
        self._context.jobs.start_job(
            read,
            partial(self._on_picture_loaded, key, place),
            partial(self._on_picture_failed, place),
            owner=self,
        )

    def _on_picture_loaded(self, key: object, place: InlinePicture, image: QImage | None) -> None:
        self._busy = False
        if image is not None:
            self._known[key] = image
            if shiboken6.isValid(place):
                place.show_thumbnail(image)
                self.put.emit()
        else:
            self._remove_place(place)
        self._fetch_next_picture()

    def _on_picture_failed(self, place: InlinePicture, error: SelfhelpError) -> None:
        log.info("a picture of a conversation cannot be shown: %s", error)
        self._busy = False
        self._remove_place(place)
        self._fetch_next_picture()

    def _remove_place(self, place: InlinePicture) -> None:
        def hide_and_adjust() -> None:
            if shiboken6.isValid(place):
                place.hide()
                self.put.emit()

        self._steady.call_when_safe(hide_and_adjust)


def _download_picture(
    app: App, talk: LoadedConversation, file: RemoteFile, progress: Progress
) -> QImage | None:
    bounded = _LimitedPictureBuffer(progress)
    app.create_connector(talk.item.connector).download_file(talk.item.ticket, file, cast("BinaryIO", bounded))
    return decode_image(bounded.data.getvalue(), file.name)


def _read_stored_picture(app: App, ref: str, name: str, _progress: Progress) -> QImage | None:
    outbox = app.get_outbox()
    held = next((file for file in outbox.list_item_files(ref) if file.name == name), None)
    if held is None:
        return None
    try:
        with outbox.make_file_opener(ref)(held) as stream:
            return decode_image(stream.read(LARGEST + 1), name)
    except FileNotFoundError:  # the reply was delivered or discarded in the meantime
        return None


class _LimitedPictureBuffer:
    """A write-only stream in memory that accepts up to `LARGEST` bytes."""

    def __init__(self, progress: Progress) -> None:
        self.data, self._progress = BytesIO(), progress

    def write(self, data: bytes) -> int:
        """Write the next bytes.

        Raises:
            DeskRefusedError: the limit is exceeded.
        """
        self._progress.check()
        if self.data.tell() + len(data) > LARGEST:
            raise DeskRefusedError(N_("This image is too large to show here. Save it to view it."))
        return self.data.write(data)
