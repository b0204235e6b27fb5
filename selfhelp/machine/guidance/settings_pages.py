"""Opens a page of the system's settings, or a web page."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any, ClassVar
from urllib.parse import urlsplit

from selfhelp.core.errors import StepError, UnavailableError
from selfhelp.core.model import Json, Platform
from selfhelp.core.paths import detect_platform
from selfhelp.core.progress import Progress
from selfhelp.core.resource_tables import ResourceTable, read_records
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Native, Row, Step
from selfhelp.policy.fields import LOOPBACK

FILE = "settings-pages.toml"

LINUX_PROGRAMS: Mapping[str, str] = MappingProxyType(
    {"GNOME": "gnome-control-center", "KDE": "systemsettings"}
)


@dataclass(frozen=True, slots=True)
class SystemSettingsPage:
    """A page of the system's settings: its address by system; "" or no entry if a system has none.

    Attributes:
        sentence: the sentence shown before it opens.
        windows: an ``ms-settings:`` address (Microsoft, "Launch the Windows Settings app").
        macos: an ``x-apple.systempreferences:`` address.
        linux: the panel's name by desktop, for the program in `LINUX_PROGRAMS`.
    """

    sentence: Text
    windows: str = ""
    macos: str = ""
    linux: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=1)
def load_settings_pages() -> Mapping[str, SystemSettingsPage]:
    """Return every settings page by its stable name.

    Raises:
        ResourceError: the file is invalid.
    """
    return read_records(FILE, settings_page_from_table)


def settings_page_from_table(_id: str, table: ResourceTable) -> SystemSettingsPage:
    """Return a settings page from a table of the resource file."""
    return SystemSettingsPage(
        sentence=table.read_sentence("sentence"),
        windows=table.read_word("windows", ""),
        macos=table.read_word("macos", ""),
        linux=table.read_words_by_name("linux", tuple(LINUX_PROGRAMS)),
    )


def has_settings_page(name: str, platform: Platform) -> bool:
    """Return whether a system has a settings page of this name."""
    page = load_settings_pages()[name]
    return bool({Platform.WINDOWS: page.windows, Platform.MACOS: page.macos}.get(platform, page.linux))


def _open_page_windows(step: OpenPage, machine: Machine, _progress: Progress) -> str:
    machine.change(
        Native(open_address_with_default_app, {"address": load_settings_pages()[step.page].windows})
    )
    return load_settings_pages()[step.page].windows


def _open_page_macos(step: OpenPage, machine: Machine, _progress: Progress) -> str:
    _run_command_or_raise(machine, ("open", load_settings_pages()[step.page].macos))
    return load_settings_pages()[step.page].macos


def _open_page_linux(step: OpenPage, machine: Machine, _progress: Progress) -> str:
    desktop = str(
        machine.change(Native(_open_settings_panel, {"panels": dict(load_settings_pages()[step.page].linux)}))
    )
    return f"{desktop}: {load_settings_pages()[step.page].linux[desktop]}"


def _run_command_or_raise(machine: Machine, argv: tuple[str, ...]) -> None:
    if machine.change(Command(argv)).code != 0:
        raise StepError(N_("The page couldn't be opened. Open it yourself."))


@dataclass(frozen=True, slots=True)
class OpenPage(Step):
    """Step that opens one of `load_settings_pages`; a manual step then describes the user's part."""

    page: str

    name: ClassVar[str] = "open-settings"
    duration: ClassVar[timedelta] = timedelta(seconds=5)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {
            Platform.WINDOWS: _open_page_windows,
            Platform.MACOS: _open_page_macos,
            Platform.LINUX: _open_page_linux,
        }
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the page."""
        return load_settings_pages()[self.page].sentence


def _open_web_page_windows(step: OpenWebPage, machine: Machine, _progress: Progress) -> str:
    machine.change(Native(open_address_with_default_app, {"address": step.address}))
    return step.address


def _open_web_page_macos(step: OpenWebPage, machine: Machine, _progress: Progress) -> str:
    _run_command_or_raise(machine, ("open", step.address))
    return step.address


def _open_web_page_linux(step: OpenWebPage, machine: Machine, _progress: Progress) -> str:
    _run_command_or_raise(machine, ("xdg-open", step.address))
    return step.address


@dataclass(frozen=True, slots=True)
class OpenWebPage(Step):
    """Step that opens a web page of the app or its policy in the user's browser; http and https only."""

    address: str

    name: ClassVar[str] = "open-web-page"
    duration: ClassVar[timedelta] = timedelta(seconds=5)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType(
        {
            Platform.WINDOWS: _open_web_page_windows,
            Platform.MACOS: _open_web_page_macos,
            Platform.LINUX: _open_web_page_linux,
        }
    )

    def __post_init__(self) -> None:
        """Raise an error for any target that isn't a web address.

        Raises:
            StepError: the target is a file, a program or something else.
        """
        if not self.address.startswith(("https://", "http://")) or not self.address.isprintable():
            raise StepError(N_("This isn't the address of a web page."), detail=self.address[:200])

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the page."""
        return N_("Open the page {address} in your browser.", address=self.address)


def open_web_page(address: str, machine: Machine, progress: Progress) -> bool:
    """Open a web page named by a server; return whether it was opened.

    Only ``https``, or ``http`` to this computer: a server's response must not start programs.
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


def can_show_web_page(environment: Mapping[str, str], platform: Platform) -> bool:
    """Return whether a browser can show a page in this session; always true on Windows and macOS."""
    shown = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    return bool({Platform.LINUX: shown}.get(platform, "yes"))


def open_address_with_default_app(address: str) -> Json:
    """Open an address with the program registered for it in Windows."""
    system: Any = os
    system.startfile(address)
    return True


def _open_settings_panel(panels: Mapping[str, str]) -> Json:
    """Open a settings panel of the running desktop; return the desktop's name.

    Raises:
        StepError: this desktop has no such page.
    """
    from selfhelp.machine import child

    running = os.environ.get("XDG_CURRENT_DESKTOP", "").split(":")
    desktop = next((name for name in running if name in panels), None)
    if desktop is None:
        raise StepError(N_("The page couldn't be opened. Open it yourself."), detail=str(running))
    child.launch_detached((LINUX_PROGRAMS[desktop], panels[desktop]), detect_platform())
    return desktop
