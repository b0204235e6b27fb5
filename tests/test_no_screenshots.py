"""Where the organisation forbids screenshots there is no way left to take or paste one (K2)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from selfhelp.ui.navigation import AskPage, EditorPage

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QKeySequence, QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.errors import RefusedError, SelfhelpError
from selfhelp.core.paths import AppPaths
from selfhelp.policy import files
from selfhelp.ui.capture import grab
from selfhelp.ui.navigation import HomePage, JournalPage, ReceiptsPage, SettingsPage, TicketsPage
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.editor import EditorScreen
from selfhelp.ui.window import AppWindow
from tests.ui.desk_window import make_app, make_window, on_top, picture

NO = "[evidence]\nscreenshots = false\n"
YES = "[evidence]\nscreenshots = true\n"
WAYS = ("screenshot", "picture of", "the whole screen", "one screen", "one window", "a part of the screen")


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was asked of the screen; it must stay empty."""
    asked: list[Any] = []
    monkeypatch.setattr(QScreen, "grabWindow", lambda *what: asked.append(what))
    monkeypatch.setattr(grab, "select_capture_backend", lambda: asked.append("desktop"))
    return asked


@pytest.fixture
def app(places: AppPaths) -> App:
    """An app whose machine forbids it, and whose person has allowed it to themselves."""
    for folder, words in ((places.machine_policy, NO), (places.config, YES)):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "policy.toml").write_text(words)
    return make_app(places)


@pytest.fixture
def window(qtbot: QtBot, app: App) -> AppWindow:
    return make_window(qtbot, app)


def form(window: AppWindow) -> AskScreen:
    window.open(AskPage(words="x"))
    screen = on_top(window)
    assert isinstance(screen, AskScreen)
    return screen


def said(window: AppWindow) -> str:
    return window._notice.words.text() if window._notice.isVisible() else ""


def test_a_person_s_own_file_does_not_allow_it_again(app: App) -> None:
    assert not app.policy.evidence.screenshots


def test_no_screen_and_no_menu_offers_one(
    qtbot: QtBot, window: AppWindow, places: AppPaths, looked: list[Any]
) -> None:
    looked.clear()
    for page in (HomePage, AskPage, TicketsPage, ReceiptsPage, JournalPage, SettingsPage):
        window.open(page())
        QTest.qWait(10)
        buttons = [b for b in window.findChildren(QAbstractButton) if b.isVisible()]
        words = [(b.text() + b.accessibleName()).casefold() for b in buttons]
        assert words
        assert not [word for word in words if any(way in word for way in WAYS)], page
    offered = [action.text().casefold() for action in window._header.menu.actions()]
    assert not [word for word in offered if any(way in word for way in WAYS)]
    assert looked == []


def test_the_camera_refuses_every_way(window: AppWindow, looked: list[Any]) -> None:
    screen, heard = form(window), list[SelfhelpError]()
    looked.clear()
    screen.camera._failed = heard.append
    screen.camera.delay = 3
    screen.camera.capture_desktop()
    screen.camera.capture_monitor(1)
    screen.camera.capture_window()
    screen.camera.capture_region()
    assert [type(error) for error in heard] == [RefusedError] * 4
    assert window.isVisible()
    assert looked == []


def test_the_tray_s_wish_ends_in_a_sentence(qtbot: QtBot, window: AppWindow, looked: list[Any]) -> None:
    window.open(AskPage(picture=True))
    qtbot.waitUntil(lambda: "doesn't allow screenshots" in said(window), timeout=5_000)
    assert "desktop" not in looked


@pytest.mark.parametrize("way", ["key", "form", "words"])
def test_a_clipboard_image_is_treated_as_a_screenshot(qtbot: QtBot, window: AppWindow, way: str) -> None:
    screen = form(window)
    data = QMimeData()
    data.setImageData(picture())
    if way == "key":
        QGuiApplication.clipboard().setImage(picture())
        screen._computer.button.setFocus()
        QTest.keySequence(screen._computer.button, QKeySequence(QKeySequence.StandardKey.Paste))
    elif way == "form":
        screen._add_mime_data(data)
    else:
        screen.words.insertFromMimeData(data)
    assert "doesn't allow screenshots" in said(window)
    assert on_top(window) is screen
    assert screen.case is not None
    assert not screen.case.list_added_items()


def test_the_editor_does_not_open_and_takes_none(window: AppWindow) -> None:
    screen = form(window)
    window.open(EditorPage(screen.case, picture=picture()))
    editor = on_top(window)
    if isinstance(editor, EditorScreen):
        assert editor._picture is None
    assert "doesn't allow screenshots" in said(window)


def test_a_saved_picture_stays_a_file_like_any_other(qtbot: QtBot, window: AppWindow, tmp_path: Path) -> None:
    file = tmp_path / "panel.png"
    assert picture().save(str(file))
    screen, data = form(window), QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    screen._add_mime_data(data)
    assert on_top(window) is screen
    assert screen.case is not None
    qtbot.waitUntil(lambda: [item.group for item in screen.case.list_added_items()] == ["file"])


def test_the_case_refuses_every_caller(app: App) -> None:
    with pytest.raises(RefusedError):
        app.create_case("x").add_screenshot(b"\x89PNG\r\n\x1a\n")


def test_a_pack_says_nothing_about_policy(app: App, places: AppPaths) -> None:
    """Packs lie in the policy's folder; nothing in that folder but the policy itself is read as one."""
    packs = places.machine_policy / "packs"
    packs.mkdir()
    for name in ("policy.toml", "evil.toml", "evil.zip"):
        (packs / name).write_text(YES)
    assert not files.load_policy(places).policy.evidence.screenshots


@pytest.mark.slow
def test_the_commands_refuse(tmp_path: Path) -> None:
    rule = tmp_path / ".config" / "selfhelp" / "policy.toml"
    rule.parent.mkdir(parents=True)
    rule.write_text(NO)
    target = tmp_path / "x.png"
    env = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "QT_QPA_PLATFORM": "offscreen"}
    for program in (["selfhelp", "screenshot"], ["selfhelp.ui.capture.grab"]):
        for more in ([], ["--window"], ["--monitor", "1"], ["--region", "0,0,9,9"]):
            argv = [sys.executable, "-m", *program, "-o", str(target), *more]
            answer = subprocess.run(argv, env=env, capture_output=True, text=True, timeout=60)
            assert answer.returncode != 0
            assert "screenshots" in answer.stderr.lower()
            assert "organisation" in answer.stderr
            assert not target.exists()
