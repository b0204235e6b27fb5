"""The review of recorded steps: everything can be changed, and only then it goes into the ticket."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.errors import TooLargeError
from selfhelp.core.text import N_
from selfhelp.machine.account import identity
from selfhelp.machine.desktop.window_events import WindowFacts
from selfhelp.report import private_areas
from selfhelp.steps.recording import Recording, StepKind
from selfhelp.steps.step_recorder import CapturedImage, StepRecorder
from selfhelp.tickets.case import Case
from selfhelp.tickets.form.attachment_limits import AttachmentLimits
from selfhelp.ui.navigation import StepsPage
from selfhelp.ui.screens import steps as steps_screen
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.editor import EditorScreen
from selfhelp.ui.screens.steps import StepsScreen
from selfhelp.ui.steps.step_card import StepCard
from selfhelp.ui.widgets.attachment_tiles import FileRow
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.window import AppWindow
from tests.ui.every_screen import png, recorded
from tests.ui.pages import Make


@pytest.fixture
def window(make_window: Make, app: App) -> AppWindow:
    return make_window(StepsPage(recorded(app).id))


@pytest.fixture
def screen(window: AppWindow, qtbot: QtBot) -> StepsScreen:
    shown = window.get_current_screen()
    assert isinstance(shown, StepsScreen)
    qtbot.waitUntil(shown.add.isEnabled, timeout=20_000)
    return shown


def steps(app: App) -> list[str]:
    (recording,) = app.recordings.list_recordings()
    return [step.note or step.title or step.withheld for step in recording.steps]


def test_steps_are_removed_moved_and_noted_on_the_disk(screen: StepsScreen, app: App) -> None:
    assert steps(app) == ["Letter.odt", "excluded", "Nothing prints"]
    screen.cards[3].up.click()
    assert steps(app) == ["Letter.odt", "Nothing prints", "excluded"]
    screen.cards[2].remove.click()
    assert steps(app) == ["Letter.odt", "Nothing prints"]
    note = screen.cards[1].note
    note.setText("Here it was fine")
    note.editingFinished.emit()
    assert steps(app) == ["Here it was fine", "Nothing prints"]


def test_a_found_name_is_opaque_in_what_leaves_unless_the_user_shows_it(
    screen: StepsScreen, app: App, qtbot: QtBot
) -> None:
    assert screen.cards[1].names.isChecked()
    assert screen.cards[1].names.text() == "Redact 1 name"
    assert "mcurie" in screen.cards[1]._listed.text()
    screen.cards[3].names.click()
    shown = {
        number: QImage.fromData(screen._edited.read_picture(str(number)))  # type: ignore[union-attr]
        for number in (1, 3)
    }
    assert shown[1].pixelColor(100, 40) == Qt.GlobalColor.black
    assert shown[3].pixelColor(100, 40) != Qt.GlobalColor.black


def test_a_picture_is_blacked_out_in_the_editor(
    screen: StepsScreen, window: AppWindow, app: App, qtbot: QtBot
) -> None:
    (recording,) = app.recordings.list_recordings()
    old = app.recordings.folder / recording.id / recording.steps[0].picture
    screen.cards[1].face.click()
    editor = window.get_current_screen()
    assert isinstance(editor, EditorScreen)
    qtbot.waitUntil(editor.foot.accept.isEnabled)
    editor.foot.accept.click()
    qtbot.waitUntil(lambda: window.get_current_screen() is screen)
    assert not old.exists(), "of the picture as it was nothing is kept"
    image = QImage.fromData(screen._edited.read_picture("1"))  # type: ignore[union-attr]
    assert image.pixelColor(100, 40) == Qt.GlobalColor.black


def test_added_to_the_ticket_it_is_a_timeline_images_and_a_few_lines(
    screen: StepsScreen, window: AppWindow, app: App, qtbot: QtBot
) -> None:
    screen.add.click()
    qtbot.waitUntil(lambda: isinstance(window.get_current_screen(), AskScreen), timeout=10_000)
    ask = window.get_current_screen()
    assert isinstance(ask, AskScreen)
    qtbot.waitUntil(lambda: ask.case is not None and len(ask.case.list_added_items()) == 4)
    assert ask.case is not None
    items = ask.case.list_added_items()
    assert [str(item.title) for item in items] == ["steps.html", "steps.json", "steps-01.png", "steps-03.png"]
    assert "Recorded steps" in ask.words.toPlainText()
    assert "Window excluded from recording" in ask.words.toPlainText()
    assert app.recordings.list_recordings() == []
    names = {path.name for path in app.recordings.folder.rglob("*.*") if path.is_file()}
    assert names == {*(str(item.title) for item in items), "texts.json"}
    shown = QImage(str(next(app.recordings.folder.rglob("steps-01.png"))))
    assert shown.pixelColor(100, 40) == Qt.GlobalColor.black, "what is hidden is hidden one by one as well"
    page = next(app.recordings.folder.rglob("steps.html")).read_bytes()
    assert b"mcurie" not in page
    for item in items:
        ask._pictures.removed.emit(item.key)
    left = [path.name for path in app.recordings.folder.rglob("*") if path.is_file()]
    assert left == [], "taken out of the ticket they are gone"


def test_its_files_are_sent_as_they_are_though_attachments_are_redacted(
    screen: StepsScreen, window: AppWindow, app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    redaction = replace(app.policy.redaction, attachments=True)
    app.loaded_policy = replace(app.loaded_policy, policy=replace(app.policy, redaction=redaction))
    case = app.create_case("It does not print")
    screen.add.click()
    qtbot.waitUntil(lambda: isinstance(window.get_current_screen(), AskScreen), timeout=10_000)
    ask = window.get_current_screen()
    assert isinstance(ask, AskScreen)
    qtbot.waitUntil(lambda: ask.case is not None and len(ask.case.list_added_items()) == 4)
    assert ask.case is not None
    for item in ask.case.make_draft().added:
        assert item.made_here
        case.add_attachment(item)
    whole = next(app.recordings.folder.rglob("steps.html")).read_bytes()
    box = app.get_outbox()
    report = case.save_to_outbox(case.build_letter())
    sealed = [path.read_bytes() for path in (box.folder / "files" / report).iterdir()]
    assert whole in sealed, "there was nothing to redact"
    app.drafts.store_draft(case.make_draft())
    kept = app.drafts.read_draft()
    assert kept is not None
    assert all(item.made_here for item in kept.added), "a draft remembers it"


def named(app: App) -> Recording:
    """Return a recording with an address and a name in its texts."""
    recorder = StepRecorder(app.recordings, lambda text: text)
    letter = WindowFacts(1, 1, ("Writer",), "Letter to Zazou")
    shown = CapturedImage(png(), "png", 800, 500)
    recorder.add_step(StepKind.WINDOW, letter, picture=shown)
    recorder.add_step(StepKind.COMMENT, letter, note="Ask zazou@example.org, says Zazou")
    return recorder.finish()


def attach(screen: StepsScreen, window: AppWindow, qtbot: QtBot) -> Case:
    """Add what is shown to a ticket; return its case."""
    qtbot.waitUntil(screen.add.isEnabled, timeout=20_000)
    screen.add.click()
    qtbot.waitUntil(lambda: isinstance(window.get_current_screen(), AskScreen), timeout=10_000)
    ask = window.get_current_screen()
    assert isinstance(ask, AskScreen)
    qtbot.waitUntil(lambda: ask.case is not None and len(ask.case.list_added_items()) == 3)
    assert ask.case is not None
    ask.case.message.body = ask.words.toPlainText()
    return ask.case


def sealed_files(app: App, case: Case) -> tuple[str, dict[str, bytes]]:
    """Return the message and the files as they lie in the outbox."""
    letter = case.build_letter()
    told = {str(item.title): item for item in letter.items if str(item.title).startswith("steps")}
    report = case.save_to_outbox(letter)
    ticket = app.get_outbox().read_ticket(report)
    data = {path.name: path.read_bytes() for path in (app.get_outbox().folder / "files" / report).iterdir()}
    by_hash = {hashlib.sha256(one).hexdigest(): one for one in data.values()}
    files = {ref.name: by_hash[ref.sha256] for ref in ticket.files}
    for name, item in told.items():
        assert (item.sha256, item.size) == (hashlib.sha256(files[name]).hexdigest(), len(files[name]))
    return ticket.body, files


def test_what_the_organisation_has_redacted_is_redacted_in_every_text_of_the_steps(
    make_window: Make, app: App, qtbot: QtBot
) -> None:
    redaction = replace(app.policy.redaction, attachments=True)
    app.loaded_policy = replace(app.loaded_policy, policy=replace(app.policy, redaction=redaction))
    window = make_window(StepsPage(named(app).id))
    screen = window.get_current_screen()
    assert isinstance(screen, StepsScreen)
    body, files = sealed_files(app, attach(screen, window, qtbot))
    assert "zazou@example.org" not in body
    assert "Comment by the user" in body
    for name in ("steps.html", "steps.json"):
        assert b"zazou@example.org" not in files[name]
        assert b"Letter to Zazou" in files[name], "an unknown name is kept"


def test_a_name_that_is_replaced_everywhere_is_replaced_in_timeline_json_and_message(
    make_window: Make, app: App, qtbot: QtBot
) -> None:
    window = make_window(StepsPage(named(app).id))
    screen = window.get_current_screen()
    assert isinstance(screen, StepsScreen)
    case = attach(screen, window, qtbot)
    before = next(app.recordings.folder.rglob("steps.html")).read_bytes()
    assert case.count_word_uses("zazou") >= 9
    case.replace_word("Zazou", "<i>X</i>")
    assert [item.changeable is not None for item in case.list_added_items()] == [True, True, False]
    body, files = sealed_files(app, case)
    for text in (body.encode(), files["steps.html"], files["steps.json"]):
        assert b"zazou" not in text.lower()
    assert b"Letter to &lt;i&gt;X&lt;/i&gt;" in files["steps.html"]
    assert json.loads(files["steps.json"])["steps"][0]["title"] == "Letter to <i>X</i>"
    assert b"base64," in files["steps.html"]
    assert next(app.recordings.folder.rglob("steps.html")).read_bytes() == before, "undo needs it"


def test_a_replaced_name_is_counted_and_replaced_without_the_json(
    make_window: Make, app: App, qtbot: QtBot
) -> None:
    window = make_window(StepsPage(named(app).id))
    screen = window.get_current_screen()
    assert isinstance(screen, StepsScreen)
    case = attach(screen, window, qtbot)
    case.message.body = "It does not print"
    for item in case.list_added_items():
        if str(item.title) != "steps.html":
            case.remove_attachment(item.key)
    assert case.count_word_uses("Zazou") >= 3
    case.replace_word("Zazou", "X")
    assert b"Zazou" not in sealed_files(app, case)[1]["steps.html"]
    assert case.review.undo()


def test_policy_attaches_no_images_one_by_one(make_window: Make, app: App, qtbot: QtBot) -> None:
    rules = replace(app.policy.steps, separate_images=0)
    app.loaded_policy = replace(app.loaded_policy, policy=replace(app.policy, steps=rules))
    window = make_window(StepsPage(recorded(app).id))
    screen = window.get_current_screen()
    assert isinstance(screen, StepsScreen)
    qtbot.waitUntil(screen.add.isEnabled, timeout=20_000)
    screen.add.click()
    qtbot.waitUntil(lambda: isinstance(window.get_current_screen(), AskScreen), timeout=10_000)
    ask = window.get_current_screen()
    assert isinstance(ask, AskScreen)
    assert ask.case is not None
    assert [str(item.title) for item in ask.case.list_added_items()] == ["steps.html", "steps.json"]


def test_images_are_one_line_of_the_form_and_each_its_own_in_the_review(
    screen: StepsScreen, window: AppWindow, app: App, qtbot: QtBot
) -> None:
    screen.add.click()
    qtbot.waitUntil(lambda: isinstance(window.get_current_screen(), AskScreen), timeout=10_000)
    ask = window.get_current_screen()
    assert isinstance(ask, AskScreen)
    assert ask.case is not None
    rows = [row.findChildren(PlainLabel)[0].text() for row in ask._pictures.findChildren(FileRow)]
    assert rows[-3:] == ["steps.html", "steps.json", "2 images of your steps"]
    shown = {str(item.title): item.preview for item in ask.case.build_letter().items}
    image = QImage.fromData(shown["steps-01.png"])
    assert image.pixelColor(100, 40) == Qt.GlobalColor.black, "the review shows what is sent"
    ask._pictures.findChildren(FileRow)[-1].take_out.click()
    assert [str(item.title) for item in ask.case.list_added_items()] == ["steps.html", "steps.json"]
    assert list(app.recordings.folder.rglob("*.png")) == []


def test_images_that_the_desk_does_not_take_are_left_out_and_deleted(
    screen: StepsScreen, window: AppWindow, app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are in the timeline, so nobody is asked about them."""
    take = AttachmentLimits.require_file_accepted

    def must_take(self: AttachmentLimits, name: str, size: int, already: int = 0) -> None:
        if name == "steps-03.png":
            raise TooLargeError(N_("It is too large."))
        take(self, name, size, already)

    monkeypatch.setattr(AttachmentLimits, "require_file_accepted", must_take)
    screen.add.click()
    qtbot.waitUntil(lambda: isinstance(window.get_current_screen(), AskScreen), timeout=10_000)
    ask = window.get_current_screen()
    assert isinstance(ask, AskScreen)
    assert ask.case is not None
    titles = [str(item.title) for item in ask.case.list_added_items()]
    assert titles == ["steps.html", "steps.json", "steps-01.png"]
    assert list(app.recordings.folder.rglob("steps-03.png")) == []


