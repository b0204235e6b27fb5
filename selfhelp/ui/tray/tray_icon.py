"""The tray icon and its menu; the icon reappears when the tray starts later or restarts."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, QTimer, Signal
from PySide6.QtGui import QAction, QCursor, QIcon, QImage, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from selfhelp.core.paths import Platform, detect_platform, find_resource
from selfhelp.core.text import N_, NAME, NN_, Text, Translator

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusServiceWatcher

    from selfhelp.engine.health import HealthState
    from selfhelp.ui.navigation import Destination

WATCHER = "org.kde.StatusNotifierWatcher"
LONGEST = 150
"""Maximum number of characters in a menu entry and in the tooltip."""

_NO_MARKUP = str.maketrans("<>", "‹›")
"""Replacements for angle brackets, because some desktops interpret markup in a tooltip."""

SETTLE_MS = 500
"""Milliseconds after which a newly registered tray host accepts icons."""

SIZES = (16, 22, 24, 32, 48)
"""Sizes of the packaged images in pixels; Qt scales the images to other sizes."""

_ITEMS: Mapping[str, Text] = {
    "open": N_("What's wrong?"),
    "ask": N_("Get help"),
    "tickets": N_("My tickets"),
    "picture": N_("Take a screenshot"),
    "steps": N_("Record steps"),
    "quit": N_("Quit"),
}
"""The menu's fixed entries; the frequent fixes come before the last entry."""


