"""The style sheet: sizes, distances and style rules; `selfhelp.ui.palettes` has the colours.

The Fusion style, a custom palette and a few style rules give the app the same look on every system. Widgets
are selected by object name (``setObjectName``): ``hero``, ``h1``, ``h2``, ``answer``, ``list``, ``step``,
``sub``, ``small``, ``card``, ``panel``, ``banner``. The most important button of a page has the property
``primary``, and a button that looks like text has ``link``. The lower edge of a card is darker than its other
edges.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

from selfhelp.core.colour_contrast import blend
from selfhelp.core.paths import find_resource
from selfhelp.ui.application import IS_FUSION
from selfhelp.ui.palettes import LIGHT, SCHEMES, ColourScheme, apply_accent

SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_5, SPACE_6 = 4, 8, 12, 16, 24, 32
"""Distances in logical pixels."""

RADIUS = 8
"""Corner radius of buttons, cards and fields, in logical pixels."""

TARGET = 36
"""Minimum height of a clickable widget, in logical pixels."""

CONTENT_WIDTH, FIELD_WIDTH = 900, 420
"""Maximum widths of a page and of a field in logical pixels, to keep lines readable."""

SMALLEST_FONT = 10.0
"""Minimum size of body text, in points."""

USUAL_TEXT = 16
"""Height of the body text for which all widths were designed, in logical pixels."""

_IN_USE = "selfhelp_colours"

_PICTURES = "icons"
"""Search path prefix of the style sheet's images (Qt: QDir.setSearchPaths; letters only). A Windows path
would be parsed as escape sequences, which invalidate the whole style sheet."""

SCALE = {
    "hero": 1.9, "h1": 1.55, "h2": 1.12, "answer": 1.38, "search": 1.2, "small": 0.92, "code": 2.4,
    "spoken": 1.8,
}  # fmt: skip
"""Factors of the text sizes relative to body text."""


def apply_theme(app: QApplication, choice: str, accent: str = "") -> None:
    """Apply a theme and an accent colour to the whole app.

    Args:
        app: the application.
        choice: "light", "dark", "contrast", or "" for the system's setting.
        accent: the organisation's colour as #rrggbb; ignored in high contrast.
    """
    _set_title_bar_scheme(app, choice)  # first: Qt reports an applied choice as the system's
    colours = apply_accent(SCHEMES[is_dark_wanted(app, choice), is_high_contrast_wanted(app, choice)], accent)
    app.setProperty(_IN_USE, colours)
    if not app.property(IS_FUSION):
        app.setStyle("Fusion")
        app.setProperty(IS_FUSION, True)
    if app.palette() != (wanted := _build_palette(colours)):
        app.setPalette(wanted)
    _enforce_min_font_size(app)
    QDir.setSearchPaths(_PICTURES, [find_resource("icons").as_posix()])
    if app.styleSheet() != (rules := build_style_sheet(colours, app.font())):  # costs a tenth of a second
        app.setStyleSheet(rules)


def _set_title_bar_scheme(app: QApplication, choice: str) -> None:
    """Draw the windows' title bars in the chosen scheme.

    Only Windows and macOS support this (Qt, QStyleHints::setColorScheme, since 6.8).
    """
    schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    app.styleHints().setColorScheme(schemes.get(choice, Qt.ColorScheme.Unknown))  # which is: the system's


def is_dark_wanted(app: QApplication, choice: str) -> bool:
    """Return whether the choice, or else the system, asks for a dark scheme."""
    if choice in ("light", "dark"):
        return choice == "dark"
    # Without a desktop theme, Qt returns Unknown; such systems nearly always use a light one.
    return app.styleHints().colorScheme() is Qt.ColorScheme.Dark


def is_high_contrast_wanted(app: QApplication, choice: str) -> bool:
    """Return whether the choice, or else the system, asks for high contrast.

    Qt reads Windows' contrast themes, macOS' "Increase contrast" and the desktop portal of Linux (Qt,
    QAccessibilityHints::contrastPreference, since 6.10).
    """
    if choice:
        return choice == "contrast"
    styles = app.styleHints()  # held: without it Shiboken takes the object below for deleted
    return styles.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast


def connect_scheme_change(app: QApplication, changed: Callable[[], None]) -> None:
    """Call ``changed`` whenever the system's colour scheme or contrast changes."""
    styles = app.styleHints()
    styles.colorSchemeChanged.connect(changed)
    styles.accessibility().contrastPreferenceChanged.connect(changed)