@pytest.mark.spread(2)
@pytest.mark.parametrize("width", [400, 519, 520, 524, 600, 619, 620, 621, 700, 920])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_width_makes_the_page_lay_itself_out_without_end(
    screen: StepsScreen,
    window: AppWindow,
    app: App,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    width: int,
    language: str,
) -> None:
    window.context.apply_preferences(app.preferences.copy_with_changes(language=language), screen)
    times: list[object] = []
    card, resized = screen.cards[1], StepCard.resizeEvent

    def count(self: StepCard, event: QResizeEvent) -> None:
        times.append(event.size())
        resized(self, event)

    monkeypatch.setattr(StepCard, "resizeEvent", count)
    window.resize(width, 560)
    qtbot.wait(150)
    assert len(times) < 60
    assert card.width() <= width


def test_it_begins_at_the_first_image_and_says_so_once(make_window: Make, app: App, qtbot: QtBot) -> None:
    recording, window = recorded(app), make_window(None)
    window.activateWindow()
    qtbot.wait(100)
    heard: list[str] = []
    qapp = QApplication.instance()
    assert isinstance(qapp, QApplication)
    qapp.focusChanged.connect(lambda _before, now: heard.append(now.accessibleName() if now else ""))
    window.open(StepsPage(recording.id))
    qtbot.wait(300)
    screen = window.get_current_screen()
    assert isinstance(screen, StepsScreen)
    assert window.focusWidget() is screen.cards[1].face
    assert heard.count(screen.cards[1].face.accessibleName()) == 1


