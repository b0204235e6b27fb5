"""Large pictures are made small beside the window; what was made once is there at once."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from selfhelp.ui.capture.pixels import encode_png
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.parts import thumbnail_cache
from selfhelp.ui.parts.thumbnail_cache import ThumbnailCache, read_size_to_fit, scale_image_to_fit
from tests.ui.desk_window import picture

ROOM = QSize(176, 110)


@pytest.mark.parametrize(
    ("whole", "shown"),
    [((3840, 2160), (176, 99)), ((100, 80), (100, 80)), ((3, 4000), (1, 110)), ((5000, 1), (176, 1))],
)
def test_it_fits_and_is_never_enlarged(whole: tuple[int, int], shown: tuple[int, int]) -> None:
    data = encode_png(picture(*whole))
    assert scale_image_to_fit(data, ROOM).size() == QSize(*shown) == read_size_to_fit(data, ROOM)


def test_what_is_no_picture_is_empty() -> None:
    assert scale_image_to_fit(b"\x89PNG\r\n\x1a\n and nothing more", ROOM).isNull()


def test_it_is_made_elsewhere_and_known_afterwards(
    qtbot: QtBot, jobs: JobRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []
    real = scale_image_to_fit

    def noted(data: bytes, room: QSize) -> object:
        threads.append(threading.get_ident())
        return real(data, room)

    monkeypatch.setattr(thumbnail_cache, "scale_image_to_fit", noted)
    label, some, data = QLabel(), ThumbnailCache(jobs), encode_png(picture(640, 400))
    qtbot.addWidget(label)
    some.show_thumbnail("a", data, ROOM, label, label.setPixmap)
    assert label.pixmap().isNull()
    qtbot.waitUntil(lambda: not label.pixmap().isNull())
    assert threads
    assert threading.get_ident() not in threads
    again: list[QPixmap] = []
    some.show_thumbnail("a", bytes(bytearray(data)), ROOM, label, again.append)
    assert len(again) == 1, "the same image is there immediately"


def test_other_bytes_under_the_same_name_are_another_picture(qtbot: QtBot, jobs: JobRunner) -> None:
    label, some, other = QLabel(), ThumbnailCache(jobs), picture(640, 400)
    qtbot.addWidget(label)
    some.show_thumbnail("a", encode_png(picture(640, 400)), ROOM, label, label.setPixmap)
    qtbot.waitUntil(lambda: not label.pixmap().isNull())
    other.fill(QColor("black"))
    some.show_thumbnail("a", encode_png(other), ROOM, label, label.setPixmap)
    qtbot.waitUntil(lambda: label.pixmap().toImage().pixelColor(50, 50) == QColor("black"))
    some.remove_all_except(())
    later: list[QPixmap] = []
    some.show_thumbnail("a", encode_png(other), ROOM, label, later.append)
    assert not later, "what no page shows is forgotten"
    qtbot.waitUntil(lambda: bool(later))
