"""Get help: words, snapshot, pictures and files become a draft that is kept."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.core import durable_files
from selfhelp.core.languages import list_supported_languages
from selfhelp.core.model import CheckResult, CheckState, Snapshot
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_
from selfhelp.ui.editor.drawing_tools import Tool
from selfhelp.ui.navigation import AskPage, EditorPage, FixPage, HomePage, SettingsPage
from selfhelp.ui.screens import ask as module
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.editor import EditorScreen
from selfhelp.ui.screens.review import ReviewScreen
from selfhelp.ui.widgets.attachment_tiles import FileRow, PictureTile
from selfhelp.ui.window import SMALLEST, AppWindow
from tests.ui.desk_window import Quick, Slow, make_app, make_window, on_top, picture
from tests.ui.fakes import Broken


@pytest.fixture
def window(qtbot: QtBot, places: AppPaths) -> AppWindow:
    return make_window(qtbot, make_app(places))


def ask(window: AppWindow, destination: AskPage | None = None) -> AskScreen:
    window.open(destination or AskPage())
    screen = on_top(window)
    assert isinstance(screen, AskScreen)
    return screen


def editor(window: AppWindow) -> EditorScreen:
    screen = on_top(window)
    assert isinstance(screen, EditorScreen)
    return screen


def ready(qtbot: QtBot, screen: AskScreen) -> None:
    qtbot.waitUntil(lambda: not screen._computer.is_collecting, timeout=10_000)


def test_the_form_starts_with_the_description_and_collects_automatically(
    qtbot: QtBot, window: AppWindow
) -> None:
    screen = ask(window, AskPage(words="The printer is stuck"))
    assert screen.words.toPlainText() == "The printer is stuck"
    ready(qtbot, screen)
    assert screen.case is not None
    assert screen.case.snapshot is not None
    assert [section.id for section in screen.case.snapshot.sections] == ["quick"]


def test_the_facts_are_one_line_and_the_rest_is_folded(qtbot: QtBot, places: AppPaths) -> None:
    window = make_window(qtbot, make_app(places, Quick(), language="fr"))
    screen = ask(window, AskPage(words="x"))
    ready(qtbot, screen)
    line = screen._computer
    window.resize(SMALLEST)
    qtbot.waitUntil(lambda: line.state.width() >= 120)
    assert not line.button.isVisible()
    line.details.click()
    assert line.button.isVisible()
    assert line.state.width() >= 120, "no narrow column"


def test_the_box_and_the_ways_to_show_it_are_seen_without_scrolling(qtbot: QtBot, places: AppPaths) -> None:
    """Small pictures were below the fold."""
    from selfhelp.ui.capture.pixels import encode_png

    window = make_window(qtbot, make_app(places))
    window.resize(400, 560)
    case = window.context.app.create_case("Nothing prints")
    case.add_screenshot(encode_png(picture()))
    screen = ask(window, AskPage(case=case))
    qtbot.waitUntil(lambda: len(screen.findChildren(PictureTile)) == 1)
    (tile,) = screen.findChildren(PictureTile)
    qtbot.wait(50)
    assert screen.words.mapTo(screen, QPoint()).y() < tile.mapTo(screen, QPoint()).y()
    foot = screen.page.footer.mapTo(screen, QPoint()).y()
    assert tile.mapTo(screen, QPoint(0, tile.face.height())).y() <= foot
    for button in (screen._pictures.whole, screen._pictures.add):
        assert button.mapTo(screen, QPoint()).y() > tile.mapTo(screen, QPoint()).y()


def test_review_waits_for_the_facts_and_opens_automatically(qtbot: QtBot, places: AppPaths) -> None:
    slow = Slow()
    window = make_window(qtbot, make_app(places, slow))
    screen = ask(window, AskPage(words="x"))
    screen.next.click()
    assert on_top(window) is screen
    assert "You'll then be able to review your ticket" in window._notice.words.text()
    slow.go_on.set()
    qtbot.waitUntil(lambda: isinstance(on_top(window), ReviewScreen), timeout=10_000)


def test_without_a_help_desk_the_form_says_so(window: AppWindow) -> None:
    screen = ask(window, AskPage(words="x"))
    assert screen._nothing_yet.text() == "No help desk is set up. Your ticket will be saved on this computer."


def test_typed_text_is_in_the_case(qtbot: QtBot, window: AppWindow) -> None:
    screen = ask(window)
    qtbot.keyClicks(screen.words, "Nothing prints")
    screen.affected.buttons["team"].click()
    screen.can_work.buttons["no"].click()
    assert screen.case is not None
    assert screen.case.message.body == "Nothing prints"
    text = screen.case.build_letter().body
    assert "Who is affected: My team" in text
    assert "Can still work: No" in text


def test_without_words_it_asks_for_them(qtbot: QtBot, window: AppWindow) -> None:
    screen = ask(window)
    ready(qtbot, screen)
    screen.next.click()
    assert on_top(window) is screen
    field = screen._form.fields["words"]
    assert "few words" in field.wrong.text()
    assert "few words" in screen.words.accessibleDescription(), "heard once, with the focus"
    assert screen.words.hasFocus() or not window.isActiveWindow()
    assert not window._notice.isVisible(), "it is said at its field alone"


def test_looking_can_be_stopped_and_begun_again(qtbot: QtBot, places: AppPaths) -> None:
    slow = Slow()
    window = make_window(qtbot, make_app(places, Quick(), slow))
    screen = ask(window, AskPage(words="x"))
    assert screen._computer.bar.isVisible()
    screen._computer.button.click()
    ready(qtbot, screen)
    assert screen.case is not None
    assert screen.case.snapshot is None
    assert "Stopped" in screen._computer.state.text()
    slow.go_on.set()
    screen._computer.button.click()
    ready(qtbot, screen)
    assert isinstance(screen.case.snapshot, Snapshot)


def test_a_picture_is_edited_before_it_is_added(qtbot: QtBot, window: AppWindow) -> None:
    screen = ask(window, AskPage(words="x"))
    screen._edit_picture(picture())
    edit = editor(window)
    assert screen.case is not None
    assert not screen.case.list_added_items(), "nothing is added without consent"
    surface, zoom = edit.canvas.widget(), edit.canvas.zoom
    qtbot.mousePress(surface, Qt.MouseButton.LeftButton, pos=QPoint(30, 30) * zoom)
    qtbot.mouseMove(surface, QPoint(100, 70) * zoom)
    qtbot.mouseRelease(surface, Qt.MouseButton.LeftButton, pos=QPoint(100, 70) * zoom)
    edit.foot.accept.click()
    qtbot.waitUntil(lambda: on_top(window) is screen, timeout=10_000)
    (item,) = screen.case.list_added_items()
    saved = QImage.fromData(screen.case.read_picture(item.key))
    assert saved.pixelColor(60, 50) == QColor("black")
    assert len(screen.findChildren(PictureTile)) == 1


def test_unchanged_images_are_not_redrawn(qtbot: QtBot, window: AppWindow) -> None:
    screen = ask(window, AskPage(words="x"))
    assert screen.case is not None
    from selfhelp.ui.capture.pixels import encode_png

    key = screen.case.add_screenshot(encode_png(picture()))
    screen._update_parts()
    (tile,) = screen.findChildren(PictureTile)
    screen._update_parts()
    assert screen.findChildren(PictureTile) == [tile]
    screen.case.replace_picture(key, encode_png(picture(20, 10)))
    screen._update_parts()
    qtbot.waitUntil(lambda: len(screen.findChildren(PictureTile)) == 1)
    assert screen.findChildren(PictureTile) != [tile], "another picture"


def test_an_edited_picture_takes_the_place_of_the_old_one(qtbot: QtBot, window: AppWindow) -> None:
    screen = ask(window, AskPage(words="x"))
    assert screen.case is not None
    from selfhelp.ui.capture.pixels import encode_png

    key = screen.case.add_screenshot(encode_png(picture()))
    screen._update_parts()
    screen.findChildren(PictureTile)[0].face.click()
    edit = editor(window)
    qtbot.waitUntil(lambda: edit.canvas.picture is not None)
    qtbot.keyClick(edit.canvas.surface, Qt.Key.Key_C)
    assert edit.canvas.tool is Tool.CROP
    qtbot.keyClick(edit.canvas.widget(), Qt.Key.Key_Right)
    qtbot.keyClick(edit.canvas.widget(), Qt.Key.Key_Return)
    qtbot.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: on_top(window) is screen, timeout=10_000)
    assert [item.key for item in screen.case.list_added_items()] == [key]
    assert QImage.fromData(screen.case.read_picture(key)).width() < 320


def test_undo_and_redo_in_the_editor(qtbot: QtBot, window: AppWindow) -> None:
    screen = ask(window, AskPage(words="x"))
    screen._edit_picture(picture())
    edit = editor(window)
    assert not edit.aids.undo.isEnabled()
    qtbot.keyClick(edit.canvas.widget(), Qt.Key.Key_Right)
    qtbot.keyClick(edit.canvas.widget(), Qt.Key.Key_Return)
    assert edit.aids.undo.isEnabled()
    edit.aids.undo.click()
    assert edit.aids.redo.isEnabled()
    assert edit.canvas.picture is not None
    assert edit.canvas.picture.image.pixelColor(160, 100) != QColor("black")


def test_leaving_the_editor_is_asked_once_and_adds_nothing(qtbot: QtBot, window: AppWindow) -> None:
    screen = ask(window, AskPage(words="x"))
    screen._edit_picture(picture())
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return):
        qtbot.keyClick(editor(window).canvas.surface, key)
    window.go_back()
    assert isinstance(on_top(window), EditorScreen)
    window.go_back()
    assert on_top(window) is screen
    assert screen.case is not None
    assert not screen.case.list_added_items()


def test_escape_first_drops_what_is_half_drawn_then_goes_back(qtbot: QtBot, window: AppWindow) -> None:
    screen = ask(window, AskPage(words="x"))
    screen._edit_picture(picture())
    surface = editor(window).canvas.widget()
    areas: list[QRect] = []
    editor(window).canvas.selected.connect(lambda area, _by_keyboard: areas.append(area))
    qtbot.keyClick(surface, Qt.Key.Key_Right)
    qtbot.keyClick(surface, Qt.Key.Key_Escape)
    assert areas[-1].isEmpty()
    assert not window._notice.isVisible(), "Escape went to the drawing alone"
    qtbot.keyClick(surface, Qt.Key.Key_Escape)
    assert on_top(window) is screen, "nothing was drawn, so nothing is asked"


def test_files_are_added_and_removed_and_a_bad_one_is_told(
    qtbot: QtBot, window: AppWindow, tmp_path: Path
) -> None:
    screen = ask(window, AskPage(words="x"))
    good = tmp_path / "<b>log\u202e.txt"
    good.write_text("hello")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(good)), QUrl.fromLocalFile(str(tmp_path / "gone"))])
    screen._add_mime_data(data)
    qtbot.waitUntil(lambda: len(screen.findChildren(FileRow)) == 1, timeout=5000)
    rows = screen.findChildren(FileRow)
    assert "gone" in window._notice.words.text()
    rows[0].take_out.click()
    assert screen.case is not None
    assert not screen.case.list_added_items()


def test_a_picture_is_pasted(qtbot: QtBot, window: AppWindow) -> None:
    screen = ask(window, AskPage(words="x"))
    QGuiApplication.clipboard().setImage(picture())
    screen._pictures.paste.trigger()
    assert editor(window).canvas.picture is not None


def test_a_picture_file_is_edited_first_and_several_files_stay_files(
    qtbot: QtBot, window: AppWindow, tmp_path: Path
) -> None:
    screen = ask(window, AskPage(words="x"))
    saved, note = tmp_path / "saved.png", tmp_path / "note.txt"
    assert picture().save(str(saved))
    note.write_text("hello")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(saved))])
    screen._add_mime_data(data)
    qtbot.waitUntil(lambda: isinstance(on_top(window), EditorScreen), timeout=5000)
    assert screen.case is not None
    assert not screen.case.list_added_items()
    window.go_back()
    window.go_back()
    data.setUrls([QUrl.fromLocalFile(str(saved)), QUrl.fromLocalFile(str(note))])
    screen._add_mime_data(data)
    case = screen.case
    qtbot.waitUntil(
        lambda: [item.group for item in case.list_added_items()] == ["file", "file"], timeout=5000
    )


def test_a_drive_that_does_not_answer_never_holds_the_window_up(
    qtbot: QtBot, window: AppWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is opened, and read for its hash, on another thread only."""
    note = tmp_path / "note.txt"
    note.write_text("hello")
    answers, waited = threading.Event(), []
    genuine = durable_files.open_regular_file

    def opened(path: Path) -> io.BufferedReader:
        if path != note:
            return genuine(path)
        waited.append(threading.current_thread() is not threading.main_thread() and answers.wait(10))
        return genuine(path)

    monkeypatch.setattr(durable_files, "open_regular_file", opened)
    screen = ask(window, AskPage(words="x"))
    assert screen.case is not None
    case = screen.case
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(note))])
    screen._add_mime_data(data)
    assert not case.list_added_items(), "the window goes on while the drive is silent"
    answers.set()
    qtbot.waitUntil(lambda: len(case.list_added_items()) == 1, timeout=5000)
    screen._update_parts()
    assert waited == [True]


