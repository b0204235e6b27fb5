"""Whatever is drawn, cut, moved and undone in whatever order: what is covered stays covered."""

from __future__ import annotations

import gc
import weakref

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from selfhelp.ui.editor.annotated_image import AnnotatedImage
from selfhelp.ui.editor.annotations import (
    MARK,
    ArrowAnnotation,
    BlackOut,
    BoxAnnotation,
    Highlight,
    NumberAnnotation,
    TextAnnotation,
)

pytestmark = pytest.mark.usefixtures("qapp")


def patterned(width: int = 160, height: int = 100) -> QImage:
    """No black anywhere, and neighbours differ."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    for y in range(height):
        for x in range(width):
            image.setPixel(x, y, 0xFF404040 | ((x * 37 + y * 101) & 0xBFBFBF))
    return image


def red(picture: AnnotatedImage, x: int, y: int) -> bool:
    return picture.image.pixelColor(x, y).red() > 200 > picture.image.pixelColor(x, y).blue() + 100


def test_an_arrow_under_a_black_out_is_taken_away_and_nothing_shows() -> None:
    picture = AnnotatedImage(patterned())
    picture.add_annotations(ArrowAnnotation(QPoint(10, 50), QPoint(150, 50), 4))
    picture.add_annotations(BlackOut(QRect(40, 30, 60, 40)))
    picture.remove_annotation(0)
    area = picture.image.copy(40, 30, 60, 40)
    assert {area.pixel(x, y) for x in range(60) for y in range(40)} == {0xFF000000}


def test_a_black_out_moves_with_the_cut_and_back() -> None:
    picture = AnnotatedImage(patterned())
    picture.add_annotations(BlackOut(QRect(40, 30, 60, 40)))
    picture.crop_to(QRect(50, 40, 100, 50))
    assert picture.image.pixelColor(0, 0) == QColor("black")
    assert picture.image.pixelColor(49, 29) == QColor("black")
    assert picture.image.pixelColor(51, 31) != QColor("black")
    picture.add_annotations(BlackOut(QRect(70, 0, 10, 10)))
    picture.crop_to(QRect(60, 0, 40, 40))
    assert picture.image.pixelColor(15, 5) == QColor("black")
    picture.undo()
    picture.remove_annotation(0)
    assert picture.image.pixelColor(0, 0) != QColor("black"), "the replaced annotation is gone"
    assert picture.image.pixelColor(75, 5) == QColor("black")


def test_a_pasted_picture_takes_the_place_and_can_be_undone() -> None:
    first, second = patterned(), patterned(50, 60)
    picture = AnnotatedImage(first)
    picture.add_annotations(BlackOut(QRect(0, 0, 10, 10)))
    before = picture.image.copy()
    picture.replace_image(second)
    assert picture.size == QSize(50, 60)
    assert not picture.annotations
    picture.undo()
    assert picture.image == before


def test_only_a_few_pasted_pictures_are_kept() -> None:
    picture = AnnotatedImage(patterned())
    for _ in range(20):
        picture.replace_image(patterned(30, 30))
    assert picture.undoable_step_count <= 3


def test_a_picture_from_the_caller_is_never_drawn_on() -> None:
    given_one = patterned()
    before = given_one.copy()
    AnnotatedImage(given_one).add_annotations(BlackOut(QRect(0, 0, 50, 50)))
    assert given_one == before


def test_finishing_discards_everything_under_annotations() -> None:
    picture = AnnotatedImage(patterned())
    picture.add_annotations(BlackOut(QRect(0, 0, 160, 100)))
    kept = weakref.ref(picture._states[0].whole)
    finished = picture.flatten()
    gc.collect()
    assert kept() is None, "nothing holds the redacted pixels"
    assert picture.undoable_step_count == picture.redoable_step_count == 0
    assert picture.original == finished
    picture.undo()
    assert picture.image == finished
    picture.add_annotations(BoxAnnotation(QRect(10, 10, 50, 50), 4))
    assert finished.pixelColor(10, 30) == QColor("black"), "what was handed out does not change any more"


class Counted(Highlight):
    """Counts how often it is painted."""

    painted = 0

    def paint_on(self, painter: QPainter) -> None:
        """Highlight the area."""
        type(self).painted += 1
        super().paint_on(painter)


def test_what_is_drawn_on_top_leaves_the_marks_below_as_they_are() -> None:
    picture = AnnotatedImage(patterned())
    picture.add_annotations(Counted(QRect(0, 0, 40, 40)))
    picture.add_annotations(Highlight(QRect(20, 20, 40, 40)))
    assert Counted.painted == 1
    picture.undo()
    assert Counted.painted == 2


def test_an_arrow_begins_round_and_ends_in_its_tip() -> None:
    image = QImage(400, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    picture = AnnotatedImage(image)
    picture.add_annotations(ArrowAnnotation(QPoint(100, 100), QPoint(300, 100), 20))
    drawn = picture.flatten()
    for place, is_drawn in (
        ((92, 100), True),
        ((200, 92), True),
        ((200, 108), True),
        ((290, 100), True),
        ((92, 92), False),
        ((88, 100), False),
        ((200, 88), False),
        ((303, 100), False),
    ):
        assert (drawn.pixelColor(*place) == MARK) == is_drawn, place


def test_a_move_stays_in_the_picture() -> None:
    picture = AnnotatedImage(patterned())
    picture.add_annotations(BlackOut(QRect(20, 20, 30, 30)))
    for by in (QPoint(10_000, 0), QPoint(0, -10_000), QPoint(-10_000, 10_000)):
        picture.move_annotation(0, by)
        assert picture.image.rect().contains(picture.annotations[0].find_bounding_rect().center())
    assert picture.undoable_step_count == 2, "moved on is the same step"


def test_numbers_are_never_given_twice() -> None:
    picture = AnnotatedImage(patterned())
    for number in (1, 2, 3):
        picture.add_annotations(NumberAnnotation(QPoint(10 * number, 10), number, 8))
    picture.remove_annotation(0)
    assert picture.find_next_number() == 4


def test_undo_is_bounded() -> None:
    picture = AnnotatedImage(patterned(20, 20))
    for _ in range(300):
        picture.add_annotations(BlackOut(QRect(0, 0, 5, 5)))
    assert picture.undoable_step_count <= 200
    picture.undo()
    picture.redo()
    assert picture.image.pixelColor(2, 2) == QColor("black")


places = st.builds(QRect, st.integers(-20, 150), st.integers(-20, 90), st.integers(1, 90), st.integers(1, 60))
points = st.builds(QPoint, st.integers(-10, 170), st.integers(-10, 110))
steps = st.one_of(
    st.tuples(
        st.just("draw"),
        st.one_of(
            st.builds(BlackOut, places),
            st.builds(Highlight, places),
            st.builds(BoxAnnotation, places, st.just(3)),
            st.builds(ArrowAnnotation, points, points, st.just(3)),
            st.builds(NumberAnnotation, points, st.integers(1, 99), st.just(8)),
            st.builds(TextAnnotation, points, st.text(max_size=20), st.just(12)),
        ),
    ),
    st.tuples(st.just("crop"), places),
    st.tuples(st.just("move"), points),
    st.tuples(st.just("take"), st.integers(0, 9)),
    st.tuples(st.just("undo"), st.none()),
    st.tuples(st.just("redo"), st.none()),
)


def do(picture: AnnotatedImage, what: str, value: object) -> None:
    if what == "draw":
        picture.add_annotations(value)  # type: ignore[arg-type]
    elif what == "crop":
        picture.crop_to(value)  # type: ignore[arg-type]
    elif what == "move" and picture.annotations:
        picture.move_annotation(len(picture.annotations) - 1, value)  # type: ignore[arg-type]
    elif what == "take" and picture.annotations:
        picture.remove_annotation(value % len(picture.annotations))  # type: ignore[operator]
    elif what == "undo":
        picture.undo()
    elif what == "redo":
        picture.redo()


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, max_size=14))
def test_any_edits_render_as_a_full_repaint(done: list[tuple[str, object]]) -> None:
    original = patterned()
    picture = AnnotatedImage(original)
    for what, value in done:
        do(picture, what, value)
    fresh = AnnotatedImage(original.copy(QRect(picture.top_left, picture.size)))
    fresh.add_annotations(*picture.annotations)
    assert picture.image == fresh.image
    seen = picture.image.copy()
    for _ in range(picture.undoable_step_count):
        picture.undo()
    assert picture.image == original
    for _ in range(picture.redoable_step_count):
        picture.redo()
    assert picture.redoable_step_count == 0
    if not any(what in ("undo", "redo") for what, _ in done):
        assert picture.image == seen


@settings(max_examples=40, deadline=None)
@given(places, st.lists(steps, max_size=10))
def test_what_is_covered_last_is_covered(secret: QRect, done: list[tuple[str, object]]) -> None:
    """Two pictures that differ only under the black-out are the same picture, whatever was done before."""
    one, other = patterned(), patterned()
    part = secret.intersected(one.rect())
    for y in range(part.top(), part.bottom() + 1):
        for x in range(part.left(), part.right() + 1):
            other.setPixel(x, y, 0xFF00FF00)
    pictures = [AnnotatedImage(one), AnnotatedImage(other)]
    for picture in pictures:
        for what, value in done:
            do(picture, what, value)
        picture.add_annotations(BlackOut(secret.translated(-picture.top_left)))
    assert pictures[0].flatten() == pictures[1].flatten()
