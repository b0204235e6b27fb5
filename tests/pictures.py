"""What a picture of a screen must show to be one."""

from __future__ import annotations

from collections import Counter

from PySide6.QtGui import QImage

STEP = 4
"""Pixels between two that are looked at."""

SOMETHING = 0.002
"""Share of the looked-at pixels that differ from the most frequent colour: a desktop's clock is more."""


def numbers(picture: QImage) -> list[list[int]]:
    """Return the pixels of each row as numbers 0xAARRGGBB: a call for each takes fifty times as long."""
    plain = picture.convertToFormat(QImage.Format.Format_ARGB32)
    whole, width = memoryview(plain.constBits()).cast("I"), plain.width()
    return [whole[at : at + width].tolist() for at in range(0, len(whole), width)]


def shows_something(picture: QImage) -> bool:
    """Whether a picture is there and isn't of one colour, as what was taken of nothing is."""
    if picture.isNull():
        return False
    seen = Counter(pixel for row in numbers(picture)[::STEP] for pixel in row[::STEP])
    ((_, most),) = seen.most_common(1)
    return 1 - most / seen.total() >= SOMETHING
