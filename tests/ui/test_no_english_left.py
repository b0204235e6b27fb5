"""No English word is left on a screen in another language, but for values and proper names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.languages import list_supported_languages
from selfhelp.ui.window import AppWindow
from tests.ui import fakes
from tests.ui.every_screen import walk
from tests.ui.fakes import Printer
from tests.ui.pages import Make

pytestmark = pytest.mark.slow
SAME_IN_BOTH = re.compile(
    r"English|Français|Microphone|Solution|.*\d.*|[^A-Za-z]*|.*\.png|.*@.*|Nothing prints|printer stuck"
    r"|.*It cannot be asked\.?|Looking at your documents: A document waits for Office\.",
    re.DOTALL,
)
"""Words that are the same, numbers, names of files, and what the user or the made-up computer said."""


ENGLISH = re.compile(
    r"\b(the|is|are|your|and|of|to|this|not|with|open|show|add|back|can|be)\b", re.IGNORECASE
)
"""Small words that no sentence of our other languages has."""


def shown(widget: QWidget) -> set[str]:
    """Return every word on a screen, also those that only a screen reader says."""
    words: set[str] = set()
    for child in widget.findChildren(QWidget):
        words |= {child.accessibleName(), child.toolTip()}
        if isinstance(child, QLabel | QAbstractButton):
            words.add(child.text())
        elif isinstance(child, QLineEdit):
            words.add(child.placeholderText())
        elif isinstance(child, QComboBox):
            words |= {child.itemText(i) for i in range(child.count())}
    return {word.replace("&", "") for word in words}


def english_words(window: AppWindow, app: App, qtbot: QtBot) -> set[str]:
    made_up = Path(fakes.__file__).read_text(encoding="utf-8")
    return {
        word
        for name in walk(window, app, qtbot)
        for word in shown(window)
        if ENGLISH.search(word) and not SAME_IN_BOTH.fullmatch(word) and word not in made_up
    }


@pytest.mark.spread(2)
@pytest.mark.parametrize("language", list_supported_languages()[1:])
def test_no_english_word_is_left(
    language: str, make_window: Make, app: App, qtbot: QtBot, printer: Printer
) -> None:
    printer.ask = True
    app.environment = {"LANG": f"{language}.UTF-8"}
    assert english_words(make_window(), app, qtbot) == set()


def test_the_walk_sees_english_where_it_is(
    make_window: Make, app: App, qtbot: QtBot, printer: Printer
) -> None:
    printer.ask = True
    assert len(english_words(make_window(), app, qtbot)) > 40
