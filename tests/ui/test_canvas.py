"""What is blacked out is gone from the file; every tool works with the mouse and with the keyboard."""

from __future__ import annotations

import struct

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from selfhelp.ui.pixels import only_pixels, side_by_side, to_file, to_png
from selfhelp.ui.widgets.canvas import Canvas
from selfhelp.ui.widgets.marks import Arrow, BlackOut, Box, Highlight, Mark, Number, Words
from selfhelp.ui.widgets.picture import Picture
from selfhelp.ui.widgets.selection import Selection
from selfhelp.ui.widgets.tools import Tool

pytestmark = pytest.mark.usefixtures("qapp")  # letters need fonts


def patterned(width: int = 640, height: int = 400) -> QImage:
    """A picture in which no two neighbours are the same."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    for y in range(height):
        for x in range(0, width, 4):
            image.setPixel(x, y, (x * 37 + y * 101) & 0xFFFFFF | 0xFF000000)
    return image


def chunks(png: bytes) -> list[bytes]:
    """The chunk names of a PNG file; fails on anything after the end."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    names, at = [], 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        names.append(png[at + 4 : at + 8])
        at += 12 + length
    assert at == len(png)
    assert names[-1] == b"IEND"
    return names


@pytest.fixture
def canvas(qtbot: QtBot) -> Canvas:
    shown = Canvas()
    qtbot.addWidget(shown)
    shown.resize(700, 460)
    shown.show_picture(Picture(patterned(), shown))
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


def test_covered_pixels_are_constant_in_the_file_and_everything_else_is_as_it_was() -> None:
    original, area = patterned(), QRect(100, 50, 201, 77)
    picture = Picture(original)
    picture.draw(BlackOut(area))
    saved = QImage.fromData(to_png(picture.finish()))
    for y in range(original.height()):
        for x in range(0, original.width(), 3):
            expected = QColor("#000000") if area.contains(x, y) else original.pixelColor(x, y)
            assert saved.pixelColor(x, y) == expected, (x, y)


def test_a_black_out_covers_what_was_drawn_before_it() -> None:
    picture = Picture(patterned())
    picture.draw(Words(QPoint(100, 100), "password: hunter2", 24))
    picture.draw(BlackOut(QRect(60, 60, 500, 120)))
    image = picture.finish()
    seen = {image.pixel(x, y) for x in range(60, 560) for y in range(60, 180)}
    assert seen == {0xFF000000}


def test_the_file_holds_pixels_and_nothing_else() -> None:
    image = patterned()
    image.setText("Author", "Ann Example")
    image.setText("Comment", "secret")
    png = to_png(image)
    assert set(chunks(png)) == {b"IHDR", b"IDAT", b"IEND"}
    assert b"Ann" not in png
    assert b"secret" not in png


def test_nothing_of_the_cut_off_part_is_in_the_file() -> None:
    picture = Picture(patterned())
    picture.crop(QRect(10, 20, 30, 40))
    png = to_png(picture.finish())
    assert QImage.fromData(png).size() == QSize(30, 40)
    assert len(png) < 30 * 40 * 4 + 200


def test_a_finished_picture_has_no_way_back() -> None:
    picture = Picture(patterned())
    picture.draw(BlackOut(QRect(0, 0, 50, 50)))
    picture.finish()
    assert picture.steps == 0
    assert picture.steps + picture.undone == 0


def test_transparency_and_scale_do_not_survive() -> None:
    image = QImage(40, 30, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    image.setDevicePixelRatio(2)
    plain = only_pixels(image)
    assert (plain.width(), plain.height(), plain.devicePixelRatio()) == (40, 30, 1)
    assert plain.pixelColor(39, 29) == QColor("white")


def test_a_picture_over_the_limit_is_made_smaller() -> None:
    full = to_png(patterned())
    small = to_file(patterned(), len(full) // 3)
    assert small.reduced
    assert len(small.data) <= len(full) // 3


def test_pictures_beside_each_other() -> None:
    whole = side_by_side([patterned(30, 20), patterned(50, 40)])
    assert whole.size() == QSize(80, 40)
    assert whole.pixelColor(5, 39) == QColor("black")


@pytest.mark.parametrize(
    "mark",
    [
        BlackOut(QRect(20, 20, 60, 40)),
        Highlight(QRect(20, 20, 60, 40)),
        Box(QRect(20, 20, 60, 40), 4),
        Arrow(QPoint(20, 20), QPoint(200, 150), 4),
        Words(QPoint(600, 390), "<b>no markup</b> " * 50, 20),
        Number(QPoint(50, 50), 12, 16),
    ],
)
def test_every_mark_stays_within_its_bounds_and_can_be_undone(mark: Mark) -> None:
    original = only_pixels(patterned())
    picture = Picture(original)
    picture.draw(mark)
    drawn = picture.image.copy()
    inside = mark.bounds().intersected(original.rect())
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
    picture = Picture(patterned())
    before = picture.image.copy()
    picture.draw(BlackOut(QRect(0, 0, 10, 10)))
    picture.crop(QRect(5, 5, 100, 100))
    picture.draw(BlackOut(QRect(50, 50, 10, 10)))
    for _ in range(3):
        picture.undo()
    assert picture.image == before
    for _ in range(3):
        picture.redo()
    assert picture.size == QSize(100, 100)
    assert picture.image.pixelColor(55, 55) == QColor("black")


def test_numbers_count_up_and_undo_counts_down() -> None:
    picture = Picture(patterned())
    for expected in (1, 2):
        assert picture.next_number() == expected
        picture.draw(Number(QPoint(50, 50), expected, 16))
    picture.undo()
    assert picture.next_number() == 2


def test_drag_blacks_out(qtbot: QtBot, canvas: Canvas) -> None:
    picture = canvas.picture
    assert picture is not None
    drag(qtbot, canvas, QPoint(100, 100), QPoint(200, 180))
    assert picture.image.pixelColor(150, 150) == QColor("black")
    assert picture.steps == 1


def test_a_click_that_slipped_draws_nothing(qtbot: QtBot, canvas: Canvas) -> None:
    picture = canvas.picture
    assert picture is not None
    for tool in (Tool.BLACK_OUT, Tool.CROP, Tool.ARROW):
        canvas.choose(tool)
        drag(qtbot, canvas, QPoint(100, 100), QPoint(101, 101))
    assert picture.steps + picture.undone == 0


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
    assert picture.steps + picture.undone == 0


def test_text_is_written_where_it_was_clicked(qtbot: QtBot, canvas: Canvas) -> None:
    picture = canvas.picture
    assert picture is not None
    canvas.choose(Tool.TEXT)
    drag(qtbot, canvas, QPoint(100, 100), QPoint(100, 100))
    field = canvas.findChild(QLineEdit)
    qtbot.keyClicks(field, "here")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert picture.steps == 1


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


def test_a_selection_never_leaves_the_picture() -> None:
    size = QSize(100, 80)
    selection = Selection(QPoint(90, 70), QPoint(60, 40))
    for by in (QPoint(1000, 1000), QPoint(-1000, -1000)):
        assert QRect(QPoint(0, 0), size).contains(selection.moved(by, size).area(size))
        assert selection.moved(by, size).area(size).size() == selection.area(size).size()
        assert QRect(QPoint(0, 0), size).contains(selection.stretched(by, size).end)