def get_current_colours() -> ColourScheme:
    """Return the current colour scheme, for widgets that paint themselves."""
    app = QApplication.instance()
    colours = app.property(_IN_USE) if app is not None else None
    return colours if isinstance(colours, ColourScheme) else LIGHT


def _build_palette(colours: ColourScheme) -> QPalette:
    """Return a colour scheme as a Qt palette."""
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


def build_style_sheet(c: ColourScheme, font: QFont) -> str:
    """Return the style sheet with the rules that a palette can't express."""
    size = {name: f"font-size: {font.pointSizeF() * scale:.1f}pt" for name, scale in SCALE.items()}
    return (
        _make_surface_rules(c, size)
        + _make_field_rules(c, size)
        + _make_message_rules(c, size)
        + _make_button_rules(c)
        + _make_detail_rules(c)
        + (_make_outline_rules(c) if c.strong else "")
    )


def _make_outline_rules(c: ColourScheme) -> str:
    """Return the style rules for the additional outlines in high contrast."""
    return f"""
#said[mine="true"] {{ border: 2px solid {c.edge}; }}
#hero {{ border: 2px solid {c.edge}; }}
QToolButton[quiet="true"] {{ border-color: {c.edge}; }}
#fact {{ border-color: {c.edge}; }}
#stage[active="false"] {{ border-color: {c.edge}; }}
QPushButton:disabled, QToolButton:disabled {{ border-style: dashed; color: {blend(c.text, c.ground, 0.55)}; }}
QPushButton:focus, QToolButton:focus {{ border: 3px solid {c.link}; padding: 5px 12px; }}
QPushButton[link="true"] {{ text-decoration: underline; }}
QPushButton[link="true"]:focus {{ border: 3px solid {c.link}; padding: 5px 4px; }}
QPushButton[primary="true"]:focus {{ border: 3px solid {c.text}; padding: 5px 12px; }}
*[sign="true"]:focus {{ padding: 5px; }}
#drawn, #drawn:focus {{ padding: 0; }}
QRadioButton[chip="true"]:checked {{ border: 3px solid {c.edge}; padding: 4px 10px; }}
"""


def _make_surface_rules(c: ColourScheme, size: Mapping[str, str]) -> str:
    """Return the style rules for texts and cards."""
    return f"""
#headline {{ {size["hero"]}; font-weight: 600; }}
#h1 {{ {size["h1"]}; font-weight: 600; }}
#name {{ font-weight: 600; }}
#step {{ color: {c.sub}; {size["small"]}; font-weight: 600; }}
#h2 {{ {size["h2"]}; font-weight: 600; }}
#answer {{ {size["answer"]}; font-weight: 600; }}
QAbstractButton {{ outline: none; }}
QLabel[reading="true"] {{ border: 2px solid transparent; border-radius: {RADIUS}px; }}
QLabel[reading="true"]:focus {{ border-color: {c.link}; }}
QWidget#list {{ border: 2px solid transparent; border-radius: {RADIUS}px; }}
QWidget#list:focus {{ border-color: {c.link}; }}
#sub {{ color: {c.sub}; }}
#wrong {{ color: {c.bad}; }}
#code {{ {size["code"]}; font-weight: 600; letter-spacing: 2px; }}
#spoken {{ {size["spoken"]}; font-weight: 600; }}
#small {{ color: {c.sub}; {size["small"]}; }}
#card, #panel {{ background: {c.card}; border: 1px solid {c.line}; border-bottom-color: {c.shade};
  border-radius: {RADIUS + 4}px; }}
#hero {{ background: {c.tint}; border-radius: {2 * RADIUS}px; }}
#card[usable="true"]:hover {{ background: {c.hover}; border-color: {c.edge}; }}
#card[usable="true"]:focus {{ border: 2px solid {c.link}; }}
#card[reading="true"], #panel[reading="true"] {{ padding: 1px; }}
#card[reading="true"]:focus, #panel[reading="true"]:focus {{ border: 2px solid {c.link}; padding: 0; }}
#stage {{ background: {c.pressed}; border: 2px solid {c.pressed}; border-radius: {RADIUS}px; }}
#stage[active="true"] {{ border-color: {c.link}; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
#banner {{ background: {c.warn_ground}; border: 1px solid {c.warn}; border-radius: {RADIUS}px; }}
#notice {{ background: {c.card}; border-top: 1px solid {c.edge}; }}
#footer {{ background: {c.card}; border-top: 1px solid {c.line}; }}
QScrollArea > QWidget > #scrolled {{ background: transparent; border: none; }}
"""