def test_a_file_that_is_only_called_a_picture_is_a_file(
    qtbot: QtBot, window: AppWindow, tmp_path: Path
) -> None:
    screen = ask(window, AskPage(words="x"))
    false = tmp_path / "false.png"
    false.write_text("<html>")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(false))])
    screen._add_mime_data(data)
    assert screen.case is not None
    case = screen.case
    qtbot.waitUntil(lambda: len(case.list_added_items()) == 1, timeout=5000)
    assert case.list_added_items()[0].group == "file"


def test_pasting_nothing_says_so(qtbot: QtBot, window: AppWindow) -> None:
    screen = ask(window, AskPage(words="x"))
    QGuiApplication.clipboard().clear()
    screen._pictures.paste.trigger()
    assert "no image" in window._notice.words.text()


def test_the_draft_is_kept(qtbot: QtBot, window: AppWindow) -> None:
    screen = ask(window)
    assert screen.can_be_freed()
    screen.words.setPlainText("half a sentence")
    assert not screen.can_be_freed()
    window.close()
    window.show()
    window.open(HomePage())
    assert ask(window).words.toPlainText() == "half a sentence"


def test_another_problem_is_a_ticket_of_its_own(qtbot: QtBot, window: AppWindow) -> None:
    app = window.context.app
    screen = ask(window, AskPage(case=app.create_case("I need access to the HR folder")))
    screen.words.appendPlainText("First draft.")
    first = screen.case
    window.open(HomePage())
    assert ask(window, AskPage(case=app.create_case("My desk phone is dead"))) is screen
    assert screen.words.toPlainText() == "My desk phone is dead"
    assert [one.case for one in screen._list_drafts_beside()] == [first]
    assert first is not None
    assert "First draft." in first.message.body
    named = "I need access to the HR folder First draft."
    qtbot.waitUntil(lambda: screen._back.detail.text() == named, timeout=10_000)  # which draft it is
    screen.words.appendPlainText("Second draft.")
    second = screen.case
    screen._bring_draft_back(first)
    assert "First draft." in screen.words.toPlainText()
    assert [one.case for one in screen._list_drafts_beside() if one.case is not first] == [second]


