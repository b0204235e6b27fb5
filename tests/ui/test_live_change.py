"""Language and look change while a screen is open: every word follows, and nothing of the user's is lost."""

# mypy: disable-error-code="assignment, attr-defined"

from __future__ import annotations

import json
from operator import ne
from typing import Any

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.ui import theme
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.home import HomeScreen
from selfhelp.ui.window import AppWindow
from tests.conftest import LOOPS
from tests.pictures import numbers
from tests.ui import pseudo
from tests.ui.clipping import settled
from tests.ui.every_screen import walk
from tests.ui.fakes import Printer
from tests.ui.pages import PAGES, Make
from tests.ui.test_pseudo import FOREIGN, SPOKEN, in_the_help, third  # noqa: F401 - a fixture

LOOKS = ("dark", "contrast", "light")


def switch(window: AppWindow, app: App, language: str, look: str) -> None:
    app.preferences = app.preferences.copy_with_changes(language=language, theme=look)
    app.__dict__.pop("translator", None)
    window.apply_preferences()


def fields(window: AppWindow) -> list[QLineEdit | QPlainTextEdit]:
    """Where the user can write now."""
    screen = window.get_current_screen()
    assert screen is not None
    found = [*screen.findChildren(QLineEdit), *screen.findChildren(QPlainTextEdit)]
    return [one for one in found if one.isVisible() and one.isEnabled() and not one.isReadOnly()]


def write(window: AppWindow) -> None:
    """Write into every field."""
    for field in fields(window):
        if isinstance(field, QLineEdit):
            field.setText(f"Nothing prints 1 {field.text()}"[:40])
            field.setModified(True)
            field.setSelection(2, 4)
        else:
            field.setPlainText(f"Nothing prints. {field.toPlainText()}"[:300])
            cursor = field.textCursor()
            cursor.setPosition(3)
            field.setTextCursor(cursor)


def thought_over(window: AppWindow, qtbot: QtBot) -> None:
    """Wait until the ticket form has proposed what it is about: a pause and a look at the words."""
    if isinstance(window.get_current_screen(), AskScreen):
        qtbot.waitUntil(lambda: state(window)["chosen"][0] > 0, timeout=10_000)


def state(window: AppWindow) -> dict[str, Any]:
    """What is the user's on a screen: texts, where they write, what is chosen and where they are."""
    screen = window.get_current_screen()
    assert screen is not None
    words = []
    for field in fields(window):
        if isinstance(field, QLineEdit):
            words.append((field.text(), field.selectedText()))
        else:
            words.append((field.toPlainText(), str(field.textCursor().position())))
    boxes = [box for box in screen.findChildren(QComboBox) if box.isVisible()]
    chosen = [box.currentIndex() for box in boxes if screen.objectName() != "settings" or box is boxes[-1]]
    buttons = [b for b in screen.findChildren(QAbstractButton) if b.isVisible() and b.isCheckable()]
    focus = QApplication.focusWidget()
    inside = focus is not None and (focus is screen or screen.isAncestorOf(focus))
    return {
        "words": words,
        "chosen": chosen,
        "ticked": [button.isChecked() for button in buttons],
        "focus": type(focus).__name__ if inside else "",
        "screen": screen.objectName(),
    }


def seen(window: AppWindow) -> set[str]:
    """Every word that can be seen or heard now."""
    words: set[str] = set()
    for child in window.findChildren(QWidget):
        if child.isVisible():
            words |= {child.accessibleName(), child.accessibleDescription(), child.toolTip()}
            if isinstance(child, QLabel | QAbstractButton):
                words.add(child.text())
            elif isinstance(child, QLineEdit | QPlainTextEdit):
                words.add(child.placeholderText())
    return {word.replace("&", "") for word in words}


