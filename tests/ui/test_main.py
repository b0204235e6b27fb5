"""The app's life: it ends in order, whatever was used."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from selfhelp.core.paths import AppPaths
from selfhelp.core.text import ENGLISH
from selfhelp.ui.main import AppSession
from selfhelp.ui.tray.desktop_notifications import DesktopNotifications
from selfhelp.ui.window import AppWindow


def test_an_app_that_showed_notifications_stops_listening_and_its_jobs_when_it_ends(
    qapp: QApplication, places: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[str] = []
    monkeypatch.setattr(DesktopNotifications, "stop_listening", lambda _self: stopped.append("notifications"))
    session = AppSession(qapp, places, ENGLISH)
    assert session.desktop_notifications is not None
    monkeypatch.setattr(session.jobs, "stop_all", lambda _milliseconds: stopped.append("jobs") or True)
    session.shut_down()
    assert stopped == ["notifications", "jobs"]


def test_a_window_opened_later_shows_what_could_not_be_sent(
    qapp: QApplication, places: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a restart only the tray had the badge: it was counted before there was a window."""
    session = AppSession(qapp, places, ENGLISH)
    shown: list[int] = []
    monkeypatch.setattr(AppWindow, "show_unsent_count", lambda _window, count: shown.append(count))
    session._show_unsent_count(2)
    assert shown == []
    window = session._create_window()
    assert shown == [2]
    window.deleteLater()
    session.shut_down()
