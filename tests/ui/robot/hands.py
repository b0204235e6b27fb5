"""What the robot does: keys, clicks, hostile words, drops, sizes, languages, looks, late answers."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QContextMenuEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QInputMethodEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from selfhelp.core.languages import list_supported_languages
from selfhelp.core.text import N_
from selfhelp.ui.capture import grab, window_hider
from selfhelp.ui.navigation import (
    AboutPage,
    AskPage,
    ConversationPage,
    EmergencyPage,
    HelpPage,
    HomePage,
    JournalPage,
    OutboxPage,
    PrivacyPage,
    ReceiptsPage,
    RemotePage,
    SettingsPage,
    SignInPage,
    TicketsPage,
    TicketTopicPage,
    WelcomePage,
)
from tests.ui.every_screen import picture
from tests.ui.fakes import HOSTILE
from tests.ui.robot.room import BadCamera, Room

WORDS = (
    "printer stuck",
    "<b>bold</b><img src='file:///etc/passwd'><a href='https://x.example'>x</a>",
    "&mnemonic && R&D",
    "\u202egpj.exe \u2066\u202b",
    "שלום עולם مرحبا بالعالم",
    "👩‍👩‍👧‍👦🏳️‍🌈é́́́́ ﷽",
    "nul\x00nul\x07\x1b[31m\x7f",
    "\ud800 lonely",
    "'; DROP TABLE reports; --",
    "{words} {0} %s %n",
    "\n\n\n\r\n\t\u2028\u2029",
    "marie.curie@example.com +33 1 23 45 67 89 hunter2",
    HOSTILE,
)
LARGE = ("y" * 100_000, "lorem ipsum " * 8_000, "a\n" * 20_000, "😀" * 30_000, "<b>" * 30_000, "-" * 100_000)
KEY = Qt.Key
KEYS = (
    *([KEY.Key_Tab] * 6),
    *([KEY.Key_Backtab] * 2),
    *([KEY.Key_Return] * 3),
    *([KEY.Key_Space] * 3),
    *([KEY.Key_Down, KEY.Key_Up, KEY.Key_Left, KEY.Key_Right] * 2),
    *(KEY.Key_Enter, KEY.Key_Delete, KEY.Key_Backspace, KEY.Key_Home, KEY.Key_End),
    *(KEY.Key_PageDown, KEY.Key_PageUp, KEY.Key_Menu, KEY.Key_F1, KEY.Key_F2, KEY.Key_F4),
    *(KEY.Key_F5, KEY.Key_F10, KEY.Key_F11, KEY.Key_Insert, KEY.Key_Print, KEY.Key_Help),
    *(KEY.Key_A, KEY.Key_N, KEY.Key_Y, KEY.Key_1, KEY.Key_Plus, KEY.Key_Minus, KEY.Key_MediaPlay),
)
SHORTCUTS = "ACDEFKLMNOPQRSTUVXYZ0123456789+-=,."
HELD = (
    *([Qt.KeyboardModifier.NoModifier] * 6),
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
)
SIZES = ((400, 560), (400, 900), (560, 560), (920, 720), (1600, 1000), (2560, 1440))
LEFT, RIGHT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.NoButton
PRESS, RELEASE, DOUBLE, MOVE = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.MouseMove,
)


ELSEWHERE = (
    *(HomePage(), AskPage(), TicketsPage(), OutboxPage(), ReceiptsPage(), RemotePage(), PrivacyPage()),
    *(JournalPage(), SettingsPage(), SignInPage(), EmergencyPage(), WelcomePage(), AboutPage(), HelpPage()),
)
"""Where a link, the tray or a second start leads."""


class Hands:
    """Does one thing at random to a room."""

    def __init__(self, room: Room, dice: random.Random, folder: Path) -> None:
        self.room, self.dice, self.folder = room, dice, folder
        self._kinds, self._weights = zip(*self._actions(), strict=True)
        self._next = self.key
        self._above: QWidget | None = None

    def choose(self) -> str:
        """Decide what is done next, and say what it is called."""
        self._next = self.dice.choices(self._kinds, self._weights)[0]
        return self._next.__name__

    def act(self) -> None:
        """Do it."""
        self._next()

    def where(self) -> str:
        """Return the screen and what has the focus, for the list of what was done."""
        screen, focus = self.room.window.get_current_screen(), QApplication.focusWidget()
        what = f"{type(focus).__name__} {focus.objectName()}".strip() if focus is not None else "nothing"
        return f"on {screen.objectName() if screen is not None else 'no screen'}, {what}"

    def _actions(self) -> Sequence[tuple[Callable[[], None], float]]:
        return (
            (self.key, 24),
            (self.shortcut, 6),
            (self.click, 22),
            (self.click_anywhere, 6),
            (self.click_twice, 2),
            (self.ask_for_menu, 2),
            (self.pull, 4),
            (self.turn, 6),
            (self.write, 6),
            (self.paste, 2),
            (self.drop, 3),
            (self.let_be_heard, 24),
            (self.resize, 2),
            (self.look, 0.7),
            (self.speak, 0.7),
            (self.scale, 0.4),
            (self.hide, 0.5),
            (self.close, 0.3),
            (self.free, 0.2),
            (self.go_back, 0.4),
            (self.go_elsewhere, 0.4),
            (self.tell, 1),
            (self.change, 1),
        )

    # -- where -------------------------------------------------------------------------------------

    def _top(self) -> QWidget:
        """Return what gets keys and clicks now: a menu, a dialog, else the window."""
        top = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if top is None:
            top = QApplication.activeWindow()
        return top if top is not None and top.isVisible() else self.room.window

    def _focus(self) -> QWidget:
        popup = QApplication.activePopupWidget()
        return popup or QApplication.focusWidget() or self._top()

    def _some(self) -> QWidget:
        """Return something visible, most often something to press."""
        top = self._top()
        if top is self.room.window and self.dice.random() < 0.7:
            top = self.room.window.get_current_screen() or top
        self._above = top  # PySide forgets the children of a list's own popup when no one holds the popup
        shown = [w for w in top.findChildren(QWidget) if w.isVisible()]
        usable = [w for w in shown if w.isEnabled() and w.focusPolicy() is not Qt.FocusPolicy.NoFocus]
        return self.dice.choice((usable if self.dice.random() < 0.8 else shown) or shown or [top])

    def _place(self, widget: QWidget, middle: bool = True) -> QPoint:
        """Return a point of a widget, of which its window sees at least a part."""
        area = widget.visibleRegion().boundingRect()
        if area.isEmpty():
            area = widget.rect()
        if middle and self.dice.random() < 0.7:
            return area.center()
        x = self.dice.randrange(max(1, area.width()))
        return area.topLeft() + QPoint(x, self.dice.randrange(max(1, area.height())))

    def _mouse(self, kind: QEvent.Type, window: QWidget, place: QPoint, button: Qt.MouseButton) -> None:
        handle = window.windowHandle()
        if handle is None or not window.isVisible():
            return
        held = NONE if kind is RELEASE else button
        pressed = NONE if kind is MOVE else button
        at, far = QPointF(place), QPointF(window.mapToGlobal(place))
        QApplication.sendEvent(handle, QMouseEvent(kind, at, far, pressed, held, self.dice.choice(HELD[:7])))

    def _click_at(self, window: QWidget, place: QPoint, button: Qt.MouseButton = LEFT) -> None:
        self._mouse(PRESS, window, place, button)
        self._mouse(RELEASE, window, place, button)

    # -- keys and words ----------------------------------------------------------------------------

    def key(self) -> None:
        QTest.keyClick(self._focus(), self.dice.choice(KEYS), self.dice.choice(HELD))

    def shortcut(self) -> None:
        if self.dice.random() < 0.15:
            QTest.keyClick(self._focus(), KEY.Key_Escape)
            return
        QTest.keyClick(self._focus(), self.dice.choice(SHORTCUTS), Qt.KeyboardModifier.ControlModifier)

    def write(self) -> None:
        """As an input method brings words, which can be any."""
        event = QInputMethodEvent("half" if self.dice.random() < 0.2 else "", [])
        event.setCommitString(self.dice.choice(WORDS))
        QApplication.sendEvent(self._focus(), event)

    def paste(self) -> None:
        data = self._data()
        if self.dice.random() < 0.4:
            data = QMimeData()
            data.setText(self.dice.choice(LARGE))
        QApplication.clipboard().setMimeData(data)
        QTest.keyClick(self._focus(), KEY.Key_V, Qt.KeyboardModifier.ControlModifier)

    # -- the mouse ---------------------------------------------------------------------------------

    def click(self) -> None:
        widget = self._some()
        self._click_at(widget.window(), widget.mapTo(widget.window(), self._place(widget)))

    def click_anywhere(self) -> None:
        self._click_at(self._top(), self._place(self._top(), middle=False))

    def click_twice(self) -> None:
        widget = self._some()
        window, place = widget.window(), widget.mapTo(widget.window(), self._place(widget))
        self._click_at(window, place)
        self._mouse(DOUBLE, window, place, LEFT)
        self._mouse(RELEASE, window, place, LEFT)

    def ask_for_menu(self) -> None:
        widget = self._some()
        place = self._place(widget)
        reason = self.dice.choice((QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard))
        QApplication.sendEvent(widget, QContextMenuEvent(reason, place, widget.mapToGlobal(place)))

    def pull(self) -> None:
        """Press here, let go there."""
        window = self._top()
        if self.dice.random() < 0.7:
            widget = self._some()
            window, places = widget.window(), [self._place(widget, middle=False) for _ in range(4)]
            places = [widget.mapTo(window, place) for place in places]
        else:
            places = [self._place(window, middle=False) for _ in range(4)]
        self._mouse(PRESS, window, places[0], LEFT)
        for place in places[1:]:
            self._mouse(MOVE, window, place, LEFT)
        self._mouse(RELEASE, window, places[-1], LEFT)

    def turn(self) -> None:
        widget = self._some()
        place = QPointF(self._place(widget))
        angle = QPoint(self.dice.choice((0, 0, 120)), self.dice.choice((-1200, -120, 120, 1200)))
        event = QWheelEvent(
            place,
            QPointF(widget.mapToGlobal(place.toPoint())),
            QPoint(),
            angle,
            NONE,
            self.dice.choice(HELD),
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)

    # -- drops -------------------------------------------------------------------------------------

    def drop(self) -> None:
        """Carry something over the window, and let go, or not."""
        data, widget = self._data(), self._some()
        copy, place = Qt.DropAction.CopyAction, QPointF(self._place(widget))
        about = (copy, data, LEFT, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(widget, QDragEnterEvent(place.toPoint(), *about))
        QApplication.sendEvent(widget, QDragMoveEvent(place.toPoint(), *about))
        if self.dice.random() < 0.3:
            QApplication.sendEvent(widget, QDragLeaveEvent())
        else:
            QApplication.sendEvent(widget, QDropEvent(place, *about))

    def _data(self) -> QMimeData:
        """Return what people, browsers and odd programs put there."""
        data = QMimeData()
        match self.dice.randrange(8):
            case 0:
                data.setText(self.dice.choice(WORDS))
            case 1:
                data.setHtml("<h1>&amp;</h1><img src='file:///etc/passwd'>")
            case 2:
                data.setUrls(
                    [QUrl.fromLocalFile(str(self._file())) for _ in range(self.dice.randrange(1, 4))]
                )
            case 3:
                data.setUrls([QUrl("https://example.com/a.png"), QUrl(), QUrl("javascript:alert(1)")])
            case 4:
                data.setImageData(picture(self.dice.choice((1, 320, 3000)), 200))
            case 5:
                data.setData("image/png", b"\x89PNG no picture")
                data.setData("text/uri-list", b"\xff\xfe\x00no list\r\n#")
            case 6:
                data.setData("application/x-odd", b"\x00" * 1000)
            case _:
                data.setText(self.dice.choice(WORDS))
                data.setColorData(3)
                data.setUrls([QUrl.fromLocalFile(str(self.folder))])
        return data

    def _file(self) -> Path:
        """Return a file, or what looks like one."""
        name = self.dice.choice(
            ("a.txt", "R&D <b>\u202egpj.exe", "empty.log", "big.bin", "real.png", "gone", "x" * 200)
        )
        file = self.folder / name
        if name == "gone" or file.exists():
            return file
        if name == "real.png":
            picture().save(str(file), "PNG")
        else:
            file.write_bytes({"empty.log": b"", "big.bin": b"\x00" * 3_000_000}.get(name, b"words \xff\n"))
        return file

    # -- the window and the world ------------------------------------------------------------------

    def let_be_heard(self) -> None:
        """Let answers of slow work arrive."""
        for _ in range(self.dice.randrange(1, 4)):
            self.room.jobs.let_one_be_heard()

    def resize(self) -> None:
        size = self.dice.choice(SIZES)
        if self.dice.random() < 0.3:
            size = (self.dice.randrange(400, 1400), self.dice.randrange(560, 1000))
        self.room.window.resize(*size)

    def look(self) -> None:
        self._prefer(theme=self.dice.choice(("", "light", "dark", "contrast")))

    def speak(self) -> None:
        self._prefer(language=self.dice.choice((*list_supported_languages(), "")))

    def _prefer(self, **chosen: Any) -> None:
        app = self.room.app
        app.apply_preferences(app.preferences.copy_with_changes(**chosen))
        self.room.window.apply_preferences()

    def scale(self) -> None:
        """The person changes the size of letters in their system's settings."""
        font = QFont(QApplication.font())
        font.setPointSizeF(self.dice.choice((8.0, 10.0, 14.0, 20.0)))
        QApplication.setFont(font)
        self.room.window.apply_preferences()

    def hide(self) -> None:
        self.room.window.hide()
        QTimer.singleShot(self.dice.choice((0, 5)), self.room.window, self.room.window.show)

    def close(self) -> None:
        self.room.window.close()
        QTimer.singleShot(0, self.room.window, self.room.window.show)

    def free(self) -> None:
        if QApplication.activePopupWidget() is None:  # as the timer of the app: the window was closed
            self.room.free()

    def go_back(self) -> None:
        self.room.window.go_back()

    def go_elsewhere(self) -> None:
        """A link, the tray or a second start opens another screen."""
        needed = (ConversationPage(self.room.case.report), TicketTopicPage("suspicious-mail"))
        self.room.window.open(self.dice.choice((*ELSEWHERE, *needed)))

    def tell(self) -> None:
        """Something happened elsewhere: a ticket was sent, an answer came."""
        if self.dice.random() < 0.5:
            self.room.window.notify_tickets_changed()
        else:
            self.room.window.show_message(N_("It did not work: {why}", why=HOSTILE))

    def change(self) -> None:
        """The computer itself changes."""
        self.room.printer.stuck = self.dice.random() < 0.5
        self.room.printer.helps = self.dice.random() < 0.7
        self.room.printer.by_hand = self.dice.random() < 0.3


@contextmanager
def outside_stays_outside(dice: random.Random, folder: Path) -> Iterator[None]:
    """Answer for the programs and dialogs that are not ours, as a person or a computer might."""
    (folder / "into").mkdir(exist_ok=True)

    def place(*_about: object) -> str:
        return dice.choice(("", "", str(folder / "into"), str(folder / "nowhere" / "x"), "/dev/full"))

    def files(*_about: object) -> tuple[list[str], str]:
        names = [str(p) for p in sorted(folder.iterdir())]
        return dice.sample(names, min(len(names), dice.randrange(3))), ""

    camera = BadCamera(dice)
    with ExitStack() as stack:
        for where, name, instead in (
            (QFileDialog, "getExistingDirectory", place),
            (QFileDialog, "getSaveFileName", lambda *about: (place(*about), "")),
            (QFileDialog, "getOpenFileNames", files),
            (QDesktopServices, "openUrl", lambda _url: dice.random() < 0.5),
            (grab, "select_capture_backend", lambda: camera),
            (window_hider, "LONGEST_MS", 5),
        ):
            stack.enter_context(patch.object(where, name, instead))
        yield