class TrayIcon(QObject):
    """The tray icon and its menu.

    Attributes:
        clicked_at: screen position of the last click on the icon, or None.

    Signals:
        asked: carries "open", "ask", "picture", "steps", "tickets" or "quit".
        chosen: a frequent fix was chosen; carries its `Destination`.
        opening: the menu is opening; call `set_frequent_fixes` now.
    """

    asked = Signal(str)
    chosen = Signal(object)
    opening = Signal()

    def __init__(self, translator: Translator, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icon = load_app_icon()
        self.clicked_at: QPoint | None = None
        self._menu, self._fixes = QMenu(), QMenu()
        self._menu.aboutToShow.connect(self._store_click_position)
        self._menu.aboutToShow.connect(self.opening)
        self._frequent: list[tuple[QAction, Text]] = []
        self._actions: dict[str, QAction] = {}
        self._says = QAction(self._menu)
        self._says.setEnabled(False)
        for name in _ITEMS:
            if name == "quit":
                self._add_last_menu_entries()
            self._actions[name] = self._add_action(name)
        self._watcher: QDBusServiceWatcher | None = None
        self._sign: QSystemTrayIcon | None = None
        self._had_tray = self.is_tray_available()
        self._tip: Text | None = None
        self._unread = self._unsent = self._unconfirmed = 0
        self._clicked: Callable[[], None] | None = None
        self._state: HealthState | None = None
        self._is_badged = False
        self.retranslate(translator)
        self._recreate_icon()

    def _add_last_menu_entries(self) -> None:
        """Add the menu's last entries: frequent fixes, the state, and "Quit"."""
        self._fixes.setEnabled(False)
        self._menu.addMenu(self._fixes)
        self._menu.addSeparator()
        self._menu.addAction(self._says)

    def is_tray_available(self) -> bool:
        """Return whether the desktop has a tray; `QSystemTrayIcon.isVisible` is True even without a tray."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def find_icon_geometry(self) -> QRect:
        """Return the icon's area on the screen; an empty rectangle if unknown.

        StatusNotifier trays (KDE and most other Linux desktops) don't report the area (Qt,
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
            action.setText(make_menu_text(translator.translate(title)))
        self.show_unread_count(self._unread)

    @property
    def current_language(self) -> str:
        """The menu's current language code."""
        return self._translator.language

    def set_frequent_fixes(self, fixes: Sequence[tuple[Destination, Text]]) -> None:
        """Set the submenu's fixes and troubleshooters, each with its title."""
        self._fixes.clear()
        self._frequent = [(self._add_fix_action(where), title) for where, title in fixes]
        self._fixes.setEnabled(bool(fixes))  # not hidden: an open menu would change its size
        self.retranslate(self._translator)

    def set_action_visible(self, name: str, offered: bool) -> None:
        """Show or hide a menu entry, for example by policy."""
        self._actions[name].setVisible(offered)

    def set_tool_tip(self, tip: Text | None) -> None:
        """Set the tooltip, about an unsent message; for None, show the app's state."""
        self._tip = tip
        self._update_state_text()

    def show_unread_count(self, count: int) -> None:
        """Show the number of unread replies on the icon, in the menu and in the tooltip."""
        self._unread = count
        new = NN_("My tickets ({count} new)", "My tickets ({count} new)", count) if count else None
        self._actions["tickets"].setText(self._translator.translate(new or _ITEMS["tickets"]))
        self._redraw_icon()
        self.set_tool_tip(self._tip)

    def show_unsent_count(self, count: int, unconfirmed: int = 0) -> None:
        """Show the number of tickets and replies that couldn't be sent, on the icon and in the tooltip.

        Args:
            count: number of undelivered items.
            unconfirmed: number of those that may have arrived.
        """
        self._unsent, self._unconfirmed = count, unconfirmed
        if not count:
            self._tip = None  # it was about a message that has been sent or deleted
        self._redraw_icon()
        self._update_state_text()

    def show_notification(self, title: str, body: str, clicked: Callable[[], None]) -> None:
        """Show a notification at the icon, for systems without a notification service (Windows, macOS).

        The system postpones the notification during "do not disturb". Untested on Windows and macOS.
        """
        if self._sign is not None:
            self._clicked = clicked
            self._sign.showMessage(title, body, self._icon)

    def show_health(self, state: HealthState) -> None:
        """Show the computer's health as a mark on the icon and as text in the tooltip."""
        self._state = state
        self._redraw_icon()
        self._update_state_text()

    def wait_for_tray(self) -> None:
        """Wait for a tray to start, and then show the icon again.

        On X11, Qt chooses the protocol when the icon is created. An icon created before the StatusNotifier
        host starts never appears there, but a new icon does. QtDBus is loaded only if the desktop has no tray
        at first.
        """
        if self._watcher is not None:
            return
        if self.is_tray_available():
            if not self._had_tray:  # it started after the icon was created
                self._recreate_icon_when_settled()
            return
        from PySide6.QtDBus import QDBusConnection, QDBusServiceWatcher

        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return
        mode = QDBusServiceWatcher.WatchModeFlag.WatchForRegistration
        self._watcher = QDBusServiceWatcher(WATCHER, bus, mode, self)
        self._watcher.serviceRegistered.connect(self._recreate_icon_when_settled)
        if self.is_tray_available():  # it started before the watcher was connected
            self._recreate_icon()

    def remove_icon(self) -> None:
        """Hide the icon, so that the desktop doesn't keep showing it after the app has ended."""
        if self._sign is not None:
            self._sign.hide()

    def _recreate_icon_when_settled(self) -> None:
        QTimer.singleShot(SETTLE_MS, self._recreate_icon)

    def _recreate_icon(self) -> None:
        old, self._sign = self._sign, QSystemTrayIcon(_adapt_to_platform(self._icon), self)
        if old is not None:
            old.hide()
            old.deleteLater()
        self._redraw_icon()
        self._update_state_text()
        self._sign.setContextMenu(self._menu)
        self._sign.activated.connect(self._on_icon_activated)
        self._sign.messageClicked.connect(self._on_message_clicked)
        self._sign.show()

    def _on_icon_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self._store_click_position()
            self.asked.emit("open")

    def _store_click_position(self) -> None:
        self.clicked_at = QCursor.pos()

    def _redraw_icon(self) -> None:
        """Redraw the icon with the mark for the computer's health and a badge."""
        if self._sign is None or not (self._state or self._unsent or self._unread or self._is_badged):
            return  # unchanged since its creation
        from selfhelp.ui.tray.status_icon import Badge, draw_icon_with_badge

        badge = Badge.UNSENT if self._unsent else Badge.NEWS if self._unread else None
        self._is_badged = badge is not None
        self._sign.setIcon(_adapt_to_platform(draw_icon_with_badge(self._icon, self._state, badge)))

    def _on_message_clicked(self) -> None:
        clicked, self._clicked = self._clicked, None
        if clicked is not None:
            clicked()

    def _add_action(self, name: str) -> QAction:
        action = self._menu.addAction("")
        action.triggered.connect(lambda: self.asked.emit(name))
        return action

    def _add_fix_action(self, destination: Destination) -> QAction:
        action = self._fixes.addAction("")
        action.triggered.connect(lambda: self.chosen.emit(destination))
        return action

    def _update_state_text(self) -> None:
        """Show the state as text in the tooltip, and in the menu for desktops without tooltips."""
        words = self._make_tool_tip_text()
        self._says.setText(make_menu_text(words))
        if self._sign is not None:
            self._sign.setToolTip(_to_short_line(words).translate(_NO_MARKUP))

    def _make_tool_tip_text(self) -> str:
        tips = [] if self._tip is None else [self._tip]
        if self._tip is None and self._unsent:
            tips.append(_describe_unsent(self._unsent, self._unconfirmed))
        if self._unread:
            tips.append(NN_("{count} new reply", "{count} new replies", self._unread))
        if not tips and self._state is not None:
            from selfhelp.ui.tray.status_icon import WORDS

            tips.append(WORDS[self._state])
        show = self._translator.translate
        return " – ".join((show(NAME), *([" · ".join(map(show, tips))] if tips else ())))


def _describe_unsent(count: int, unconfirmed: int) -> Text:
    said: Text = NN_("{count} message hasn't been sent", "{count} messages haven't been sent", count)
    if unconfirmed:
        # the tickets package isn't loaded with the icon
        from selfhelp.tickets.outbox.overdue_items import describe_unconfirmed_items

        return describe_unconfirmed_items(count, unconfirmed)
    return said


def make_menu_text(words: str) -> str:
    """Return a text for a menu entry: shortened, on one line, with "&" escaped."""
    return _to_short_line(words).replace("&", "&&")


def _to_short_line(words: str) -> str:
    """Return a text on one line, shortened, and without control and direction characters."""
    seen = "".join(
        c if c.isprintable() or c in "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}" else "\n" for c in words
    )
    line = " ".join(part.strip(" ") for part in seen.split("\n") if part.strip(" "))
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _adapt_to_platform(icon: QIcon) -> QIcon:
    """Return the icon in the form required by the platform's tray."""
    if detect_platform() not in _STENCILLED:
        return icon
    from selfhelp.ui.tray.status_icon import make_template_icon

    return make_template_icon(icon)


_STENCILLED = frozenset({Platform.MACOS})
"""Platforms whose menu bar sets the colour of icons."""


def load_app_icon() -> QIcon:
    """Return the app's icon, loaded from raw pixels, which is fast.

    Rendering an SVG or loading the first PNG would each add 5 ms to the start, because Qt loads every image
    plugin.
    """
    icon = QIcon()
    pixels = zlib.decompress(find_resource("icons/selfhelp.pixels").read_bytes())
    begin = 0
    for size in SIZES:
        end = begin + 4 * size * size
        image = QImage(pixels[begin:end], size, size, 4 * size, QImage.Format.Format_RGBA8888)
        icon.addPixmap(QPixmap.fromImage(image))
        begin = end
    return icon
