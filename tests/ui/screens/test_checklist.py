"""The checklist for a new computer in the window: proven, ticked, remembered, and a way to each step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.model import Answers, Finding
from selfhelp.core.text import N_
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.policy.checklist import STEPS, ChecklistPolicy
from selfhelp.ui import links
from selfhelp.ui.navigation import ChecklistPage, HomePage
from selfhelp.ui.screens.checklist import ChecklistScreen
from selfhelp.ui.screens.home import HomeScreen
from selfhelp.ui.window import AppWindow
from tests.ui.pages import Make

PAGE = "https://intranet.example.com/badge"


class Restart(Fix):
    id = "reboot-needed"
    title = N_("Restart this computer")
    category = Category.UPDATES
    looks = N_("Checking for a pending restart…")
    waits: ClassVar[bool] = True

    def diagnose(self, machine: Machine) -> Finding | None:
        return Finding(N_("The computer needs to restart to finish updating.")) if self.waits else None

    def plan_steps(self, finding: Finding, answers: Answers) -> tuple[Step, ...]:
        return ()


@pytest.fixture
def known(app: App, monkeypatch: pytest.MonkeyPatch) -> App:
    off = tuple(set(STEPS) - {"mail", "restart"})
    rules = ChecklistPolicy(off=off, steps=(f"Collect your badge <b>now</b>={PAGE}",))
    app.loaded_policy = replace(app.loaded_policy, policy=replace(app.policy, checklist=rules))
    made: dict[str, Any] = {"reboot-needed": Restart(), **app.catalog.fixes}
    app.catalog.__dict__.update(all_fixes=made, fixes=made, checks=made)
    monkeypatch.setattr(App, "create_lookaheads", lambda _self, now=None: {})
    monkeypatch.setattr(Restart, "waits", True)
    return app


def page_of(window: AppWindow, qtbot: QtBot) -> ChecklistScreen:
    window.open(ChecklistPage())
    screen = window.get_current_screen()
    assert isinstance(screen, ChecklistScreen)
    qtbot.waitUntil(lambda: bool(screen.cards) and not screen._waiting, timeout=20_000)
    return screen


def test_get_help_stands_once_and_a_step_says_what_its_help_is_about(
    make_window: Make, qtbot: QtBot, known: App
) -> None:
    """Both were called "Get help", and led to different pages."""
    window = make_window()
    screen = page_of(window, qtbot)
    buttons = [button for button in window.findChildren(QPushButton) if button.isVisible()]
    assert [button.text() for button in buttons].count("Get help") == 1
    assert window._header.help.isVisible()
    mail = screen.cards["mail"]
    assert mail.help.text() == "Help with this step"
    assert mail.heading.text() in mail.help.accessibleName()


def test_a_check_proves_the_user_ticks_and_the_place_is_remembered(
    make_window: Make, qtbot: QtBot, known: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window()
    screen = page_of(window, qtbot)
    mail, restart = screen.cards["mail"], screen.cards["restart"]
    assert screen.whole.heading.text() == "0 of 3 steps done"
    assert mail.done.property("primary") is True, "the first open step leads"
    assert restart.done.isHidden(), "a check decides here"
    assert "needs to restart" in restart.detail.text()
    mail.done.click()
    qtbot.waitUntil(lambda: screen.whole.heading.text() == "1 of 3 steps done")
    assert mail.detail.text() == "You marked this as done."
    assert restart.go.property("primary") is True
    monkeypatch.setattr(Restart, "waits", False)
    screen.again.click()
    qtbot.waitUntil(lambda: screen.whole.heading.text() == "2 of 3 steps done")
    assert restart.detail.text() == "Done. We checked it."
    assert set(known.checklist_store.load().ticked) == {"mail"}
    assert set(known.checklist_store.load().proven) == {"restart"}
    mail.reopen.click()
    qtbot.waitUntil(lambda: screen.whole.heading.text() == "1 of 3 steps done")


def test_each_step_leads_to_where_it_is_done(
    make_window: Make, qtbot: QtBot, known: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(links, "open_link", lambda url: opened.append(url) or True)
    window = make_window()
    screen = page_of(window, qtbot)
    own = next(card for key, card in screen.cards.items() if key.startswith("own-"))
    assert own.heading.text() == "Collect your badge <b>now</b>", "foreign text stays plain"
    own.go.click()
    assert opened == [QUrl(PAGE)]
    screen.cards["restart"].go.click()
    on_top = window.get_current_screen()
    assert on_top is not None
    assert on_top.objectName() == "fix"


def test_it_is_found_by_typing(make_window: Make, qtbot: QtBot, known: App) -> None:
    home = make_window(HomePage()).get_current_screen()
    assert isinstance(home, HomeScreen)
    qtbot.waitUntil(lambda: home._answers.catalog is not None, timeout=20_000)
    home._box.setText("set up my new computer")
    assert "function:checklist" in home._found.list_shown_keys()


def test_a_disabled_checklist_says_so_and_is_not_found(make_window: Make, qtbot: QtBot, known: App) -> None:
    known.loaded_policy = replace(
        known.loaded_policy, policy=replace(known.policy, checklist=ChecklistPolicy(enabled=False))
    )
    window = make_window()
    home = window.get_current_screen()
    assert isinstance(home, HomeScreen)
    qtbot.waitUntil(lambda: home._answers.catalog is not None, timeout=20_000)
    home._box.setText("set up my new computer")
    assert "function:checklist" not in home._found.list_shown_keys()
    window.open(ChecklistPage())
    screen = window.get_current_screen()
    assert isinstance(screen, ChecklistScreen)
    assert screen.whole.heading.text() == "Your organisation doesn't use this checklist."
