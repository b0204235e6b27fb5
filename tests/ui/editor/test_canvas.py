"""What is blacked out is gone from the file; every tool works with the mouse and with the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from selfhelp.ui.capture.pixels import copy_pixels, encode_png
from selfhelp.ui.editor.annotated_image import AnnotatedImage
from selfhelp.ui.editor.annotations import (
    Annotation,
    ArrowAnnotation,
    BlackOut,
    BoxAnnotation,
    Highlight,
    NumberAnnotation,
    TextAnnotation,
)
from selfhelp.ui.editor.canvas import Canvas
from selfhelp.ui.editor.drawing_tools import Tool
from selfhelp.ui.editor.selection import Selection

pytestmark = pytest.mark.usefixtures("qapp")  # letters need fonts


def patterned(width: int = 640, height: int = 400) -> QImage:
    """A picture in which no two neighbours are the same."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    for y in range(height):
        for x in range(0, width, 4):
            image.setPixel(x, y, (x * 37 + y * 101) & 0xFFFFFF | 0xFF000000)
    return image


@pytest.fixture
def canvas(qtbot: QtBot) -> Canvas:
    shown = Canvas()
    qtbot.addWidget(shown)
    shown.resize(700, 460)
    shown.show_picture(AnnotatedImage(patterned(), shown))
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def drag(qtbot: QtBot, canvas: Canvas, start: QPoint, end: QPoint) -> None:
    surface, zoom = canvas.widget(), canvas.zoom
    first, last = start * zoom, end * zoom
    qtbot.mousePress(surface, Qt.MouseButton.LeftButton, pos=first)
    qtbot.mouseMove(surface, (first + last) / 2)
    qtbot.mouseMove(surface, last)
    qtbot.mouseRelease(surface, Qt.MouseButton.LeftButton, pos=last)


def test_redacted_pixels_are_constant_and_others_unchanged() -> None:
    original, area = patterned(), QRect(100, 50, 201, 77)
    picture = AnnotatedImage(original)
    picture.add_annotations(BlackOut(area))
    saved = QImage.fromData(encode_png(picture.flatten()))
    for y in range(original.height()):
        for x in range(0, original.width(), 3):
            expected = QColor("#000000") if area.contains(x, y) else original.pixelColor(x, y)
            assert saved.pixelColor(x, y) == expected, (x, y)


def test_a_black_out_covers_what_was_drawn_before_it() -> None:
    picture = AnnotatedImage(patterned())
    picture.add_annotations(TextAnnotation(QPoint(100, 100), "password: hunter2", 24))
    picture.add_annotations(BlackOut(QRect(60, 60, 500, 120)))
    image = picture.flatten()
    seen = {image.pixel(x, y) for x in range(60, 560) for y in range(60, 180)}
    assert seen == {0xFF000000}


def test_a_finished_image_has_no_undo() -> None:
    picture = AnnotatedImage(patterned())
    picture.add_annotations(BlackOut(QRect(0, 0, 50, 50)))
    picture.flatten()
    assert picture.undoable_step_count == 0
    assert picture.undoable_step_count + picture.redoable_step_count == 0


@pytest.mark.parametrize(
    "mark",
    [
        BlackOut(QRect(20, 20, 60, 40)),
        Highlight(QRect(20, 20, 60, 40)),
        BoxAnnotation(QRect(20, 20, 60, 40), 4),
        ArrowAnnotation(QPoint(20, 20), QPoint(200, 150), 4),
        TextAnnotation(QPoint(600, 390), "<b>no markup</b> " * 50, 20),
        NumberAnnotation(QPoint(50, 50), 12, 16),
    ],
)
def test_every_annotation_stays_in_bounds_and_can_be_undone(mark: Annotation) -> None:
    original = copy_pixels(patterned())
    picture = AnnotatedImage(original)
    picture.add_annotations(mark)
    drawn = picture.image.copy()
    inside = mark.find_bounding_rect().intersected(original.rect())
    assert drawn != original
    restored = drawn.copy()
    painter = QPainter(restored)
    painter.drawImage(inside.topLeft(), original.copy(inside))
    painter.end()
    assert restored == original, "it drew outside its bounds, which undo would leave behind"
    picture.undo()
    assert picture.image == original
    picture.redo()
    assert picture.image == drawn


