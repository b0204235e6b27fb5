"""Tries to get a secret into a recording of steps, on a real X11 desktop."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from selfhelp.steps.recording import MissingImageReason, Step
from tests.fingers import box_of
from tests.live.desk import Desk, wait_for
from tests.live.test_steps import COLOURS, LAUNCHER, SECRET, WINDOWS, Recorder, activate, desk, texts

__all__ = ["desk"]
pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(
        shutil.which("Xvfb") is None or not LAUNCHER.exists(), reason="needs Xvfb, at-spi2-core"
    ),
]

YELLOW = "#ffee00"

LOUD = f"""
import os, sys
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QWidget

class Loud(QWidget):
    def paintEvent(self, event):
        QPainter(self).fillRect(self.rect(), QColor("{YELLOW}"))

app = QApplication([sys.argv[1]])
kind = {{"popup": Qt.WindowType.ToolTip, "top": Qt.WindowType.WindowStaysOnTopHint}}
window = Loud(None, kind.get(sys.argv[3], Qt.WindowType.Window))
window.setWindowTitle(sys.argv[2])
window.setGeometry(100, 120, 260, 160)
window.show()
if len(sys.argv) > 4:
    QTimer.singleShot(int(sys.argv[5]), lambda: window.setWindowTitle(sys.argv[4]))
app.exec()
"""


def loud(desk: Desk, program: str, title: str, kind: str = "window", *later: str) -> subprocess.Popen[bytes]:
    """Show a yellow window; its title may change after some milliseconds."""
    child = desk.spawn([sys.executable, "-c", LOUD, program, title, kind, *later])
    if kind == "popup":  # it has no title for a window manager
        wait_for(lambda: shows_yellow(screen(desk)), 15)
    else:
        wait_for(lambda: desk.windows(f"^{title}"), 15)
    return child


def screen(desk: Desk) -> QImage:
    """Return what can be seen on the whole desktop."""
    desk.shot(desk.home / "seen.png")
    return QImage(str(desk.home / "seen.png"))


def shows_yellow(picture: QImage) -> bool:
    """Whether a single pixel of the secret window is in a picture."""
    return not box_of(picture, QColor(YELLOW)).isEmpty()


def lies_over(picture: QImage, upper: str, lower: str) -> bool:
    """Whether what has one colour lies within what has another."""
    top, under = (box_of(picture, QColor(colour)) for colour in (upper, lower))
    return not top.isEmpty() and under.intersects(top)


def painted(desk: Desk) -> None:
    """Open a red window that overlaps the yellow one."""
    desk.spawn([sys.executable, "-c", WINDOWS, COLOURS[0]])
    wait_for(lambda: desk.windows("^Window 0"), 15)


def steps_of(recorder: Recorder) -> Iterator[tuple[Step, QImage]]:
    """Yield the steps that have a picture, with it."""
    for step in recorder.read().steps_with_images:
        yield step, recorder.picture(step)


def test_notifications_and_popups_of_others_over_a_window_are_covered(desk: Desk) -> None:
    painted(desk)
    popup = loud(desk, "clipboard", "Clipboard", "popup")
    time.sleep(1.5)
    recorder = Recorder(desk)
    recorder.wait_for_steps(1)
    activate(desk, "Window 0")
    recorder.press("a")
    seen = screen(desk)
    recorder.finish()
    assert popup.poll() is None, desk.log_of(popup)
    assert lies_over(seen, YELLOW, COLOURS[0]), "the popup covers a part of the window"
    shown = list(steps_of(recorder))
    assert shown, "the window itself is recorded"
    assert not any(shows_yellow(picture) for _, picture in shown)


@pytest.mark.parametrize("kind", ["window", "top"])
def test_of_an_excluded_window_no_pixel_is_in_the_picture_of_another(desk: Desk, kind: str) -> None:
    painted(desk)
    loud(desk, "KeePassXC", "Vault", kind)
    recorder = Recorder(desk)
    recorder.wait_for_steps(1)
    activate(desk, "Window 0")
    recorder.press("a")
    recording = recorder.finish()
    assert not any(shows_yellow(picture) for _, picture in steps_of(recorder))
    assert recording.steps[0].withheld is MissingImageReason.EXCLUDED
    assert any(step.picture for step in recording.steps)
    assert b"Vault" not in texts(recorder.folder)


def test_an_excluded_program_behind_a_wrapper_is_still_excluded(desk: Desk, tmp_path: Path) -> None:
    (desk.home / "config_home" / "selfhelp" / "policy.toml").write_text(
        '[steps]\nexclude_programs = ["payroll"]\n'
    )
    (tmp_path / "payroll.py").write_text(LOUD)
    (tmp_path / "start").write_text(f'#!/bin/sh\nexec {sys.executable} "{tmp_path}/payroll.py" "$@"\n')
    recorder = Recorder(desk)
    desk.spawn(["sh", str(tmp_path / "start"), "harmless", "March salaries", "window"])
    wait_for(lambda: desk.windows("^March salaries"), 15)
    recorder.wait_for_steps(1)
    recorder.press("a")
    recording = recorder.finish()
    assert {step.withheld for step in recording.steps} == {MissingImageReason.EXCLUDED}
    assert b"March" not in texts(recorder.folder)


def test_a_window_that_says_only_later_that_it_is_a_vault_leaves_nothing(desk: Desk) -> None:
    """What is taken before that title, more than a moment ago, can only be removed in the review."""
    recorder = Recorder(desk)
    loud(desk, "viewer", "Loading", "window", f"{SECRET} - KeePassXC", "420")
    recorder.wait_for_steps(1)
    recorder.press("a")
    recording = recorder.finish()
    assert recording.steps[-1].withheld is MissingImageReason.EXCLUDED, "by hand, afterwards"
    assert SECRET.encode() not in texts(recorder.folder)


def test_a_password_in_a_window_title_is_in_no_text(desk: Desk) -> None:
    recorder = Recorder(desk)
    loud(desk, "xterm", f"sshpass -p {SECRET} ssh host")
    recorder.wait_for_steps(1)
    recorder.finish()
    assert SECRET.encode() not in texts(recorder.folder)


@pytest.mark.parametrize("language", ["fr", "de"])
def test_private_windows_of_chromium_are_left_out_in_other_languages(desk: Desk, language: str) -> None:
    desk.environment |= {
        "ACCESSIBILITY_ENABLED": "1",
        "LANGUAGE": language,
        "LANG": f"{language}_{language.upper()}.UTF-8",
    }
    desk.environment.pop("NO_AT_BRIDGE")
    page = "data:text/html,<title>Same page</title><h1>secret-page</h1>"
    recorder = Recorder(desk)
    desk.spawn(
        [
            *("chromium", "--no-sandbox", "--disable-gpu", "--no-first-run", "--password-store=basic"),
            *(f"--lang={language}", f"--user-data-dir={desk.home}/chromium", "--incognito", page),
        ]
    )
    wait_for(lambda: desk.windows("Same page"), 30)
    recorder.wait_for_steps(1)
    time.sleep(1)
    recording = recorder.finish()
    assert not recording.steps_with_images
    assert {step.withheld for step in recording.steps} <= {
        MissingImageReason.PRIVATE,
        MissingImageReason.UNMARKED,
    }
    assert b"secret-page" not in texts(recorder.folder)
    assert b"Same page" not in texts(recorder.folder)
