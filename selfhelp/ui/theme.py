"""How the app looks: one table of colours, sizes and distances, in light and dark.

Fusion style, our own palette and a few lines of style sheet give the same look on every system.
Widgets name what they are (`setObjectName`): ``h1``, ``h2``, ``sub``, ``small``, ``card``, ``panel``,
``banner``; the one button that matters most on a screen has the property ``primary``, a text-like one
``link``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from selfhelp.places import resource

SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_5, SPACE_6 = 4, 8, 12, 16, 24, 32
"""Distances in logical pixels."""

RADIUS = 8
"""Roundness of buttons, cards and fields, in logical pixels."""

TARGET = 36
"""The least height of something to click, in logical pixels."""

CONTENT_WIDTH = 860
"""Lines wider than this, in logical pixels, are tiring to read."""

SMALLEST_FONT = 10.0
"""Body text in points, where the system's own font is smaller."""

SCALE = {"h1": 1.6, "h2": 1.12, "search": 1.15, "small": 0.92, "code": 2.4, "spoken": 1.8}
"""Type sizes relative to body text."""


@dataclass(frozen=True, slots=True)
class Colours:
    """One scheme. Text on its ground has a contrast of 4.5 or more, marks 3 or more (WCAG 2.2 AA)."""

    ground: str
    card: str
    line: str
    edge: str  # outline of something that can be used
    text: str
    sub: str
    accent: str
    accent_hover: str
    on_accent: str
    link: str
    hover: str
    pressed: str
    good: str
    good_ground: str
    warn: str
    warn_ground: str
    bad: str
    bad_ground: str


LIGHT = Colours(
    ground="#f6f8fa",
    card="#ffffff",
    line="#d8dee4",
    edge="#868e96",
    text="#1f2328",
    sub="#57606a",
    accent="#0a5fc2",
    accent_hover="#084f9f",
    on_accent="#ffffff",
    link="#0a5fc2",
    hover="#eef2f6",
    pressed="#e2e8ee",
    good="#1a7f37",
    good_ground="#dafbe1",
    warn="#8a5c00",
    warn_ground="#fff5cc",
    bad="#c21c2c",
    bad_ground="#ffebe9",
)
DARK = Colours(
    ground="#12161c",
    card="#1b2129",
    line="#313943",
    edge="#707a86",
    text="#e8edf2",
    sub="#a3adb8",
    accent="#2a6fd0",
    accent_hover="#1f5fb8",
    on_accent="#ffffff",
    link="#7ab2ff",
    hover="#242c36",
    pressed="#2d3742",
    good="#4cc465",
    good_ground="#14301d",
    warn="#e0a93a",
    warn_ground="#352a10",
    bad="#ff7b72",
    bad_ground="#3d1a1d",
)


def apply(app: QApplication, choice: str) -> None:
    """Give the whole app its look.

    Args:
        app: the application.
        choice: "light", "dark", or "" for what the system says.
    """
    colours = DARK if is_dark(app, choice) else LIGHT
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(palette(colours))
    _readable(app)
    app.setStyleSheet(style_sheet(colours, app.font()))


def is_dark(app: QApplication, choice: str) -> bool:
    """Say whether the dark scheme is wanted."""
    if choice in ("light", "dark"):
        return choice == "dark"
    # Without a desktop theme Qt answers Unknown; people there have a light one nearly always.
    return app.styleHints().colorScheme() is Qt.ColorScheme.Dark


def colours_now() -> Colours:
    """Return the scheme in use, for widgets that paint themselves."""
    return LIGHT if QApplication.palette().color(QPalette.ColorRole.Window).lightness() > 128 else DARK


def palette(colours: Colours) -> QPalette:
    """Return the scheme as a Qt palette."""
    role, result = QPalette.ColorRole, QPalette()
    for name, colour in {
        role.Window: colours.ground,
        role.WindowText: colours.text,
        role.Base: colours.card,
        role.AlternateBase: colours.ground,
        role.Text: colours.text,
        role.Button: colours.card,
        role.ButtonText: colours.text,
        role.BrightText: colours.on_accent,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.ToolTipBase: colours.card,
        role.ToolTipText: colours.text,
        role.PlaceholderText: colours.sub,
        role.Link: colours.link,
        role.Accent: colours.accent,
        role.Mid: colours.line,
    }.items():
        result.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, name, QColor(colours.sub))
    return result


