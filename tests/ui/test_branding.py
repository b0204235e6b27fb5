"""The organisation's name and look on what is seen: window, tray, notification, logo."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp import branding, policy_files
from selfhelp.app import App
from selfhelp.places import Places
from selfhelp.text import NAME, Translator
from selfhelp.ui import main, theme
from selfhelp.ui.main import Session
from selfhelp.ui.window import Window
from tests.test_branding import PNG, SVG

Make = Callable[..., Window]
POLICY = """
[branding]
name = "Acme Assist"
accent = "#b00020"
logo = "logo.svg"
logo_dark = "dark.png"
words = ["en:Get help=Call IT"]
[app]
quit = false
"""


@pytest.fixture
def branded(places: Places) -> Places:
    folder = places.machine_policy / branding.FOLDER
    folder.mkdir(parents=True)
    (folder / "logo.svg").write_bytes(SVG)
    (folder / "dark.png").write_bytes(PNG)
    (places.machine_policy / "policy.toml").write_text(POLICY)
    return places


def test_the_window_has_the_organisation_s_name_colour_words_and_logo(
    branded: Places, make_window: Make, qapp: QApplication, app: App
) -> None:
    window = make_window("home")
    window.restyle()
    assert window.windowTitle() == "Acme Assist"
    assert window._header.help.text() == "Call IT"
    assert theme.colours_now().accent == "#b00020"
    logo = window._header.logo
    assert logo.isVisible()
    shown = logo.grab().toImage()
    assert QColor("#b00020").rgb() in {shown.pixel(x, 3) for x in range(shown.width())}
    window.open("settings")
    assert not logo.isVisible()  # the way back stands there
    app.preferences = dataclasses.replace(app.preferences, theme="dark")
    window.restyle()
    assert logo._data == PNG
    theme.apply(qapp, "light")


def test_without_branding_nothing_is_in_the_way(make_window: Make) -> None:
    window = make_window("home")
    assert window.windowTitle() == "Self-help"
    assert not window._header.logo.isVisible()


def test_the_tray_has_the_name_and_no_way_out_where_that_is_not_wanted(
    branded: Places, qapp: QApplication, qtbot: QtBot
) -> None:
    session = Session(qapp, branded, Translator("en"))
    session._obey()
    assert session.tray._tip_words() == "Acme Assist"
    assert session.tray._translator.show(NAME) == "Acme Assist"
    assert not session.tray._actions["quit"].isVisible()
    session.tray.take_down()


@pytest.mark.parametrize(
    ("written", "stays"),
    [(None, True), ("", True), ("[app]\nautostart = true\n", True), ("[app]\nautostart = false\n", False)],
)
def test_started_at_sign_in_it_goes_again_where_that_is_not_wanted(
    places: Places, written: str | None, stays: bool
) -> None:
    if written is not None:
        (places.machine_policy / "policy.d").mkdir(parents=True)
        (places.machine_policy / "policy.d" / "10.toml").write_text(written)
    assert main._may_stay(places) is stays


def test_it_ends_without_a_word(
    places: Places, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    places.machine_policy.mkdir(parents=True)
    (places.machine_policy / "policy.toml").write_text("[app]\nautostart = false\n")
    monkeypatch.setattr(Places, "of_this_person", classmethod(lambda _cls, _platform: places))
    assert main.run(hidden=True) == 0
    assert capfd.readouterr() == ("", "")


def test_a_policy_without_the_word_is_not_read_at_the_start(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    places.machine_policy.mkdir(parents=True)
    (places.machine_policy / "policy.toml").write_text("[desk]\n")

    def read(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(policy_files, "load", read)
    assert main._may_stay(places)


def test_a_logo_that_went_away_leaves_the_window_whole(branded: Places, make_window: Make, app: App) -> None:
    assert app.policy.branding.logo
    (Path(branded.machine_policy) / branding.FOLDER / "logo.svg").unlink()
    assert not make_window("home")._header.logo.isVisible()
