"""The window is killed while the user writes; what starts next has what they wrote, pictures included."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.people import ROOT

WINDOW = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from selfhelp.core.paths import AppPaths
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.navigation import AskPage, ConversationPage, EmergencyPage
from selfhelp.ui.capture.pixels import encode_png
from selfhelp.ui.window import AppWindow
from tests.ui.desk_window import make_app, picture, share_desk
application = QApplication([])
names = ("config", "data", "cache", "log", "run", "machine")
app = make_app(AppPaths(*(Path(sys.argv[1], name) for name in names)))
window = AppWindow(share_desk(app, Path(sys.argv[1], "share")), JobRunner())
window.show()

def pause(ms):  # QTest.qWait would hold up the threads that read and save
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()

def until(so):
    for _ in range(800):
        if so():
            return
        pause(50)
    sys.exit("it did not happen")
"""
WRITES = (
    WINDOW
    + """
window.open(AskPage())
form = window.get_current_screen()
until(lambda: form._keeper._looked)
QTest.keyClicks(form.words, "Nothing prints")
form.can_work.buttons["no"].click()
form.case.add_screenshot(encode_png(picture()))
form._on_files_added()
folder = Path(sys.argv[1], "data", "draft")
listed = folder / "draft.json"  # comes after the pictures that it names
until(lambda: listed.exists() and b"Nothing prints" in listed.read_bytes() and list(folder.glob("*.png")))
print("kept", flush=True)
while True:
    QTest.keyClicks(form.words, "!")
    pause(10)
"""
)
READS = (
    WINDOW
    + """
window.open(AskPage())
form = window.get_current_screen()
until(lambda: form.words.toPlainText())
words, count = form.words.toPlainText().rstrip("!"), len(form.case.list_added_items())
print(words, form.can_work.get_chosen_key(), count, flush=True)
window.context.jobs.stop_all(5000)
"""
)


def started(script: str, folder: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script, str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment)


def killed(script: str, folder: Path) -> None:
    writer = started(script, folder)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "kept\n"
    writer.send_signal(signal.SIGKILL)
    writer.communicate(timeout=30)


@pytest.mark.slow
def test_a_killed_window_loses_less_than_a_second(tmp_path: Path) -> None:
    killed(WRITES, tmp_path)
    said, _ = started(READS, tmp_path).communicate(timeout=60)
    assert said == "Nothing prints no 1\n"


URGENT_WRITES = (
    WINDOW
    + """
window.open(EmergencyPage("mail"))
form = window.get_current_screen()
until(lambda: form._keeper._looked)
QTest.keyClicks(form.words, "From my boss")
window.open(EmergencyPage("work"))
QTest.keyClicks(form.words, "It stays black")
file = Path(sys.argv[1], "data", "urgent", "words.json")
until(lambda: file.exists() and b"It stays black" in file.read_bytes())
print("kept", flush=True)
while True:
    QTest.keyClicks(form.words, "!")
    pause(10)
"""
)
URGENT_READS = (
    WINDOW
    + """
window.open(EmergencyPage("mail"))
form = window.get_current_screen()
until(lambda: form.words.toPlainText())
print(form.words.toPlainText(), "restored" in form.back.heading.text(), flush=True)
window.open(EmergencyPage("work"))
print(form.words.toPlainText().rstrip("!"), flush=True)
form.words.clear()
until(lambda: b"black" not in file.read_bytes())
window.context.jobs.stop_all(5000)
"""
).replace("form = ", 'file = Path(sys.argv[1], "data", "urgent", "words.json")\nform = ')
ANSWER = (
    WINDOW
    + """
from selfhelp.tickets.letter import Letter
app = window.context.app
items = app.get_outbox().list_items()
letter = Letter("No sound", "Silent", "marie@example.com")
report = items[0].report if items else app.get_outbox().save_ticket(letter)
app.create_delivery_service().deliver_due_items()
window.open(ConversationPage(report))
box = window.get_current_screen().box
until(lambda: box.draft is not None)
"""
)
ANSWER_WRITES = (
    ANSWER
    + """
QTest.keyClicks(box.words, "It hums")
box.draft.add_screenshot(encode_png(picture()))
notes = Path(sys.argv[1], "notes.txt")
notes.write_text("hm")
box.add_files([notes])
until(lambda: app.conversations.read_draft(report) and len(app.conversations.answers.read(report)) == 2)
print("kept", flush=True)
pause(60_000)
"""
)
ANSWER_QUITS = (
    ANSWER
    + """
print([added.name for _key, added in box.draft.list_added_items()], flush=True)
box._remove_attachment("picture-1")
QTest.keyClicks(box.words, " loudly")
application.aboutToQuit.emit()
print(app.conversations.read_draft(report), len(app.conversations.answers.read(report)), flush=True)
window.context.jobs.stop_all(5000)
"""
)


TWO_WRITES = (
    WINDOW
    + """
case = app.create_case("No sound since Monday")
case.add_screenshot(encode_png(picture()))
app.drafts.store_draft(case.make_draft())
window.open(AskPage(words="Nothing prints"))
form = window.get_current_screen()
until(lambda: form._stored is not None)
QTest.keyClicks(form.words, " today")
folder = Path(sys.argv[1], "data")
listed = folder / "draft" / "draft.json"
until(lambda: b"prints today" in listed.read_bytes())
print("kept", flush=True)
while True:
    QTest.keyClicks(form.words, "!")
    pause(10)
"""
)
TWO_READS = (
    WINDOW
    + """
window.open(AskPage())
form = window.get_current_screen()
until(lambda: form.words.toPlainText())
print(form.words.toPlainText().rstrip("!"), flush=True)
form._back.discard_wanted.emit()
form.words.setPlainText("")
window.go_back()
window.open(AskPage())
until(lambda: form.words.toPlainText())
print(form.words.toPlainText(), len(form.case.list_added_items()), flush=True)
window.context.jobs.stop_all(5000)
"""
)


@pytest.mark.slow
def test_the_draft_beside_the_ticket_that_is_written_survives_a_kill(tmp_path: Path) -> None:
    """It was in memory only, because the new ticket's draft took its place on the disk."""
    killed(TWO_WRITES, tmp_path)
    said, _ = started(TWO_READS, tmp_path).communicate(timeout=60)
    assert said == "Nothing prints today\nNo sound since Monday 1\n"


@pytest.mark.slow
def test_words_on_an_emergency_survive_a_kill(tmp_path: Path) -> None:
    killed(URGENT_WRITES, tmp_path)
    said, _ = started(URGENT_READS, tmp_path).communicate(timeout=60)
    assert said == "From my boss True\nIt stays black\n"


@pytest.mark.slow
def test_an_unfinished_reply_survives_a_kill_and_quitting(tmp_path: Path) -> None:
    killed(ANSWER_WRITES, tmp_path)
    said, _ = started(ANSWER_QUITS, tmp_path).communicate(timeout=60)
    assert said == "['screenshot-1.png', 'notes.txt']\nIt hums loudly 1\n"