def style_sheet(c: Colours, font: QFont) -> str:
    """Return the few rules that a palette cannot express."""
    size = {name: f"font-size: {font.pointSizeF() * scale:.1f}pt" for name, scale in SCALE.items()}
    return _surfaces(c, size) + _messages(c, size) + _buttons(c) + _details(c)


def _surfaces(c: Colours, size: Mapping[str, str]) -> str:
    """Return the rules of texts, cards and fields."""
    return f"""
#h1 {{ {size["h1"]}; font-weight: 600; }}
#h2 {{ {size["h2"]}; font-weight: 600; }}
#sub {{ color: {c.sub}; }}
#wrong {{ color: {c.bad}; }}
#code {{ {size["code"]}; font-weight: 600; letter-spacing: 2px; }}
#spoken {{ {size["spoken"]}; font-weight: 600; }}
#small {{ color: {c.sub}; {size["small"]}; }}
#card, #panel {{ background: {c.card}; border: 1px solid {c.line}; border-radius: {RADIUS + 2}px; }}
#card[usable="true"]:hover {{ background: {c.hover}; border-color: {c.edge}; }}
#card[usable="true"]:focus {{ border: 2px solid {c.link}; }}
#stage {{ background: {c.pressed}; border: 2px solid {c.pressed}; border-radius: {RADIUS}px; }}
#stage[active="true"] {{ border-color: {c.link}; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
#banner {{ background: {c.warn_ground}; border: 1px solid {c.warn}; border-radius: {RADIUS}px; }}
#notice {{ background: {c.card}; border-top: 1px solid {c.edge}; }}
#footer {{ background: {c.card}; border-top: 1px solid {c.line}; }}
QScrollArea, QScrollArea > QWidget > #scrolled {{ background: transparent; border: none; }}
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox {{ background: {c.card}; color: {c.text};
  border: 1px solid {c.edge}; border-radius: {RADIUS}px; padding: 7px 10px;
  selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus {{
  border: 2px solid {c.link}; padding: 6px 9px; }}
QTreeWidget {{ background: {c.card}; color: {c.text}; border: 1px solid {c.line};
  border-radius: {RADIUS}px; }}
QTreeWidget:focus {{ border: 2px solid {c.link}; }}
QTreeWidget::item {{ padding: 2px 4px; }}
QTreeWidget::item:selected {{ background: {c.accent}; color: {c.on_accent}; }}
#search {{ padding: 0 12px; min-height: 44px; {size["search"]}; border-radius: {RADIUS + 2}px; }}
#search:focus {{ padding: 0 11px; min-height: 42px; }}
QComboBox::drop-down {{ border: none; width: 30px; }}
QComboBox::down-arrow {{ image: url("{resource("icons/down-24.png")}"); width: 14px; height: 14px; }}
QComboBox QAbstractItemView {{ background: {c.card}; border: 1px solid {c.edge}; padding: 4px; }}
"""


def _messages(c: Colours, size: Mapping[str, str]) -> str:
    """Return the rules of a conversation."""
    return f"""
#said {{ background: {c.card}; border: 1px solid {c.line}; border-radius: {RADIUS + 2}px; }}
#said[mine="true"] {{ background: {c.pressed}; border-color: {c.pressed}; }}
#said[waits="true"] {{ background: transparent; border: 1px dashed {c.edge}; }}
#author {{ font-weight: 600; }}
#unread {{ background: {c.accent}; color: {c.on_accent}; border-radius: {RADIUS}px; padding: 1px 8px;
  {size["small"]}; font-weight: 600; }}
"""


