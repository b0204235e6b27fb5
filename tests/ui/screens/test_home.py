"""The first screen by keyboard: typing, arrows, Enter; and what it says about this computer."""

# mypy: disable-error-code="assignment"

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.catalog.catalog import Catalog
from selfhelp.catalog.manual_tests import TRIALS
from selfhelp.core.errors import StorageError
from selfhelp.core.model import Finding, Platform
from selfhelp.core.paths import resource
from selfhelp.core.text import ENGLISH, N_
from selfhelp.engine import health
from selfhelp.fixes import Category
from selfhelp.ui.navigation import FixPage, HomePage
from selfhelp.ui.parts import catalog_loading, subjects
from selfhelp.ui.parts.footer import Facts, Footer
from selfhelp.ui.parts.health import CLOCK, greeting
from selfhelp.ui.screens.home import HELP, HomeScreen
from selfhelp.ui.widgets.cards import Card
from selfhelp.ui.window import Window
from tests.ui.fakes import HOSTILE, Broken, Printer
from tests.ui.pages import Make


def home(make_window: Make, qtbot: QtBot) -> HomeScreen:
    screen = make_window().current()
    assert isinstance(screen, HomeScreen)
    qtbot.waitUntil(lambda: screen._catalog is not None)
    return screen


def words(screen: QWidget) -> str:
    said = [label.text() for label in screen.findChildren(QLabel) if label.isVisible()]
    return "\n".join([*said, *(card.words() for card in screen.findChildren(Card) if card.isVisible())])


