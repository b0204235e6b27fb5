"""Each screen has exactly one destination, which is a value and loads nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.deep_links import SCREENS, DeepLink
from selfhelp.ui import screens
from selfhelp.ui.app_screen import AppScreen, load_screen_class
from selfhelp.ui.navigation import (
    AskPage,
    ConversationPage,
    Destination,
    EditorPage,
    EmergencyPage,
    FixPage,
    HomePage,
    JournalPage,
    ReviewPage,
    TicketsPage,
    find_destination,
)
from selfhelp.ui.screens.fix import FixScreen
from tests.ui.desk_window import make_window
from tests.ui.pages import PAGES


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_destination_leads_to_the_screen_that_declares_it(page: type[Destination]) -> None:
    screen = load_screen_class(page)
    assert issubclass(screen, AppScreen)
    (declared,) = screen.__orig_bases__  # type: ignore[attr-defined]
    assert get_args(declared) == (page,)


def test_every_screen_has_one_destination() -> None:
    folder = Path(screens.__file__).parent
    assert sorted(PAGES) == sorted(file.stem for file in folder.glob("*.py") if file.stem != "__init__")


def test_a_destination_is_a_value() -> None:
    case = object()
    assert FixPage("a", words="x") == FixPage("a", words="x") != FixPage("b", words="x")
    assert len({TicketsPage(), TicketsPage(), TicketsPage("sh-1"), JournalPage(), HomePage()}) == 4
    pictures = {EditorPage(case, picture=QImage(1, 1, QImage.Format.Format_RGB32))}  # type: ignore[arg-type]
    assert EditorPage(case) not in pictures  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        FixPage("a").id = "b"  # type: ignore[misc]


@pytest.mark.parametrize("name", SCREENS)
def test_every_link_has_a_destination(name: str) -> None:
    aliases = {"suspicious-mail": EmergencyPage("mail"), "lost-device": EmergencyPage("device")}
    assert find_destination(DeepLink(name)) == (aliases[name] if name in aliases else PAGES[name]())


def test_words_are_for_the_first_screen_only() -> None:
    assert find_destination(DeepLink(), "no sound") == HomePage("no sound")
    assert find_destination(DeepLink(fix="net-vpn"), "no sound") == HomePage("no sound", fix="net-vpn")
    assert find_destination(DeepLink("ask"), "no sound") == AskPage()


def test_destinations_load_neither_qt_nor_a_screen() -> None:
    asked = "import selfhelp.ui.navigation, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    names = loaded.stdout.split()
    assert "selfhelp.ui.navigation" in names
    assert [
        name for name in names if name.startswith(("PySide6", "selfhelp.ui.screens", "selfhelp.tickets"))
    ] == []


def test_going_back_tells_a_screen_nothing(qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[FixPage | None] = []
    monkeypatch.setattr(FixScreen, "on_shown", lambda _self, destination: told.append(destination))
    window = make_window(qtbot, app)
    window.open(FixPage("print-stuck-queue"))
    window.open(JournalPage())
    window.go_back()
    assert told == [FixPage("print-stuck-queue"), None]
    window.open(FixPage("print-stuck-queue"))
    assert told[2:] == [FixPage("print-stuck-queue")], "when opened again it starts over"


def test_one_screen_is_in_the_history_once(qtbot: QtBot, app: App) -> None:
    window = make_window(qtbot, app)
    for where in (TicketsPage(), ConversationPage("sh-1"), JournalPage(), TicketsPage("sh-1")):
        window.open(where)
    assert window._history == [HomePage, TicketsPage]


def test_what_a_screen_needs_cannot_be_left_out() -> None:
    for page in (FixPage, ConversationPage, ReviewPage):
        with pytest.raises(TypeError):
            page()  # type: ignore[call-arg]