def _buttons(c: Colours) -> str:
    """Return the rules of everything that is pressed."""
    return f"""
QPushButton, QToolButton {{ background: {c.card}; color: {c.text}; border: 1px solid {c.edge};
  border-radius: {RADIUS}px; padding: 7px 14px; min-height: {TARGET - 16}px; }}
QPushButton:hover, QToolButton:hover {{ background: {c.hover}; }}
QPushButton:pressed, QToolButton:pressed, QToolButton:checked {{ background: {c.pressed}; }}
QPushButton:focus, QToolButton:focus {{ border: 2px solid {c.link}; padding: 6px 13px; }}
QToolButton[sign="true"] {{ padding: 7px; }}
QToolButton[sign="true"]:focus {{ padding: 6px; }}
QToolButton[tool="true"]:checked {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent}; }}
QToolButton[tool="true"]:checked:focus {{ border: 2px solid {c.text}; }}
#drawn, #drawn:focus {{ padding: 0; min-height: 0; }}
#drawn {{ background: transparent; border-color: transparent; }}
#drawn:hover {{ background: {c.pressed}; }}
#drawn:focus {{ border-color: {c.link}; }}
QToolButton::menu-indicator {{ image: none; }}
QPushButton:disabled, QToolButton:disabled {{ color: {c.sub}; border-color: {c.line}; }}
QPushButton[primary="true"] {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent};
  font-weight: 600; }}
QPushButton[primary="true"]:hover {{ background: {c.accent_hover}; }}
QPushButton[primary="true"]:focus {{ border: 2px solid {c.text}; }}
QPushButton[primary="true"]:disabled {{ background: {c.pressed}; color: {c.sub}; border-color: {c.line}; }}
QPushButton[link="true"] {{ background: transparent; border: 1px solid transparent; color: {c.link};
  padding: 7px 6px; }}
QPushButton[link="true"]:disabled {{ color: {c.sub}; }}
QPushButton[link="true"]:hover {{ text-decoration: underline; }}
QPushButton[link="true"]:focus {{ border: 2px solid {c.link}; padding: 6px 5px; }}
"""


def _details(c: Colours) -> str:
    """Return the rules of small parts: ticks, menus, bars."""
    return f"""
QCheckBox, QRadioButton {{ spacing: 10px; padding: 5px; border: 2px solid transparent;
  border-radius: {RADIUS}px; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {c.link}; }}
QRadioButton[chip="true"] {{ background: {c.card}; border: 1px solid {c.edge}; padding: 6px 12px;
  min-height: {TARGET - 16}px; }}
QRadioButton[chip="true"]:hover {{ background: {c.hover}; }}
QRadioButton[chip="true"]:checked {{ background: {c.pressed}; font-weight: 600; }}
QRadioButton[chip="true"]:focus {{ border: 2px solid {c.link}; padding: 5px 11px; }}
QRadioButton::indicator {{ width: 14px; height: 14px; border: 1px solid {c.edge}; border-radius: 8px;
  background: {c.card}; }}
QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 5px solid {c.link};
  background: {c.card}; }}
QCheckBox::indicator {{ width: 16px; height: 16px; border: 1px solid {c.edge}; border-radius: 4px;
  background: {c.card}; }}
QCheckBox::indicator:checked, QCheckBox::indicator:indeterminate {{ background: {c.accent};
  border-color: {c.accent}; }}
QCheckBox::indicator:checked {{ image: url("{resource("icons/tick-32.png")}"); }}
QCheckBox::indicator:indeterminate {{ image: url("{resource("icons/some-32.png")}"); }}
QCheckBox::indicator:checked:disabled {{ background: {c.sub}; border-color: {c.sub}; }}
QMenu {{ background: {c.card}; border: 1px solid {c.edge}; padding: 4px; }}
QMenu::item {{ padding: 7px 18px; border-radius: 5px; }}
QMenu::item:selected {{ background: {c.accent}; color: {c.on_accent}; }}
QMenu::separator {{ background: {c.line}; height: 1px; margin: 4px 8px; }}
QProgressBar {{ background: {c.line}; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {c.link}; border-radius: 3px; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {c.edge}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {c.sub}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolTip {{ background: {c.card}; color: {c.text}; border: 1px solid {c.edge}; padding: 4px; }}
"""


def _readable(app: QApplication) -> None:
    """Raise a system font that is too small to read; a larger one is the person's wish and stays."""
    font = app.font()
    if font.pointSizeF() < SMALLEST_FONT:
        font.setPointSizeF(SMALLEST_FONT)
        app.setFont(font)