def test_a_second_click_hits_the_button_although_a_message_appeared(qtbot: QtBot, window: AppWindow) -> None:
    screen = ask(window, AskPage(words="The printer is stuck"))
    ready(qtbot, screen)
    place = screen.next.mapTo(window, screen.next.rect().center())
    window.context.say(N_("Saved."))
    qtbot.waitUntil(window._notice.isVisible)
    qtbot.wait(50)
    there = window.childAt(place)
    with qtbot.waitSignal(screen.next.clicked):
        QTest.mouseClick(there, Qt.MouseButton.LeftButton, pos=there.mapFrom(window, place))


def test_the_same_problem_continues_its_draft(qtbot: QtBot, window: AppWindow) -> None:
    app = window.context.app
    screen = ask(window, AskPage(case=app.create_case("The printer is stuck")))
    screen.words.appendPlainText("It's on the second floor.")
    window.open(HomePage())
    ask(window, AskPage(case=app.create_case("The printer is stuck")))
    assert screen.words.toPlainText() == "The printer is stuck\nIt's on the second floor."
    assert screen._list_drafts_beside() == []


def test_a_complaint_left_unchanged_is_not_in_a_new_ticket(window: AppWindow) -> None:
    app = window.context.app
    screen = ask(window, AskPage(case=app.create_case("I have no internet")))
    window.open(SettingsPage())
    assert ask(window).words.toPlainText() == "I have no internet", "the user only looked something up"
    window.open(HomePage())
    assert ask(window) is screen
    assert screen.words.toPlainText() == ""
    screen.words.setPlainText("My own words.")
    window.open(HomePage())
    assert ask(window).words.toPlainText() == "My own words."
    assert screen._back.heading.text() == "You're continuing your draft."


