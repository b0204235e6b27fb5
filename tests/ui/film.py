"""Takes a window's pictures with a pointer on them, and writes them as one animated WebP file."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

POINTER = QPolygonF(
    [QPointF(x, y) for x, y in ((0, 0), (0, 17), (4, 13), (7, 20), (10, 19), (7, 12), (13, 12))]
)
"""The tip is at the origin."""

STEPS = 6
"""Pictures in which the pointer goes from one place to another."""

MOVE = 0.06
"""Seconds that each of them is shown."""

PLAYS = 3
"""Then it stands still at the result: what moves for ever distracts (WCAG 2.2.2)."""


@dataclass(slots=True)
class Film:
    """The pictures so far, each with the seconds it is shown."""

    qtbot: QtBot
    window: QWidget
    pointer: QPoint
    frames: list[tuple[QImage, float]] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """How long it takes to play once."""
        return sum(shown for _, shown in self.frames)

    def hold(self, seconds: float) -> None:
        """Show the window as it is for some seconds; the same picture again is only shown longer."""
        picture = self._picture()
        if self.frames and self.frames[-1][0] == picture:
            self.frames[-1] = (picture, self.frames[-1][1] + seconds)
        else:
            self.frames.append((picture, seconds))

    def type(self, widget: QWidget, text: str, seconds: float) -> None:
        """Type a text, letter by letter."""
        for letter in text:
            self.qtbot.keyClicks(widget, letter)
            self.qtbot.wait(80)  # what fits is laid out
            self.hold(seconds / len(text))

    def until(self, condition: Callable[[], bool], seconds: float, *, tries: int = 400) -> None:
        """Wait for a condition, and show what changes meanwhile, each change for some seconds."""
        for _ in range(tries):
            if condition():
                return
            self.qtbot.wait(25)
            if self._picture() != self.frames[-1][0]:
                self.hold(seconds)
        raise TimeoutError("the window did not get there")

    def click(self, widget: QWidget) -> None:
        """Go to a widget with the pointer, and click it."""
        there = widget.mapTo(self.window, widget.rect().center())
        start = self.pointer
        for step in range(1, STEPS + 1):
            self.pointer = start + (there - start) * step / STEPS
            self.hold(MOVE)
        self.hold(0.5)
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)

    def save(self, file: Path, *, small: bool) -> None:
        """Write it, without loss; to make it small takes half a minute of processor time."""
        first, *others = (_pillow(picture) for picture, _ in self.frames)
        first.save(
            file,
            save_all=True,
            append_images=others,
            duration=[round(shown * 1000) for _, shown in self.frames],
            loop=PLAYS,
            lossless=True,
            quality=100 if small else 0,
            method=6 if small else 0,
            minimize_size=small,
        )

    def _picture(self) -> QImage:
        picture = self.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor("white"), 1.4))
        painter.setBrush(QColor("black"))
        painter.translate(self.pointer)
        painter.drawPolygon(POINTER)
        painter.end()
        return picture


def _pillow(picture: QImage) -> Image.Image:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    return Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGB")
