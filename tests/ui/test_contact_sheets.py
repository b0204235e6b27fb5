"""Contact sheets for a person to look at: every screen of the real window on one picture for each look."""

# mypy: disable-error-code="assignment, attr-defined, unreachable"

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.progress import Progress
from selfhelp.policy.policy import EvidencePolicy, HelpDeskPolicy, Policy
from selfhelp.ui import theme
from selfhelp.ui.navigation import (
    AskPage,
    ConversationPage,
    EmergencyPage,
    FixPage,
    HomePage,
    RemotePage,
    ReviewPage,
)
from selfhelp.ui.screens import emergency
from selfhelp.ui.screens.fix import FixScreen
from selfhelp.ui.screens.home import HomeScreen
from selfhelp.ui.screens.review import ReviewScreen
from selfhelp.ui.window import AppWindow
from tests.ui import every_screen
from tests.ui.clipping import settled
from tests.ui.every_screen import walk
from tests.ui.fakes import Printer
from tests.ui.office import furnish
from tests.ui.pages import PAGES, Make

pytestmark = pytest.mark.slow
Tile = tuple[str, QImage]
LARGEST = 450_000
"""Bytes of one sheet: they are kept in the repository."""

HOME = Path("/home/anna")

GUIDE = QSize(760, 560)
"""Logical pixels of a picture in the guide, which stands in the window itself."""

GAP, TITLE = 12, 20
SHEETS = {
    "light": ("light", "en", QSize(640, 600), 1.0, 0.62, 4),
    "dark": ("dark", "fr", QSize(400, 560), 1.0, 0.75, 7),
    "high-contrast": ("contrast", "en", QSize(400, 560), 2.0, 0.45, 6),
}
"""Look, language, window, sharpness (2 is a screen at 200 %), scale on the sheet, columns."""