@pytest.mark.parametrize("when", ["waiting", "running", "left"])
def test_a_replaced_text_does_not_keep_the_earlier_complaints_category(
    qtbot: QtBot, window: AppWindow, when: str
) -> None:
    app = window.context.app
    case = app.create_case("I have no internet")
    case.set_ticket_topic(N_("Restore the internet connection"), "network", "net-offline")
    case.add_check_results([CheckResult("net-offline", "1", CheckState.HEALTHY)])
    screen = ask(window, AskPage(case=case))
    ready(qtbot, screen)
    screen.words.setPlainText("I have no internet since this morning, the cable is in")
    screen._propose_category()
    assert (case.message.category, case.message.problem) == ("network", "net-offline")
    screen.words.setPlainText("The overtime on my salary slip is wrong")
    if when == "running":
        screen._propose.stop()
        screen._propose_category()
    elif when == "left":
        window.open(SettingsPage())
        ask(window)
    screen.next.click()
    qtbot.waitUntil(lambda: isinstance(on_top(window), ReviewScreen))
    assert (case.message.category, case.message.problem, case.message.subject) == ("", "", "")
    assert case._copy_contents().checks == {}
    assert screen._form.category.currentData() == ""


def test_a_category_that_the_user_chose_stays(qtbot: QtBot, window: AppWindow) -> None:
    case = window.context.app.create_case("I have no internet")
    case.set_ticket_topic(N_("Restore the internet connection"), "network", "net-offline")
    screen = ask(window, AskPage(case=case))
    ready(qtbot, screen)
    box = screen._form.category
    box.setCurrentIndex(box.findData("printing"))
    box.activated.emit(box.currentIndex())
    screen.words.setPlainText("The overtime on my salary slip is wrong")
    screen.next.click()
    qtbot.waitUntil(lambda: isinstance(on_top(window), ReviewScreen))
    assert (case.message.category, case.message.problem) == ("printing", "")


