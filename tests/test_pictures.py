"""A picture of nothing isn't taken for a picture of a screen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from tests.pictures import shows_something


def desktop(*areas: QRect) -> QImage:
    """A grey screen of 800 × 600 pixels with white areas."""
    picture = QImage(800, 600, QImage.Format.Format_RGB32)
    picture.fill(QColor("#303030"))
    painter = QPainter(picture)
    for area in areas:
        painter.fillRect(area, QColor("white"))
    painter.end()
    return picture


def test_a_panel_with_a_clock_is_something() -> None:
    assert shows_something(desktop(QRect(350, 8, 90, 12)))


@pytest.mark.parametrize("colour", ["black", "white", "#1e1e2e"])
def test_one_colour_is_nothing(colour: str) -> None:
    picture = QImage(800, 600, QImage.Format.Format_ARGB32)
    picture.fill(QColor(colour))
    assert not shows_something(picture)


def test_a_mouse_pointer_alone_is_nothing() -> None:
    assert not shows_something(desktop(QRect(400, 300, 8, 12)))


def test_no_picture_is_nothing() -> None:
    assert not shows_something(QImage())