def picture(window: AppWindow, sharpness: float, scale: float) -> QImage:
    """Draw the window as a screen of that sharpness would, then make it smaller for the sheet."""
    image = QImage(window.size() * sharpness, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(sharpness)
    window.render(image)
    image.setDevicePixelRatio(1)
    smooth = Qt.TransformationMode.SmoothTransformation
    return image.scaledToWidth(round(image.width() * scale), smooth)


def sheet(tiles: Sequence[Tile], columns: int) -> QImage:
    """Put pictures into rows, each with its name above it."""
    width, height = tiles[0][1].width(), tiles[0][1].height()
    rows = -(-len(tiles) // columns)
    whole = QSize(columns * (width + GAP) + GAP, rows * (height + GAP + TITLE) + GAP)
    result = QImage(whole, QImage.Format.Format_RGB32)
    result.fill(QColor("#8a94a0"))
    painter = QPainter(result)
    for place, (name, tile) in enumerate(tiles):
        x = GAP + place % columns * (width + GAP)
        y = GAP + place // columns * (height + GAP + TITLE)
        painter.setPen(QColor("#000000"))
        painter.drawText(QRect(x, y, width, TITLE), Qt.AlignmentFlag.AlignLeft, name)
        painter.drawImage(x, y + TITLE, tile)
    painter.end()
    return result


def reduced(image: QImage) -> QImage:
    """Return it with its 256 most frequent colours, of nearby ones one: small enough to be kept."""
    seen = Counter(memoryview(image.constBits()).cast("I"))
    coarse: dict[int, int] = {}
    for colour, _ in seen.most_common():
        coarse.setdefault(colour & 0xF8F8F8, colour | 0xFF000000)
        if len(coarse) == 256:
            break
    flags = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    return image.convertToFormat(QImage.Format.Format_Indexed8, list(coarse.values()), flags)


def keep(name: str, tiles: Sequence[Tile], columns: int, folder: Path) -> None:
    file = folder / f"sheet-{name}.png"
    assert reduced(sheet(tiles, columns)).save(str(file), "PNG", 0)
    assert file.stat().st_size <= LARGEST


def looked(app: App, make_window: Make, look: str, language: str, size: QSize) -> AppWindow:
    app.preferences = app.preferences.copy_with_changes(theme=look, language=language, welcomed="yes")
    app.__dict__.pop("translator", None)
    app.places = replace(
        app.places, log=HOME / ".local/state/selfhelp/log"
    )  # no folder of a test on a picture
    window = make_window()
    window.apply_preferences()
    window.resize(size)
    return window


@pytest.fixture(autouse=True)
def anna(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody signs in as root."""
    monkeypatch.setenv("LOGNAME", "anna")


@pytest.mark.spread(3, 1)
@pytest.mark.parametrize("name", SHEETS)
def test_a_contact_sheet_of_every_screen(
    name: str, make_window: Make, app: App, qtbot: QtBot, qapp: QApplication, printer: Printer, pictures: Path
) -> None:
    look, language, size, sharpness, scale, columns = SHEETS[name]
    printer.ask = True
    furnish(app, printer)
    if name == "dark":  # with an organisation's own name and colour
        own = replace(app.policy.branding, name="Acme Assist", accent="#00695c")
        app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=replace(app.policy, branding=own))
    window = looked(app, make_window, look, language, size)
    tiles: list[Tile] = []
    for screen in walk(window, app, qtbot):
        if screen == "home":
            _looked(window, qtbot)
        assert settled(window, qtbot) == []
        tiles.append((screen, picture(window, sharpness, scale)))
    window.open(EmergencyPage("work"))
    qtbot.wait(200)
    tiles.append(("cannot work", picture(window, sharpness, scale)))
    keep(name, tiles, columns, pictures)
    window.close()
    theme.apply_theme(qapp, "light")


def states(window: AppWindow, app: App, printer: Printer, qtbot: QtBot) -> Iterator[str]:
    """Show the states in which there is little or nothing to show."""
    for screen in ("home", "tickets", "outbox", "receipts", "journal"):
        window.open(PAGES[screen]())
        qtbot.wait(300)
        if screen == "home":
            _looked(window, qtbot)
        yield f"empty: {screen}"
    window.open(FixPage("print-stuck-queue"))
    qtbot.wait(300)
    yield "found: fix"
    printer.wait.clear()
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    screen._proposal.yes.click()
    qtbot.wait(300)
    yield "busy: fix"
    printer.wait.set()
    qtbot.waitUntil(screen._ending.isVisible)
    _leave(window, qtbot)
    window.open(FixPage("broken"))
    qtbot.wait(300)
    yield "error: fix"
    _leave(window, qtbot)
    printer.stuck = False
    window.open(FixPage("print-stuck-queue"))
    qtbot.wait(300)
    yield "nothing found: fix"
    yield from _refused(window, app, qtbot)


def _leave(window: AppWindow, qtbot: QtBot) -> None:
    window.open(HomePage())
    qtbot.wait(100)


def _refused(window: AppWindow, app: App, qtbot: QtBot) -> Iterator[str]:
    policy = Policy(evidence=EvidencePolicy(screenshots=False))
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=policy)
    window.open(AskPage(case=app.create_case("No sound")))
    qtbot.wait(300)
    yield "forbidden: screenshots"
    window.open(RemotePage())
    qtbot.wait(300)
    yield "forbidden: remote help"
    window.open(ConversationPage("01JUNKNOWN"))
    qtbot.wait(400)
    yield "error: a ticket that is gone"
    app.__dict__["loaded_policy"] = replace(
        app.loaded_policy, policy=Policy(desk=HelpDeskPolicy(connector="rt"))
    )
    window.open(EmergencyPage("work"))
    qtbot.wait(200)
    yield "offline: cannot work"


def test_a_contact_sheet_of_the_states(
    make_window: Make,
    app: App,
    qtbot: QtBot,
    printer: Printer,
    pictures: Path,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(emergency, "is_computer_offline", lambda: True)
    furnish(app, printer)
    window = looked(app, make_window, "light", "en", QSize(400, 560))
    tiles = [(name, picture(window, 1.0, 0.8)) for name in states(window, app, printer, qtbot)]
    keep("states", tiles, 6, pictures)
    window.close()
    theme.apply_theme(qapp, "light")


SINGLE = {
    "home": "home",
    "typed": "typed",
    "proposal": "fix",
    "ask": "ask",
    "review": "review",
    "editor": "editor",
    "remote": "remote",
    "privacy": "privacy",
    "emergency": "emergency",
}
"""Screens that have a picture of their own in the documentation, and what it is called there."""


@pytest.mark.parametrize(
    ("language", "size"),
    [
        pytest.param("en", QSize(1000, 700), marks=pytest.mark.soak),
        pytest.param("en", GUIDE, marks=pytest.mark.soak),
        pytest.param("fr", GUIDE, marks=pytest.mark.soak),
    ],
)
def test_pictures_of_screens_for_the_documentation(
    language: str,
    size: QSize,
    make_window: Make,
    app: App,
    qtbot: QtBot,
    qapp: QApplication,
    printer: Printer,
    pictures: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of the page of each, and in both languages of the guide."""
    furnish(app, printer)
    window = looked(app, make_window, "light", language, size)
    qtbot.wait(600)  # the first screen is the picture that is edited on another
    monkeypatch.setattr(every_screen, "picture", lambda: window.grab().toImage())
    printer.ask = True
    folder = pictures / (f"guide-{language}" if size == GUIDE else "single")
    folder.mkdir(exist_ok=True)
    for screen in walk(window, app, qtbot):
        if screen not in SINGLE:
            continue
        if screen == "review":
            _folded(window)
        if screen == "home":
            _looked(window, qtbot)
        qtbot.wait(300)
        assert settled(window, qtbot) == []
        image = reduced(window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32))
        assert image.save(str(folder / f"{SINGLE[screen]}.png"), "PNG", 0)
    _saved(window, app, qtbot)
    image = reduced(window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32))
    assert image.save(str(folder / "saved.png"), "PNG", 0)
    window.close()
    theme.apply_theme(qapp, "light")


def _looked(window: AppWindow, qtbot: QtBot) -> None:
    """Wait until the first screen has looked at this computer."""
    screen = window.get_current_screen()
    assert isinstance(screen, HomeScreen)
    qtbot.waitUntil(lambda: bool(screen._health._problems.list_shown_keys()), timeout=10_000)
    qtbot.wait(100)


def _folded(window: AppWindow) -> None:
    """Fold what the walk unfolded: the page as a person meets it."""
    screen = window.get_current_screen()
    assert isinstance(screen, ReviewScreen)
    for row in screen.items.rows.values():
        if not row.open.isHidden():
            row.toggle_content()


def _saved(window: AppWindow, app: App, qtbot: QtBot) -> None:
    """Send a ticket, to see what is said then."""
    case = app.create_case("Nothing prints")
    case.take_snapshot(Progress())
    window.open(ReviewPage(case))
    screen = window.get_current_screen()
    assert isinstance(screen, ReviewScreen)
    qtbot.waitUntil(lambda: not screen._reading and screen.send.isEnabled(), timeout=10_000)
    screen.address.setText("anna@example.com")
    screen.send.click()
    qtbot.waitUntil(lambda: bool(case.report) and screen.saved.standing is not None, timeout=10_000)
    qtbot.wait(400)
