"""Computer health in the window: by subject, explained, what needs attention first, and a way on."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Finding
from selfhelp.core.text import N_
from selfhelp.engine.health import HealthState
from selfhelp.fixes import Category, Check
from selfhelp.foresight.health_subject import HealthSubject
from selfhelp.machine import Machine
from selfhelp.ui.navigation import HealthPage, HomePage, SettingsPage
from selfhelp.ui.screens.health import HealthScreen
from selfhelp.ui.screens.home import HomeScreen
from selfhelp.ui.screens.settings import SettingsScreen
from selfhelp.ui.window import AppWindow
from tests.ui.busy_home import unsent_ticket
from tests.ui.fakes import HOSTILE, Printer
from tests.ui.pages import Make


class FullDisk(Check):
    id = "disk-full"
    title = N_("Free up disk space")
    category = Category.STORAGE
    cheap = True
    looks = N_("Checking free disk space…")
    full: ClassVar[bool] = True

    def diagnose(self, machine: Machine) -> Finding | None:
        if not self.full:
            return None
        return Finding(
            N_("Only {name} is free.", name=HOSTILE),
            N_("Saving files, installing updates and signing in may fail."),
        )


class Unseen(Check):
    id = "clock-skew"
    title = N_("Correct the time")
    category = Category.SECURITY
    cheap = True
    looks = N_("Checking the clock…")

    def diagnose(self, machine: Machine) -> Finding | None:
        raise ProbeError(N_("It cannot be asked."))


@pytest.fixture
def known(app: App, printer: Printer, monkeypatch: pytest.MonkeyPatch) -> App:
    printer.stuck = False
    monkeypatch.setattr(FullDisk, "full", True)
    checks: dict[str, Any] = {"disk-full": FullDisk(), "clock-skew": Unseen(), **app.catalog.fixes}
    checks.pop("broken", None)
    app.catalog.__dict__.update(checks=checks)
    monkeypatch.setattr(App, "create_lookaheads", lambda _self, now=None: {})
    return app


def page_of(window: AppWindow, qtbot: QtBot) -> HealthScreen:
    screen = window.get_current_screen()
    assert isinstance(screen, HealthScreen)
    qtbot.waitUntil(lambda: bool(screen.panels) and not screen._waiting, timeout=20_000)
    return screen


def test_each_subject_has_an_explained_state_and_the_worst_is_first(
    make_window: Make, qtbot: QtBot, known: App
) -> None:
    window = make_window()
    window.open(HealthPage())
    screen = page_of(window, qtbot)
    first = screen.panels[0]
    assert first.subject is HealthSubject.STORAGE
    assert first.heading.text() == "Storage: needs your attention"
    found = first.column.itemAt(2).widget()
    assert "&amp;" in found.summary.text(), "foreign text stays plain"  # type: ignore[union-attr]
    assert found.reason.text() == "Saving files, installing updates and signing in may fail."  # type: ignore[union-attr]
    headings = [panel.heading.text() for panel in screen.panels]
    assert "Security: couldn't be checked" in headings
    assert headings[-1] == "Devices and apps: no problem found in 1 check"
    assert screen.whole.heading.text() == "1 item needs your attention."
    assert screen._state is HealthState.ATTENTION


def test_a_subject_says_how_many_of_its_checks_found_no_problem(
    make_window: Make, qtbot: QtBot, known: App
) -> None:
    class Heat(Unseen):
        id = "heat"
        category = Category.STORAGE

    known.catalog.__dict__["checks"] = {**known.catalog.checks, "heat": Heat()}
    FullDisk.full = False
    window = make_window()
    window.open(HealthPage())
    screen = page_of(window, qtbot)
    panels = {panel.subject: panel for panel in screen.panels}
    storage, devices = panels[HealthSubject.STORAGE], panels[HealthSubject.DEVICES]
    assert storage.heading.text() == "Storage: no problem found in 1 of 2 checks"
    assert devices.heading.text() == "Devices and apps: no problem found in 1 check"
    assert devices.rest.line.text() == "What we checked"
    assert screen.whole.detail.text() == "Some checks couldn't be completed. Try again later."


def test_with_an_unsent_ticket_it_does_not_say_that_nothing_needs_attention(
    make_window: Make, qtbot: QtBot, known: App
) -> None:
    FullDisk.full = False
    others = {id_: check for id_, check in known.catalog.checks.items() if id_ != "clock-skew"}
    known.catalog.__dict__["checks"] = others
    window = make_window()
    window.open(HealthPage())
    screen = page_of(window, qtbot)
    assert screen.whole.heading.text() == "Nothing needs your attention."
    assert screen.whole.detail.text() == "We just checked."
    assert screen.unsent.isHidden()
    unsent_ticket(known)
    screen.again.click()
    qtbot.waitUntil(lambda: screen.whole.heading.text() == "1 message hasn't been sent", timeout=10_000)
    screen.unsent.click()
    on_top = window.get_current_screen()
    assert on_top is not None
    assert on_top.objectName() == "outbox"


def test_a_finding_leads_to_its_fix_and_is_checked_on_return(
    make_window: Make, qtbot: QtBot, known: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window()
    window.open(HealthPage())
    screen = page_of(window, qtbot)
    screen.panels[0].column.itemAt(2).widget().open.click()  # type: ignore[union-attr]
    on_top = window.get_current_screen()
    assert on_top is not None
    assert on_top.objectName() == "diagnosis"
    monkeypatch.setattr(FullDisk, "full", False)
    window.go_back()
    qtbot.waitUntil(lambda: all("attention" not in one.heading.text() for one in screen.panels))


def test_the_solution_is_the_primary_button_while_a_problem_needs_attention(
    make_window: Make, qtbot: QtBot, known: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was a link, and the header's "Get help" was the only button in colour."""
    window = make_window()
    window.open(HealthPage())
    screen = page_of(window, qtbot)

    def primary() -> list[str]:
        buttons = [one for one in window.findChildren(QPushButton) if one.isVisible()]
        return [one.text() for one in buttons if one.property("primary")]

    qtbot.waitUntil(lambda: primary() == ["Show solution"])
    assert screen.panels[0].solutions[0].property("primary") is True
    monkeypatch.setattr(FullDisk, "full", False)
    screen.again.click()
    qtbot.waitUntil(lambda: primary() == ["Get help"], timeout=10_000)


def test_the_weekly_tidy_up_is_offered_once_and_can_be_withdrawn(
    make_window: Make, qtbot: QtBot, known: App
) -> None:
    window = make_window()
    window.open(HealthPage())
    screen = page_of(window, qtbot)
    assert known.preferences.tidy == "", "off by default"
    assert screen.tidy.isVisible()
    screen.tidy_on.click()
    assert known.preferences.tidy == "yes"
    assert screen.tidy.isHidden()
    window.open(SettingsPage())
    settings = window.get_current_screen()
    assert isinstance(settings, SettingsScreen)
    assert settings.tidy.isChecked()
    settings.tidy.click()
    assert known.preferences.tidy == "no"
    window.open(HealthPage())
    assert screen.tidy.isHidden(), "asked only once"


def test_it_is_found_by_typing_and_linked_from_the_first_screen(
    make_window: Make, qtbot: QtBot, known: App
) -> None:
    window = make_window(HomePage())
    home = window.get_current_screen()
    assert isinstance(home, HomeScreen)
    qtbot.waitUntil(lambda: home._answers.catalog is not None, timeout=20_000)
    home._box.setText("how is my computer")
    assert "function:health" in home._found.list_shown_keys()
    home._box.clear()
    home._health_link.click()
    page_of(window, qtbot)
