"""The whole way in the running app: from the composer or the tray to the review, and after a crash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.core import durable_files
from selfhelp.core.paths import AppPaths, detect_platform
from selfhelp.core.text import ENGLISH
from selfhelp.machine.desktop.window_events import WindowEventKind
from selfhelp.policy.steps_recorder import StepsPolicy
from selfhelp.steps.recording import StepKind
from selfhelp.steps.step_recorder import StepRecorder
from selfhelp.ui.capture import grab
from selfhelp.ui.capture.capture_backends import GrimBackend
from selfhelp.ui.main import AppSession
from selfhelp.ui.navigation import AskPage
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.steps import StepsScreen
from selfhelp.ui.steps import recording_session
from selfhelp.ui.steps.recording_controller import NO_AREA_HERE
from tests.ui.steps.test_recording_session import LETTER, Screen, Source, fail_with_full_disk


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Source:
    made = Source()
    monkeypatch.setattr(recording_session, "open_window_event_source", lambda _platform: made)
    monkeypatch.setattr(grab, "select_capture_backend", Screen)
    monkeypatch.setattr(recording_session, "SETTLE", 0.05)
    return made


@pytest.fixture
def session(
    qapp: QApplication, qtbot: QtBot, source: Source, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[AppSession]:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(own_home))  # not that of an app that runs beside the tests
    made = AppSession(qapp, AppPaths.create_for_current_user(detect_platform()), ENGLISH)
    yield made
    made.shut_down()
    if made.window is not None:
        shiboken6.delete(made.window)  # before what it uses


def begin(session: AppSession, qtbot: QtBot, source: Source) -> None:
    session.open(AskPage())
    screen = session.window.get_current_screen()
    assert isinstance(screen, AskScreen)
    screen._pictures.record.click()
    qtbot.waitUntil(lambda: source.running)
    assert not session.window.isVisible(), "our window is out of the way"
    assert session._recording.bar.isVisible(), "recording is always visible"


def test_from_the_composer_to_the_review_and_into_the_ticket(
    session: AppSession, qtbot: QtBot, source: Source
) -> None:
    begin(session, qtbot, source)
    bar = session._recording.bar
    with qtbot.waitSignal(session._recording.session.stepped, timeout=5_000):
        source.happen(WindowEventKind.FOREGROUND, LETTER)
    assert bar._status.text() == "Recording: 1 step"
    bar.finish.click()
    qtbot.waitUntil(session.window.isVisible, timeout=10_000)
    screen = session.window.get_current_screen()
    assert isinstance(screen, StepsScreen)
    assert session._recording is None
    qtbot.waitUntil(screen.add.isEnabled, timeout=20_000)
    screen.add.click()
    qtbot.waitUntil(lambda: isinstance(session.window.get_current_screen(), AskScreen), timeout=10_000)
    ask = session.window.get_current_screen()
    qtbot.waitUntil(lambda: len(ask.case.list_added_items()) == 3)
    assert "Letter" in ask.words.toPlainText()


def test_discarded_the_window_comes_back_and_nothing_is_kept(
    session: AppSession, qtbot: QtBot, source: Source
) -> None:
    begin(session, qtbot, source)
    session._recording.bar.discard.click()
    qtbot.waitUntil(session.window.isVisible, timeout=10_000)
    assert [path.name for path in session.app.recordings.folder.iterdir()] == ["recorder.lock"]


def test_asked_for_again_the_bar_is_shown_and_no_second_recording_begins(
    session: AppSession, qtbot: QtBot, source: Source
) -> None:
    begin(session, qtbot, source)
    first = session._recording
    first.bar.hide()
    session._on_menu_choice("steps")
    assert session._recording is first
    assert first.bar.isVisible()


def test_what_a_crash_cut_off_is_told_and_shown_first(
    session: AppSession, qtbot: QtBot, source: Source
) -> None:
    recorder = StepRecorder(session.app.recordings, str)
    recorder.add_step(StepKind.MANUAL, LETTER)
    session.open(AskPage())
    notice = session.window._notice
    qtbot.waitUntil(notice.isVisible, timeout=5_000)
    assert notice.words.text().startswith("Your last recording was interrupted.")
    session._on_menu_choice("steps")
    screen = session.window.get_current_screen()
    assert isinstance(screen, StepsScreen)
    assert not source.running


def test_the_end_of_the_app_keeps_what_is_recorded(session: AppSession, qtbot: QtBot, source: Source) -> None:
    begin(session, qtbot, source)
    with qtbot.waitSignal(session._recording.session.stepped, timeout=5_000):
        source.happen(WindowEventKind.FOREGROUND, LETTER)
    recordings = session.app.recordings
    session._recording.stop_without_finishing()
    session._recording.session._held.close()
    assert not source.running
    found = recordings.find_interrupted_recording()
    assert found is not None
    assert [step.title for step in found.steps] == ["Letter"]
    session._recording = None


def test_turned_off_by_policy_there_is_no_button(session: AppSession, qtbot: QtBot, source: Source) -> None:
    policy = replace(session.app.policy, steps=StepsPolicy(enabled=False))
    session.app.loaded_policy = replace(session.app.loaded_policy, policy=policy)
    session.open(AskPage())
    screen = session.window.get_current_screen()
    assert isinstance(screen, AskScreen)
    assert screen._pictures.record.isHidden()
    session.start_or_show_recording()
    assert session._recording is None
    assert not source.running


def test_a_recording_that_could_not_be_finished_is_told_and_kept(
    session: AppSession, qtbot: QtBot, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(session, qtbot, source)
    with qtbot.waitSignal(session._recording.session.stepped, timeout=5_000):
        source.happen(WindowEventKind.FOREGROUND, LETTER)
    monkeypatch.setattr(durable_files, "write_private_file", fail_with_full_disk)
    session._recording.bar.finish.click()
    qtbot.waitUntil(session.window.isVisible, timeout=10_000)
    notice = session.window._notice
    qtbot.waitUntil(notice.isVisible, timeout=5_000)
    assert "No space left" in notice.words.text()
    assert session.app.recordings.find_interrupted_recording() is not None


def test_where_the_screen_is_not_given_areas_are_blacked_out_in_the_review(
    session: AppSession, qtbot: QtBot, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under Wayland a picture of the screen would be asked of the desktop, and could wait for the user."""
    monkeypatch.setattr(grab, "select_window_backend", lambda **_: GrimBackend())
    begin(session, qtbot, source)
    session._recording.bar.hide_part.click()
    assert session._recording.bar.isVisible()
    assert session._recording.bar._status.text() == ENGLISH.translate(NO_AREA_HERE)
    assert not session._recording._pickers
    session._recording.bar.discard.click()
    qtbot.waitUntil(session.window.isVisible, timeout=10_000)
