"""The review of recorded steps: everything can be changed, and only then it goes into the ticket."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QResizeEvent
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.machine.account import identity
from selfhelp.report import private_areas
from selfhelp.steps.recorder import StepRecorder, TakenPicture
from selfhelp.steps.recording import StepKind
from selfhelp.ui.navigation import StepsPage
from selfhelp.ui.screens import steps as steps_screen
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.editor import EditorScreen
from selfhelp.ui.screens.steps import StepsScreen
from selfhelp.ui.steps.step_card import StepCard
from selfhelp.ui.window import AppWindow
from tests.ui.every_screen import png, recorded
from tests.ui.pages import Make


@pytest.fixture
def window(make_window: Make, app: App) -> AppWindow:
    return make_window(StepsPage(recorded(app).id))


@pytest.fixture
def screen(window: AppWindow, qtbot: QtBot) -> StepsScreen:
    shown = window.current_screen()
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
    assert screen.cards[1].names.text() == "Hide 1 name"
    assert "mcurie" in screen.cards[1]._listed.text()
    screen.cards[3].names.click()
    shown = {
        number: QImage.fromData(screen._edited.picture_bytes(str(number)))  # type: ignore[union-attr]
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
    editor = window.current_screen()
    assert isinstance(editor, EditorScreen)
    qtbot.waitUntil(editor.foot.accept.isEnabled)
    editor.foot.accept.click()
    qtbot.waitUntil(lambda: window.current_screen() is screen)
    assert not old.exists(), "of the picture as it was nothing is kept"
    image = QImage.fromData(screen._edited.picture_bytes("1"))  # type: ignore[union-attr]
    assert image.pixelColor(100, 40) == Qt.GlobalColor.black


def test_added_to_the_ticket_it_is_two_files_and_a_few_lines(
    screen: StepsScreen, window: AppWindow, app: App, qtbot: QtBot
) -> None:
    screen.add.click()
    qtbot.waitUntil(lambda: isinstance(window.current_screen(), AskScreen), timeout=10_000)
    ask = window.current_screen()
    assert isinstance(ask, AskScreen)
    qtbot.waitUntil(lambda: ask.case is not None and len(ask.case.added_items()) == 2)
    assert ask.case is not None
    items = ask.case.added_items()
    assert [str(item.title) for item in items] == ["steps.html", "steps.json"]
    assert "Recorded steps" in ask.words.toPlainText()
    assert "A window that may not be recorded" in ask.words.toPlainText()
    assert app.recordings.list_recordings() == []
    names = {path.suffix for path in app.recordings.folder.rglob("*.*") if path.is_file()}
    assert names == {".html", ".json"}, "pictures are in the timeline alone"
    page = next(app.recordings.folder.rglob("steps.html")).read_bytes()
    assert b"mcurie" not in page
    for item in items:
        ask._pictures.removed.emit(item.key)
    assert list(app.recordings.folder.rglob("steps.*")) == [], "taken out of the ticket they are gone"


def test_its_files_are_sent_as_they_are_though_attachments_are_redacted(
    screen: StepsScreen, window: AppWindow, app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    from dataclasses import replace

    redaction = replace(app.policy.redaction, attachments=True)
    app.loaded = replace(app.loaded, policy=replace(app.policy, redaction=redaction))
    case = app.new_case("It does not print")
    screen.add.click()
    qtbot.waitUntil(lambda: isinstance(window.current_screen(), AskScreen), timeout=10_000)
    ask = window.current_screen()
    assert isinstance(ask, AskScreen)
    qtbot.waitUntil(lambda: ask.case is not None and len(ask.case.added_items()) == 2)
    assert ask.case is not None
    for item in ask.case.to_draft().added:
        assert item.made_here
        case.add_attachment(item)
    whole = next(app.recordings.folder.rglob("steps.html")).read_bytes()
    box = app.outbox()
    report = case.seal(case.letter())
    sealed = [path.read_bytes() for path in (box.folder / "files" / report).iterdir()]
    assert whole in sealed
    app.drafts.store_draft(case.to_draft())
    kept = app.drafts.read_draft()
    assert kept is not None
    assert all(item.made_here for item in kept.added), "a draft remembers it"


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
    window.context.apply_preferences(app.preferences.with_(language=language), screen)
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


def test_discard_asks_once_and_leaves_nothing(screen: StepsScreen, app: App) -> None:
    screen.discard.click()
    assert len(app.recordings.list_recordings()) == 1
    assert screen.discard.text() == "Delete recording?"
    screen.discard.click()
    assert list(app.recordings.folder.iterdir()) == []


def test_what_was_cut_off_says_so_and_is_told_only_once(make_window: Make, app: App, qtbot: QtBot) -> None:
    recorder = StepRecorder(app.recordings, str)
    recorder.add_step(StepKind.MANUAL, picture=TakenPicture(png(), "png", 8, 8))
    found = app.recordings.find_interrupted()
    assert found is not None
    screen = make_window(StepsPage(found.id)).current_screen()
    assert isinstance(screen, StepsScreen)
    assert screen._panel.heading.text() == "The app closed while it was recording"
    assert app.recordings.find_interrupted() is None
    qtbot.waitUntil(screen.add.isEnabled, timeout=20_000)


@pytest.mark.parametrize("installed", [True, False])
def test_it_says_where_nothing_reads_the_images(
    installed: bool, make_window: Make, app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps_screen, "can_read_pictures", lambda _machine: installed)
    screen = make_window(StepsPage(recorded(app).id)).current_screen()
    assert isinstance(screen, StepsScreen)
    qtbot.waitUntil(screen.add.isEnabled, timeout=20_000)
    qtbot.wait(200)
    assert ("can't read text in images" in screen._panel.detail.text()) is not installed


def test_nothing_is_added_before_every_picture_was_searched(
    make_window: Make, app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = private_areas.PrivateArea(10, 10, 60, 20, "mcurie", private_areas.OCR)
    monkeypatch.setattr(private_areas, "find_private_areas", lambda *_: [area])
    monkeypatch.setattr(identity, "read_names", lambda _machine: {})
    recorder = StepRecorder(app.recordings, str)
    for _ in range(3):
        recorder.add_step(StepKind.MANUAL, picture=TakenPicture(png(), "png", 8, 8))
    recording = recorder.finish()
    screen = make_window(StepsPage(recording.id)).current_screen()
    assert isinstance(screen, StepsScreen)
    assert not screen.add.isEnabled()
    assert screen._state.text().startswith("Searching ")
    qtbot.waitUntil(screen.add.isEnabled, timeout=20_000)
    kept = app.recordings.read(recording.id)
    assert [[box.word for box in step.boxes] for step in kept.steps] == [["mcurie"]] * 3
    assert all(step.searched for step in kept.steps)
