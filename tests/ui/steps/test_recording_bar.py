"""The bar: every button by keyboard, no key outside of it, and nothing deleted without a question."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.core.errors import StorageError
from selfhelp.core.text import ENGLISH, N_, Translator
from selfhelp.ui import theme
from selfhelp.ui.steps.recording_bar import KEYS, RecordingBar


@pytest.fixture
def bar(qapp: QApplication, qtbot: QtBot) -> RecordingBar:
    theme.apply_theme(qapp, "light")
    made = RecordingBar(ENGLISH.translate)
    qtbot.addWidget(made)
    made.show_at_bottom()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.mark.parametrize("scheme", ["light", "dark", "contrast"])
def test_what_cannot_be_pressed_while_it_is_paused_looks_so(
    bar: RecordingBar, qapp: QApplication, scheme: str
) -> None:
    theme.apply_theme(qapp, scheme)
    bar.finish.setFocus()
    before = bar.step.grab().toImage()
    bar.show_recording_paused(True)
    assert bar.step.grab().toImage() != before
    theme.apply_theme(qapp, "light")


@pytest.mark.parametrize(
    ("key", "signal"),
    [("A", "step_wanted"), ("H", "area_wanted"), ("P", "pause_wanted"), ("D", "done")],
)
def test_each_key_does_what_its_button_does(bar: RecordingBar, qtbot: QtBot, key: str, signal: str) -> None:
    with qtbot.waitSignal(getattr(bar, signal), timeout=2_000):
        QTest.keyClick(bar, Qt.Key(ord(key)))


def test_the_keys_stand_in_the_tool_tips_and_are_no_global_ones(bar: RecordingBar) -> None:
    buttons = (bar.step, bar.comment, bar.hide_part, bar.pause, bar.finish)
    for button, key in zip(buttons, KEYS.values(), strict=True):
        assert f"({key})" in button.toolTip()


def test_a_comment_is_one_line_and_its_letters_are_no_commands(bar: RecordingBar, qtbot: QtBot) -> None:
    QTest.keyClick(bar, Qt.Key.Key_C)
    qtbot.waitUntil(bar.words.isVisible)
    assert bar.words.hasFocus()
    with qtbot.assertNotEmitted(bar.step_wanted), qtbot.assertNotEmitted(bar.done):
        QTest.keyClicks(bar.words, " pad ")
    with qtbot.waitSignal(bar.commented) as heard:
        QTest.keyClick(bar.words, Qt.Key.Key_Return)
    assert heard.args == ["pad"]
    assert not bar.words.isVisible()


def test_nothing_is_deleted_without_a_question(bar: RecordingBar, qtbot: QtBot) -> None:
    bar.show_step_count(3)
    with qtbot.assertNotEmitted(bar.discarded):
        bar.discard.click()
    assert bar.keep.hasFocus()
    QTest.keyClick(bar, Qt.Key.Key_Escape)
    assert not bar.delete.isVisible()
    bar.discard.click()
    with qtbot.waitSignal(bar.discarded):
        bar.delete.click()


def test_it_says_whether_it_records(bar: RecordingBar) -> None:
    bar.show_step_count(1)
    assert bar._status.text() == "Recording: 1 step"
    before = bar.pause.icon().cacheKey()
    bar.show_recording_paused(True)
    assert bar.pause.icon().cacheKey() != before, "another sign: on a narrow screen its word isn't shown"
    assert (bar._status.text(), bar.pause.text(), bar.step.isEnabled()) == ("Paused", "Resume", False)
    bar.show_recording_paused(False)
    assert bar.pause.text() == "Pause"
    bar.show_message(StorageError(N_("The disk is full.")).message)
    assert bar._status.text() == "The disk is full."


def test_every_button_has_a_name_and_can_be_reached_by_tab(bar: RecordingBar, qtbot: QtBot) -> None:
    names = []
    bar.step.setFocus()
    for _ in range(6):
        focus = QApplication.focusWidget()
        assert focus is not None
        names.append(focus.accessibleName() or focus.text())  # type: ignore[attr-defined]
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert names == ["Add step", "Comment", "Black out area", "Pause", "Discard", "Done"]
    assert bar.accessibleName() == "Recording steps"


def test_it_speaks_french(qapp: QApplication, qtbot: QtBot) -> None:
    bar = RecordingBar(Translator("fr").translate)
    qtbot.addWidget(bar)
    assert bar.finish.text() == "Terminé"
    assert bar.windowTitle() != "Recording steps"


@pytest.mark.parametrize("include", [True, False])
def test_a_window_that_may_be_private_is_asked_about_with_no_as_the_answer_at_hand(
    bar: RecordingBar, qtbot: QtBot, include: bool
) -> None:
    bar.ask_about_private_window()
    assert bar.leave_out.hasFocus()
    with qtbot.waitSignal(bar.decided) as heard:
        (bar.include if include else bar.leave_out).click()
    assert heard.args == [include]
    assert not bar.leave_out.isVisible()


def test_escape_leaves_a_window_out_that_may_be_private(bar: RecordingBar, qtbot: QtBot) -> None:
    bar.ask_about_private_window()
    with qtbot.waitSignal(bar.decided) as heard:
        QTest.keyClick(bar, Qt.Key.Key_Escape)
    assert heard.args == [False]
    with qtbot.assertNotEmitted(bar.decided):
        QTest.keyClick(bar, Qt.Key.Key_Escape)