def _make_field_rules(c: ColourScheme, size: Mapping[str, str]) -> str:
    """Return the style rules for input fields."""
    return f"""
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox {{ background: {c.card}; color: {c.text};
  border: 1px solid {c.edge}; border-radius: {RADIUS}px; padding: 7px 10px;
  selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QLineEdit, QPlainTextEdit, QTextEdit {{ placeholder-text-color: {c.sub}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus {{
  border: 2px solid {c.link}; padding: 6px 9px; }}
QLineEdit:disabled, QComboBox:disabled {{ background: {c.ground}; color: {c.sub}; border-color: {c.line}; }}
QTreeWidget {{ background: {c.card}; color: {c.text}; border: 1px solid {c.line};
  border-radius: {RADIUS}px; }}
QTreeWidget:focus {{ border: 2px solid {c.link}; }}
QTreeWidget::item {{ padding: 2px 4px; }}
QTreeWidget::item:selected {{ background: {c.accent}; color: {c.on_accent}; }}
QLineEdit > QToolButton, QLineEdit > QToolButton:hover {{ background: transparent; border: none; padding: 0;
  min-height: 0; }}
#search {{ padding: 0 14px; min-height: 50px; {size["search"]}; border-radius: {RADIUS + 4}px; }}
#search:focus {{ padding: 0 13px; min-height: 48px; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox::drop-down {{ border: none; width: 30px; }}
QComboBox::down-arrow {{ image: url("{_PICTURES}:down-24.png"); width: 14px; height: 14px; }}
QComboBox QAbstractItemView {{ background: {c.card}; border: 1px solid {c.edge}; padding: 4px;
  outline: none; }}
QComboBox QAbstractItemView::item {{ padding: 4px 8px; min-height: 24px; }}
QComboBox QAbstractItemView::item:selected {{ background: {c.accent}; color: {c.on_accent}; }}
"""


def _make_message_rules(c: ColourScheme, size: Mapping[str, str]) -> str:
    """Return the style rules for a conversation's messages."""
    return f"""
#said {{ background: {c.card}; border: 1px solid {c.line}; border-radius: {RADIUS + 2}px; }}
#said[mine="true"] {{ background: {c.tint}; border-color: {c.tint}; }}
#said[waits="true"] {{ background: transparent; border: 1px dashed {c.edge}; }}
#said:focus {{ border: 2px solid {c.link}; }}
#author {{ font-weight: 600; }}
#unread {{ background: {c.accent}; color: {c.on_accent}; border-radius: {RADIUS}px; padding: 1px 8px;
  {size["small"]}; font-weight: 600; }}
"""


