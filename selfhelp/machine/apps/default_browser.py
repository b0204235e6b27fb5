"""The user's default browser, by its system identifier.

Linux: ``mimeapps.list`` in the order of the MIME applications specification 1.0.1. Windows: the registry's
UserChoice (ProgId, Microsoft Learn, "Default programs"). macOS: the Launch Services list. The Windows and
macOS rows were written from documentation and not tested.
"""

from __future__ import annotations

import re

from selfhelp.core.model import Platform
from selfhelp.machine import Machine, Probe, PropertyList, Registry
from selfhelp.machine.command_output import read_file_content, to_objects, to_text

LISTS = (
    "~/.config/mimeapps.list",
    "/etc/xdg/mimeapps.list",
    "~/.local/share/applications/mimeapps.list",
    "/usr/share/applications/gnome-mimeapps.list",
    "/usr/share/applications/mimeapps.list",
)

_HTTPS = re.compile(
    r"^\[Default Applications\][^\[]*?^x-scheme-handler/https=([^;\n]+)", re.MULTILINE | re.DOTALL
)


def _read_default_browser_linux(machine: Machine) -> str:
    found = (_HTTPS.search(read_file_content(machine, path, 200_000)) for path in LISTS)
    return next((match[1].strip().removesuffix(".desktop") for match in found if match), "")


CHOICE = "HKCU\\Software\\Microsoft\\Windows\\Shell\\Associations\\UrlAssociations\\https\\UserChoice"


def _read_default_browser_windows(machine: Machine) -> str:
    return to_text(machine.read(Registry(CHOICE, "ProgId")))


HANDLERS = "~/Library/Preferences/com.apple.LaunchServices/com.apple.launchservices.secure.plist"


def _read_default_browser_macos(machine: Machine) -> str:
    """Return the bundle ID of the default browser; without an entry in Launch Services, it is Safari."""
    found = machine.read(PropertyList(HANDLERS))
    handlers = to_objects(found.get("LSHandlers")) if isinstance(found, dict) else ()
    chosen = (h for h in handlers if h.get("LSHandlerURLScheme") == "https")
    return next((to_text(handler.get("LSHandlerRoleAll")) for handler in chosen), "") or "com.apple.safari"


DEFAULT_BROWSER: Probe[str] = Probe(
    "which browser opens links",
    {
        Platform.LINUX: _read_default_browser_linux,
        Platform.WINDOWS: _read_default_browser_windows,
        Platform.MACOS: _read_default_browser_macos,
    },
)
