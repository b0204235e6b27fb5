"""Pages a person is led to: a page of the system's settings, or a web page the organisation named."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Any, ClassVar
from urllib.parse import urlsplit

from selfhelp.core.errors import StepError, UnavailableError
from selfhelp.core.model import Json, Platform
from selfhelp.core.paths import this_platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Native, Row, Step
from selfhelp.policy.fields import LOOPBACK


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the system's settings.

    Attributes:
        sentence: what is opened.
        windows: an ``ms-settings:`` address (Microsoft, "Launch the Windows Settings app").
        macos: an ``x-apple.systempreferences:`` address.
        linux: the panel's name by desktop: ``GNOME`` for gnome-control-center, ``KDE`` for systemsettings.
    """

    sentence: Text
    windows: str = ""
    macos: str = ""
    linux: Mapping[str, str] = field(default_factory=dict)


PAGES: Mapping[str, Page] = MappingProxyType(
    {
        "network": Page(
            N_("Open the network settings."),
            "ms-settings:network-status",
            "x-apple.systempreferences:com.apple.Network-Settings.extension",
            {"GNOME": "network", "KDE": "kcm_networkmanagement"},
        ),
        "wifi": Page(
            N_("Open the Wi-Fi settings."),
            "ms-settings:network-wifi",
            "x-apple.systempreferences:com.apple.wifi-settings-extension",
            {"GNOME": "wifi", "KDE": "kcm_networkmanagement"},
        ),
        "vpn": Page(
            N_("Open the VPN settings."),
            "ms-settings:network-vpn",
            "x-apple.systempreferences:com.apple.NetworkExtensionSettingsUI.NESettingsUIExtension",
            {"GNOME": "network", "KDE": "kcm_networkmanagement"},
        ),
        "printers": Page(
            N_("Open the printer settings."),
            "ms-settings:printers",
            "x-apple.systempreferences:com.apple.Print-Scan-Settings.extension",
            {"GNOME": "printers", "KDE": "kcm_printer_manager"},
        ),
        "startup": Page(
            N_("Open the list of programs that start with your session."),
            "ms-settings:startupapps",
            "x-apple.systempreferences:com.apple.LoginItems-Settings.extension",
            {"KDE": "kcm_autostart"},
        ),
        "sound": Page(
            N_("Open the sound settings."),
            "ms-settings:sound",
            "x-apple.systempreferences:com.apple.Sound-Settings.extension",
            {"GNOME": "sound", "KDE": "kcm_pulseaudio"},
        ),
        "microphone-privacy": Page(
            N_("Open the privacy settings of the microphone."),
            "ms-settings:privacy-microphone",
            "x-apple.systempreferences:com.apple.preference.security?Privacy_Microphone",
            {"GNOME": "privacy"},
        ),
        "camera-privacy": Page(
            N_("Open the privacy settings of the camera."),
            "ms-settings:privacy-webcam",
            "x-apple.systempreferences:com.apple.preference.security?Privacy_Camera",
            {"GNOME": "privacy"},
        ),
        "display": Page(
            N_("Open the screen settings."),
            "ms-settings:display",
            "x-apple.systempreferences:com.apple.Displays-Settings.extension",
            {"GNOME": "display", "KDE": "kcm_kscreen"},
        ),
        "bluetooth": Page(
            N_("Open the Bluetooth settings."),
            "ms-settings:bluetooth",
            "x-apple.systempreferences:com.apple.BluetoothSettings",
            {"GNOME": "bluetooth", "KDE": "kcm_bluetooth"},
        ),
        "accessibility": Page(
            N_("Open the settings that make the computer easier to use."),
            "ms-settings:easeofaccess-keyboard",
            "x-apple.systempreferences:com.apple.Accessibility-Settings.extension",
            {"GNOME": "universal-access", "KDE": "kcm_access"},
        ),
        "keyboard": Page(
            N_("Open the keyboard settings."),
            "ms-settings:regionlanguage",
            "x-apple.systempreferences:com.apple.Keyboard-Settings.extension",
            {"GNOME": "keyboard", "KDE": "kcm_keyboard"},
        ),
        "default-apps": Page(
            N_("Open the settings for default programs."),
            "ms-settings:defaultapps",
            "",
            {"GNOME": "applications", "KDE": "kcm_componentchooser"},
        ),
        "installed-apps": Page(N_("Open the list of installed programs."), "ms-settings:appsfeatures"),
        "virus-protection": Page(
            N_("Open the virus protection settings."), "windowsdefender://threatsettings"
        ),
        "power": Page(
            N_("Open the power settings."),
            "ms-settings:powersleep",
            "x-apple.systempreferences:com.apple.Battery-Settings.extension",
            {"GNOME": "power", "KDE": "kcm_powerdevilprofilesconfig"},
        ),
        "updates": Page(
            N_("Open the update settings."),
            "ms-settings:windowsupdate",
            "x-apple.systempreferences:com.apple.Software-Update-Settings.extension",
        ),
    }
)
"""Every settings page there is, by its stable name."""

