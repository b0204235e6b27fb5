"""The organisation's logo on the home page, and the app's emblem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBasicTimer, QByteArray, QRectF, QSize, QSizeF, Qt, QTimerEvent
from PySide6.QtGui import QColor, QFont, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from selfhelp.ui import theme
from selfhelp.ui.images.lifebuoy import SIDE, paint_attention_badge, paint_lifebuoy, paint_unsent_badge
from selfhelp.ui.widgets.motion import is_motion_enabled

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtSvg import QSvgRenderer

HEIGHT, WIDEST = 32, 140
"""Maximum height and width of a logo, in logical pixels."""

TURN, TURN_MS = 2.5, 50
"""Rotation of the lifebuoy in each step, in degrees, and milliseconds between two steps."""


class LogoView(QWidget):
    """A view of a logo accepted by `selfhelp.app.branding.load_logo`; hidden without a logo.

    Screen readers skip the logo, because the window title has the same name.
    """

    def __init__(self) -> None:
        super().__init__()
        self._data = b""
        self._drawing: QSvgRenderer | None = None
        self._picture: QImage | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def has_picture(self) -> bool:
        """Whether the view has an image to draw."""
        return not self._compute_natural_size().isEmpty()

    def show_picture(self, data: bytes) -> None:
        """Set the image's PNG or SVG data; empty data shows no image, unchanged data has no effect."""
        if data == self._data:
            return
        self._data, self._drawing, self._picture = data, None, None
        if data.startswith(b"\x89PNG"):
            from selfhelp.ui.images.image_file import decode_trusted_image  # not before there is a picture

            self._picture = decode_trusted_image(data)
        elif data:
            from PySide6.QtSvg import QSvgRenderer  # not before there is something to draw

            self._drawing = QSvgRenderer(QByteArray(data))
        if self.has_picture:
            self.setFixedSize(self._compute_fitting_size())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the logo."""
        painter, place = QPainter(self), QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._drawing is not None:
            self._drawing.render(painter, place)
        elif self._picture is not None:
            painter.drawImage(place, self._picture)
        painter.end()

    def _compute_fitting_size(self) -> QSize:
        most = QSizeF(WIDEST, HEIGHT)
        return (
            self._compute_natural_size()
            .scaled(most, Qt.AspectRatioMode.KeepAspectRatio)
            .toSize()
            .expandedTo(QSize(1, 1))
        )

    def _compute_natural_size(self) -> QSizeF:
        if self._drawing is not None:
            drawing = self._drawing
            box = drawing.viewBoxF().size()
            return box if drawing.isValid() and not box.isEmpty() else QSizeF(drawing.defaultSize())
        return QSizeF(self._picture.size()) if self._picture is not None else QSizeF()


class StatusEmblem(QWidget):
    """The app's emblem, either the organisation's letter or the lifebuoy, with the computer's state.

    The state is also shown as text, on the home page's cards and in the tooltip of the tray icon.
    """

    def __init__(self) -> None:
        super().__init__()
        self._letter = ""
        self._checking = self._attention = self._unsent = False
        self._turned = 0.0
        self._timer = QBasicTimer()
        self.setFixedSize(SIDE, SIDE)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_letter(self, letter: str) -> None:
        """Show a letter as the emblem; for "", show the lifebuoy."""
        self._letter = letter.upper()
        self.update()

    def show_emblem_state(self, *, checking: bool, attention: bool) -> None:
        """Set whether the computer is being checked, and whether the computer needs attention."""
        self._checking, self._attention = checking, attention
        self._update_rotation()
        self.update()

    def show_unsent_badge(self, unsent: bool) -> None:
        """Set whether the emblem has the badge for unsent messages."""
        self._unsent = unsent
        self.update()

    @property
    def is_turning(self) -> bool:
        """Whether the lifebuoy is turning."""
        return self._timer.isActive()

    def showEvent(self, event: QShowEvent) -> None:
        """Resume the rotation while checks are running."""
        super().showEvent(event)
        self._update_rotation()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the rotation."""
        super().hideEvent(event)
        self._timer.stop()

    def timerEvent(self, event: QTimerEvent) -> None:
        """Rotate by one step."""
        if event.timerId() == self._timer.timerId():
            self._turned = (self._turned + TURN) % 90
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the letter or the lifebuoy, and the badges."""
        colours, painter = theme.get_current_colours(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._letter:
            self._paint_letter(painter)
        else:
            paint_lifebuoy(painter, colours, self._turned)
        if self._unsent:  # one mark at a time: this one can't wait
            paint_unsent_badge(painter, colours)
        elif self._attention:
            paint_attention_badge(painter, colours)
        painter.end()

    def _update_rotation(self) -> None:
        if not (self._checking and self.isVisible() and is_motion_enabled(self)):
            self._timer.stop()
            self._turned = 0.0
        elif not self._timer.isActive():
            self._timer.start(TURN_MS, self)

    def _paint_letter(self, painter: QPainter) -> None:
        colours, place = theme.get_current_colours(), QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        painter.drawRoundedRect(place, theme.RADIUS, theme.RADIUS)
        painter.setPen(QColor(colours.on_accent))
        font = QFont(self.font())
        font.setPixelSize(19)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._letter)
