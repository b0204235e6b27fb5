"""Foreign text that wants to be more than text, and what may not become of it on a screen."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

from PySide6.QtGui import QAccessible, QAction, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItemIterator,
    QWidget,
)

from selfhelp.core.text import DIRECTIONS

IN_POLICY = "Q&Zoé <b>bold</b>"
"""What an administrator may write; directions and control characters are refused there."""

SHORT = "Q&Zoé <b>bold</b> \u202egnp.exe"
"""What fits into a title, a name of a file, of a printer or of a person."""

LONG = (
    f"{SHORT}<img src='file:///etc/passwd'><a href='https://x.example'>link</a>\x00\x07\r\n"
    f"\u2066second &line\u2029" + "w" * 10_000
)
MARK = "Q&Zo"
"""By which foreign text is known again; its & must be seen, and must not underline the letter after it."""

_MARKUP = re.compile(r"<(?!/?qt>)[a-z!/]", re.IGNORECASE)


def complaints(window: QWidget) -> list[str]:
    """Return what is wrong with texts that can be seen, hovered over, or heard."""
    found: list[str] = []
    for widget in (window, *window.findChildren(QWidget)):
        found.extend(f"{_called(widget)}: {wrong}" for wrong in _wrong(widget))
    for action in window.findChildren(QAction):
        found.extend(f"QAction: {wrong}" for wrong in of_mnemonic(action.text()))
    return [*found, *_of_width(window)]


def of_mnemonic(text: str) -> Iterator[str]:
    """Complain about text where a single & hides, and underlines the letter after it."""
    if MARK in text.replace("&&", "\0"):
        yield f"& is eaten: {text[:60]!r}"


def _wrong(widget: QWidget) -> Iterator[str]:
    tip = widget.toolTip()
    if Qt.mightBeRichText(tip) and not (tip.startswith("<qt>") and not _MARKUP.search(tip)):
        yield f"a rich tool tip: {tip[:80]!r}"
    if isinstance(widget, QLabel):
        if widget.textFormat() is not Qt.TextFormat.PlainText:
            yield f"a rich label: {widget.text()[:80]!r}"
        if widget.buddy() is not None:
            yield from of_mnemonic(widget.text())
        yield from of_characters(widget.text())
    if isinstance(widget, QAbstractButton):
        yield from of_mnemonic(widget.text())
        yield from of_characters(widget.text())
    if isinstance(widget, QGroupBox):
        yield from of_mnemonic(widget.title())
    for text in (
        tip,
        widget.windowTitle(),
        widget.statusTip(),
        widget.whatsThis(),
        *_heard(widget),
        *_items(widget),
    ):
        yield from of_characters(text)
    if isinstance(widget, QLineEdit):
        yield from of_characters(widget.placeholderText())


def _heard(widget: QWidget) -> Iterator[str]:
    yield widget.accessibleName()
    yield widget.accessibleDescription()
    seen = QAccessible.queryAccessibleInterface(widget)
    if seen is not None and widget.accessibleName():
        yield seen.text(QAccessible.Text.Name)


def _items(widget: QWidget) -> Iterator[str]:
    """Return what stands in lists and trees."""
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(row) for row in range(widget.count()))
    if isinstance(widget, QTreeWidget):
        for item in QTreeWidgetItemIterator(widget):
            node = item.value()
            for column in range(widget.columnCount()):
                yield node.text(column)
                tip = node.toolTip(column)
                yield tip if not Qt.mightBeRichText(tip) or tip.startswith("<qt>") else f"\0{tip}"


def of_characters(text: str) -> Iterator[str]:
    """Complain about what turns the text around, breaks its line in a title, or isn't a character."""
    odd = {c for c in html.unescape(text) if c in DIRECTIONS or unicodedata.category(c) in ("Cc", "Cs", "Zp")}
    if odd - {"\n", "\t"}:
        yield f"{sorted(map(hex, map(ord, odd)))} in {text[:60]!r}"


def _of_width(window: QWidget) -> Iterator[str]:
    if window.isWindow() and window.width() > max(400, window.minimumWidth()):
        yield f"the window became {window.width()} wide"
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        right = widget.mapTo(window, widget.rect().topRight()).x()
        if right > window.width() and isinstance(widget, QLabel | QAbstractButton):
            yield f"{_called(widget)} reaches to {right} of {window.width()}"


def _called(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()[:20]}".strip()


def screens() -> list[QWidget]:
    """Return every window that is shown."""
    return [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
