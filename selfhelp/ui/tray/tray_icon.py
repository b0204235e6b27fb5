"""The tray icon and its menu; restored when the tray starts later or restarts."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, QTimer, Signal
from PySide6.QtGui import QAction, QCursor, QIcon, QImage, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from selfhelp.core.paths import Platform, current_platform, resource_path
from selfhelp.core.text import N_, NAME, NN_, Text, Translator

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusServiceWatcher

    from selfhelp.engine.health import HealthState
    from selfhelp.ui.navigation import Destination

WATCHER = "org.kde.StatusNotifierWatcher"
LONGEST = 150
"""Characters of a line of the menu, and of the tool tip."""

_NO_MARKUP = str.maketrans("<>", "‹›")
"""Some desktops read markup in a tool tip, others show it as it is: neither gets any."""

SETTLE_MS = 500
"""A tray host that has just taken its name needs a moment before it takes signs."""

SIZES = (16, 22, 24, 32, 48)
"""Pixels of the packaged images; Qt scales for everything between."""

_ITEMS: Mapping[str, Text] = {
    "open": N_("What's wrong?"),
    "ask": N_("Get help"),
    "tickets": N_("My tickets"),
    "picture": N_("Take a screenshot"),
    "steps": N_("Record steps"),
    "quit": N_("Quit"),
}
"""The menu: what is asked for, and what it is called; the common fixes come before the last."""


class TrayIcon(QObject):
    """The icon and its menu.

    Attributes:
        clicked_at: where on the screen the icon was clicked last; None before that.

    Signals:
        asked: carries "open", "ask", "picture", "steps", "tickets" or "quit".
        chosen: one of the frequent fixes; carries its `Destination`.
        opening: the menu opens; what `set_frequent_fixes` shows may be read now.
    """

    asked = Signal(str)
    chosen = Signal(object)
    opening = Signal()

    def __init__(self, translator: Translator, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icon = load_app_icon()
        self.clicked_at: QPoint | None = None
        self._menu, self._fixes = QMenu(), QMenu()
        self._menu.aboutToShow.connect(self._note_click)
        self._menu.aboutToShow.connect(self.opening)
        self._frequent: list[tuple[QAction, Text]] = []
        self._actions: dict[str, QAction] = {}
        self._says = QAction(self._menu)
        self._says.setEnabled(False)
        for name in _ITEMS:
            if name == "quit":
                self._add_menu_end()
            self._actions[name] = self._add(name)
        self._watcher: QDBusServiceWatcher | None = None
        self._sign: QSystemTrayIcon | None = None
        self._tip: Text | None = None
        self._unread = self._unsent = 0
        self._clicked: Callable[[], None] | None = None
        self._state: HealthState | None = None
        self._is_badged = False
        self.retranslate(translator)
        self._show_sign()

    def _add_menu_end(self) -> None:
        """Add the menu's last entries: frequent fixes, the state, and "Quit"."""
        self._fixes.setEnabled(False)
        self._menu.addMenu(self._fixes)
        self._menu.addSeparator()
        self._menu.addAction(self._says)

    def is_tray_available(self) -> bool:
        """Whether the desktop has a tray. (`QSystemTrayIcon.isVisible` is true even without one.)"""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def geometry(self) -> QRect:
        """Return the icon's area on the screen; empty if the desktop doesn't report it.

        A tray of the StatusNotifier kind (KDE, most other desktops of Linux) doesn't (Qt,
        QSystemTrayIcon::geometry).
        """
        return self._sign.geometry() if self._sign is not None else QRect()

    def retranslate(self, translator: Translator) -> None:
        """Update all text to the current language."""
        self._translator = translator
        for name, action in self._actions.items():
            action.setText(translator.translate(_ITEMS[name]))
        self._fixes.setTitle(translator.translate(N_("Common fixes")))
        for action, title in self._frequent:
            action.setText(menu_text(translator.translate(title)))
        self.set_unread(self._unread)

    @property
    def current_language(self) -> str:
        """Which language it speaks now."""
        return self._translator.language

    def set_frequent_fixes(self, fixes: Sequence[tuple[Destination, Text]]) -> None:
        """Offer fixes and troubleshooters by title, in a submenu."""
        self._fixes.clear()
        self._frequent = [(self._offered(where), title) for where, title in fixes]
        self._fixes.setEnabled(bool(fixes))  # not hidden: an open menu would move under the mouse
        self.retranslate(self._translator)

    def set_action_visible(self, name: str, offered: bool) -> None:
        """Show an item of the menu, or leave it out where the organisation does not allow it."""
        self._actions[name].setVisible(offered)

    def set_tool_tip(self, tip: Text | None) -> None:
        """Set the tool tip; None shows the name alone."""
        self._tip = tip
        self._say()

    def set_unread(self, count: int) -> None:
        """Show the number of unread replies on the icon, in the menu and in the tool tip."""
        self._unread = count
        new = NN_("My tickets ({count} new)", "My tickets ({count} new)", count) if count else None
        self._actions["tickets"].setText(self._translator.translate(new or _ITEMS["tickets"]))
        self._redraw_icon()
        self.set_tool_tip(self._tip)

    def set_unsent(self, count: int) -> None:
        """Show the number of tickets and replies that couldn't be sent, on the icon and in the tool tip."""
        self._unsent = count
        self._redraw_icon()
        self._say()

    def show_notification(self, title: str, body: str, clicked: Callable[[], None]) -> None:
        """Show a notification through the sign, where the system has no other way (Windows, macOS).

        The system itself keeps it back while the user presents or wants quiet. Not tried on a real Windows
        or Mac.
        """
        if self._sign is not None:
            self._clicked = clicked
            self._sign.showMessage(title, body, self._icon)

    def set_health(self, state: HealthState) -> None:
        """Show the computer's health: a mark on the icon, and text in the tool tip."""
        self._state = state
        self._redraw_icon()
        self._say()

    def wait_for_tray(self) -> None:
        """Wait for a tray that starts later.

        On X11 Qt decides once, when the sign is made, how it is shown: a sign made before the host of a
        modern tray (StatusNotifier) never appears there, a new one does. QtDBus is only loaded if
        there was no tray at first.
        """
        if self.is_tray_available() or self._watcher is not None:
            return
        from PySide6.QtDBus import QDBusConnection, QDBusServiceWatcher

        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return
        mode = QDBusServiceWatcher.WatchModeFlag.WatchForRegistration
        self._watcher = QDBusServiceWatcher(WATCHER, bus, mode, self)
        self._watcher.serviceRegistered.connect(lambda: QTimer.singleShot(SETTLE_MS, self._show_sign))
        if self.is_tray_available():  # it came between the first look and the watch
            self._show_sign()

    def remove_icon(self) -> None:
        """Remove the icon, so that none is left when the app ends."""
        if self._sign is not None:
            self._sign.hide()

    def _show_sign(self) -> None:
        old, self._sign = self._sign, QSystemTrayIcon(_dressed(self._icon), self)
        if old is not None:
            old.hide()
            old.deleteLater()
        self._redraw_icon()
        self._say()
        self._sign.setContextMenu(self._menu)
        self._sign.activated.connect(self._on_activated)
        self._sign.messageClicked.connect(self._on_message_clicked)
        self._sign.show()

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self._note_click()
            self.asked.emit("open")

    def _note_click(self) -> None:
        self.clicked_at = QCursor.pos()

    def _redraw_icon(self) -> None:
        """Draw the icon with the computer's health, and a badge if something needs the user."""
        if self._sign is None or not (self._state or self._unsent or self._unread or self._is_badged):
            return  # as it is drawn from the start
        from selfhelp.ui.tray.status_icon import Badge, icon_with_badge

        badge = Badge.UNSENT if self._unsent else Badge.NEWS if self._unread else None
        self._is_badged = badge is not None
        self._sign.setIcon(_dressed(icon_with_badge(self._icon, self._state, badge)))

    def _on_message_clicked(self) -> None:
        clicked, self._clicked = self._clicked, None
        if clicked is not None:
            clicked()

    def _add(self, name: str) -> QAction:
        action = self._menu.addAction("")
        action.triggered.connect(lambda: self.asked.emit(name))
        return action

    def _offered(self, destination: Destination) -> QAction:
        action = self._fixes.addAction("")
        action.triggered.connect(lambda: self.chosen.emit(destination))
        return action

    def _say(self) -> None:
        """Show the state as text: in the tool tip, and in the menu for desktops without tool tips."""
        words = self._tip_words()
        self._says.setText(menu_text(words))
        if self._sign is not None:
            self._sign.setToolTip(_one_line(words).translate(_NO_MARKUP))

    def _tip_words(self) -> str:
        tip = self._tip
        if tip is None and self._unsent:
            tip = NN_("{count} message couldn't be sent", "{count} messages couldn't be sent", self._unsent)
        if tip is None and self._unread:
            tip = NN_("{count} new reply", "{count} new replies", self._unread)
        if tip is None and self._state is not None:
            from selfhelp.ui.tray.status_icon import WORDS

            tip = WORDS[self._state]
        name = self._translator.translate(NAME)
        return f"{name} – {self._translator.translate(tip)}" if tip else name


def menu_text(words: str) -> str:
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
    if current_platform() not in _STENCILLED:
        return icon
    from selfhelp.ui.tray.status_icon import template_icon

    return template_icon(icon)


_STENCILLED = frozenset({Platform.MACOS})
"""Whose menu bar paints signs in its own colour."""


def load_app_icon() -> QIcon:
    """Return the app's own sign, from ready-made pixels.

    Drawing an SVG would cost the start 5 ms, and so would the first PNG: Qt loads every library for images.
    """
    icon = QIcon()
    pixels = zlib.decompress(resource_path("icons/selfhelp.pixels").read_bytes())
    begin = 0
    for size in SIZES:
        end = begin + 4 * size * size
        image = QImage(pixels[begin:end], size, size, 4 * size, QImage.Format.Format_RGBA8888)
        icon.addPixmap(QPixmap.fromImage(image))
        begin = end
    return icon
