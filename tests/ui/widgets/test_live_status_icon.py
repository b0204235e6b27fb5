"""What goes on moves a little, where motion is wanted and somebody sees it."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.ui import theme
from selfhelp.ui.widgets import live_status_icon, motion
from selfhelp.ui.widgets.live_status_icon import LiveStatusIcon
from selfhelp.ui.widgets.status_icons import BUSY, GOOD


@pytest.fixture
def sign(qapp: QApplication, qtbot: QtBot) -> LiveStatusIcon:
    theme.apply_theme(qapp, "light")
    made = LiveStatusIcon(BUSY)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def moving(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let things move though nobody sees them."""
    monkeypatch.setattr(motion, "_UNSEEN", ())


def moves(sign: LiveStatusIcon) -> bool:
    return sign.is_animated


def picture(sign: LiveStatusIcon) -> QImage:
    return sign.grab().toImage()


def test_it_takes_between_150_and_200_ms() -> None:
    assert 150 <= live_status_icon.TURN_MS <= live_status_icon.BEAT_MS <= 200


@pytest.mark.usefixtures("moving")
def test_the_dots_move_while_it_goes_on_and_the_result_comes_in(sign: LiveStatusIcon, qtbot: QtBot) -> None:
    sign.show()
    assert moves(sign)
    first = picture(sign)
    qtbot.waitUntil(lambda: picture(sign) != first)
    sign.set_status_kind(GOOD)
    assert moves(sign)
    assert not sign._timer.isActive()
    qtbot.waitUntil(lambda: not moves(sign))
    still = LiveStatusIcon(GOOD)
    qtbot.addWidget(still)
    assert picture(sign) == picture(still)


@pytest.mark.usefixtures("moving")
def test_out_of_sight_nothing_ticks(sign: LiveStatusIcon) -> None:
    assert not moves(sign)
    sign.show()
    assert moves(sign)
    sign.hide()
    assert not moves(sign)
    sign.set_status_kind(GOOD)
    assert not moves(sign)


def test_reduced_motion_stops_the_animation(sign: LiveStatusIcon, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(motion, "is_motion_enabled", lambda _widget: False)  # see test_motion
    sign.show()
    assert not moves(sign)
    sign.set_status_kind(GOOD)
    assert not moves(sign)
