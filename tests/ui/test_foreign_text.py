"""Foreign text stays text: in every screen and state, in tips and menus, for eyes and for screen readers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_
from selfhelp.core.ticket import RemoteFile, TicketComment
from selfhelp.machine.capture.open_windows import OpenWindow, WindowArea
from selfhelp.ui.capture import grab
from selfhelp.ui.navigation import AskPage, FixPage
from selfhelp.ui.tray.tray_icon import TrayIcon
from selfhelp.ui.window import AppWindow
from tests.ui import every_screen
from tests.ui.capture.test_screenshot_capture import FakeDesktop
from tests.ui.every_screen import NAMES, walk
from tests.ui.fakes import Broken, Printer, SilentMachine
from tests.ui.foreign import IN_POLICY, LONG, SHORT, complaints, of_characters, of_mnemonic
from tests.ui.pages import Make

pytestmark = pytest.mark.slow

_LIST = f"floor|choice:a,b|en=Q&Zoé?|en:a={IN_POLICY}|en:b=Second & last"
POLICY = f"""
[organisation]
name = {json.dumps(IN_POLICY)}
[branding]
name = "Q&Zoé <i>help</i>"
links = [{json.dumps("Q&Zoé <u>net</u>=https://intranet.example.com")}]
[support]
phone = "+33 1 23 45 67 89"
location = [{json.dumps("en=" + IN_POLICY)}]
hours_note = [{json.dumps("en=" + IN_POLICY)}]
[emergency]
mail = [{json.dumps("en=" + IN_POLICY)}]
device = [{json.dumps("en=" + IN_POLICY)}]
[ticket]
questions = [{json.dumps(f"room|required|en={IN_POLICY}")}, {json.dumps(_LIST)}]
categories = [{json.dumps("printing|en=" + IN_POLICY)}]
[remote]
tools = [{json.dumps("helper|Q&Zoé <b>Helper</b>|linux=/bin/true|arguments={ticket}")}]
download = "https://remote.example.com"
"""


class Named(SilentMachine):
    """A computer whose name and answers are hostile."""

    def read(self, source: object) -> object:
        answer = super().read(source)
        return {"name": LONG, "address": SHORT} if isinstance(answer, dict) else answer


@pytest.fixture
def app(places: AppPaths, printer: Printer, monkeypatch: pytest.MonkeyPatch) -> App:
    """As in other tests, but everything that others can write is hostile."""
    places.machine_policy.mkdir(parents=True)
    (places.machine_policy / "policy.toml").write_text(POLICY, encoding="utf-8")
    printer.name, printer.ask = LONG, True
    app = App(Named(Platform.LINUX), places, {"LANG": "en_GB.UTF-8", "USER": SHORT})
    odd = Broken()
    odd.title, odd.id = N_("{name}", name=LONG), "odd"  # type: ignore[misc]
    fixes = {fix.id: fix for fix in (printer.fix(), odd)}
    app.catalog.__dict__.update(all_fixes=fixes, fixes=fixes)
    spoil(monkeypatch)
    real = app.create_case
    monkeypatch.setattr(app, "create_case", lambda words="": real(f"{LONG[:200]}\n{words}"))
    return app


def spoil(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the help desk and other programs say hostile things."""

    def said(author: str, when: object, text: str, **more: object) -> TicketComment:
        files = [RemoteFile(SHORT, 120_000, id="1"), RemoteFile(LONG, 1, id="2")] if more.get("files") else []
        return TicketComment(LONG[:300], when, LONG, mine=bool(more["mine"]), files=files)  # type: ignore[arg-type]

    monkeypatch.setattr(every_screen, "TicketComment", said)
    desktop = FakeDesktop()
    monkeypatch.setattr(desktop, "list_windows", lambda: [OpenWindow(7, LONG, WindowArea(0, 0, 10, 10))])
    monkeypatch.setattr(grab, "select_capture_backend", lambda: desktop)


@pytest.fixture
def window(make_window: Make) -> AppWindow:
    window = make_window()
    window.resize(400, 560)
    return window


def test_in_every_screen(window: AppWindow, app: App, qtbot: QtBot, tmp_path: Path) -> None:
    wrong: dict[str, list[str]] = {}
    assert [problem.key for problem in app.loaded_policy.problems] == []
    for name in walk(window, app, qtbot):
        window.show_message(N_("It did not work: {why}", why=LONG))
        for menu in window.findChildren(QMenu):
            menu.aboutToShow.emit()
        qtbot.wait(30)
        told = {line for lines in wrong.values() for line in lines}
        if found := sorted(set(complaints(window)) - told):
            wrong[name] = found
    assert wrong == {}, json.dumps(wrong, indent=1)
    assert len(NAMES) >= 23


def test_in_a_list_of_open_windows(window: AppWindow, app: App, qtbot: QtBot) -> None:
    window.open(AskPage(case=app.create_case("x")))
    menus = window.findChildren(QMenu)
    for menu in menus:
        menu.aboutToShow.emit()
    titles = [a.text() for menu in menus for a in menu.actions() if "&&Zo" in a.text()]
    assert titles
    assert max(map(len, titles)) < 100
    assert complaints(window) == []


def test_in_the_tray_and_its_tip(qapp: QApplication, app: App) -> None:
    sign = TrayIcon(app.translator)
    sign.set_frequent_fixes([(FixPage("odd"), N_("{name}", name=LONG))])
    sign.set_tool_tip(N_("Your report “{subject}” needs your attention.", subject=LONG[:200]))
    assert sign._sign is not None
    tip = sign._sign.toolTip()
    assert not Qt.mightBeRichText(tip)
    for text in (tip, *(action.text() for action in sign._menu.actions())):
        assert list(of_characters(text)) == []
    assert [list(of_mnemonic(a.text())) for a in sign._menu.actions() if list(of_mnemonic(a.text()))] == []
    assert max(len(action.text()) for action in sign._menu.actions()) < 200
    sign.remove_icon()


@pytest.mark.parametrize(
    ("text", "eaten"), [("R&D", False), ("Q&Zoé", True), ("Q&&Zoé", False), ("a && Q&Zoé", True)]
)
def test_an_eaten_letter_is_noticed(text: str, eaten: bool) -> None:
    assert bool(list(of_mnemonic(text))) is eaten


def test_what_is_not_plain_is_noticed(window: AppWindow, qtbot: QtBot) -> None:
    label, button = QLabel(SHORT, window), QPushButton(SHORT, window)
    button.setToolTip(SHORT)
    said = "\n".join(complaints(window))
    for words in ("a rich label", "& is eaten", "a rich tool tip", "0x202e"):
        assert words in said
    label.deleteLater()
    button.deleteLater()
