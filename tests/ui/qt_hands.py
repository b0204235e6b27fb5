"""The scripted person before a window without a screen: real events of Qt, no method of a widget."""

# mypy: disable-error-code="index"

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleInterface, QImage, QKeyEvent, QKeySequence, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.fingers import Fingers, Point, Seen, Step

ROLES = {
    QAccessible.Role.Button: "button",
    QAccessible.Role.ButtonMenu: "button menu",
    QAccessible.Role.ButtonDropDown: "button menu",
    QAccessible.Role.CheckBox: "check box",
    QAccessible.Role.ComboBox: "combo box",
    QAccessible.Role.EditableText: "text",
    QAccessible.Role.ListItem: "list item",
    QAccessible.Role.MenuItem: "menu item",
    QAccessible.Role.RadioButton: "radio button",
    QAccessible.Role.StaticText: "label",
}
"""How AT-SPI calls them."""

STATES = ("focused", "checked", "focusable", "expanded")


class QtHands(Fingers):
    """Posts events to the windows of this process, as a display would."""

    def __init__(self, qtbot: QtBot, window: QWidget, language: str) -> None:
        super().__init__(language)
        self._qtbot, self._window = qtbot, window

    def look(self) -> Sequence[Seen]:
        """Ask every window for what it tells a screen reader; an open menu comes first."""
        tops = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
        tops.sort(key=lambda widget: widget is self._window)
        return [seen for top in tops for seen in walk_tree(QAccessible.queryAccessibleInterface(top))]

    def wait(self, seconds: float) -> None:
        """Let the window work."""
        self._qtbot.wait(round(seconds * 1000))

    def content(self, thing: Seen) -> str:
        """Return what is written in a field."""
        text = thing.key.toPlainText() if isinstance(thing.key, QPlainTextEdit) else thing.key.text()
        return str(text)

    def screen(self) -> QImage:
        """Paint every window where it is."""
        picture = QImage(self._window.screen().size(), QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.gray)
        painter = QPainter(picture)
        painter.drawPixmap(self._window.pos(), self._window.grab())
        painter.end()
        return picture

    def window(self) -> Seen:
        """Return the window."""
        return next(iter(walk_tree(QAccessible.queryAccessibleInterface(self._window))))

    def click_at(self, point: Point) -> None:
        """Click with the left button; a window that came back from hiding is the active one again."""
        self._manage()
        top, where = _window_at(point)
        self._doing(
            lambda: QTest.mouseClick(top.windowHandle(), Qt.MouseButton.LeftButton, pos=where), "click"
        )

    def wheel_at(self, point: Point, *, down: bool) -> None:
        """Turn the wheel by one notch."""
        top, where = _window_at(point)
        QTest.wheelEvent(top.windowHandle(), where.toPointF(), QPoint(0, -120 if down else 120))
        QApplication.processEvents()

    def drag(self, start: Point, end: Point) -> None:
        """Draw from one point of the screen to another."""
        top, first = _window_at(start)
        window = top.windowHandle()
        last = first + QPoint(*end) - QPoint(*start)
        QTest.mousePress(window, Qt.MouseButton.LeftButton, pos=first)
        for place in ((first + last) / 2, last):
            QTest.mouseMove(window, place, 10)
        self._doing(lambda: QTest.mouseRelease(window, Qt.MouseButton.LeftButton, pos=last), "drag")

    def type(self, text: str) -> None:
        """Type on the keyboard. (``QTest.keyClicks`` aborts at a letter that ASCII does not have.)"""
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                self._doing(lambda e=event: _post(e), "letter")  # type: ignore[misc]

    def press(self, *keys: str) -> None:
        """Press keys, one after another."""
        self._manage()
        for name in keys:
            key, modifiers = _key(name)
            window = QApplication.focusWindow() or self._window.windowHandle()
            self._doing(lambda key=key, m=modifiers, w=window: QTest.keyClick(w, key, m), name)  # type: ignore[misc]

    def choose(self, menu: str, entry: str) -> None:
        """Open a menu and click what is in it; the menu has an event loop of its own, so a timer does it."""
        wanted = self.words(entry)

        def pick(shown: QMenu) -> bool:
            seen = walk_tree(QAccessible.queryAccessibleInterface(shown))
            item = next(thing for thing in seen if thing.name == wanted.replace("\\", ""))
            top, where = _window_at(item.middle)
            QTest.mouseClick(top.windowHandle(), Qt.MouseButton.LeftButton, pos=where)
            return True

        self._in_menu(pick, lambda: self.click(menu))

    def choose_by_keys(self, menu: str, entry: str) -> None:
        """Go to the menu with Tab, open it, go down to what is wanted."""
        self.tab_to(menu)
        wanted = self.words(entry).replace("\\", "")

        def step(shown: QMenu) -> bool:
            here = shown.activeAction()
            there = here is not None and here.text() == wanted
            QTest.keyClick(shown, Qt.Key.Key_Return if there else Qt.Key.Key_Down)
            return there

        self._in_menu(step, lambda: self.press("space"))

    def _manage(self) -> None:
        """Activate the window where nothing is, as a window manager does when a menu has gone."""
        if QApplication.activeWindow() is None or not QApplication.activeWindow().isVisible():
            other = QWidget()  # without a display a window that was hidden is taken for the active one still
            for one in (other, self._window):
                one.show()
                one.activateWindow()
                self._qtbot.waitUntil(one.isActiveWindow)
            other.close()

    def _in_menu(self, step: Callable[[QMenu], bool], opens: Callable[[], None]) -> None:
        done = []
        timer = QTimer(interval=30)

        def tick() -> None:
            shown = QApplication.activePopupWidget()
            if isinstance(shown, QMenu) and shown.isVisible() and step(shown):
                timer.stop()
                done.append(True)

        timer.timeout.connect(tick)
        timer.start()
        opens()
        self._qtbot.waitUntil(lambda: bool(done))
        self._manage()

    def _doing(self, work: Callable[[], object], what: str) -> None:
        """Do it, and note the processor time of this thread until everything it caused has been painted."""
        before = time.thread_time()
        work()
        QApplication.processEvents()
        self.steps.append(Step(what, (time.thread_time() - before) * 1000))


