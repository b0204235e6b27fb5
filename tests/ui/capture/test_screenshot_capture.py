"""Taking a picture: our windows go and come back whatever happens, a countdown, and never without a click."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QGuiApplication, QImage, QScreen
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.core.errors import CancelledError, RefusedError, SelfhelpError, UnavailableError
from selfhelp.core.paths import AppPaths
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.machine.capture.open_windows import OpenWindow
from selfhelp.machine.capture.open_windows import WindowArea as Place
from selfhelp.report import private_areas
from selfhelp.report.private_areas import PrivateArea
from selfhelp.ui.capture import grab, screenshot_capture, window_hider
from selfhelp.ui.capture.countdown import Countdown
from selfhelp.ui.capture.region_picker import RegionPicker
from selfhelp.ui.navigation import AskPage, EditorPage
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.editor import EditorScreen
from selfhelp.ui.window import AppWindow
from tests.ui.desk_window import make_app, make_window, on_top, picture

HOSTILE = "R&D\u202etxt.exe <b>"


@dataclass
class FakeDesktop:
    """A desktop whose pictures a test decides; it notes what it was asked, and what was visible then."""

    waits: bool = False
    looks: bool = False
    chooses: bool = False
    tells_places: bool = False
    error: Exception | None = None
    asked: list[str] = field(default_factory=list)
    visible: list[str] = field(default_factory=list)
    wait_for: Callable[[Progress], None] = lambda progress: None

    def _take(self, what: str, progress: Progress) -> QImage:
        self.asked.append(what)
        self.wait_for(progress)
        if not self.waits:
            shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
            self.visible += [type(w).__name__ for w in shown]
        if self.error is not None:
            raise self.error
        return picture(640, 400)

    def capture_desktop(self, progress: Progress) -> QImage:
        return self._take("whole", progress)

    def capture_monitor(self, screen: QScreen, progress: Progress) -> QImage:
        return self._take(f"monitor {screen.name()}", progress)

    def capture_monitors(self, progress: Progress) -> Sequence[tuple[QScreen, QImage]]:
        return [(QGuiApplication.primaryScreen(), self._take("monitors", progress))]

    def capture_active_window(self, progress: Progress) -> QImage:
        return self._take("active", progress)

    def list_windows(self) -> Sequence[OpenWindow]:
        return [OpenWindow(7, HOSTILE, Place(0, 0, 10, 10))]

    def raise_window(self, handle: int) -> None:
        self.asked.append(f"raise {handle}")

    def capture_window(self, handle: int, progress: Progress) -> QImage:
        return self._take(f"window {handle}", progress)

    def sample_area(self, screen: QScreen, area: QRect) -> QImage:
        self.asked.append("peek")
        return QImage()


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> FakeDesktop:
    fake = FakeDesktop()
    monkeypatch.setattr(grab, "select_capture_backend", lambda: fake)
    monkeypatch.setattr(window_hider, "LONGEST_MS", 30)
    return fake


@pytest.fixture
def window(qtbot: QtBot, places: AppPaths) -> AppWindow:
    return make_window(qtbot, make_app(places))


@pytest.fixture
def form(window: AppWindow, desktop: FakeDesktop) -> AskScreen:
    window.open(AskPage(words="x"))
    screen = on_top(window)
    assert isinstance(screen, AskScreen)
    return screen


def back(qtbot: QtBot, window: AppWindow, screen: AskScreen) -> None:
    qtbot.waitUntil(lambda: window.isVisible() and not screen.camera.busy, timeout=10_000)


def top(kind: type[QWidget]) -> QWidget | None:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    return found[0] if found else None


# -- the windows -----------------------------------------------------------------------------------


def test_our_window_is_not_visible_in_the_moment_and_the_editor_opens(
    qtbot: QtBot, window: AppWindow, form: AskScreen, desktop: FakeDesktop
) -> None:
    form._pictures.whole.click()
    assert not window.isVisible()
    back(qtbot, window, form)
    assert (desktop.asked, desktop.visible) == (["whole"], [])
    assert isinstance(on_top(window), EditorScreen)


@pytest.mark.parametrize(
    "error", [UnavailableError(grab.NO_SCREEN), ZeroDivisionError("ours"), MemoryError()], ids=repr
)
def test_the_window_is_back_when_the_picture_fails(
    qtbot: QtBot,
    window: AppWindow,
    form: AskScreen,
    desktop: FakeDesktop,
    error: Exception,
    caplog: pytest.LogCaptureFixture,
) -> None:
    desktop.error = error
    form._pictures.whole.click()
    back(qtbot, window, form)
    assert window._notice.isVisible()
    assert on_top(window) is form


def test_the_window_returns_if_its_display_is_removed(
    qtbot: QtBot, window: AppWindow, desktop: FakeDesktop
) -> None:
    owner = QObject()
    heard: list[object] = []
    taker = screenshot_capture.ScreenshotCapture(window.context, heard.append, heard.append, owner)
    taker.delay = 3
    taker.capture_desktop()
    assert not window.isVisible()
    owner.deleteLater()
    qtbot.waitUntil(window.isVisible, timeout=5000)
    assert not heard


def test_the_window_is_back_when_everything_is_forgotten(
    qtbot: QtBot, window: AppWindow, form: AskScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window_hider, "FORGOTTEN_MS", 50)
    monkeypatch.setattr(
        window_hider.WindowHider, "call_when_hidden", lambda self, owner, then: None
    )  # it never comes
    form._pictures.whole.click()
    assert not window.isVisible()
    back(qtbot, window, form)


def test_a_maximised_window_comes_back_maximised(qtbot: QtBot, window: AppWindow, form: AskScreen) -> None:
    window.showMaximized()
    form._pictures.whole.click()
    back(qtbot, window, form)
    assert window.isMaximized()


def test_a_second_click_takes_no_second_picture(
    qtbot: QtBot, window: AppWindow, form: AskScreen, desktop: FakeDesktop
) -> None:
    form.camera.capture_desktop()
    form.camera.capture_region()
    back(qtbot, window, form)
    assert desktop.asked == ["whole"]


# -- a desktop that asks ---------------------------------------------------------------------------


def test_an_unresponsive_desktop_is_reported_and_can_be_cancelled(
    qtbot: QtBot, window: AppWindow, form: AskScreen, desktop: FakeDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screenshot_capture, "PATIENCE_MS", 100)
    desktop.waits = True

    def silent(progress: Progress) -> None:
        while True:
            progress.check()

    desktop.wait_for = silent
    form._pictures.whole.click()
    qtbot.waitUntil(lambda: top(Countdown) is not None, timeout=5000)
    plate = top(Countdown)
    assert isinstance(plate, Countdown)
    assert "Waiting" in plate._text.text()
    plate.stop.click()
    back(qtbot, window, form)
    assert top(Countdown) is None
    assert not window._notice.isVisible(), "giving up is no trouble"


def test_where_the_desktop_chooses_the_window_it_is_asked_at_the_click(
    qtbot: QtBot, window: AppWindow, form: AskScreen, desktop: FakeDesktop
) -> None:
    desktop.chooses = True
    form._pictures.one_window.setMenu(None)  # type: ignore[arg-type]
    form._pictures.one_window.click()
    back(qtbot, window, form)
    assert desktop.asked == ["window 0"]


# -- what is taken ---------------------------------------------------------------------------------


def test_a_window_is_chosen_by_its_title_and_brought_to_the_front(
    qtbot: QtBot, window: AppWindow, form: AskScreen, desktop: FakeDesktop
) -> None:
    form._pictures._fill_windows_menu()
    (action,) = form._pictures._windows.actions()
    assert action.text() == HOSTILE.replace("&", "&&").replace("\u202e", " ")  # nothing turns its order
    action.trigger()
    back(qtbot, window, form)
    assert desktop.asked == ["raise 7", "window 7"]


def test_a_part_is_chosen_on_the_picture(
    qtbot: QtBot, window: AppWindow, form: AskScreen, desktop: FakeDesktop
) -> None:
    form._pictures.part.trigger()
    qtbot.waitUntil(lambda: top(RegionPicker) is not None, timeout=5000)
    picker = top(RegionPicker)
    assert picker is not None
    qtbot.keyClick(picker, Qt.Key.Key_Right)
    qtbot.keyClick(picker, Qt.Key.Key_Return)
    back(qtbot, window, form)
    assert isinstance(on_top(window), EditorScreen)
    assert top(RegionPicker) is None


def test_escape_while_choosing_a_part_says_nothing(qtbot: QtBot, window: AppWindow, form: AskScreen) -> None:
    form._pictures.part.trigger()
    qtbot.waitUntil(lambda: top(RegionPicker) is not None, timeout=5000)
    picker = top(RegionPicker)
    assert picker is not None
    qtbot.keyClick(picker, Qt.Key.Key_Escape)
    back(qtbot, window, form)
    assert on_top(window) is form
    assert not window._notice.isVisible()


@pytest.mark.parametrize("tells", [True, False])
def test_the_editor_can_ask_which_names_were_there(
    qtbot: QtBot,
    window: AppWindow,
    form: AskScreen,
    desktop: FakeDesktop,
    monkeypatch: pytest.MonkeyPatch,
    tells: bool,
) -> None:
    found = PrivateArea(30, 40, 60, 12, "mcurie", "accessibility")
    monkeypatch.setattr(private_areas, "find_areas_on_screen", lambda names: [found])
    heard: list[EditorPage] = []
    monkeypatch.setattr(EditorScreen, "on_shown", lambda self, destination: heard.append(destination))
    desktop.tells_places = tells
    form._pictures.whole.click()
    back(qtbot, window, form)
    (destination,) = heard
    assert (destination.seen() == [found]) if tells else (destination.seen is None)


# -- the countdown ---------------------------------------------------------------------------------


def test_the_countdown_is_seen_and_not_in_the_picture(
    qtbot: QtBot, window: AppWindow, form: AskScreen, desktop: FakeDesktop
) -> None:
    form._pictures.set_capture_delay(3)
    form.camera.delay = 1  # a test need not wait for three
    form._pictures.whole.click()
    plate = top(Countdown)
    assert isinstance(plate, Countdown)
    assert not window.isVisible()
    assert "1" in plate._text.text()
    assert plate.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus, "the open menu keeps its focus"
    assert desktop.asked == []
    back(qtbot, window, form)
    assert (desktop.asked, desktop.visible) == (["whole"], [])


def test_a_window_opened_during_the_countdown_is_not_captured(
    qtbot: QtBot, window: AppWindow, form: AskScreen, desktop: FakeDesktop
) -> None:
    form.camera.delay = 1
    form._pictures.whole.click()
    window.show()  # from the tray, for instance
    back(qtbot, window, form)
    assert (desktop.asked, desktop.visible) == (["whole"], [])
    assert isinstance(on_top(window), EditorScreen)


def test_the_countdown_can_be_called_off(
    qtbot: QtBot, window: AppWindow, form: AskScreen, desktop: FakeDesktop
) -> None:
    form._pictures.set_capture_delay(3)
    form._pictures.whole.click()
    plate = top(Countdown)
    assert isinstance(plate, Countdown)
    plate.stop.click()
    back(qtbot, window, form)
    qtbot.wait(50)
    assert desktop.asked == []
    assert top(Countdown) is None
    assert on_top(window) is form


# -- never without a click, never where it is forbidden --------------------------------------------


@pytest.fixture
def forbidden(qtbot: QtBot, places: AppPaths, desktop: FakeDesktop) -> AppWindow:
    places.machine_policy.mkdir(parents=True)
    (places.machine_policy / "policy.toml").write_text("[evidence]\nscreenshots = false\n")
    return make_window(qtbot, make_app(places))


def test_where_it_is_forbidden_there_is_no_button_and_the_camera_refuses(
    forbidden: AppWindow, desktop: FakeDesktop
) -> None:
    forbidden.open(AskPage(words="x", picture=True))
    screen = on_top(forbidden)
    assert isinstance(screen, AskScreen)
    heard: list[SelfhelpError] = []
    screen.camera._failed = heard.append
    ways = (screen.camera.capture_desktop, screen.camera.capture_region, screen.camera.capture_window)
    for way in (*ways, lambda: screen.camera.capture_monitor(1)):
        way()
    assert [type(error) for error in heard] == [RefusedError] * 4
    assert not [b for b in screen._pictures.findChildren(QPushButton) if b.isVisibleTo(screen)]
    assert desktop.asked == []
    assert forbidden.isVisible()


def test_where_it_is_forbidden_the_tray_has_no_item(qapp: QApplication) -> None:
    from selfhelp.core.text import ENGLISH
    from selfhelp.ui.tray.tray_icon import TrayIcon

    tray = TrayIcon(ENGLISH)
    assert tray._actions["picture"].isVisible()
    tray.set_action_visible("picture", False)
    assert not tray._actions["picture"].isVisible()
    tray.remove_icon()


def test_cancelling_shows_no_message(window: AppWindow, form: AskScreen) -> None:
    form._on_attachment_failed(CancelledError(N_("You chose not to take a screenshot.")))
    assert not window._notice.isVisible()