def test_the_editor_is_made_before_it_is_wanted(
    qtbot: QtBot, window: AppWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WARM_MS", 0)
    screen = ask(window)
    qtbot.waitUntil(lambda: EditorPage in window._screens, timeout=10_000)
    made = window._screens[EditorPage]
    assert on_top(window) is screen
    assert screen.words.hasFocus()
    assert window.can_be_freed(), "an empty editor keeps no user data"
    screen._edit_picture(picture())
    assert on_top(window) is made


def test_the_editor_is_not_made_for_a_form_that_was_left(
    qtbot: QtBot, window: AppWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WARM_MS", 100)
    ask(window)
    window.open(HomePage())
    qtbot.wait(400)
    assert EditorPage not in window._screens


def test_screenshots_forbidden_by_policy(qtbot: QtBot, places: AppPaths) -> None:
    places.machine_policy.mkdir(parents=True)
    (places.machine_policy / "policy.toml").write_text("[evidence]\nscreenshots = false\n")
    screen = ask(make_window(qtbot, make_app(places)), AskPage(words="x"))
    assert not screen._pictures.whole.isVisible()
    assert screen._pictures.add.isVisible(), "files are another matter"


def test_no_screen_to_photograph_is_a_sentence_and_the_window_is_back(
    qtbot: QtBot, window: AppWindow
) -> None:
    if QGuiApplication.platformName() != "offscreen":
        pytest.skip("there is a screen")
    screen = ask(window, AskPage(words="x"))
    screen._pictures.whole.click()
    assert window.isVisible()
    assert not screen.camera.busy
    assert "No display" in window._notice.words.text()


def test_nothing_opens_a_window_of_its_own_and_everything_has_a_name(qtbot: QtBot, window: AppWindow) -> None:
    screen = ask(window, AskPage(words="x"))
    ready(qtbot, screen)
    screen._edit_picture(picture())
    extra = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not window]
    assert not extra
    for place in (screen, editor(window)):
        stops = [w for w in place.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
        nameless = [w for w in stops if not (w.accessibleName() or getattr(w, "text", str)())]
        assert stops
        assert not [w for w in nameless if w.isVisibleTo(place)]


def test_it_fits_the_smallest_window(qtbot: QtBot, places: AppPaths) -> None:
    for language in list_supported_languages():
        window = make_window(qtbot, make_app(places, language=language))
        window.resize(window.minimumSize())
        screen = ask(window, AskPage(words="x"))
        qtbot.wait(50)
        assert screen.minimumSizeHint().width() <= 400 - 12, language


def test_a_dropped_picture_is_edited_and_loses_what_it_tells_beside(
    qtbot: QtBot, window: AppWindow, tmp_path: Path
) -> None:
    screen = ask(window, AskPage(words="x"))
    photo = tmp_path / "photo.bin"
    exif = Image.Exif()
    exif[0x010E] = "in the garden"
    Image.new("RGB", (320, 200), (9, 99, 200)).save(photo, "JPEG", exif=exif)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photo))])
    screen._add_mime_data(data)
    qtbot.waitUntil(lambda: isinstance(on_top(window), EditorScreen))
    editor(window).foot.accept.click()
    qtbot.waitUntil(lambda: on_top(window) is screen)
    assert screen.case is not None
    (item,) = screen.case.list_added_items()
    assert item.group == "picture"
    assert b"garden" not in screen.case.read_picture(item.key)


