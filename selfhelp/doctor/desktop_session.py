"""Checks of the user's session: display, tray, notifications, keyring, automatic start."""

from __future__ import annotations

from pathlib import Path

from selfhelp.app.composition import App
from selfhelp.core.model import Platform
from selfhelp.core.text import N_, Text
from selfhelp.doctor import DoctorLine, PartStatus
from selfhelp.machine.desktop import linux_notifications
from selfhelp.machine.desktop.startup_apps import STARTUP
from selfhelp.machine.keyring.system_keyring import LOCKED


def check_display(app: App) -> DoctorLine:
    """Check whether the window can open."""
    if app.machine.platform is not Platform.LINUX:
        return DoctorLine(
            "display", PartStatus.NOT_APPLICABLE, N_("Not checked: this system always has a display.")
        )
    if app.environment.get("WAYLAND_DISPLAY") or app.environment.get("DISPLAY"):
        return DoctorLine("display", PartStatus.OK, N_("A display is available."))
    return DoctorLine(
        "display",
        PartStatus.WARNING,
        N_("No display is available. The window can't open; commands still work."),
    )


def check_bus(app: App) -> DoctorLine:
    """Check whether the session has a message bus."""
    if app.machine.platform is not Platform.LINUX:
        return DoctorLine("bus", PartStatus.NOT_APPLICABLE, N_("Needed on Linux only."))
    session = app.environment.get("XDG_RUNTIME_DIR", "")
    if app.environment.get("DBUS_SESSION_BUS_ADDRESS") or (session and Path(session, "bus").exists()):
        return DoctorLine("bus", PartStatus.OK, N_("The session bus (D-Bus) is available."))
    return DoctorLine(
        "bus",
        PartStatus.WARNING,
        N_("No session bus (D-Bus): the tray icon, notifications and the keyring aren't available."),
    )


def check_tray(app: App) -> DoctorLine:
    """Check whether the session has a tray; without one, the app quits when its window is closed."""
    there = N_("A system tray is available.")
    missing = N_("No system tray: the app quits when its window is closed.")
    return _check_service(app, "tray", linux_notifications.TRAY, there, missing)


def check_notifications(app: App) -> DoctorLine:
    """Check whether a notification service exists."""
    there = N_("A notification service is available.")
    missing = N_("No notification service: replies from the help desk are only shown in the window.")
    return _check_service(app, "notifications", linux_notifications.NOTIFICATIONS, there, missing)


def _check_service(app: App, id_: str, name: str, there: Text, missing: Text) -> DoctorLine:
    if app.machine.platform is not Platform.LINUX:
        return DoctorLine(id_, PartStatus.NOT_APPLICABLE, N_("Built into this system."))
    found = linux_notifications.is_service_available(name)
    return DoctorLine(id_, PartStatus.OK if found else PartStatus.WARNING, there if found else missing)


def check_keyring(app: App) -> DoctorLine:
    """Check whether a sign-in would survive a restart, by storing and deleting a test secret."""
    if not app.policy.desk.find_kind_and_host():
        return DoctorLine(
            "keyring", PartStatus.NOT_APPLICABLE, N_("This help desk system doesn't require signing in.")
        )
    if app.secrets.is_locked():
        return DoctorLine("keyring", PartStatus.WARNING, LOCKED)
    if app.secrets.is_persistent():
        return DoctorLine("keyring", PartStatus.OK, N_("The keyring can store sign-in details."))
    return DoctorLine(
        "keyring",
        PartStatus.WARNING,
        N_("No keyring is available: users must sign in each time the app starts."),
    )


def check_autostart(app: App) -> DoctorLine:
    """Check whether the app starts at sign-in."""
    if any("selfhelp" in f"{entry.name} {entry.program}".casefold() for entry in STARTUP.read(app.machine)):
        return DoctorLine("autostart", PartStatus.OK, N_("The app starts at sign-in."))
    return DoctorLine(
        "autostart",
        PartStatus.WARNING,
        N_("The app doesn't start at sign-in. Waiting tickets are sent when the app is opened."),
    )