def test_discard_asks_once_and_leaves_nothing(screen: StepsScreen, app: App) -> None:
    screen.discard.click()
    assert len(app.recordings.list_recordings()) == 1
    assert screen.discard.text() == "Delete recording?"
    screen.discard.click()
    assert list(app.recordings.folder.iterdir()) == []


def test_what_was_cut_off_says_so_and_is_told_only_once(make_window: Make, app: App, qtbot: QtBot) -> None:
    recorder = StepRecorder(app.recordings, str)
    recorder.add_step(StepKind.MANUAL, picture=CapturedImage(png(), "png", 8, 8))
    found = app.recordings.find_interrupted_recording()
    assert found is not None
    screen = make_window(StepsPage(found.id)).get_current_screen()
    assert isinstance(screen, StepsScreen)
    assert screen._panel.heading.text() == "The app closed while it was recording"
    assert app.recordings.find_interrupted_recording() is None
    qtbot.waitUntil(screen.add.isEnabled, timeout=20_000)


@pytest.mark.parametrize("installed", [True, False])
def test_it_says_where_nothing_reads_the_images(
    installed: bool, make_window: Make, app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps_screen, "is_ocr_available", lambda _machine: installed)
    screen = make_window(StepsPage(recorded(app).id)).get_current_screen()
    assert isinstance(screen, StepsScreen)
    qtbot.waitUntil(screen.add.isEnabled, timeout=20_000)
    qtbot.wait(200)
    assert ("can't read text in images" in screen._panel.detail.text()) is not installed


