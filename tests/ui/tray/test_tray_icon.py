"""The sign in the tray: five states that differ by shape, and a menu that is short and true."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.colour_contrast import compute_contrast_ratio
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import ENGLISH, N_, Translator
from selfhelp.engine.health import HealthState
from selfhelp.troubleshooters.troubleshooter import load_troubleshooters
from selfhelp.ui.main import AppSession
from selfhelp.ui.navigation import (
    AskPage,
    Destination,
    DiagnosisPage,
    FixPage,
    HomePage,
    TicketsPage,
)
from selfhelp.ui.tray import frequent_fixes, status_icon, tray_icon
from selfhelp.ui.tray.tray_icon import SIZES, TrayIcon, load_app_icon
from tests.people import ROOT

PANELS = ("#f3f3f3", "#202020")


def shape(
    state: HealthState | None, side: int, badge: status_icon.Badge | None = None
) -> set[tuple[int, int]]:
    """Which pixels are dark in black and white, without any colour: what a stencil leaves."""
    icon = status_icon.make_template_icon(status_icon.draw_icon_with_badge(load_app_icon(), state, badge))
    image = icon.pixmap(side, side).toImage()
    assert (image.width(), image.height()) == (side, side)  # drawn for this size, not scaled
    return {(x, y) for x in range(side) for y in range(side) if image.pixelColor(x, y).alpha() > 127}


@pytest.mark.parametrize("side", SIZES)
def test_every_two_states_differ_by_shape(qapp: QApplication, side: int) -> None:
    shapes = {state: shape(state, side) for state in HealthState}
    for one, other in combinations(HealthState, 2):
        differing = len(shapes[one] ^ shapes[other])
        assert differing >= side * side * 0.03, f"{one} and {other} at {side}: {differing} pixels"


def test_the_sizes_panels_ask_for_are_there() -> None:
    assert set(SIZES) >= {16, 22, 24, 32, 48}


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("state", HealthState)
def test_every_state_contrasts_with_the_panel(qapp: QApplication, state: HealthState, panel: str) -> None:
    """Some part of the sign and of its mark has a contrast of 3 on a light and on a dark panel."""
    image = status_icon.draw_icon_with_badge(load_app_icon(), state).pixmap(32, 32).toImage()
    corner = [(x, y) for x in range(16, 32) for y in range(16, 32)]
    for place in ([(x, y) for x in range(16) for y in range(16)], corner):
        solid = [colour for x, y in place if (colour := image.pixelColor(x, y)).alpha() > 240]
        seen = sum(compute_contrast_ratio(colour.name(), panel) >= 3 for colour in solid)
        assert seen >= len(place) * 0.1


def test_a_stencil_is_black_and_marked_as_one(qapp: QApplication) -> None:
    icon = status_icon.make_template_icon(load_app_icon())
    assert icon.isMask()
    image: QImage = icon.pixmap(32, 32).toImage()
    solid = [image.pixelColor(x, y) for x in range(32) for y in range(32)]
    assert {c.name() for c in solid if c.alpha() > 200} == {"#000000"}
    assert image.pixelColor(16, 10).alpha() < 60  # the white ring is a hole


def words(sign: TrayIcon) -> list[str]:
    return [a.text() for a in sign._menu.actions() if a.isVisible() and not a.isSeparator()]


def test_the_menu_says_the_state_before_quit(qapp: QApplication) -> None:
    """Some desktops show no tool tip. It isn't first: that is what people aim at."""
    sign = TrayIcon(ENGLISH)
    sign.show_health(HealthState.ATTENTION)
    assert words(sign)[-2:] == ["Self-help – something needs your attention", "Quit"]
    assert not sign._says.isEnabled()
    sign.show_health(HealthState.FINE)
    assert words(sign)[-2] == "Self-help – nothing needs your attention"
    sign.show_unread_count(2)
    assert words(sign)[-2] == "Self-help – 2 new replies"
    sign.show_unsent_count(1)
    assert words(sign)[-2] == "Self-help – 1 message hasn't been sent · 2 new replies"
    sign.show_unread_count(0)
    sign.show_unsent_count(3, 1)
    said = "2 messages haven't been sent · 1 message hasn't been confirmed by the help desk yet"
    assert words(sign)[-2] == f"Self-help – {said}"
    sign.set_tool_tip(N_("Settings"))
    assert words(sign)[-2] == "Self-help – Settings"
    sign.show_unsent_count(0)
    assert words(sign)[-2] == "Self-help – nothing needs your attention", "the message is gone"
    sign.remove_icon()