LINUX_PROGRAMS: Mapping[str, str] = MappingProxyType(
    {"GNOME": "gnome-control-center", "KDE": "systemsettings"}
)


def _start_windows(step: OpenPage, machine: Machine, _progress: Progress) -> str:
    machine.change(Native(start_address, {"address": PAGES[step.page].windows}))
    return PAGES[step.page].windows


def _start_macos(step: OpenPage, machine: Machine, _progress: Progress) -> str:
    _must(machine, ("open", PAGES[step.page].macos))
    return PAGES[step.page].macos


def _start_linux(step: OpenPage, machine: Machine, _progress: Progress) -> str:
    desktop = str(machine.change(Native(start_panel, {"panels": dict(PAGES[step.page].linux)})))
    return f"{desktop}: {PAGES[step.page].linux[desktop]}"


def _must(machine: Machine, argv: tuple[str, ...]) -> None:
    if machine.change(Command(argv)).code != 0:
        raise StepError(N_("The page could not be opened. Please open it yourself."))


@dataclass(frozen=True, slots=True)
class OpenPage(Step):
    """Opens one of `PAGES`; what is to be done there is a step by hand after it."""

    page: str

    name: ClassVar[str] = "open-settings"
    duration: ClassVar[timedelta] = timedelta(seconds=5)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.WINDOWS: _start_windows, Platform.MACOS: _start_macos, Platform.LINUX: _start_linux}
    )

    def sentence(self) -> Text:
        """Say which page is opened."""
        return PAGES[self.page].sentence


def _web_windows(step: OpenWebPage, machine: Machine, _progress: Progress) -> str:
    machine.change(Native(start_address, {"address": step.address}))
    return step.address


def _web_macos(step: OpenWebPage, machine: Machine, _progress: Progress) -> str:
    _must(machine, ("open", step.address))
    return step.address


def _web_linux(step: OpenWebPage, machine: Machine, _progress: Progress) -> str:
    _must(machine, ("xdg-open", step.address))
    return step.address


@dataclass(frozen=True, slots=True)
class OpenWebPage(Step):
    """Opens a web page in the person's browser; only http and https, and only one we or the policy know."""

    address: str

    name: ClassVar[str] = "open-web-page"
    duration: ClassVar[timedelta] = timedelta(seconds=5)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {Platform.WINDOWS: _web_windows, Platform.MACOS: _web_macos, Platform.LINUX: _web_linux}
    )

    def __post_init__(self) -> None:
        """Refuse anything that is not a web address.

        Raises:
            StepError: it is a file, a program or something else.
        """
        if not self.address.startswith(("https://", "http://")) or not self.address.isprintable():
            raise StepError(N_("This is not the address of a web page."), detail=self.address[:200])

    def sentence(self) -> Text:
        """Say which page is opened."""
        return N_("Open the page {address} in your browser.", address=self.address)


def web_page(address: str, machine: Machine, progress: Progress) -> bool:
    """Open a page that a server named in the person's browser; say whether that was possible.

    Only ``https``, or ``http`` to this computer itself: an answer of a server must not start programs.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not safe or not parts.hostname or parts.username is not None:
        return False
    try:
        OpenWebPage(address).perform(machine, progress)
    except (StepError, UnavailableError):
        return False
    return True


def has_display(environment: Mapping[str, str], platform: Platform) -> bool:
    """Whether a browser has somewhere to show a page; Windows and macOS always have one."""
    shown = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    return bool({Platform.LINUX: shown}.get(platform, "yes"))


def start_address(address: str) -> Json:
    """Hand an address to Windows, which starts the program that belongs to it."""
    system: Any = os
    system.startfile(address)
    return True


def start_panel(panels: Mapping[str, str]) -> Json:
    """Open a panel of the desktop that runs; returns the desktop's name.

    Raises:
        StepError: this desktop has no such page that we know.
    """
    from selfhelp.machine import child

    running = os.environ.get("XDG_CURRENT_DESKTOP", "").split(":")
    desktop = next((name for name in running if name in panels), None)
    if desktop is None:
        raise StepError(N_("The page could not be opened. Please open it yourself."), detail=str(running))
    child.launch((LINUX_PROGRAMS[desktop], panels[desktop]), this_platform())
    return desktop