def _make_button_rules(c: ColourScheme) -> str:
    """Return the style rules for buttons."""
    return f"""
QPushButton, QToolButton {{ background: {c.soft}; color: {c.text}; border: 1px solid {c.shade};
  border-radius: {RADIUS}px; padding: 7px 14px; min-height: {TARGET - 16}px; }}
QPushButton:hover, QToolButton:hover {{ background: {c.hover}; }}
QPushButton:pressed, QToolButton:pressed, QToolButton:checked {{ background: {c.pressed}; }}
QPushButton:focus, QToolButton:focus {{ border: 2px solid {c.link}; padding: 6px 13px; }}
*[sign="true"] {{ padding: 7px; }}
*[sign="true"]:focus {{ padding: 6px; }}
*[tool="true"]:checked {{ background: {c.tint}; color: {c.link}; border-color: {c.link}; }}
*[tool="true"]:checked:focus {{ border: 2px solid {c.text}; }}
#drawn, #drawn:focus {{ padding: 0; min-height: 0; }}
#drawn {{ background: transparent; border-color: transparent; }}
#drawn:hover {{ background: {c.pressed}; }}
#drawn:focus {{ border-color: {c.link}; }}
#fact, #fact:focus {{ padding: 2px 8px; min-height: 24px; font-weight: 400; }}
#fact {{ border-color: {c.soft}; }}
QToolButton[quiet="true"] {{ background: transparent; border-color: transparent; padding: 7px 6px; }}
QToolButton[quiet="true"]:hover {{ background: {c.hover}; }}
QToolButton[quiet="true"]:focus {{ border: 2px solid {c.link}; padding: 6px 5px; }}
#fact:focus {{ border: 2px solid {c.link}; padding: 1px 7px; }}
QToolButton::menu-indicator {{ image: none; }}
QPushButton:disabled, QToolButton:disabled {{ color: {c.sub}; border-color: {c.line}; }}
QPushButton[primary="true"] {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent};
  font-weight: 600; }}
QPushButton[primary="true"]:hover {{ background: {c.accent_hover}; }}
QPushButton[primary="true"]:focus {{ border: 2px solid {c.text}; }}
QPushButton[primary="true"]:disabled {{ background: {c.pressed}; color: {c.sub}; border-color: {c.line}; }}
QPushButton[chip="true"] {{ background: {c.card}; border: 1px solid {c.edge};
  border-radius: {2 * RADIUS}px; padding: 6px 10px; font-weight: 400; }}
QPushButton[chip="true"]:hover {{ background: {c.hover}; }}
QPushButton[chip="true"]:focus {{ border: 2px solid {c.link}; padding: 5px 9px; }}
QPushButton[link="true"] {{ background: transparent; border: 1px solid transparent; color: {c.link};
  padding: 7px 6px; }}
QPushButton[link="true"]:disabled {{ color: {c.sub}; }}
QPushButton[link="true"]:hover {{ text-decoration: underline; }}
QPushButton[link="true"]:focus {{ border: 2px solid {c.link}; padding: 6px 5px; }}
QPushButton[fold="true"] {{ text-align: left; padding-left: 24px; }}
QPushButton[fold="true"]:focus {{ padding-left: 23px; }}
"""


def _make_detail_rules(c: ColourScheme) -> str:
    """Return the style rules for check boxes, menus and scroll bars."""
    return f"""
QCheckBox, QRadioButton {{ spacing: 10px; padding: 5px; border: 2px solid transparent;
  border-radius: {RADIUS}px; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {c.link}; }}
QRadioButton[chip="true"] {{ background: {c.card}; border: 1px solid {c.edge}; padding: 6px 12px;
  min-height: {TARGET - 16}px; }}
QComboBox[chip="true"] {{ padding: 6px 12px; min-height: {TARGET - 16}px; }}
QComboBox[chip="true"]:focus {{ padding: 5px 11px; }}
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
QCheckBox::indicator:checked {{ image: url("{_PICTURES}:tick-32.png"); }}
QCheckBox::indicator:indeterminate {{ image: url("{_PICTURES}:some-32.png"); }}
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


def scale_width(pixels: int) -> int:
    """Return a width scaled to the user's text size, in logical pixels."""
    return round(pixels * max(1.0, QFontInfo(QApplication.font()).pixelSize() / USUAL_TEXT))


def _enforce_min_font_size(app: QApplication) -> None:
    """Increase the app's font to the minimum readable size; larger fonts are unchanged."""
    font = app.font()
    if font.pointSizeF() < SMALLEST_FONT:
        font.setPointSizeF(SMALLEST_FONT)
        app.setFont(font)
