"""Detects whether an installed program can call telephone numbers.

Linux: a program whose ``.desktop`` file opens ``x-scheme-handler/tel`` (freedesktop.org, "Association between
MIME types and applications" 1.0.1; tested on Debian 13). Windows: the user's program for ``tel:``
(learn.microsoft.com, "Default Programs", URL associations; untested). macOS: FaceTime opens ``tel:``
(developer.apple.com, "Phone Links"; untested).
"""

from __future__ import annotations

from selfhelp.core.model import Json, Platform
from selfhelp.machine import Machine, Probe, Reading, Registry
from selfhelp.machine.apps.default_apps import list_installed_programs

TEL = "x-scheme-handler/tel"
CHOSEN = r"HKCU\Software\Microsoft\Windows\Shell\Associations\UrlAssociations\tel\UserChoice"


def _can_open_telephone_links() -> Json:
    """Return whether an installed program opens telephone links."""
    return any(TEL in program.types for program in list_installed_programs())


def _can_open_telephone_links_linux(machine: Machine) -> bool:
    return bool(machine.read(Reading(_can_open_telephone_links)))


def _can_open_telephone_links_windows(machine: Machine) -> bool:
    return bool(machine.read(Registry(CHOSEN, "ProgId")))


def _can_open_telephone_links_macos(_machine: Machine) -> bool:
    return True


DIALLER = Probe(
    "a program that calls telephone numbers",
    {
        Platform.LINUX: _can_open_telephone_links_linux,
        Platform.WINDOWS: _can_open_telephone_links_windows,
        Platform.MACOS: _can_open_telephone_links_macos,
    },
)
