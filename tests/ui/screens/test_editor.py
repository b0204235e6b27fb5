"""The picture editor as a screen: what comes in, what the user is offered, what goes out."""

from __future__ import annotations

import dataclasses
import io
import os
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QAccessible, QColor, QGuiApplication, QImage, QShortcut
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.core.errors import UnavailableError
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_, Translator
from selfhelp.policy.policy import EvidencePolicy, Policy
from selfhelp.report import private_areas
from selfhelp.report.private_areas import PrivateArea
from selfhelp.tickets.case import Case
from selfhelp.ui import theme
from selfhelp.ui.capture.pixels import PictureFile, encode_png, encode_within_limit
from selfhelp.ui.editor import redaction_bar
from selfhelp.ui.editor.annotations import BlackOut, BoxAnnotation
from selfhelp.ui.editor.drawing_tools import Tool
from selfhelp.ui.navigation import (
    AskPage,
    Destination,
    EditorPage,
    HelpPage,
    HomePage,
    SettingsPage,
    TicketsPage,
)
from selfhelp.ui.screens import editor as module
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.editor import EditorScreen
from selfhelp.ui.screens.help import HelpScreen
from selfhelp.ui.window import AppWindow
from tests.ui.desk_window import make_app, make_window, on_top, picture
from tests.ui.editor.test_canvas import drag
from tests.ui.test_access import focusable, words

BLACK = QColor("black")
Found = list[Sequence[PrivateArea]]


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Found:
    """What the search of each picture finds, in turn; nothing afterwards."""
    answers: Found = []
    monkeypatch.setattr(redaction_bar, "_SOON_MS", 0)
    monkeypatch.setattr(private_areas, "read_known_names", lambda _machine: ["marie.curie"])
    monkeypatch.setattr(private_areas, "find_private_areas", lambda *_what: answers.pop(0) if answers else ())
    return answers


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, places: AppPaths, found: Found) -> AppWindow:
    theme.apply_theme(qapp, "light")
    return make_window(qtbot, make_app(places))


def begun(
    window: AppWindow, image: QImage | None = None, key: str = "", case: Case | None = None
) -> EditorScreen:
    """The editor with a picture; Back leads to the form."""
    window.open(AskPage())
    taken = None if key else image or picture()
    window.open(EditorPage(case or window.context.app.create_case("x"), key, taken))
    screen = on_top(window)
    assert isinstance(screen, EditorScreen)
    return screen


def told(window: AppWindow) -> str:
    return window._notice.words.text() if window._notice.isVisible() else ""


def searched(screen: EditorScreen) -> bool:
    return not screen.private._soon.isActive() and screen.private._job is None


def area(x: int, y: int, word: str = "marie.curie") -> PrivateArea:
    return PrivateArea(x, y, 60, 12, word, "ocr")