def test_crop_can_be_undone_and_redone() -> None:
    picture = AnnotatedImage(patterned())
    before = picture.image.copy()
    picture.add_annotations(BlackOut(QRect(0, 0, 10, 10)))
    picture.crop_to(QRect(5, 5, 100, 100))
    picture.add_annotations(BlackOut(QRect(50, 50, 10, 10)))
    for _ in range(3):
        picture.undo()
    assert picture.image == before
    for _ in range(3):
        picture.redo()
    assert picture.size == QSize(100, 100)
    assert picture.image.pixelColor(55, 55) == QColor("black")


def test_step_numbers_increase_and_undo_decreases() -> None:
    picture = AnnotatedImage(patterned())
    for expected in (1, 2):
        assert picture.find_next_number() == expected
        picture.add_annotations(NumberAnnotation(QPoint(50, 50), expected, 16))
    picture.undo()
    assert picture.find_next_number() == 2


def test_drag_blacks_out(qtbot: QtBot, canvas: Canvas) -> None:
    picture = canvas.picture
    assert picture is not None
    drag(qtbot, canvas, QPoint(100, 100), QPoint(200, 180))
    assert picture.image.pixelColor(150, 150) == QColor("black")
    assert picture.undoable_step_count == 1


def test_a_click_that_slipped_draws_nothing(qtbot: QtBot, canvas: Canvas) -> None:
    picture = canvas.picture
    assert picture is not None
    for tool in (Tool.BLACK_OUT, Tool.CROP, Tool.ARROW):
        canvas.choose_tool(tool)
        drag(qtbot, canvas, QPoint(100, 100), QPoint(101, 101))
    assert picture.undoable_step_count + picture.redoable_step_count == 0