def _post(event: QKeyEvent) -> None:
    field = QApplication.focusWidget()
    if field is not None:
        QApplication.sendEvent(field, event)


def walk_tree(seen: QAccessibleInterface | None) -> Iterator[Seen]:
    if seen is None or not seen.isValid() or seen.state().invisible:  # type: ignore[attr-defined]
        return
    state, place = seen.state(), seen.rect()
    states = {name for name in STATES if getattr(state, name)}
    states |= set() if state.disabled else {"enabled"}
    text = (seen.text(QAccessible.Text.Name), seen.text(QAccessible.Text.Description))
    role = ROLES.get(seen.role(), seen.role().name.lower())
    yield Seen(
        seen.object(), role, *text, frozenset(states), place.x(), place.y(), place.width(), place.height()
    )
    for number in range(seen.childCount()):
        yield from walk_tree(seen.child(number))


def _window_at(point: Point) -> tuple[QWidget, QPoint]:
    """Return the widget, not its QWindow: that goes when no one holds the widget any more."""
    where = QPoint(*point)
    active = QApplication.activeWindow()
    on_top = active if active is not None and active.frameGeometry().contains(where) else None
    widget = QApplication.activePopupWidget() or on_top or QApplication.widgetAt(where)
    assert widget is not None, f"there is no window at {point}"
    top = widget.window()
    return top, top.windowHandle().mapFromGlobal(where)


def _key(name: str) -> tuple[Qt.Key, Qt.KeyboardModifier]:
    *held, last = name.replace("ctrl", "Ctrl").replace("shift", "Shift").replace("alt", "Alt").split("+")
    both = QKeySequence("+".join([*held, {"space": "Space", "Escape": "Esc"}.get(last, last)]))[0]
    return both.key(), both.keyboardModifiers()
