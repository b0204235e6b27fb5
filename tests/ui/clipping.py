"""Finds text that does not have the room it needs, and content that is wider than its window."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from selfhelp.ui.widgets.card_list import Card

_SIGN_ALONE = Qt.ToolButtonStyle.ToolButtonIconOnly
SLACK = 1
"""Logical pixels that rounding may take."""


def settled(window: QWidget, qtbot: QtBot) -> list[str]:
    """Return what is still cut off after the layouts of a busy computer had a moment to settle."""
    for _ in range(20):
        if not (found := clipped(window)):
            return []
        qtbot.wait(50)
    return found


def clipped(window: QWidget) -> list[str]:
    """Return the texts that are cut off, each with the widget that cuts it."""
    return [*_labels(window), *_buttons(window), *_cards(window), *_too_wide(window)]


def _cards(window: QWidget) -> Iterator[str]:
    """They paint themselves: their height is what their lines need."""
    for card in window.findChildren(Card):
        if card.isVisible() and card.heightForWidth(card.width()) > card.height() + SLACK:
            yield f"too low: {card.join_full_text()}"


def _labels(window: QWidget) -> Iterator[str]:
    for label in window.findChildren(QLabel):
        if not label.isVisible() or not label.text():
            continue
        room = label.contentsRect()
        if label.wordWrap():
            if label.heightForWidth(label.width()) > label.height() + SLACK:
                yield f"too low: {label.text()}"
            longest = max(label.text().replace("\u200b", " ").split(), key=len, default="")
            if label.fontMetrics().horizontalAdvance(longest) > room.width() + SLACK and " " in label.text():
                yield f"a word is too long: {longest}"
        elif label.fontMetrics().horizontalAdvance(label.text()) > room.width() + SLACK:
            yield f"too narrow: {label.text()}"


def _buttons(window: QWidget) -> Iterator[str]:
    for button in window.findChildren(QAbstractButton):
        signed = isinstance(button, QToolButton) and button.toolButtonStyle() is _SIGN_ALONE
        if not button.isVisible() or not button.text() or signed:
            continue
        lines = button.text().replace("&", "").split("\n")
        words = max(button.fontMetrics().horizontalAdvance(line) for line in lines)
        whole = (
            button.sizeHint().width() if isinstance(button, QPushButton | QCheckBox | QRadioButton) else words
        )
        if (
            max(whole, words) > button.width() + SLACK
            or len(lines) * button.fontMetrics().height() > button.height()
        ):
            yield f"{type(button).__name__} cut: {button.text()}"


def _too_wide(window: QWidget) -> Iterator[str]:
    for area in window.findChildren(QScrollArea):
        inside = area.widget()
        if not area.isVisible() or inside is None or area.horizontalScrollBar().isVisible():
            continue
        if inside.width() > area.viewport().width() + SLACK:
            wide = [
                f"{type(w).__name__} {w.property('text') or w.objectName()}"
                for w in inside.findChildren(QWidget)
                if w.isVisible() and w.mapTo(inside, w.rect().topRight()).x() > area.viewport().width()
            ]
            yield f"{area.objectName()} is {inside.width()} wide in {area.viewport().width()}: {wide}"
