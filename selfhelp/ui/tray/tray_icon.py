"""The sign in the tray and its menu. It comes back when the tray starts later, or starts again."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction, QIcon, QImage, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from selfhelp.core.paths import Platform, resource, this_platform
from selfhelp.core.text import N_, NAME, NN_, Text, Translator

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusServiceWatcher

    from selfhelp.engine.health import Health
    from selfhelp.ui.navigation import Destination

WATCHER = "org.kde.StatusNotifierWatcher"
LONGEST = 150
"""Characters of a line of the menu, and of the tool tip."""

_NO_MARKUP = str.maketrans("<>", "‹›")
"""Some desktops read markup in a tool tip, others show it as it is: neither gets any."""

SETTLE_MS = 500
"""A tray host that has just taken its name needs a moment before it takes signs."""

SIZES = (16, 22, 24, 32, 48)
"""Pixels of the packaged pictures; Qt scales for everything between."""

_ITEMS: dict[str, Text | None] = {
    "open": N_("Open the window"),
    "ask": N_("Get help"),
    "picture": N_("Take a screenshot"),
    "tickets": N_("My tickets"),
    "contact": N_("Contact the help desk"),
    "": None,
    "quit": N_("Quit"),
}
"""The menu: what is asked for, and how it is called; None is a line."""


class Tray(QObject):
    """The sign and its menu.

    Signals:
        asked: carries "open", "ask", "picture", "tickets", "contact" or "quit".
        chosen: one of the frequent fixes; carries its `Destination`.
        opening: the menu opens; what `set_frequent` shows may be read now.
    """

    asked = Signal(str)
    chosen = Signal(object)
    opening = Signal()

    def __init__(self, translator: Translator, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icon = app_icon()
        self._menu = QMenu()
        self._menu.aboutToShow.connect(self.opening)
        self._says = self._menu.addAction("")
        self._says.setEnabled(False)
        self._frequent_end = self._menu.addSeparator()
        self._frequent: list[tuple[QAction, Text]] = []
        self._actions = {name: self._add(name) for name in _ITEMS}
        self._watcher: QDBusServiceWatcher | None = None
        self._sign: QSystemTrayIcon | None = None
        self._tip: Text | None = None
        self._unread = 0
        self._clicked: Callable[[], None] | None = None
        self._state: Health | None = None
        self.retranslate(translator)
        self._put_up()

    def is_there(self) -> bool:
        """Whether there is a tray at all. (`QSystemTrayIcon.isVisible` is true even without one.)"""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def retranslate(self, translator: Translator) -> None:
        """Set every text again."""
        self._translator = translator
        for name, action in self._actions.items():
            action.setText(translator.show(_ITEMS[name] or ""))
        for action, title in self._frequent:
            action.setText(plain(translator.show(title)))
        self.set_unread(self._unread)

    @property
    def language(self) -> str:
        """Which language it speaks now."""
        return self._translator.language

    def set_frequent(self, fixes: Sequence[tuple[Destination, Text]]) -> None:
        """Offer fixes and troubleshooters with their titles, between the state and the rest."""
        bottom = self._menu.geometry().bottom()
        for action, _ in self._frequent:
            self._menu.removeAction(action)
            action.deleteLater()
        self._frequent = [(self._offered(where), title) for where, title in fixes]
        self.retranslate(self._translator)
        if self._menu.isVisible():
            self._grow_up(bottom)

    def _grow_up(self, bottom: int) -> None:
        """Let an open menu end where it did: below is the edge of the screen, and she aims at its lines."""
        top = self._menu.screen().availableGeometry().top()
        self._menu.move(self._menu.x(), max(top, bottom + 1 - self._menu.height()))

    def offer(self, name: str, offered: bool) -> None:
        """Show an item of the menu, or leave it out where the organisation does not allow it."""
        self._actions[name].setVisible(offered)

    def set_tip(self, tip: Text | None) -> None:
        """Say in the tool tip how things stand; None is the name alone."""
        self._tip = tip
        self._say()

    def set_unread(self, count: int) -> None:
        """Say how many answers of the help desk she has not seen, in the menu and in the tool tip."""
        self._unread = count
        new = NN_("My tickets ({count} new)", "My tickets ({count} new)", count) if count else None
        self._actions["tickets"].setText(self._translator.show(new or _ITEMS["tickets"] or ""))
        self.set_tip(self._tip)

    def message(self, title: str, body: str, clicked: Callable[[], None]) -> None:
        """Show a notification through the sign, where the system has no other way (Windows, macOS).

        The system itself keeps it back while she presents or wants quiet. Not tried on a real Windows or Mac.
        """
        if self._sign is not None:
            self._clicked = clicked
            self._sign.showMessage(title, body, self._icon)

    def set_health(self, state: Health) -> None:
        """Show how this computer is: a mark on the sign, and words in the tool tip."""
        from selfhelp.ui.tray.status_icon import badged

        self._state = state
        if self._sign is not None:
            self._sign.setIcon(_dressed(badged(self._icon, state)))
        self._say()

    def watch(self) -> None:
        """Wait for a tray that starts later.

        On X11 Qt decides once, when the sign is made, how it is shown: a sign made before the host of a
        modern tray (StatusNotifier) never appears there, a new one does. QtDBus is only loaded where
        there was no tray at first.
        """
        if self.is_there() or self._watcher is not None:
            return
        from PySide6.QtDBus import QDBusConnection, QDBusServiceWatcher

        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return
        mode = QDBusServiceWatcher.WatchModeFlag.WatchForRegistration
        self._watcher = QDBusServiceWatcher(WATCHER, bus, mode, self)
        self._watcher.serviceRegistered.connect(lambda: QTimer.singleShot(SETTLE_MS, self._put_up))
        if self.is_there():  # it came between the first look and the watch
            self._put_up()

    def take_down(self) -> None:
        """Remove the sign, so that none stays behind when the app ends."""
        if self._sign is not None:
            self._sign.hide()

    def _put_up(self) -> None:
        old, self._sign = self._sign, QSystemTrayIcon(_dressed(self._icon), self)
        if old is not None:
            old.hide()
            old.deleteLater()
        if self._state is not None:
            self.set_health(self._state)
        self._say()
        self._sign.setContextMenu(self._menu)
        self._sign.activated.connect(self._activated)
        self._sign.messageClicked.connect(self._message_clicked)
        self._sign.show()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.asked.emit("open")

    def _message_clicked(self) -> None:
        clicked, self._clicked = self._clicked, None
        if clicked is not None:
            clicked()

    def _add(self, name: str) -> QAction:
        if not name:
            return self._menu.addSeparator()
        action = self._menu.addAction("")
        action.triggered.connect(lambda: self.asked.emit(name))
        return action

    def _offered(self, destination: Destination) -> QAction:
        action = QAction(self._menu)
        action.triggered.connect(lambda: self.chosen.emit(destination))
        self._menu.insertAction(self._frequent_end, action)
        return action

    def _say(self) -> None:
        """Say how things stand: in the tool tip, and on top of the menu where no tool tip is shown."""
        words = self._tip_words()
        self._says.setText(plain(words))
        if self._sign is not None:
            self._sign.setToolTip(_one_line(words).translate(_NO_MARKUP))

    def _tip_words(self) -> str:
        tip = self._tip
        if tip is None and self._unread:
            tip = NN_("{count} new answer", "{count} new answers", self._unread)
        if tip is None and self._state is not None:
            from selfhelp.ui.tray.status_icon import WORDS

            tip = WORDS[self._state]
        name = self._translator.show(NAME)
        return f"{name} – {self._translator.show(tip)}" if tip else name


def plain(words: str) -> str:
    """Return words for a menu: short, on one line; a single & would underline the letter after it."""
    return _one_line(words).replace("&", "&&")


def _one_line(words: str) -> str:
    """Return words, maybe foreign ones, without line ends, control and direction characters, and short."""
    seen = "".join(
        c if c.isprintable() or c in "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}" else "\n" for c in words
    )
    line = " ".join(part.strip(" ") for part in seen.split("\n") if part.strip(" "))
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _dressed(icon: QIcon) -> QIcon:
    """Return the sign the way this system's bar wants it."""
    if this_platform() not in _STENCILLED:
        return icon
    from selfhelp.ui.tray.status_icon import template

    return template(icon)


_STENCILLED = frozenset({Platform.MACOS})
"""Whose menu bar paints signs in its own colour."""


def app_icon() -> QIcon:
    """Return the app's own sign, from ready-made pixels.

    Drawing an SVG would cost the start 5 ms, and so would the first PNG: Qt loads every library for pictures.
    """
    icon = QIcon()
    pixels = zlib.decompress(resource("icons/selfhelp.pixels").read_bytes())
    begin = 0
    for size in SIZES:
        end = begin + 4 * size * size
        image = QImage(pixels[begin:end], size, size, 4 * size, QImage.Format.Format_RGBA8888)
        icon.addPixmap(QPixmap.fromImage(image))
        begin = end
    return icon