def test_a_dropped_picture_that_is_damaged_is_told(qtbot: QtBot, window: AppWindow, tmp_path: Path) -> None:
    screen = ask(window, AskPage(words="x"))
    (tmp_path / "shot.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "shot.png"))])
    screen._add_mime_data(data)
    qtbot.waitUntil(lambda: "damaged" in window._notice.words.text())


def test_too_large_a_picture_is_refused_and_the_form_stays(window: AppWindow) -> None:
    screen = ask(window, AskPage(words="x"))
    QGuiApplication.clipboard().setImage(QImage(40_000, 1, QImage.Format.Format_Mono))
    screen._takes.add_from_clipboard()
    assert "too large" in window._notice.words.text()
    assert on_top(window) is screen


def test_a_repair_that_saw_nothing_tells_what_it_met(qtbot: QtBot, window: AppWindow) -> None:
    app = window.context.app
    fix = Broken()
    app.catalog.__dict__.update(all_fixes={fix.id: fix}, fixes={fix.id: fix})
    window.open(FixPage(fix.id))
    qtbot.waitUntil(lambda: any(not run.interrupted for run in app.journal.list_runs()), timeout=10_000)
    case = app.create_case("x")
    case.add_fix_run(app.journal.list_runs()[0].run)
    screen = ask(window, AskPage(case=case))
    rows = screen._tried.findChildren(QLabel)
    screen._update_parts()
    assert screen._tried.findChildren(QLabel) == rows, "unchanged rows are not recreated when the form opens"
    told = [label.text() for label in screen._tried.findChildren(QLabel)]
    assert "It cannot be seen." in told
    assert "Couldn't be checked" in told
    assert "It didn't work" not in told


def test_the_category_is_readable_where_there_is_room(qtbot: QtBot, window: AppWindow) -> None:
    """It was cut to six letters in a window of any width."""
    window.resize(920, 720)
    box = ask(window)._form.category
    box.setCurrentIndex(max(range(box.count()), key=lambda index: len(box.itemText(index))))
    qtbot.waitUntil(lambda: box.width() >= box.fontMetrics().horizontalAdvance(box.currentText()) + 20)
    window.resize(400, 560)
    qtbot.waitUntil(lambda: box.mapTo(window, box.rect().topRight()).x() < 400)