@pytest.mark.slow
def test_changing_language_updates_every_screen_and_loses_nothing(
    third: None,  # noqa: F811
    make_window: Make,
    app: App,
    qtbot: QtBot,
    printer: Printer,
) -> None:
    printer.ask = True
    window = make_window()
    switch(window, app, "en", "light")
    lost, stale = {}, {}
    for name in walk(window, app, qtbot):
        settled(window, qtbot)
        write(window)
        thought_over(window, qtbot)
        before = state(window)
        switch(window, app, "qps", "light")
        qtbot.wait(150)
        settled(window, qtbot)
        if (after := state(window)) != before:
            lost[name] = [(key, before[key], after[key]) for key in before if before[key] != after[key]]
        left = {pseudo.outside(word) for word in seen(window)} - in_the_help()
        english = {w for w in left - {app.login} if not FOREIGN.fullmatch(w) and not set(w.split()) <= SPOKEN}
        if english:
            stale[name] = sorted(english)
        switch(window, app, "en", "light")
        qtbot.wait(150)
        if (back := state(window)) != before and name not in lost:
            lost[name] = [("and back", before, back)]
    for name, what in lost.items():
        print("LOST", name, what)
    for name, what in stale.items():
        print("STALE", name, what)
    assert lost == {}, json.dumps(lost, ensure_ascii=False)
    assert stale == {}, json.dumps(stale, ensure_ascii=False)


@pytest.mark.slow
def test_changing_theme_updates_every_screen_and_loses_nothing(
    make_window: Make, app: App, qtbot: QtBot, printer: Printer, qapp: QApplication
) -> None:
    """Every second screen in one more look, by turns; in `make soak` all of them in every look."""
    printer.ask = True
    window = make_window()
    lost: dict[str, Any] = {}
    for number, name in enumerate(walk(window, app, qtbot)):
        if LOOPS < 100 and number % 2:
            continue
        settled(window, qtbot)
        write(window)
        thought_over(window, qtbot)
        before = state(window)
        window.delete_hidden_screens()  # each of them takes as long as this one; the test below has nine
        for look in LOOKS if LOOPS >= 100 else LOOKS[number // 2 % len(LOOKS) :][:1]:
            switch(window, app, "en", look)
            qtbot.wait(50)
            if (after := state(window)) != before:
                lost[f"{name} {look}"] = [
                    (key, before[key], after[key]) for key in before if before[key] != after[key]
                ]
            scheme = theme.get_current_colours()
            assert qapp.palette().window().color().name() == scheme.ground
            assert window.palette().window().color().name() == scheme.ground, (name, look)
    theme.apply_theme(qapp, "light")
    assert lost == {}, json.dumps(lost, ensure_ascii=False)


PICTURED = ("home", "ask", "emergency", "tickets", "remote", "privacy", "about", "help", "welcome")
CURSOR = 60
"""Pixels by which two pictures of the same screen may differ: a cursor that blinks."""


@pytest.mark.slow
def test_nothing_keeps_the_colours_of_the_look_before(
    make_window: Make, app: App, jobs: JobRunner, qtbot: QtBot, qapp: QApplication
) -> None:
    """A screen that was open looks as one that is opened in the new look."""
    window = make_window()
    changed: dict[str, QImage] = {}
    pictured = PICTURED if LOOPS >= 100 else PICTURED[::2]
    for name in pictured:
        switch(window, app, "en", "light")
        window.open(PAGES[name]())
        looked(window, qtbot)
        qtbot.wait(300)
        window.grab()
        switch(window, app, "en", "dark")
        qtbot.wait(100)
        changed[name] = window.grab().toImage()
    fresh = AppWindow(app, jobs)
    qtbot.addWidget(fresh)
    fresh.resize(window.size())
    window.hide()
    fresh.show()
    fresh.apply_preferences()
    wrong = {}
    for name in pictured:
        fresh.open(PAGES[name]())
        looked(fresh, qtbot)
        qtbot.wait(400)
        if (count := different(fresh.grab().toImage(), changed[name])) > CURSOR:
            wrong[name] = count
    theme.apply_theme(qapp, "light")
    assert wrong == {}


def looked(window: AppWindow, qtbot: QtBot) -> None:
    """Wait until the first screen has looked at this computer: what it found then appears."""
    screen = window.get_current_screen()
    if isinstance(screen, HomeScreen):
        qtbot.waitUntil(
            lambda: screen._answers.catalog is not None and not screen._health._waiting, timeout=20_000
        )


def different(one: QImage, other: QImage) -> int:
    """Return how many of every fourth pixel differ."""
    assert one.size() == other.size()
    rows = zip(numbers(one)[::2], numbers(other)[::2], strict=True)
    return sum(sum(map(ne, row[::2], beside[::2])) for row, beside in rows)
