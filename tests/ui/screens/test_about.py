"""About: what it is, diagnostics in one click without names, licences, the log."""

from __future__ import annotations

import json
import threading
import time
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.paths import AppPaths
from selfhelp.core.preferences import Preferences
from selfhelp.core.progress import Progress
from selfhelp.doctor import DoctorLine, PartStatus, examination
from selfhelp.proof import Proof
from selfhelp.ui.home.first_steps_cards import CARDS
from selfhelp.ui.navigation import AboutPage, HomePage, WelcomePage
from selfhelp.ui.parts import proof_section
from selfhelp.ui.parts.proof_section import ProofSection
from selfhelp.ui.screens.about import AboutScreen
from selfhelp.ui.screens.home import HomeScreen
from selfhelp.ui.screens.welcome import WelcomeScreen
from tests.ui.pages import Make


def about(make_window: Make) -> AboutScreen:
    screen = make_window(AboutPage()).get_current_screen()
    assert isinstance(screen, AboutScreen)
    return screen


def test_diagnostics_are_one_click_and_hold_no_name(
    make_window: Make, qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = DoctorLine("bus", PartStatus.MISSING, "token=sk_live_4eC39HqLyjWDarjtT1zdp7dc is gone")
    monkeypatch.setattr(
        examination,
        "examine_installation",
        lambda _app: [DoctorLine("version", PartStatus.OK, "all fine"), missing],
    )
    screen = about(make_window)
    assert screen.copy.hasFocus()
    screen.copy.click()
    qtbot.waitUntil(lambda: screen.state.heading.text().startswith("Copied"))
    copied = QApplication.clipboard().text()
    assert "version" in copied
    assert "missing        bus" in copied
    assert "sk_live" not in copied
    assert screen.state.detail.text().startswith("Some components are missing")


def test_licences_are_shown_on_request(make_window: Make, qtbot: QtBot) -> None:
    screen = about(make_window)
    assert not screen.text.isVisible()
    screen.show_parts.click()
    qtbot.waitUntil(screen.text.isVisible)
    assert "PySide6" in screen.text.toPlainText()
    assert screen.show_parts.text() == "Hide list"
    screen.show_parts.click()
    assert not screen.text.isVisible()


def test_only_the_log_folder_is_opened(make_window: Make, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    screen = about(make_window)
    assert str(app.places.log) in screen.log.accessibleName()
    screen.folder.click()
    assert opened == [str(app.places.log)]


# -- the first time --------------------------------------------------------------------------------


def test_the_cards_are_there_once_and_never_again(make_window: Make, app: App, qtbot: QtBot) -> None:
    home = make_window().get_current_screen()
    assert isinstance(home, HomeScreen)
    assert home._first.isVisible()
    assert home._box.hasFocus(), "the user can type immediately"
    home._first.done.click()
    assert not home._first.isVisible()
    qtbot.waitUntil(lambda: Preferences.load(app.places.config).welcomed == "yes")
    again = make_window().get_current_screen()
    assert isinstance(again, HomeScreen)
    assert not again._first.isVisible()


def test_cards_do_not_block_an_answer(make_window: Make, qtbot: QtBot) -> None:
    home = make_window().get_current_screen()
    assert isinstance(home, HomeScreen)
    qtbot.keyClicks(home._box, "printer")
    assert not home._first.isVisible()


def test_they_are_in_the_menu_later(make_window: Make) -> None:
    window = make_window()
    window._menu[WelcomePage()].trigger()
    screen = window.get_current_screen()
    assert isinstance(screen, WelcomeScreen)
    assert len(screen.cards.cards) == len(CARDS) == 3
    assert screen.start.hasFocus()
    screen.start.click()
    assert window._history == [HomePage]


def test_who_brings_new_versions_is_said_in_our_words(make_window: Make) -> None:
    assert "never updates itself" in about(make_window).version.about.text()


def test_who_brings_new_versions_is_said_in_the_organisations_words(
    places: AppPaths, request: pytest.FixtureRequest
) -> None:
    places.machine_policy.mkdir(parents=True)
    written = '[app]\nupdates = ["fr=Le centre de logiciels.", "en=Software Centre, <b>monthly</b>."]\n'
    (places.machine_policy / "policy.toml").write_text(written)
    screen = about(request.getfixturevalue("make_window"))  # the policy is there when the app begins
    assert screen.version.about.text() == "Software Centre, <b>monthly</b>."
    assert screen.version.about.textFormat() == Qt.TextFormat.PlainText


# -- recording this computer -----------------------------------------------------------------------


def recorded(stopped: str = "") -> Proof:
    environment = {"system": "Debian 13", "build": "6.12", "platform": "linux"}
    return Proof(datetime(2026, 1, 2, tzinfo=UTC), environment, (), (), stopped=stopped)


def test_an_administrator_records_this_computer_and_answers_what_only_people_see(
    make_window: Make, qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof_section, "record_proof", lambda _app, _progress: recorded())
    proof = about(make_window).proof
    assert proof.begin.isVisible()
    proof.begin.click()
    qtbot.waitUntil(proof.yes.isVisible)
    assert not about_can_go(proof)
    assert "icon" in proof.state.heading.text()
    for button in (proof.yes, proof.no, proof.skip, proof.no):
        button.click()
    qtbot.waitUntil(proof.folder.isVisible)
    assert proof.state.heading.text() == "Saved. Nothing was sent."
    (file,) = (app.places.data / "proofs").iterdir()
    document = json.loads(file.read_text("utf-8"))
    assert [told["answer"] for told in document["people"]] == ["yes", "no", "skipped", "no"]
    assert {fact["id"] for fact in document["facts"]} >= {"window-tray", "window-screens"}
    assert str(file) in proof.state.detail.accessibleName()
    assert about_can_go(proof)


def about_can_go(proof: ProofSection) -> bool:
    screen = proof.parent()
    while not isinstance(screen, AboutScreen):
        screen = screen.parent()
    return screen.can_be_freed()


def test_who_stops_it_has_a_file_that_says_so_and_is_asked_nothing(
    make_window: Make, qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()

    def until_stopped(_app: App, progress: Progress) -> Proof:
        begun.set()
        while not progress.is_cancelled:
            time.sleep(0.01)
        return recorded("cancelled")

    monkeypatch.setattr(proof_section, "record_proof", until_stopped)
    proof = about(make_window).proof
    proof.begin.click()
    assert proof.stop.isVisible()
    qtbot.waitUntil(begun.is_set)
    proof.stop.click()
    qtbot.waitUntil(proof.folder.isVisible)
    assert proof.state.heading.text() == "Saved, but incomplete."
    (file,) = (app.places.data / "proofs").iterdir()
    assert json.loads(file.read_text("utf-8"))["stopped"] == "cancelled"


def test_a_file_that_cannot_be_written_is_said_and_it_can_be_tried_again(
    make_window: Make, qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof_section, "record_proof", lambda _app, _progress: recorded("cancelled"))
    app.places.data.mkdir(parents=True, exist_ok=True)
    (app.places.data / "proofs").write_text("in the way")
    proof = about(make_window).proof
    proof.begin.click()
    qtbot.waitUntil(proof.begin.isVisible)
    assert proof.state.heading.text().startswith("Couldn't write the file")