def look(sign: TrayIcon) -> QImage:
    assert sign._sign is not None
    return sign._sign.icon().pixmap(32, 32).toImage()


def test_the_icon_shows_what_could_not_be_sent_and_what_is_new(qapp: QApplication) -> None:
    """Unsent tickets were silent: no badge, no strip."""
    sign = TrayIcon(ENGLISH)
    plain = look(sign)
    sign.show_unread_count(1)
    news = look(sign)
    sign.show_unsent_count(1)
    unsent = look(sign)
    assert plain != news != unsent != plain
    sign.show_health(HealthState.ATTENTION)
    assert look(sign) not in (plain, news, unsent), "both are to be seen"
    sign.show_health(HealthState.FINE)
    sign.show_unsent_count(0)
    assert look(sign) == news
    sign.show_unread_count(0)
    assert look(sign) == plain
    sign.remove_icon()


@pytest.mark.parametrize("side", SIZES)
@pytest.mark.parametrize("state", [None, *HealthState])
def test_badges_differ_by_shape_beside_every_state(
    qapp: QApplication, state: HealthState | None, side: int
) -> None:
    shapes = [shape(state, side, badge) for badge in (None, *status_icon.Badge)]
    for one, other in combinations(shapes, 2):
        assert len(one ^ other) >= side * side * 0.008


def test_where_the_icon_was_clicked_is_remembered(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tray_icon.QCursor, "pos", lambda: QPoint(1250, 750))
    sign = TrayIcon(ENGLISH)
    assert sign.clicked_at is None
    sign._on_icon_activated(QSystemTrayIcon.ActivationReason.Trigger)
    assert sign.clicked_at == QPoint(1250, 750)
    sign.remove_icon()


def test_the_menu_offers_translated_frequent_fixes(qapp: QApplication, qtbot: QtBot) -> None:
    sign = TrayIcon(ENGLISH)
    sign.set_frequent_fixes([(FixPage("a"), N_("Settings")), (DiagnosisPage(complaint="b"), N_("R & D"))])
    assert fixes(sign) == ["Settings", "R && D"]
    sign.retranslate(Translator("fr"))
    assert fixes(sign)[0] == "Réglages"
    with qtbot.waitSignal(sign.chosen) as chosen:
        sign._frequent[0][0].trigger()
    assert chosen.args == [FixPage("a")]
    sign.set_frequent_fixes([])
    assert fixes(sign) == []
    assert not sign._fixes.isEnabled()
    sign.remove_icon()


def fixes(sign: TrayIcon) -> list[str]:
    return [action.text() for action in sign._fixes.actions()]


def test_an_open_menu_that_grows_stays_on_the_screen(qapp: QApplication, qtbot: QtBot) -> None:
    """The common fixes are read when it opens first: it went below the edge of the screen with "Quit"."""
    sign = TrayIcon(ENGLISH)
    screen = qapp.primaryScreen().availableGeometry()
    sign._menu.popup(screen.bottomRight())
    qtbot.waitUntil(sign._menu.isVisible)
    quit_at = sign._menu.mapToGlobal(sign._menu.actionGeometry(sign._actions["quit"]).topLeft())
    sign.set_frequent_fixes([(f"fix:{n}", N_("Settings")) for n in range(4)])
    assert screen.contains(sign._menu.geometry())
    now = sign._menu.mapToGlobal(sign._menu.actionGeometry(sign._actions["quit"]).topLeft())
    assert now.y() == quit_at.y(), "the button under the pointer does not move"
    sign._menu.hide()
    sign.remove_icon()


