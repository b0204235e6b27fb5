"""Contact sheets for a person to look at: every screen of the real window on one picture for each look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.app import App
from selfhelp.policy import Desk, Evidence, Policy
from selfhelp.ui import theme
from selfhelp.ui.screens import emergency
from selfhelp.ui.screens.fix import FixScreen
from selfhelp.ui.window import Window
from tests.ui.clipping import settled
from tests.ui.every_screen import walk
from tests.ui.fakes import Printer

pytestmark = pytest.mark.slow
Make = Callable[..., Window]
Tile = tuple[str, QImage]
LARGEST = 400_000
"""Bytes of one sheet: they are kept in the repository."""

GAP, TITLE = 12, 20
SHEETS = {
    "light": ("light", "en", QSize(640, 600), 1.0, 0.62, 4),
    "dark": ("dark", "fr", QSize(400, 560), 1.0, 0.75, 7),
    "high-contrast": ("contrast", "en", QSize(400, 560), 2.0, 0.45, 6),
}
"""Look, language, window, sharpness (2 is a screen at 200 %), scale on the sheet, columns."""


def picture(window: Window, sharpness: float, scale: float) -> QImage:
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


def looked(app: App, make_window: Make, look: str, language: str, size: QSize) -> Window:
    app.preferences = app.preferences.with_(theme=look, language=language, welcomed="yes")
    app.__dict__.pop("translator", None)
    window = make_window()
    window.restyle()
    window.resize(size)
    return window


@pytest.mark.parametrize("name", SHEETS)
def test_a_contact_sheet_of_every_screen(
    name: str, make_window: Make, app: App, qtbot: QtBot, qapp: QApplication, printer: Printer, pictures: Path
) -> None:
    look, language, size, sharpness, scale, columns = SHEETS[name]
    printer.ask, printer.name = True, "Office-3rd-floor"
    window = looked(app, make_window, look, language, size)
    tiles: list[Tile] = []
    for screen in walk(window, app, qtbot):
        assert settled(window, qtbot) == []
        tiles.append((screen, picture(window, sharpness, scale)))
    window.open("emergency", kind="work")
    qtbot.wait(200)
    tiles.append(("cannot work", picture(window, sharpness, scale)))
    keep(name, tiles, columns, pictures)
    window.close()
    theme.apply(qapp, "light")


def states(window: Window, app: App, printer: Printer, qtbot: QtBot) -> Iterator[str]:
    """Show the states in which there is little or nothing to show."""
    for screen in ("home", "tickets", "outbox", "receipts", "journal"):
        window.open(screen)
        qtbot.wait(300)
        yield f"empty: {screen}"
    window.open("fix", id="print-stuck-queue")
    qtbot.wait(300)
    yield "found: fix"
    printer.wait.clear()
    screen = window.current()
    assert isinstance(screen, FixScreen)
    screen._proposal.yes.click()
    qtbot.wait(300)
    yield "busy: fix"
    printer.wait.set()
    qtbot.waitUntil(screen._ending.isVisible)
    _leave(window, qtbot)
    window.open("fix", id="broken")
    qtbot.wait(300)
    yield "error: fix"
    _leave(window, qtbot)
    printer.stuck = False
    window.open("fix", id="print-stuck-queue")
    qtbot.wait(300)
    yield "nothing found: fix"
    yield from _refused(window, app, qtbot)


def _leave(window: Window, qtbot: QtBot) -> None:
    window.open("home")
    qtbot.wait(100)


def _refused(window: Window, app: App, qtbot: QtBot) -> Iterator[str]:
    policy = Policy(evidence=Evidence(screenshots=False))
    app.__dict__["loaded"] = replace(app.loaded, policy=policy)
    window.open("ask", case=app.new_case("No sound"))
    qtbot.wait(300)
    yield "forbidden: screenshots"
    window.open("remote")
    qtbot.wait(300)
    yield "forbidden: remote help"
    window.open("conversation", report="01JUNKNOWN")
    qtbot.wait(400)
    yield "error: a ticket that is gone"
    app.__dict__["loaded"] = replace(app.loaded, policy=Policy(desk=Desk(connector="rt")))
    window.open("emergency", kind="work")
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
    monkeypatch.setattr(emergency, "disconnected", lambda: True)
    window = looked(app, make_window, "light", "en", QSize(400, 560))
    tiles = [(name, picture(window, 1.0, 0.8)) for name in states(window, app, printer, qtbot)]
    keep("states", tiles, 6, pictures)
    window.close()
    theme.apply(qapp, "light")