def test_the_box_has_the_focus_and_suggests(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    assert screen._box.hasFocus()
    qtbot.keyClicks(screen._box, "printer stuck")
    assert screen._found.keys()[0] == "fix:print-stuck-queue"
    assert screen._found.keys().count(HELP) == 1
    assert not screen._overview.isVisible()


def test_the_help_desk_is_first_where_nothing_fits(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    qtbot.keyClicks(screen._box, "zzqx wvkj")
    assert screen._found.keys()[0] == HELP


def test_arrows_and_enter(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    qtbot.keyClicks(screen._box, "printer stuck")
    qtbot.keyClick(screen._box, Qt.Key.Key_Down)
    first = QApplication.focusWidget()
    assert first is not screen._box
    qtbot.keyClick(first, Qt.Key.Key_Up)
    assert screen._box.hasFocus()
    qtbot.keyClick(screen._box, Qt.Key.Key_Return)
    window = screen.window()
    assert isinstance(window, Window)
    assert window._history == [HomePage, FixPage]
    window.back()


def test_escape_empties_the_box(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    qtbot.keyClicks(screen._box, "printer")
    qtbot.keyClick(screen._box, Qt.Key.Key_Escape)
    assert screen._box.text() == ""
    assert screen._overview.isVisible()


def test_what_is_found_is_said_and_leads_to_its_fix(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    screen = home(make_window, qtbot)
    qtbot.waitUntil(lambda: "A document waits for Office." in words(screen))
    assert screen._health._problems.keys() == ["print-stuck-queue"]


def test_a_healthy_computer_is_said_in_one_sentence(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    printer.stuck = False
    screen = home(make_window, qtbot)
    qtbot.waitUntil(lambda: "No problem was found" in words(screen))
    assert "1 thing was checked." in words(screen)


def test_the_footer_can_be_copied(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    footer = screen.findChild(Footer)
    assert footer is not None
    qtbot.waitUntil(lambda: "pc-1234 · 192.0.2.7 · " in footer.line())
    footer._copy.click()
    assert QApplication.clipboard().text() == footer.line()


def test_one_click_copies_one_fact_and_says_so(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    window = screen.window()
    assert isinstance(window, Window)
    footer = screen._footer
    qtbot.waitUntil(footer.facts["name"].isVisible)
    footer._have(Facts("pc-1234", "<b>A&B</b>", "192.0.2.7", ""))
    assert footer.facts["asset"].text() == "Asset tag: <b>A&&B</b>"
    footer.facts["asset"].click()
    assert QApplication.clipboard().text() == "<b>A&B</b>"
    assert window._notice.words.text() == "Copied: <b>A&B</b>"
    assert footer.facts["vpn"].text() == "VPN: not connected"
    assert "VPN: not connected" in footer.line()


def test_a_fact_that_is_not_told_is_not_shown(make_window: Make, qtbot: QtBot) -> None:
    footer = home(make_window, qtbot)._footer
    qtbot.waitUntil(footer.facts["name"].isVisible)
    assert not footer.facts["asset"].isVisible()
    assert not footer.facts["vpn"].isVisible()
    footer._have(Facts("x" * 500))
    assert len(footer.facts["name"].text()) < 50
    footer.facts["name"].click()
    assert QApplication.clipboard().text() == "x" * 500


@pytest.mark.parametrize(
    ("hour", "said"),
    [(0, "Hello."), (4, "Hello."), (5, "Good morning."), (12, "Good afternoon."), (18, "Good evening.")],
)
def test_one_is_greeted_by_her_own_clock(hour: int, said: str) -> None:
    assert ENGLISH.show(greeting(hour)) == said


def test_where_the_clock_is_wrong_nobody_is_wished_a_good_morning(
    make_window: Make, qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Path(health.__file__).stat().st_mtime
    assert not health.clock_is_behind(made)
    assert health.clock_is_behind(0.0)  # a dead battery: 1970
    monkeypatch.setattr("selfhelp.ui.parts.health.clock_is_behind", lambda: True)
    assert ENGLISH.show(greeting(9)) == "Hello."
    clock = Broken()
    clock.id = CLOCK  # type: ignore[misc]
    clock.cheap = False  # type: ignore[misc]
    clock.diagnose = lambda _machine: Finding(N_("The clock is wrong."))  # type: ignore[method-assign]
    app.catalog.fixes[CLOCK] = clock  # type: ignore[index]
    screen = home(make_window, qtbot)
    qtbot.waitUntil(lambda: "The clock is wrong." in words(screen))
    assert "Hello." in words(screen)
    assert "Good" not in words(screen)


def test_a_link_only_points_at_a_fix(make_window: Make, qtbot: QtBot, printer: Printer) -> None:
    screen = home(make_window, qtbot)
    window = screen.window()
    assert isinstance(window, Window)
    window.open(HomePage(fix="print-stuck-queue"))
    assert window._history == [HomePage]
    qtbot.waitUntil(lambda: list(screen._found.keys())[:1] == ["fix:print-stuck-queue"])
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "Clear stuck print jobs"
    assert printer.asked == []
    window.open(HomePage(fix="no-such-thing"))
    qtbot.waitUntil(lambda: window._notice.words.text() == "This is not offered on this computer.")
    assert window._history == [HomePage]


def test_where_nothing_can_be_loaded_it_says_why_and_the_help_desk_is_there(
    make_window: Make, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = threading.Event()

    def broken(_loading: object, _pictures: object, _progress: object) -> None:
        seen.wait(60)
        raise StorageError(N_("The disk is gone."))

    monkeypatch.setattr(catalog_loading.CatalogLoading, "_read_index", broken)
    screen = make_window().current()
    assert isinstance(screen, HomeScreen)
    assert "One moment…" in words(screen)
    seen.set()
    qtbot.waitUntil(lambda: "The disk is gone." in words(screen))
    assert "Looking at this computer" not in words(screen)
    qtbot.keyClicks(screen._box, "printer")
    assert screen._found.keys() == [HELP]


def test_whoever_types_goes_first_and_the_repairs_are_read_in_between(
    make_window: Make, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, read = threading.Event(), threading.Event(), threading.Event()

    def slowly(catalog: Catalog, between: Callable[[], object]) -> None:
        begun.set()
        go_on.wait(30)
        between()
        read.set()

    monkeypatch.setattr(catalog_loading, "PATIENCE", 30)
    monkeypatch.setattr(Catalog, "read", slowly)
    screen = make_window().current()
    assert isinstance(screen, HomeScreen)
    qtbot.waitUntil(begun.is_set)
    screen._box.setText("printer stuck")
    go_on.set()
    assert not read.wait(0.3), "a file was read while the answer was not drawn yet"
    qtbot.waitUntil(read.is_set)
    qtbot.waitUntil(lambda: screen._catalog is not None)


def test_a_finding_that_no_fix_made_opens_the_first_fix_of_its_complaint(
    make_window: Make, qtbot: QtBot
) -> None:
    health = home(make_window, qtbot)._health
    opened: list[tuple[str, str]] = []
    note = lambda name, **what: opened.append((name, what["id"]))  # noqa: E731
    health._context = dataclasses.replace(health._context, open=note)
    health._problems.chosen.emit("can-print")
    health._problems.chosen.emit("disk-full")
    assert opened == [("fix", "print-offline"), ("fix", "disk-full")]


def test_where_it_offers_nothing_it_says_so(make_window: Make, qtbot: QtBot, app: App) -> None:
    app.catalog.__dict__.update(known={}, fixes={}, checks={})
    screen = home(make_window, qtbot)
    assert "Your organisation offers no repairs" in words(screen)
    assert "This computer is not checked." in words(screen)


def test_every_subject_has_a_picture(make_window: Make) -> None:
    for category in Category:
        source = resource(f"icons/categories/{category}.svg").read_text(encoding="utf-8")
        assert 'stroke="currentColor"' in source, category
        assert 'stroke-width="1.8"' in source, "one style"


def test_a_card_shows_its_thing_and_not_only_its_category(app: App) -> None:
    """A loudspeaker stood before the microphone and the camera, a mouse before the second screen."""
    real = Catalog(app.policy, Platform.LINUX)
    offered = {**real.fixes, **real.topics}
    assert set(subjects._OWN) <= {*offered, *TRIALS}, "a picture for something that does not exist"
    for picture in subjects._OWN.values():
        source = resource(f"icons/categories/{picture}.svg").read_text(encoding="utf-8")
        assert 'stroke="currentColor" stroke-width="1.8"' in source, "one style"
    assert subjects.picture_of("mic-not-heard", Category.AUDIO_VIDEO) == "microphone"
    assert subjects.picture_of("audio-no-sound", Category.AUDIO_VIDEO) == "audio-video"


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("I can't work at all", "work"), ("help, suspicious email!", "mail"), ("lost or stole", "device")],
)
def test_who_types_what_stands_on_an_emergency_s_button_gets_there(
    typed: str, kind: str, make_window: Make, qtbot: QtBot
) -> None:
    """What was offered first was to clear print jobs."""
    screen = home(make_window, qtbot)
    screen._box.setText(typed)
    assert screen._found.keys()[0] == f"emergency:{kind}"
    screen._found.choose(0)
    there = screen.window().current()  # type: ignore[attr-defined]
    assert there.objectName() == "emergency"
    assert there._name == kind
    screen._box.setText("work")
    assert not screen._found.keys()[0].startswith("emergency")


def test_a_hostile_finding_does_not_widen_the_window(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    printer.name = HOSTILE
    screen = home(make_window, qtbot)
    qtbot.waitUntil(lambda: "<b>&amp;" in words(screen))
    screen.window().resize(400, 560)
    qtbot.wait(20)
    assert screen.window().width() == 400
    assert screen.width() <= 400


def test_everything_in_focus_has_a_name_and_tab_reaches_it(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    qtbot.waitUntil(screen._health._again.isEnabled)
    root = QAccessible.queryAccessibleInterface(screen.window())
    unnamed = [i.object() for i in _tree(root) if _focusable(i) and not i.text(QAccessible.Text.Name)]
    assert unnamed == []
    seen: list[QWidget] = []
    while (now := QApplication.focusWidget()) not in seen:
        seen.append(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
    names = {widget.accessibleName() or getattr(widget, "text", str)() for widget in seen}
    assert {"Get help", "More", "Look again", "Clear stuck print jobs", "What is wrong?"} <= names


def _tree(node: QAccessibleInterface) -> list[QAccessibleInterface]:
    children = [node.child(n) for n in range(node.childCount())]
    return [node, *(found for child in children if child for found in _tree(child))]


def _focusable(node: QAccessibleInterface) -> bool:
    state = node.state()
    return bool(state.focusable) and not state.invisible
