"""Opens every screen of a window with something on it, for tests that look at all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QBuffer, QIODevice
from pytestqt.qtbot import QtBot

from selfhelp.app import App
from selfhelp.case import Case
from selfhelp.ui.screens.fix import FixScreen
from selfhelp.ui.screens.journal import JournalScreen
from selfhelp.ui.window import Window
from tests.ui.desk_window import picture

NAMES = (
    "home",
    "typed",
    "question",
    "proposal",
    "ended",
    "ask",
    "sheet",
    "editor",
    "tickets",
    "journal",
    "settings",
)
SCREEN = {"typed": "home", "question": "fix", "proposal": "fix", "ended": "fix"}
"""On which screen it is, where that is called otherwise."""


def png() -> bytes:
    """A picture as it comes from the screen."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture().save(buffer, "PNG")
    return bytes(buffer.data().data())


def walk(window: Window, app: App, qtbot: QtBot) -> Iterator[str]:
    """Show one screen after the other, and yield its name while it is on top."""
    case = app.new_case("Nothing prints")
    case.add_screenshot(png())
    openers: dict[str, Callable[[], object]] = {
        "home": lambda: window.open("home"),
        "typed": lambda: window.open("home", words="printer stuck"),
        "question": lambda: _fix(window, qtbot, "_question"),
        "proposal": lambda: _answer(window, qtbot),
        "ended": lambda: _agree(window, qtbot),
        "ask": lambda: window.open("ask", case=case),
        "sheet": lambda: window.open("sheet", case=case),
        "editor": lambda: _editor(window, case),
        "tickets": lambda: _tickets(window, case),
        "journal": lambda: _journal(window, qtbot),
        "settings": lambda: window.open("settings"),
    }
    for name in NAMES:
        openers[name]()
        qtbot.wait(150)
        on_top = window.current()
        assert on_top is not None
        assert on_top.objectName() == SCREEN.get(name, name)
        yield name


def _fix(window: Window, qtbot: QtBot, part: str) -> FixScreen:
    window.open("fix", id="print-stuck-queue")
    screen = window.current()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(lambda: getattr(screen, part).isVisible())
    return screen


def _answer(window: Window, qtbot: QtBot) -> None:
    screen = window.current()
    assert isinstance(screen, FixScreen)
    screen._question.yes.click()
    qtbot.waitUntil(screen._proposal.yes.isVisible)


def _agree(window: Window, qtbot: QtBot) -> None:
    screen = window.current()
    assert isinstance(screen, FixScreen)
    screen._proposal.yes.click()
    qtbot.waitUntil(screen._ending.isVisible)


def _editor(window: Window, case: Case) -> None:
    window.open("ask")
    window.open("editor", case=case, key=case.added()[0].key)


def _tickets(window: Window, case: Case) -> None:
    window.back()  # out of the editor, which asks once
    case.seal()
    window.open("tickets")


def _journal(window: Window, qtbot: QtBot) -> None:
    window.open("journal")
    screen = window.current()
    assert isinstance(screen, JournalScreen)
    qtbot.waitUntil(lambda: bool(screen._entries))
