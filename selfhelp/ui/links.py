"""Open links from tickets and from the help desk, limited to safe addresses.

Qt's classes for addresses are loaded with the first link, because the idle app does without them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QUrl


def find_allowed_ticket_url(url: str, folder: str = "") -> QUrl | None:
    """Return the web page or folder to open for a ticket, or None if the address isn't allowed.

    A server's response must not start programs: only ``https``, ``http`` to this computer, and the ticket's
    folder are allowed.

    Args:
        url: the address as returned by the help desk; external text.
        folder: the ticket's folder, if the help desk is a folder.
    """
    from PySide6.QtCore import QUrl

    if folder and Path(folder).is_dir():
        return QUrl.fromLocalFile(folder)
    parsed = QUrl(url, QUrl.ParsingMode.StrictMode)
    if not parsed.isValid() or not parsed.host() or parsed.userInfo():
        return None
    if parsed.scheme() == "https" or (parsed.scheme() == "http" and _is_this_computer(parsed.host())):
        return parsed
    return None


def find_allowed_contact_url(url: str) -> QUrl | None:
    """Return the page, phone number or email address of a contact link, or None if it isn't allowed."""
    from PySide6.QtCore import QUrl

    parsed = QUrl(url, QUrl.ParsingMode.StrictMode)
    if parsed.scheme() in ("tel", "mailto"):
        return parsed if parsed.isValid() and parsed.path() else None
    return find_allowed_ticket_url(url)


def open_link(target: QUrl) -> bool:
    """Open a link; return whether the system found an app for it."""
    from PySide6.QtGui import QDesktopServices

    return QDesktopServices.openUrl(target)


def _is_this_computer(host: str) -> bool:
    if host == "localhost":
        return True
    import ipaddress  # 0.2 MiB that a computer at rest does not need

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
