"""The app's life: it ends in order, whatever was used."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from selfhelp.core.paths import AppPaths
from selfhelp.core.text import ENGLISH
from selfhelp.ui.main import AppSession
from selfhelp.ui.tray.desktop_notifications import DesktopNotifications


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
