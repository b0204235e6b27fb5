"""Pictures of the screens for a person to look at, and proof that no text is cut off in them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.ui import theme
from selfhelp.ui.navigation import FixPage, HomePage, JournalPage, SettingsPage
from selfhelp.ui.screens.fix import FixScreen
from selfhelp.ui.screens.home import HomeScreen
from selfhelp.ui.window import AppWindow
from tests.ui.fakes import Printer
from tests.ui.pages import Make

LOOKS = [
    ("light", "en", (1000, 700)),
    ("dark", "fr", (1000, 700)),
    ("light", "fr", (400, 560)),
    ("light", "de", (400, 560)),
    ("light", "de", (920, 720)),
    ("dark", "en", (400, 560)),
]


def cut_off(window: QWidget, qtbot: QtBot) -> list[str]:
    """Return what is still cut off after the layouts of a busy computer had a moment to settle."""
    found: list[str] = []
    for _ in range(20):
        if not (found := clipped(window)):
            break
        qtbot.wait(50)
    return found


def clipped(window: QWidget) -> list[str]:
    """Return the texts that do not have the room they need."""
    labels = [w for w in window.findChildren(QLabel) if w.isVisible() and w.text()]
    buttons = [w for w in window.findChildren(QPushButton) if w.isVisible() and w.text()]
    small = [label.text() for label in labels if label.heightForWidth(label.width()) > label.height() + 1]
    return small + [button.text() for button in buttons if button.sizeHint().width() > button.width() + 1]


@pytest.mark.spread
@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}-{look[2][0]}")
@pytest.mark.parametrize("name", ["home", "typed", "proposal", "ended", "journal", "settings"])
def test_pictures_of_screens(
    name: str,
    look: tuple[str, str, tuple[int, int]],
    make_window: Make,
    qtbot: QtBot,
    qapp: QApplication,
    app: App,
    printer: Printer,
    pictures: Path,
) -> None:
    scheme, language, size = look
    app.preferences = app.preferences.copy_with_changes(language=language, theme=scheme)
    printer.name = "Office-3rd-floor"
    window = make_window(SettingsPage() if name == "settings" else HomePage())
    window.apply_preferences()
    window.resize(*size)
    {"typed": _typed, "proposal": _proposal, "ended": _ended, "journal": _journal}.get(name, _nothing)(
        window, qtbot
    )
    qtbot.wait(80)
    assert (window.width(), window.height()) == size
    qtbot.waitUntil(partial(_nothing_is_clipped, window))
    assert window.grab().save(str(pictures / f"{name}-{scheme}-{language}-{size[0]}.png"))
    window.close()
    theme.apply_theme(qapp, "light")


def _nothing_is_clipped(window: AppWindow) -> None:
    """Raise where something is; on a busy computer the last layout may come a moment later."""
    assert clipped(window) == []


def _nothing(window: AppWindow, qtbot: QtBot) -> None:
    qtbot.wait(150)


def _typed(window: AppWindow, qtbot: QtBot) -> None:
    home = window.get_current_screen()
    assert isinstance(home, HomeScreen)
    qtbot.waitUntil(lambda: home._answers.catalog is not None)
    home._box.setText("printer stuck")


def _proposal(window: AppWindow, qtbot: QtBot) -> FixScreen:
    window.open(FixPage("print-stuck-queue"))
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    return screen


def _ended(window: AppWindow, qtbot: QtBot) -> None:
    screen = _proposal(window, qtbot)
    screen._proposal.yes.click()
    qtbot.waitUntil(screen._ending.isVisible)


def _journal(window: AppWindow, qtbot: QtBot) -> None:
    _ended(window, qtbot)
    window.open(JournalPage())
    qtbot.wait(100)