def test_nothing_is_added_before_every_picture_was_searched(
    make_window: Make, app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = private_areas.PrivateArea(10, 10, 60, 20, "mcurie", private_areas.OCR)
    monkeypatch.setattr(private_areas, "find_private_areas", lambda *_: [area])
    monkeypatch.setattr(identity, "read_identity_names", lambda _machine: {})
    recorder = StepRecorder(app.recordings, str)
    for _ in range(3):
        recorder.add_step(StepKind.MANUAL, picture=CapturedImage(png(), "png", 8, 8))
    recording = recorder.finish()
    screen = make_window(StepsPage(recording.id)).get_current_screen()
    assert isinstance(screen, StepsScreen)
    assert not screen.add.isEnabled()
    assert screen._state.text().startswith("Searching ")
    qtbot.waitUntil(screen.add.isEnabled, timeout=20_000)
    kept = app.recordings.read(recording.id)
    assert [[box.word for box in step.boxes] for step in kept.steps] == [["mcurie"]] * 3
    assert all(step.searched for step in kept.steps)


def test_it_says_what_to_look_for_where_notifications_cannot_be_covered(
    make_window: Make, app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps_screen, "is_ocr_available", lambda _machine: True)
    monkeypatch.setenv("SWAYSOCK", "/run/user/1000/sway-ipc.sock")
    screen = make_window(StepsPage(recorded(app).id)).get_current_screen()
    assert isinstance(screen, StepsScreen)
    assert screen._panel.detail.text().startswith(
        "In this desktop environment, notifications can appear in images."
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"full": True}, "The recording stopped after 200 steps."),
        (
            {"started": datetime(2026, 11, 30, tzinfo=UTC)},
            "The recording stopped automatically after two hours.",
        ),
    ],
)
def test_automatic_stop_of_a_recording_has_a_reason(
    make_window: Make, app: App, change: dict[str, Any], told: str
) -> None:
    recording = replace(recorded(app), **change)
    if "started" in change:
        recording = replace(recording, ended=recording.started + timedelta(hours=3))
    app.recordings.write(recording)
    screen = make_window(StepsPage(recording.id)).get_current_screen()
    assert isinstance(screen, StepsScreen)
    assert screen._panel.detail.text().startswith(told)