def test_by_keyboard(qtbot: QtBot, canvas: Canvas) -> None:
    picture, surface = canvas.picture, canvas.widget()
    assert picture is not None
    areas: list[QRect] = []
    canvas.selected.connect(lambda area, _by_keyboard: areas.append(area))
    qtbot.keyClick(surface, Qt.Key.Key_Right)
    first = QRect(areas[-1])
    qtbot.keyClick(surface, Qt.Key.Key_Right)
    assert areas[-1].left() > first.left()
    qtbot.keyClick(surface, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert areas[-1].height() > first.height()
    qtbot.keyClick(surface, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    target = QRect(areas[-1])
    qtbot.keyClick(surface, Qt.Key.Key_Return)
    assert picture.image.pixelColor(target.center()) == QColor("black")
    assert picture.image.pixelColor(target.topLeft()) == QColor("black")


def test_escape_drops_what_is_half_drawn(qtbot: QtBot, canvas: Canvas) -> None:
    picture, surface = canvas.picture, canvas.widget()
    assert picture is not None
    qtbot.keyClick(surface, Qt.Key.Key_Right)
    qtbot.keyClick(surface, Qt.Key.Key_Escape)
    qtbot.keyClick(surface, Qt.Key.Key_Return)
    assert picture.undoable_step_count + picture.redoable_step_count == 0


def test_text_is_written_where_it_was_clicked(qtbot: QtBot, canvas: Canvas) -> None:
    picture = canvas.picture
    assert picture is not None
    canvas.choose_tool(Tool.TEXT)
    drag(qtbot, canvas, QPoint(100, 100), QPoint(100, 100))
    field = canvas.findChild(QLineEdit)
    qtbot.keyClicks(field, "here")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert picture.undoable_step_count == 1


def test_zoom(qtbot: QtBot, canvas: Canvas) -> None:
    fitted = canvas.zoom
    canvas.zoom_by(2)
    assert canvas.zoom == pytest.approx(fitted * 2)
    canvas.zoom_by(1e9)
    assert canvas.zoom <= 8
    drag(qtbot, canvas, QPoint(10, 10), QPoint(30, 30))
    canvas.zoom_to_fit()
    assert canvas.zoom == pytest.approx(fitted)
    assert canvas.picture is not None
    assert canvas.picture.image.pixelColor(20, 20) == QColor("black")


def test_what_a_black_out_will_cover_is_seen_until_it_is_drawn(qtbot: QtBot, canvas: Canvas) -> None:
    before = canvas.grab().toImage()
    middle = before.rect().center()
    qtbot.keyClick(canvas.surface, Qt.Key.Key_Right)
    chosen = canvas.grab().toImage().copy(middle.x() - 20, middle.y() - 20, 40, 40)
    assert len({chosen.pixel(x, y) for x in range(40) for y in range(40)}) > 5
    qtbot.keyClick(canvas.surface, Qt.Key.Key_Return)
    drawn = canvas.grab().toImage().copy(middle.x() - 20, middle.y() - 20, 40, 40)
    assert {drawn.pixel(x, y) for x in range(40) for y in range(40)} == {0xFF000000}


def test_a_selection_never_leaves_the_picture() -> None:
    size = QSize(100, 80)
    selection = Selection(QPoint(90, 70), QPoint(60, 40))
    for by in (QPoint(1000, 1000), QPoint(-1000, -1000)):
        assert QRect(QPoint(0, 0), size).contains(selection.copy_moved_by(by, size).to_rect(size))
        assert selection.copy_moved_by(by, size).to_rect(size).size() == selection.to_rect(size).size()
        assert QRect(QPoint(0, 0), size).contains(selection.copy_stretched_by(by, size).end)


# -- what is there can be moved, taken away and changed ---------------------------------------------


def click(qtbot: QtBot, canvas: Canvas, at: QPoint) -> None:
    drag(qtbot, canvas, at, at)


def test_a_click_selects_an_annotation_to_move_or_delete(qtbot: QtBot, canvas: Canvas) -> None:
    picture = canvas.picture
    assert picture is not None
    before = picture.image.copy()
    drag(qtbot, canvas, QPoint(100, 100), QPoint(200, 180))
    click(qtbot, canvas, QPoint(150, 140))
    drag(qtbot, canvas, QPoint(150, 140), QPoint(250, 140))
    assert picture.image.pixelColor(280, 150) == QColor("black")
    assert picture.image.pixelColor(110, 150) == before.pixelColor(110, 150)
    picture.undo()
    assert picture.image.pixelColor(110, 150) == QColor("black")
    click(qtbot, canvas, QPoint(150, 140))
    qtbot.keyClick(canvas.surface, Qt.Key.Key_Delete)
    assert picture.image == before


def test_annotations_are_selected_and_moved_by_keyboard(qtbot: QtBot, canvas: Canvas) -> None:
    picture, surface = canvas.picture, canvas.surface
    assert picture is not None
    held: list[bool] = []
    canvas.held.connect(held.append)
    picture.add_annotations(BlackOut(QRect(100, 100, 50, 50)))
    picture.add_annotations(BlackOut(QRect(300, 100, 50, 50)))
    qtbot.keyClick(surface, Qt.Key.Key_M)
    qtbot.keyClick(surface, Qt.Key.Key_M)
    assert held[-1]
    qtbot.keyClick(surface, Qt.Key.Key_Down)
    qtbot.keyClick(surface, Qt.Key.Key_Down)
    assert [mark.find_bounding_rect().y() for mark in picture.annotations] == [132, 100]
    assert picture.undoable_step_count == 3, "two of them drew"
    qtbot.keyClick(surface, Qt.Key.Key_Escape)
    assert not held[-1]


def test_nothing_is_held_any_more_when_it_is_undone(qtbot: QtBot, canvas: Canvas) -> None:
    picture = canvas.picture
    assert picture is not None
    picture.add_annotations(BlackOut(QRect(100, 100, 50, 50)))
    qtbot.keyClick(canvas.surface, Qt.Key.Key_M)
    picture.undo()
    qtbot.keyClick(canvas.surface, Qt.Key.Key_Delete)
    canvas.grab()
    assert picture.undoable_step_count == 0


def test_an_empty_part_beside_an_arrow_is_not_the_arrow() -> None:
    arrow = ArrowAnnotation(QPoint(0, 0), QPoint(100, 100), 4)
    assert arrow.is_hit_at(QPoint(50, 52))
    assert not arrow.is_hit_at(QPoint(90, 10))


def test_typed_text_is_kept_when_focus_moves(qtbot: QtBot, canvas: Canvas) -> None:
    picture = canvas.picture
    assert picture is not None
    canvas.choose_tool(Tool.TEXT)
    click(qtbot, canvas, QPoint(100, 100))
    field = canvas.findChild(QLineEdit)
    qtbot.keyClicks(field, "here")
    canvas.choose_tool(Tool.ARROW)
    (mark,) = picture.annotations
    assert isinstance(mark, TextAnnotation)
    assert mark.text == "here"


def test_escape_in_the_words_drops_them_alone(qtbot: QtBot, canvas: Canvas) -> None:
    picture = canvas.picture
    assert picture is not None
    canvas.choose_tool(Tool.TEXT)
    click(qtbot, canvas, QPoint(100, 100))
    field = canvas.findChild(QLineEdit)
    qtbot.keyClicks(field, "here")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not picture.annotations
    assert canvas.surface.hasFocus()


def test_words_are_changed_by_a_double_click(qtbot: QtBot, canvas: Canvas) -> None:
    picture = canvas.picture
    assert picture is not None
    picture.add_annotations(TextAnnotation(QPoint(100, 100), "heer", 24))
    where = QPoint(120, 115) * canvas.zoom
    qtbot.mouseDClick(canvas.surface, Qt.MouseButton.LeftButton, pos=where)
    qtbot.mouseRelease(canvas.surface, Qt.MouseButton.LeftButton, pos=where)  # QTest leaves it held
    field = canvas.findChild(QLineEdit)
    field.setText("here")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert [mark.text for mark in picture.annotations if isinstance(mark, TextAnnotation)] == ["here"]
    picture.undo()
    assert [mark.text for mark in picture.annotations if isinstance(mark, TextAnnotation)] == ["heer"]


# -- zoom and pushing about ------------------------------------------------------------------------


def wheel(canvas: Canvas, at: QPoint, keys: Qt.KeyboardModifier) -> None:
    place = QPointF(canvas.viewport().mapToGlobal(at))
    event = QWheelEvent(
        QPointF(at),
        place,
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas.viewport(), event)


def test_the_wheel_zooms_about_the_mouse(qtbot: QtBot, canvas: Canvas) -> None:
    canvas.zoom_by(4)
    at = QPoint(200, 100)
    before = canvas.surface.mapFrom(canvas.viewport(), at).toPointF() / canvas.zoom
    zoom = canvas.zoom
    wheel(canvas, at, Qt.KeyboardModifier.ControlModifier)
    assert canvas.zoom == pytest.approx(zoom * 1.25)
    after = canvas.surface.mapFrom(canvas.viewport(), at).toPointF() / canvas.zoom
    assert (after - before).manhattanLength() < 2


def test_the_middle_button_pushes_the_picture(qtbot: QtBot, canvas: Canvas) -> None:
    canvas.zoom_by(4)
    bar = canvas.verticalScrollBar()
    begin = bar.value()
    middle = Qt.MouseButton.MiddleButton
    here = canvas.surface.mapFrom(canvas.viewport(), QPoint(200, 200))
    qtbot.mousePress(canvas.surface, middle, pos=here)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(here) - QPointF(0, 50),
        QPointF(canvas.surface.mapToGlobal(here)) - QPointF(0, 50),
        middle,
        middle,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(canvas.surface, event)
    qtbot.mouseRelease(canvas.surface, middle, pos=here)
    assert bar.value() == begin + 50
    assert canvas.picture is not None
    assert not canvas.picture.annotations


def test_a_place_is_brought_into_view_large_enough_to_read(qtbot: QtBot, canvas: Canvas) -> None:
    canvas.show_picture(AnnotatedImage(QImage(3840, 2160, QImage.Format.Format_RGB32), canvas))
    place = QRect(3000, 1900, 120, 18)
    canvas.outline_areas([QRect(10, 10, 50, 18), place], 1)
    assert place.height() * canvas.zoom >= 16
    assert canvas.surface.find_visible_image_area().contains(place)


@pytest.mark.parametrize("size", [(1, 1), (1, 30_000), (30_000, 1), (2, 2)])
def test_odd_sizes_are_shown_and_drawn_on(qtbot: QtBot, canvas: Canvas, size: tuple[int, int]) -> None:
    picture = AnnotatedImage(QImage(*size, QImage.Format.Format_RGB32), canvas)
    canvas.show_picture(picture)
    for tool in Tool:
        canvas.choose_tool(tool)
        for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
            qtbot.keyClick(canvas.surface, key)
        canvas.grab()
    assert not picture.size.isEmpty()


def test_shown_small_it_is_the_same_after_a_stroke_as_if_it_were_new(qtbot: QtBot, canvas: Canvas) -> None:
    """The halves that are kept for quick painting follow every change."""
    picture = AnnotatedImage(patterned(2000, 1300), canvas)
    canvas.show_picture(picture)
    canvas.grab()
    picture.add_annotations(BlackOut(QRect(301, 203, 777, 333)))
    picture.add_annotations(ArrowAnnotation(QPoint(1500, 900), QPoint(1201, 411), 9))
    picture.undo()
    mended = canvas.grab().toImage()
    fresh = AnnotatedImage(picture.image, canvas)
    canvas.show_picture(fresh)
    assert canvas.grab().toImage() == mended
