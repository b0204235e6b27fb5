"""What a picture of a screen must show to be one."""

from __future__ import annotations

from collections import Counter

from PySide6.QtGui import QImage

STEP = 4
"""Pixels between two that are looked at."""

SOMETHING = 0.002
"""Share of the looked-at pixels that differ from the most frequent colour: a desktop's clock is more."""


def shows_something(picture: QImage) -> bool:
    """Whether a picture is there and isn't of one colour, as what was taken of nothing is."""
    if picture.isNull():
        return False
    down, across = range(0, picture.height(), STEP), range(0, picture.width(), STEP)
    seen = Counter(picture.pixel(x, y) for y in down for x in across)
    ((_, most),) = seen.most_common(1)
    return 1 - most / seen.total() >= SOMETHING