def dropped(path: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return data


# -- what comes in ---------------------------------------------------------------------------------


def test_a_pasted_picture_takes_the_place_and_undo_brings_the_old_one_back(
    qtbot: QtBot, window: AppWindow
) -> None:
    screen = begun(window)
    QGuiApplication.clipboard().setImage(picture(99, 77))
    qtbot.keyClick(screen, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert screen.canvas.picture is not None
    assert screen.canvas.picture.size.width() == 99
    assert "Undo" in told(window)
    screen.aids.undo.click()
    assert screen.canvas.picture.size.width() == 320


def test_pasting_no_picture_says_so(window: AppWindow) -> None:
    screen = begun(window)
    QGuiApplication.clipboard().setText("words")
    screen._paste_image()
    assert "no image" in told(window)


def test_a_dropped_picture_takes_the_place(qtbot: QtBot, window: AppWindow, tmp_path: Path) -> None:
    screen = begun(window)
    file = tmp_path / "shot.png"
    file.write_bytes(encode_png(picture(50, 60)))
    screen._replace_image(dropped(file))
    qtbot.waitUntil(lambda: screen.canvas.picture is not None and screen.canvas.picture.size.width() == 50)


@pytest.mark.parametrize("content", [b"hello", b"\x89PNG\r\n\x1a\nhello", b"<svg/>"])
def test_a_dropped_file_that_is_no_picture_is_told_and_nothing_is_lost(
    qtbot: QtBot, window: AppWindow, tmp_path: Path, content: bytes
) -> None:
    screen = begun(window)
    assert screen.canvas.picture is not None
    screen.canvas.picture.add_annotations(BlackOut(QRect(10, 10, 50, 50)))
    file = tmp_path / "log <b>.txt"
    file.write_bytes(content)
    screen._replace_image(dropped(file))
    qtbot.waitUntil(lambda: "log <b>.txt" in told(window))
    assert screen.canvas.picture.undoable_step_count == 1


def test_too_large_a_picture_is_refused_with_a_sentence(window: AppWindow) -> None:
    screen = begun(window, QImage(40_000, 1, QImage.Format.Format_Mono))
    assert "too large" in told(window)
    assert screen.canvas.picture is None
    assert not screen.foot.accept.isEnabled()


def test_a_picture_of_the_case_that_cannot_be_read_is_told(qtbot: QtBot, window: AppWindow) -> None:
    case = window.context.app.create_case("x")
    key = case.add_screenshot(b"junk")
    screen = begun(window, key=key, case=case)
    qtbot.waitUntil(lambda: bool(told(window)))
    window.go_back()
    assert on_top(window) is not screen


# -- places that may be private --------------------------------------------------------------------


def asked(qtbot: QtBot, window: AppWindow, found: Found, *areas: PrivateArea) -> EditorScreen:
    found.append(areas)
    screen = begun(window)
    qtbot.waitUntil(screen.private.isVisible)
    return screen


def black(screen: EditorScreen, x: int, y: int) -> bool:
    assert screen.canvas.picture is not None
    return screen.canvas.picture.image.pixelColor(x, y) == BLACK


def test_the_users_address_is_searched_for_too(
    qtbot: QtBot, window: AppWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, asked_for = window.context.app, list[str]()
    app.preferences = app.preferences.copy_with_changes(email="marie@example.org")
    monkeypatch.setattr(
        private_areas, "find_private_areas", lambda _m, _p, names, _pr: asked_for.extend(names) or ()
    )
    screen = begun(window)
    qtbot.waitUntil(lambda: searched(screen))
    assert asked_for == ["marie.curie", "marie@example.org"]


def test_nothing_is_redacted_without_consent(qtbot: QtBot, window: AppWindow, found: Found) -> None:
    screen = asked(qtbot, window, found, area(20, 30), area(20, 130))
    assert not black(screen, 50, 36)
    assert "Area 1 of 2" in screen.private._words.text()
    screen.private.covering.click()
    assert black(screen, 50, 36)
    assert not black(screen, 50, 136)
    screen.private.leaving.click()
    assert not screen.private.isVisible()
    assert not black(screen, 50, 136)
    assert "1 area redacted" in told(window)
    screen.aids.undo.click()
    assert not black(screen, 50, 36)


def test_one_key_for_each_place(qtbot: QtBot, window: AppWindow, found: Found) -> None:
    screen = asked(qtbot, window, found, area(20, 30), area(20, 130))
    qtbot.keyClick(screen.canvas.surface, Qt.Key.Key_L)
    qtbot.keyClick(screen.canvas.surface, Qt.Key.Key_P)
    assert (black(screen, 50, 36), black(screen, 50, 136)) == (False, True)
    qtbot.keyClick(screen.canvas.surface, Qt.Key.Key_P)
    assert screen.canvas.picture is not None
    assert screen.canvas.picture.undoable_step_count == 1


def test_all_are_covered_in_one_step(qtbot: QtBot, window: AppWindow, found: Found) -> None:
    screen = asked(qtbot, window, found, area(20, 30), area(20, 130), area(220, 130))
    screen.private.covering_all.click()
    assert screen.canvas.picture is not None
    assert len(screen.canvas.picture.annotations) == 3
    assert screen.canvas.picture.undoable_step_count == 1
    assert not screen.private.isVisible()


def test_all_are_left(qtbot: QtBot, window: AppWindow, found: Found) -> None:
    screen = asked(qtbot, window, found, area(20, 30), area(20, 130))
    screen.private.leaving_all.click()
    assert screen.canvas.picture is not None
    assert not screen.canvas.picture.annotations
    assert "Nothing was redacted" in told(window)


def just_taken(window: AppWindow, *seen: PrivateArea) -> EditorScreen:
    window.open(AskPage())
    window.open(EditorPage(window.context.app.create_case("x"), picture=picture(), seen=lambda: seen))
    screen = on_top(window)
    assert isinstance(screen, EditorScreen)
    return screen


def test_names_that_were_seen_on_the_screen_are_offered_as_well(
    qtbot: QtBot, window: AppWindow, found: Found
) -> None:
    found.append([area(20, 30), area(20, 130)])
    seen = PrivateArea(200, 130, 60, 12, "pc-1234", private_areas.ACCESSIBILITY)
    twice = PrivateArea(22, 31, 50, 10, "marie.curie", private_areas.ACCESSIBILITY)
    screen = just_taken(window, seen, twice)
    qtbot.waitUntil(lambda: "of 3" in screen.private._words.text())
    assert screen.canvas.picture is not None
    assert not screen.canvas.picture.annotations
    screen.private.covering_all.click()
    assert len(screen.canvas.picture.annotations) == 3


def test_what_was_seen_is_offered_while_the_picture_is_still_read(
    qtbot: QtBot, window: AppWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that reads slowly delays nothing that is known, and adds to it when it is done."""
    done = threading.Event()

    def slow(*_what: object) -> Sequence[PrivateArea]:
        done.wait(20)
        return [area(20, 30)]

    monkeypatch.setattr(private_areas, "find_private_areas", slow)
    screen = just_taken(window, PrivateArea(200, 130, 60, 12, "pc-1234", private_areas.ACCESSIBILITY))
    try:
        qtbot.waitUntil(screen.private.isVisible, timeout=10_000)
        assert "pc-1234" in screen.private._words.text()
        screen.private.covering.click()
        assert not screen.private.isVisible()
        assert screen.foot.accept.isEnabled()
    finally:
        done.set()
    qtbot.waitUntil(screen.private.isVisible, timeout=10_000)
    assert "marie.curie" in screen.private._words.text()
    assert screen.canvas.picture is not None
    assert len(screen.canvas.picture.annotations) == 1, "nothing is covered without a click"


def test_what_was_seen_is_offered_where_reading_fails(
    qtbot: QtBot, window: AppWindow, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def crash(*_what: object) -> Sequence[PrivateArea]:
        raise ZeroDivisionError

    monkeypatch.setattr(private_areas, "find_private_areas", crash)
    screen = just_taken(window, PrivateArea(200, 130, 60, 12, "pc-1234", private_areas.ACCESSIBILITY))
    qtbot.waitUntil(screen.private.isVisible, timeout=10_000)
    qtbot.waitUntil(lambda: screen.private._job is not None and not screen.private._job.running)
    assert "pc-1234" in screen.private._words.text()
    screen.private.skip_current_area()
    assert screen.foot.accept.isEnabled()


def test_its_keys_do_nothing_without_a_question(qtbot: QtBot, window: AppWindow) -> None:
    screen = begun(window)
    for key in (Qt.Key.Key_L, Qt.Key.Key_P):
        qtbot.keyClick(screen.canvas.surface, key)
    screen.private.skip_all_areas()
    assert told(window) == ""


def test_nothing_found_no_bar(qtbot: QtBot, window: AppWindow) -> None:
    screen = begun(window)
    qtbot.waitUntil(lambda: searched(screen))
    assert not screen.private.isVisible()
    assert told(window) == ""


def test_a_search_that_fails_is_not_in_the_way(
    qtbot: QtBot, window: AppWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_what: object) -> Sequence[PrivateArea]:
        raise UnavailableError(N_("It cannot be read."))

    monkeypatch.setattr(private_areas, "find_private_areas", fail)
    screen = begun(window)
    qtbot.waitUntil(lambda: screen.private._job is not None and not screen.private._job.running)
    assert not screen.private.isVisible()
    assert screen.foot.accept.isEnabled()


def test_places_follow_a_crop_and_those_cut_off_are_not_asked_about(
    qtbot: QtBot, window: AppWindow, found: Found
) -> None:
    screen = asked(qtbot, window, found, area(20, 30), area(200, 130))
    assert screen.canvas.picture is not None
    screen.canvas.picture.crop_to(QRect(150, 100, 160, 90))
    screen.private.covering.click()
    assert black(screen, 200 - 150 + 30, 130 - 100 + 6)
    assert not screen.private.isVisible()


def test_a_pasted_image_is_searched_again(qtbot: QtBot, window: AppWindow, found: Found) -> None:
    screen = asked(qtbot, window, found, area(20, 30))
    found.append([area(100, 100, "pc-1234")])
    QGuiApplication.clipboard().setImage(picture(300, 180))
    screen._paste_image()
    qtbot.waitUntil(lambda: "pc-1234" in screen.private._words.text())


def test_a_found_word_is_plain_text(qtbot: QtBot, window: AppWindow, found: Found) -> None:
    screen = asked(qtbot, window, found, area(20, 30, "<img src=/x>" + "y" * 500))
    assert "<img" in screen.private._words.text()
    assert len(screen.private._words.text()) < 250


# -- what goes out ---------------------------------------------------------------------------------


def used(qtbot: QtBot, window: AppWindow, screen: EditorScreen) -> bytes:
    screen.foot.accept.click()
    qtbot.waitUntil(lambda: on_top(window) is not screen)
    assert screen._case is not None
    return screen._case.read_picture(screen._case.list_added_items()[0].key)


def test_covered_pixels_are_nowhere_once_it_is_used(qtbot: QtBot, window: AppWindow) -> None:
    screen = begun(window)
    shown = screen.canvas.picture
    assert shown is not None
    shown.add_annotations(BlackOut(QRect(20, 20, 100, 60)))
    data = used(qtbot, window, screen)
    assert Image.open(io.BytesIO(data)).getpixel((60, 50)) == (0, 0, 0)
    assert screen.canvas.picture is None
    assert (shown.undoable_step_count, shown.redoable_step_count) == (0, 0)
    assert shown.original.pixelColor(60, 50) == BLACK


@pytest.mark.parametrize("way", ["drop", "leave"])
def test_undo_is_discarded_on_leaving(window: AppWindow, way: str) -> None:
    screen = begun(window)
    shown = screen.canvas.picture
    assert shown is not None
    shown.add_annotations(BlackOut(QRect(20, 20, 100, 60)))
    if way == "drop":
        screen.foot.discard.click()
        assert "again to delete" in told(window)
        screen.foot.discard.click()
    else:
        window.go_back()
        window.go_back()
    assert on_top(window) is not screen
    assert shown.undoable_step_count == 0
    assert shown.original.pixelColor(60, 50) == BLACK


def test_typed_words_are_in_the_picture_that_is_used(qtbot: QtBot, window: AppWindow) -> None:
    screen = begun(window)
    screen._choose_tool(Tool.TEXT)
    surface = screen.canvas.surface
    qtbot.mouseClick(surface, Qt.MouseButton.LeftButton, pos=QPoint(150, 100) * screen.canvas.zoom)
    field = QApplication.focusWidget()
    assert field is not None
    qtbot.keyClicks(field, "here")
    before = encode_png(picture())
    assert used(qtbot, window, screen) != before


def test_a_large_image_is_scaled_down_with_a_message(
    qtbot: QtBot, window: AppWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = dataclasses.replace(
        window.context.app.loaded_policy, policy=Policy(evidence=EvidencePolicy(image_megabytes=1))
    )
    monkeypatch.setitem(window.context.app.__dict__, "loaded_policy", loaded)
    grainy = QImage(os.urandom(1000 * 800 * 4), 1000, 800, QImage.Format.Format_RGB32).copy()
    screen = begun(window, grainy)
    data = used(qtbot, window, screen)
    assert len(data) <= 1_000_000
    assert screen._case is not None
    (item,) = screen._case.list_added_items()
    assert item.title == "screenshot-1.jpg"
    assert "reduced in size" in told(window)


def test_a_screenshot_has_a_name_in_the_users_language(qtbot: QtBot, window: AppWindow) -> None:
    window.context.language.translator = Translator("fr")
    screen = begun(window, picture())
    used(qtbot, window, screen)
    assert screen._case is not None
    (item,) = screen._case.list_added_items()
    assert item.title == "capture-1.png"


def test_an_edited_picture_is_called_by_what_it_is_now(window: AppWindow) -> None:
    case = window.context.app.create_case("x")
    key = case.add_screenshot(encode_png(picture()), "holiday.v2")
    case.replace_picture(key, b"\xff\xd8\xff\xe0")
    assert case.list_added_items()[0].title == "holiday.v2-1.jpg"
    case.replace_picture(key, encode_png(picture()))
    assert case.list_added_items()[0].title == "holiday.v2-1.png"


def test_a_failure_to_make_the_file_is_told_and_the_picture_stays(
    qtbot: QtBot, window: AppWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_what: object) -> bytes:
        raise UnavailableError(N_("There is no room."))

    monkeypatch.setattr(module, "encode_within_limit", fail)
    screen = begun(window)
    screen.foot.accept.click()
    qtbot.waitUntil(lambda: "no room" in told(window))
    assert screen.foot.accept.isEnabled()
    assert screen.canvas.isEnabled()
    assert screen.canvas.picture is not None


def test_a_picture_dropped_while_its_file_is_made_is_not_added(
    qtbot: QtBot, window: AppWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def slow(image: QImage, limit: int) -> PictureFile:
        begins.set()
        go_on.wait(30)
        ended.set()
        return encode_within_limit(image, limit)

    monkeypatch.setattr(module, "encode_within_limit", slow)
    screen = begun(window)
    case = screen._case
    screen.foot.accept.click()
    qtbot.waitUntil(begins.is_set)  # one that has not begun is given up with its screen
    QGuiApplication.clipboard().setImage(picture(50, 50))
    screen._paste_image()
    assert screen.canvas.picture is not None
    assert screen.canvas.picture.size.width() == 320, "nothing changes any more"
    window.go_back()
    window.go_back()
    assert on_top(window) is not screen
    go_on.set()
    qtbot.waitUntil(ended.is_set)
    assert window.context.jobs.stop_all(5_000)
    QApplication.processEvents()
    assert case is not None
    assert not case.list_added_items()


def test_the_copied_picture_is_the_covered_one(window: AppWindow) -> None:
    screen = begun(window)
    assert screen.canvas.picture is not None
    screen.canvas.picture.add_annotations(BlackOut(QRect(20, 20, 100, 60)))
    screen.aids.copy.click()
    assert QGuiApplication.clipboard().image().pixelColor(60, 50) == BLACK
    assert "copied" in told(window)


def test_a_picture_only_looked_at_again_is_left_without_a_question(qtbot: QtBot, window: AppWindow) -> None:
    case = window.context.app.create_case("x")
    key = case.add_screenshot(encode_png(picture()))
    screen = begun(window, key=key, case=case)
    qtbot.waitUntil(lambda: screen.canvas.picture is not None)
    window.go_back()
    assert on_top(window) is not screen


# -- a look elsewhere ------------------------------------------------------------------------------


def looked_elsewhere(qtbot: QtBot, window: AppWindow, page: Destination) -> None:
    screen = on_top(window)
    window.open(page)
    assert on_top(window) is not screen
    qtbot.keyClick(on_top(window), Qt.Key.Key_Escape)
    assert on_top(window) is screen


@pytest.mark.parametrize("page", [HelpPage(), SettingsPage(), TicketsPage()], ids=lambda page: page.name)
@pytest.mark.parametrize("stored", [False, True], ids=["new", "in the form"])
def test_an_image_and_its_edits_are_still_there_after_a_look_elsewhere(
    qtbot: QtBot, window: AppWindow, page: Destination, stored: bool
) -> None:
    case = window.context.app.create_case("x")
    key = case.add_screenshot(encode_png(picture())) if stored else ""
    screen = begun(window, key=key, case=case)
    qtbot.waitUntil(lambda: screen.canvas.picture is not None)
    shown = screen.canvas.picture
    assert shown is not None
    looked_elsewhere(qtbot, window, page)
    shown.add_annotations(BlackOut(QRect(20, 20, 100, 60)))
    shown.add_annotations(BoxAnnotation(QRect(100, 100, 50, 50), 5))
    screen.aids.undo.click()
    qtbot.keyClick(screen.canvas.surface, Qt.Key.Key_M)
    looked_elsewhere(qtbot, window, page)
    assert screen.canvas.picture is shown
    assert (shown.undoable_step_count, shown.redoable_step_count) == (1, 1)
    assert isinstance(screen.canvas.surface.get_selected_annotation(), BlackOut)
    assert "Annotation removed" not in screen._how.text()
    data = used(qtbot, window, screen)
    assert Image.open(io.BytesIO(data)).getpixel((60, 50)) == (0, 0, 0)


def test_an_image_added_during_a_look_elsewhere_leaves_that_page_open(
    qtbot: QtBot, window: AppWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def slow(image: QImage, limit: int) -> PictureFile:
        go_on.wait(30)
        return encode_within_limit(image, limit)

    monkeypatch.setattr(module, "encode_within_limit", slow)
    screen = begun(window)
    case = screen._case
    screen.foot.accept.click()
    window.open(HelpPage())
    go_on.set()
    assert case is not None
    qtbot.waitUntil(lambda: len(case.list_added_items()) == 1, timeout=10_000)
    assert isinstance(on_top(window), HelpScreen)
    window.go_back()
    qtbot.waitUntil(lambda: isinstance(on_top(window), AskScreen))


def test_a_question_about_a_name_is_still_there_after_a_look_elsewhere(
    qtbot: QtBot, window: AppWindow, found: Found
) -> None:
    screen = asked(qtbot, window, found, area(20, 30))
    looked_elsewhere(qtbot, window, HelpPage())
    assert screen.private.isVisible()
    screen.private.covering.click()
    assert black(screen, 50, 36)


def test_leaving_from_another_page_shows_the_image_before_it_is_discarded(
    qtbot: QtBot, window: AppWindow
) -> None:
    screen = begun(window)
    shown = screen.canvas.picture
    assert shown is not None
    shown.add_annotations(BlackOut(QRect(20, 20, 100, 60)))
    window.open(HelpPage())
    window.open(HomePage())
    assert on_top(window) is screen
    assert "isn't in your ticket yet" in told(window)
    window.open(HelpPage())
    window.go_back()
    assert on_top(window) is screen, "the warning is forgotten"
    window.go_back()
    assert on_top(window) is screen
    assert shown.undoable_step_count == 1
    window.open(HomePage())
    assert screen.canvas.picture is None
    assert shown.original.pixelColor(60, 50) == BLACK, "its pixels are gone"


def test_an_unchanged_image_is_released_when_the_user_leaves_from_another_page(window: AppWindow) -> None:
    screen = begun(window)
    window.open(HelpPage())
    assert not window.can_be_freed()
    window.open(HomePage())
    assert on_top(window) is not screen
    assert screen.canvas.picture is None
    assert screen.can_be_freed()


def test_a_new_capture_takes_the_place_of_the_image_left_open(window: AppWindow) -> None:
    screen = begun(window)
    old = screen.canvas.picture
    assert old is not None
    old.add_annotations(BlackOut(QRect(20, 20, 100, 60)))
    window.open(HelpPage())
    window.open(EditorPage(window.context.app.create_case("y"), picture=picture(99, 77)))
    assert screen.canvas.picture is not None
    assert screen.canvas.picture.size.width() == 99
    assert screen.canvas.picture.undoable_step_count == 0
    assert old.original.pixelColor(60, 50) == BLACK


# -- without a mouse, without sight ----------------------------------------------------------------


def test_the_whole_way_by_keyboard(qtbot: QtBot, window: AppWindow) -> None:
    screen = begun(window)
    keys = (Qt.Key.Key_X, Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_M, Qt.Key.Key_Down)
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget() or screen, key)
    assert screen.canvas.picture is not None
    (mark,) = screen.canvas.picture.annotations
    assert isinstance(mark, BoxAnnotation)
    assert "Box" in screen._how.text()
    assert f"{mark.find_bounding_rect().top()} from the top" in screen._how.text()
    qtbot.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: on_top(window) is not screen)


def test_the_editor_opens_with_how_to_draw_without_a_mouse(qtbot: QtBot, window: AppWindow) -> None:
    """The keys were told only to those who left the image with Tab and came back."""
    screen = begun(window)
    qtbot.waitUntil(screen.canvas.surface.hasFocus)
    assert screen._how.text().startswith("Black out – ")
    assert "Use the arrow keys" in screen._how.text()
    screen.row.buttons[Tool.ARROW].click()
    assert "arrow keys" not in screen._how.text(), "the mouse is used"
    screen.foot.accept.setFocus()
    screen.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert "Use the arrow keys" in screen._how.text()


def test_the_keys_stay_in_sight_and_the_image_in_place_while_drawing(qtbot: QtBot, window: AppWindow) -> None:
    """The first arrow key took the keys away, and the image became larger under the user's hands."""
    window.resize(900, 720)
    screen = begun(window, picture(1280, 800))
    qtbot.waitUntil(screen.canvas.surface.hasFocus)
    QApplication.processEvents()
    zoom = screen.canvas.zoom
    qtbot.keyClick(screen.canvas.surface, Qt.Key.Key_Right)
    assert "Press Enter to draw" in screen._how.accessibleName()
    qtbot.keyClick(screen.canvas.surface, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert screen.canvas.zoom == zoom


@pytest.mark.parametrize("language", ["en", "fr", "de"])
@pytest.mark.parametrize("asking", [False, True], ids=["tools", "asking"])
def test_at_200_percent_nothing_is_cut_off_and_the_image_has_the_most_space(
    qtbot: QtBot, places: AppPaths, found: Found, language: str, asking: bool
) -> None:
    """Two rows of buttons were cut off, and a screenshot was 68 pixels high."""
    window = make_window(qtbot, make_app(places, language=language))
    window.setMinimumSize(1, 1)  # as on a small screen at 200 %
    window.resize(400, 370)
    found.append([area(20, 30), area(20, 130)] if asking else ())
    screen = begun(window, picture(1280, 800))
    qtbot.waitUntil(lambda: searched(screen))
    QApplication.processEvents()
    assert cut_off(screen) == []
    assert screen.canvas.height() >= (75 if asking else 140)
    if asking:
        return
    assert not screen._how.isVisible()
    screen.aids.keys.click()
    QApplication.processEvents()
    assert screen._how.isVisible(), "the keys are within reach"
    assert cut_off(screen) == []
    screen.aids.keys.click()
    assert not screen._how.isVisible()


def test_tab_goes_from_tools_to_the_question_to_the_picture_to_the_answers(
    qtbot: QtBot, window: AppWindow, found: Found
) -> None:
    screen = asked(qtbot, window, found, area(20, 30), area(20, 130))
    screen.row.buttons[Tool.CROP].setFocus()
    order = []
    for _ in range(20):
        focus = QApplication.focusWidget()
        assert focus is not None
        order.append(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    wanted = [
        screen.row.buttons[Tool.CROP],
        screen.private.covering,
        screen.private.leaving_all,
        screen.canvas.surface,
        screen.aids.smaller,
        screen.foot.discard,
        screen.foot.accept,
    ]
    places = [order.index(widget) for widget in wanted]
    assert places == sorted(places)


def test_annotations_can_be_moved_and_the_hint_says_so(qtbot: QtBot, window: AppWindow) -> None:
    screen = begun(window)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return):
        qtbot.keyClick(screen.canvas.surface, key)
    assert screen._how.text() == "Area blacked out. Press M to move or remove it."
    drag(qtbot, screen.canvas, QPoint(150, 20), QPoint(220, 60))
    assert screen._how.text() == "Area blacked out. Click it to move or remove it."
    screen.row.buttons[Tool.ARROW].click()
    assert "Arrow" in screen._how.text()


def test_tools_have_names_and_say_which_is_chosen(window: AppWindow) -> None:
    screen = begun(window)
    window.resize(400, 560)
    seen = QAccessible.queryAccessibleInterface(screen.row.buttons[Tool.ARROW])
    assert seen is not None
    assert seen.text(QAccessible.Text.Name) == "Arrow"
    assert "(A)" in seen.text(QAccessible.Text.Description)
    assert not seen.state().checked
    assert seen.role() is QAccessible.Role.RadioButton, "one of several"
    screen.row.buttons[Tool.ARROW].click()
    assert seen.state().checked
    assert screen.row.buttons[Tool.ARROW].text() == "", "its sign alone where there is little room"
    assert not screen.row.buttons[Tool.BLACK_OUT].isChecked()


def test_a_letter_chooses_a_tool_only_while_the_picture_has_the_focus(
    qtbot: QtBot, window: AppWindow
) -> None:
    """Speech input types letters wherever the focus is (WCAG 2.1.4)."""
    screen = begun(window)
    screen.foot.discard.setFocus()
    qtbot.keyClick(screen.foot.discard, Qt.Key.Key_A)
    assert screen.row.buttons[Tool.BLACK_OUT].isChecked()
    screen.canvas.setFocus()
    qtbot.keyClick(screen.canvas.surface, Qt.Key.Key_A)
    assert screen.row.buttons[Tool.ARROW].isChecked()


def test_what_is_drawn_and_used_is_said_aloud(
    qtbot: QtBot, window: AppWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen, heard = begun(window), []
    monkeypatch.setattr(module, "announce_politely", lambda widget, said: heard.append((widget, said)))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return):
        qtbot.keyClick(screen.canvas.surface, key)
    assert heard[-1] == (screen.canvas.surface, "Area blacked out. Press M to move or remove it.")
    screen.aids.undo.click()
    assert heard[-1] == (screen.canvas.surface, "Annotation removed.")
    screen.aids.redo.click()
    assert heard[-1] == (screen.canvas.surface, "Area blacked out. Press M to move or remove it.")
    qtbot.keyClick(screen.canvas.surface, Qt.Key.Key_X)
    assert heard[-1] == (screen.canvas.surface, "Box – Draw a box around the part you mean.")
    screen.foot.accept.click()
    qtbot.waitUntil(lambda: "Image added" in told(window), timeout=10_000)
    assert told(window) == "Image added. 1 area in the image is redacted."


def test_no_letter_acts_elsewhere_in_the_editor(qtbot: QtBot, window: AppWindow) -> None:
    """Speech input types letters wherever the focus is (WCAG 2.1.4)."""
    screen = begun(window)
    qtbot.keyClick(screen.canvas.surface, Qt.Key.Key_Right)
    qtbot.keyClick(screen.canvas.surface, Qt.Key.Key_Return)
    assert screen._picture is not None
    controls = [one for one in focusable(window) if one is not screen.canvas.surface]
    assert len(controls) > 8
    before = (
        screen.canvas.tool,
        len(screen._picture.annotations),
        screen.canvas.surface.get_selected_annotation(),
    )
    for control in controls:
        control.setFocus()
        for letter in "ABCHLMNPTX":
            qtbot.keyClick(control, letter)
        after = (
            screen.canvas.tool,
            len(screen._picture.annotations),
            screen.canvas.surface.get_selected_annotation(),
        )
        assert after == before, words(control)
    for shortcut in window.findChildren(QShortcut):
        if len(shortcut.key().toString()) == 1:
            assert shortcut.context() is Qt.ShortcutContext.WidgetShortcut


def test_the_case_knows_how_much_of_a_picture_is_hidden(qtbot: QtBot, window: AppWindow) -> None:
    """An area of an edited picture stays hidden; a picture put in its place has nothing hidden."""
    case = window.context.app.create_case("x")
    key = case.add_screenshot(encode_png(picture()), hidden=2)
    window.open(EditorPage(case, key=key))
    screen = on_top(window)
    assert isinstance(screen, EditorScreen)
    qtbot.waitUntil(lambda: screen.canvas.picture is not None)
    assert screen.canvas.picture is not None
    screen.canvas.picture.add_annotations(BlackOut(QRect(1, 1, 9, 9)))
    screen.foot.accept.click()
    qtbot.waitUntil(lambda: case.count_hidden_areas(key) == 3, timeout=10_000)
    window.open(EditorPage(case, key=key))
    qtbot.waitUntil(lambda: screen.canvas.picture is not None)
    screen._on_image_read(picture(40, 30))
    screen.foot.accept.click()
    qtbot.waitUntil(lambda: case.count_hidden_areas(key) == 0, timeout=10_000)


def test_the_keyboard_is_seen_on_the_picture(qtbot: QtBot, window: AppWindow) -> None:
    screen = begun(window)
    screen.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: bool(screen._stage.property("active")))
    screen.foot.accept.setFocus()
    assert not screen._stage.property("active")


# -- how it looks ----------------------------------------------------------------------------------


def cut_off(screen: EditorScreen) -> list[str]:
    """Everything to press that has less room than it needs, or stands outside."""
    found = []
    for button in screen.findChildren(QWidget):
        if not button.isVisible() or not hasattr(button, "click"):
            continue
        small = (
            button.sizeHint().width() > button.width() + 1 or button.sizeHint().height() > button.height() + 1
        )
        place = QRect(button.mapTo(screen, QPoint(0, 0)), button.size())
        parent = button.parentWidget()
        inside = parent is not None and parent.rect().contains(button.geometry())
        if small or not inside or not screen.rect().contains(place):
            found.append(button.accessibleName() or str(button.property("text")))
    return found


@pytest.mark.spread(2)
@pytest.mark.slow
@pytest.mark.parametrize("asking", [False, True], ids=["tools", "asking"])
@pytest.mark.parametrize("size", [(400, 560), (920, 720)], ids=str)
@pytest.mark.parametrize(("scheme", "language"), [("light", "fr"), ("dark", "en")])
def test_pictures_of_the_editor(
    qtbot: QtBot,
    places: AppPaths,
    found: Found,
    pictures: Path,
    qapp: QApplication,
    scheme: str,
    language: str,
    size: tuple[int, int],
    asking: bool,
) -> None:
    theme.apply_theme(qapp, scheme)
    window = make_window(qtbot, make_app(places, language=language))
    window.resize(*size)
    found.append([area(20, 30), area(20, 130)] if asking else ())
    screen = begun(window, picture(1280, 800))
    qtbot.waitUntil(lambda: searched(screen))
    assert screen.canvas.picture is not None
    screen.canvas.picture.add_annotations(BoxAnnotation(QRect(400, 300, 300, 200), 5))
    qtbot.keyClick(screen.canvas.surface, Qt.Key.Key_M)
    qtbot.wait(50)
    assert cut_off(screen) == []
    assert screen.canvas.height() >= 120
    name = f"editor-{scheme}-{language}-{size[0]}{'-asking' if asking else ''}.png"
    assert window.grab().save(str(pictures / name))
    theme.apply_theme(qapp, "light")


def test_every_button_of_the_editor_is_at_least_as_large_as_a_finger_needs(window: AppWindow) -> None:
    screen = begun(window)
    window.resize(400, 560)
    QApplication.processEvents()
    for button in screen.findChildren(QToolButton):
        if button.isVisible():
            assert min(button.width(), button.height()) >= 34, button.accessibleName()
