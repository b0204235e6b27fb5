"""Colours that can be read by everybody, in both schemes."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from selfhelp.ui import theme

TEXTS = [
    ("text", "ground"), ("text", "card"), ("text", "hover"), ("text", "pressed"),
    ("sub", "ground"), ("sub", "card"), ("link", "card"), ("link", "ground"),
    ("on_accent", "accent"), ("on_accent", "accent_hover"),
]  # fmt: skip
MARKS = [
    ("good", "good_ground"), ("warn", "warn_ground"), ("bad", "bad_ground"),
    ("edge", "card"), ("edge", "ground"), ("link", "card"), ("sub", "pressed"),
]  # fmt: skip


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    c = QColor(colour)
    red, green, blue = (
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (c.redF(), c.greenF(), c.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_contrast(scheme: theme.Colours) -> None:
    for least, pairs in ((4.5, TEXTS), (3.0, MARKS)):
        for front, back in pairs:
            found = contrast(getattr(scheme, front), getattr(scheme, back))
            assert found >= least, f"{front} on {back}: {found:.2f}"


@pytest.mark.parametrize(("choice", "scheme"), [("light", theme.LIGHT), ("dark", theme.DARK)])
def test_a_choice_beats_the_system(qapp: QApplication, choice: str, scheme: theme.Colours) -> None:
    theme.apply(qapp, choice)
    assert theme.colours_now() is scheme
    assert qapp.style().objectName() in ("fusion", "")  # a style sheet wraps the style
    theme.apply(qapp, "light")


def test_a_large_font_of_the_system_stays(qapp: QApplication) -> None:
    font = qapp.font()
    font.setPointSizeF(18)
    qapp.setFont(font)
    theme.apply(qapp, "light")
    assert qapp.font().pointSizeF() == 18
    font.setPointSizeF(10)
    qapp.setFont(font)