def test_the_whole_menu(qapp: QApplication) -> None:
    sign = TrayIcon(ENGLISH)
    assert words(sign) == [
        "What's wrong?", "Get help", "My tickets", "Take a screenshot", "Record steps",
        "Common fixes", "Self-help", "Quit",
    ]  # fmt: skip
    sign.show_unread_count(3)
    assert words(sign)[2] == "My tickets (3 new)"
    sign.retranslate(Translator("fr"))
    assert words(sign)[1] == "Contacter l’assistance"
    sign.set_action_visible("quit", False)
    assert "Quitter" not in words(sign)
    sign.remove_icon()


def test_a_menu_that_opens_is_filled_once(
    qapp: QApplication, qtbot: QtBot, places: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = AppSession(qapp, places, ENGLISH)
    times: list[int] = []

    def found(_app: object) -> list[object]:
        times.append(1)
        return [("fix:print-stuck-queue", N_("Settings"))]

    monkeypatch.setattr(frequent_fixes, "list_frequent_fixes", found)
    session.tray._menu.aboutToShow.emit()
    session.tray._menu.aboutToShow.emit()
    qtbot.waitUntil(lambda: "Settings" in fixes(session.tray))
    assert times == [1]
    session.shut_down()


@pytest.mark.parametrize(
    ("asked", "opened"),
    [
        ("open", HomePage()),
        ("ask", AskPage()),
        ("tickets", TicketsPage()),
        ("picture", AskPage(picture=True)),
    ],
)
def test_what_is_chosen_opens(
    qapp: QApplication,
    places: AppPaths,
    monkeypatch: pytest.MonkeyPatch,
    asked: str,
    opened: Destination,
) -> None:
    seen: list[Destination] = []
    monkeypatch.setattr(AppSession, "open", lambda _self, destination: seen.append(destination))
    session = AppSession(qapp, places, ENGLISH)
    session.tray.asked.emit(asked)
    session.tray.chosen.emit(DiagnosisPage(complaint="account"))
    assert seen == [opened, DiagnosisPage(complaint="account")]
    session.shut_down()


def test_on_a_mac_the_sign_is_a_stencil(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tray_icon, "detect_platform", lambda: tray_icon.Platform.MACOS)
    assert tray_icon._adapt_to_platform(load_app_icon()).isMask()
    monkeypatch.setattr(tray_icon, "detect_platform", lambda: tray_icon.Platform.LINUX)
    assert not tray_icon._adapt_to_platform(load_app_icon()).isMask()


def test_the_frequent_fixes_are_real_and_few(app: App) -> None:
    real = App(app.machine, app.places, {"LANG": "en_GB.UTF-8"})
    offered = frequent_fixes.list_frequent_fixes(real)
    assert len(offered) == frequent_fixes.MOST == 3
    known = {FixPage(id_) for id_ in real.catalog.fixes} | {
        DiagnosisPage(complaint=id_) for id_ in load_troubleshooters()
    }
    assert {destination for destination, _ in offered} <= known


def test_the_ready_made_pixels_are_those_of_the_pictures(qapp: QApplication) -> None:
    """`python tools/icons.py` writes both; the pixels are what the start can afford to read."""
    icon = load_app_icon()
    assert [size.width() for size in icon.availableSizes()] == list(SIZES)
    for size in SIZES:
        drawn = QImage(str(ROOT / "resources" / "icons" / f"selfhelp-{size}.png"))
        wanted = drawn.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        image = icon.pixmap(size, size).toImage().convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        assert image == wanted


@pytest.mark.parametrize(("before", "created"), [(False, 2), (True, 1)])
def test_the_icon_is_created_again_where_a_tray_started_after_it(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, before: bool, created: int
) -> None:
    """The tray may start between the icon and the wait for a tray: no one would be told of it any more."""
    icons, there = [], before
    monkeypatch.setattr(TrayIcon, "is_tray_available", lambda _self: there)
    monkeypatch.setattr(tray_icon, "SETTLE_MS", 0)
    sign = TrayIcon(ENGLISH)
    icons.append(sign._sign)
    there = True
    sign.wait_for_tray()
    qtbot.wait(20)
    icons.append(sign._sign)
    assert len(set(map(id, icons))) == created
    sign.remove_icon()
