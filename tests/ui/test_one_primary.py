"""One most important button on every screen, and the way on of a long form always in sight."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.languages import list_supported_languages
from selfhelp.policy.policy import SupportPolicy
from selfhelp.ui.navigation import AskPage, Destination, EmergencyPage, TicketTopicPage
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.window import SMALLEST
from tests.ui.every_screen import walk
from tests.ui.fakes import Printer
from tests.ui.office import furnish
from tests.ui.pages import Make

SIZES = {"wide": QSize(1000, 720), "small": SMALLEST}


@pytest.mark.slow
def test_at_most_one_button_is_the_most_important(
    make_window: Make, app: App, printer: Printer, qtbot: QtBot
) -> None:
    printer.ask = True
    furnish(app, printer)
    window = make_window()
    found: dict[tuple[str, str], list[str]] = {}
    for number, name in enumerate(walk(window, app, qtbot)):
        for size, pixels in sorted(SIZES.items(), reverse=number % 2 == 0):  # opened in either, by turns
            window.resize(pixels)
            qtbot.wait(10)
            buttons = [b for b in window.findChildren(QPushButton) if b.isVisible() and b.property("primary")]
            found[name, size] = [button.text() for button in buttons]
    assert {place: words for place, words in found.items() if len(words) > 1} == {}
    for name, wanted in (
        ("home", "Get help"),
        ("proposal", "Do it"),
        ("ask", "Review"),
        ("review", "Save ticket"),
        ("editor", "Use this image"),
    ):
        assert {size: found[name, size] for size in SIZES} == {size: [wanted] for size in SIZES}, name


@pytest.mark.parametrize("dials", [True, False], ids=["dials", "copies"])
@pytest.mark.parametrize("phone", ["+33 1 23 45 67 89", ""])
@pytest.mark.parametrize(
    ("destination", "form"),
    [
        (EmergencyPage("work"), "Review"),
        (EmergencyPage("mail"), "Review"),
        (TicketTopicPage("lost-or-stolen-device"), "Tell the help desk"),
        (TicketTopicPage("liquid-spill"), ""),
    ],
    ids=["cannot work", "mail", "theft", "liquid"],
)
def test_calling_is_the_primary_action_if_possible(
    phone: str,
    dials: bool,
    destination: Destination,
    form: str,
    make_window: Make,
    app: App,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A call leads where this computer can call; a suspicious email is reported first.

    A wet device is turned off, so no button to a ticket from it leads.
    """
    monkeypatch.setattr("selfhelp.ui.parts.contact_card.can_dial_numbers", lambda _app, _progress: dials)
    policy = replace(app.policy, support=SupportPolicy(phone=phone))
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=policy)
    window = make_window(destination)
    calls = bool(phone) and dials and destination != EmergencyPage("mail")
    wanted = ["Call" if calls else form] if form else ["Call" if dials else "Copy"] if phone else []

    def leading() -> list[str]:
        buttons = window.findChildren(QPushButton)
        return [b.text() for b in buttons if b.isVisible() and b.property("primary")]

    qtbot.waitUntil(lambda: leading() == wanted, timeout=5_000)


@pytest.mark.parametrize("language", list_supported_languages())
def test_the_forms_next_button_is_always_visible(
    language: str, make_window: Make, app: App, qtbot: QtBot
) -> None:
    app.preferences = app.preferences.copy_with_changes(language=language)
    app.__dict__.pop("translator", None)
    window = make_window()
    window.apply_preferences()
    window.resize(SMALLEST)
    window.open(AskPage())
    screen = window.get_current_screen()
    assert isinstance(screen, AskScreen)
    qtbot.waitUntil(lambda: screen.page.area.verticalScrollBar().maximum() > 0)
    for value in (0, screen.page.area.verticalScrollBar().maximum()):
        screen.page.area.verticalScrollBar().setValue(value)
        assert screen.next.visibleRegion().boundingRect() == screen.next.rect()
