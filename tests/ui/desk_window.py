"""A real window on a real app with a folder of its own; only the collectors are small."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.catalog.catalog import Catalog
from selfhelp.core.model import FactTable, Item, Platform, PrivacyClass
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.policy.policy import Policy
from selfhelp.report.collectors import Collector
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.window import AppWindow


class Quick(Collector):
    """Answers at once."""

    id = "quick"
    title = N_("Disks")

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        return [Item("size", 5, "B"), Item("owner", "marie.curie", reveals=PrivacyClass.PERSON)]


class Slow(Collector):
    """Answers when the test says so."""

    id = "slow"
    title = N_("Network")

    def __init__(self) -> None:
        self.go_on = threading.Event()

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        self.go_on.wait(5)
        return [Item("speed", 1)]


class SmallCatalog(Catalog):
    """Has only the collectors it is given."""

    def __init__(self, collectors: Sequence[Collector]) -> None:
        super().__init__(Policy(), Platform.LINUX)
        self._some = {collector.id: collector for collector in collectors}

    @property
    def collectors(self) -> Mapping[str, Collector]:  # type: ignore[override]
        return self._some


def make_app(places: AppPaths, *collectors: Collector, language: str = "en") -> App:
    """An app with these collectors."""
    app = App(LocalMachine(Platform.LINUX), places, {}, language)
    app.__dict__["catalog"] = SmallCatalog(collectors or (Quick(),))
    return app


def share_desk(app: App, folder: Path) -> App:
    """The app with a help desk: a folder that a technician reads, unlike the one in the user's data."""
    table = replace(app.policy.desk.folder, path=str(folder))
    policy = replace(app.policy, desk=replace(app.policy.desk, connector="folder", folder=table))
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=policy)
    return app


def make_window(qtbot: QtBot, app: App) -> AppWindow:
    """A shown window."""
    window = AppWindow(app, JobRunner())
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    return window


def on_top(window: AppWindow) -> AppScreen:
    """The visible screen."""
    screen = window.get_current_screen()
    assert screen is not None
    return screen


def picture(width: int = 320, height: int = 200) -> QImage:
    """A picture with something on it."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#e0e4ea"))
    painter = QPainter(image)
    painter.fillRect(20, 20, 100, 60, QColor("#b02030"))
    painter.end()
    return image
