"""Captures the screen of a Wayland desktop through the desktop portal, which may ask the user first.

This module uses the portal's Screenshot interface, version 2, and its Request object:
https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Screenshot.html The desktop
writes the image to a file and doesn't delete the file. This app deletes the file as soon as its first bytes
show that it is an image, before reading the rest. Tested with xdg-desktop-portal 1.20.3 and its backend for
wlroots 0.7.1 (sway): the user isn't asked, and the file always has the same path in the system's temporary
folder, readable by everyone. Without another backend that can show dialogs (GTK), this portal is missing.
Tested with GNOME 48 without a monitor: it asks once and remembers the answer; "Deny", an earlier "Deny", and
no answer within 25 seconds are response 2. Tested with Plasma 6.3 on X11: its dialog opened, and "Cancel" was
response 1; without a graphics card it returned no image.
"""

from __future__ import annotations

import os
import secrets
import stat
import time
from typing import Any
from urllib.parse import unquote, urlsplit

from selfhelp.core.errors import CancelledError, SelfhelpError, UnavailableError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_

_DESKTOP = "/org/freedesktop/portal/desktop"
_SERVICE = "org.freedesktop.portal.Desktop"
_REQUEST = "org.freedesktop.portal.Request"
_ANSWERED, _REFUSED = 0, 1
_LARGEST_FILE = 200_000_000
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF")  # PNG, JPEG, WebP
_SIGNATURE = 8
_NOT_ALLOWED = N_(
    "Your desktop environment blocked the screenshot. Take one with the Print "
    "Screen key and attach it. You can also ask the help desk to allow screenshots "
    "for this app."
)
"""Message for a refused request. No desktop lists this app in its settings.

A "Deny" can only be reset by a command (docs/troubleshooting.md).
"""

_CALL_SECONDS = 10.0
_LOOK_AGAIN_SECONDS = 0.3


def take_screenshot(progress: Progress, *, interactive: bool = False, seconds: float = 120.0) -> bytes:
    """Return a screenshot of all displays as an image file (PNG with every known portal).

    Args:
        progress: cancels while the desktop's dialog is open.
        interactive: whether the desktop's dialog lets the user choose the area, such as a window.
        seconds: the time limit for the user's response.

    Raises:
        CancelledError: the user declined or cancelled.
        UnavailableError: the desktop has no such portal, refused, or returned no image.
    """
    from jeepney import DBusErrorResponse
    from jeepney.io.blocking import open_dbus_connection

    try:
        with open_dbus_connection(bus="SESSION") as bus:
            uri = _request_screenshot(bus, progress, interactive, time.monotonic() + seconds)
    except (OSError, KeyError, ValueError, TimeoutError, DBusErrorResponse) as error:
        message = N_("Apps can't take screenshots in this desktop environment.")
        raise UnavailableError(message, detail=repr(error)[:500]) from error
    return _read_and_delete_image(uri)


def _request_screenshot(bus: Any, progress: Progress, interactive: bool, deadline: float) -> str:
    """Send the request and wait for the response; return the URI of the file."""
    from jeepney import DBusAddress, MatchRule, message_bus, new_method_call
    from jeepney.io.blocking import Proxy
    from jeepney.wrappers import unwrap_msg

    token = "selfhelp" + secrets.token_hex(8)
    sender = bus.unique_name.removeprefix(":").replace(".", "_")
    path = f"{_DESKTOP}/request/{sender}/{token}"
    # Subscribe before sending: a fast desktop responds before the call returns.
    rule = MatchRule(type="signal", interface=_REQUEST, member="Response", path=path)
    Proxy(message_bus, bus).AddMatch(rule)
    portal = DBusAddress(_DESKTOP, _SERVICE, "org.freedesktop.portal.Screenshot")
    options = {"handle_token": ("s", token), "interactive": ("b", interactive)}
    with bus.filter(rule) as answers:
        call = new_method_call(portal, "Screenshot", "sa{sv}", ("", options))
        unwrap_msg(bus.send_and_get_reply(call, timeout=_CALL_SECONDS))
        try:
            return _wait_for_response(bus, answers, progress, deadline)
        except SelfhelpError:
            bus.send(new_method_call(DBusAddress(path, _SERVICE, _REQUEST), "Close"))
            raise


def _wait_for_response(bus: Any, answers: Any, progress: Progress, deadline: float) -> str:
    """Wait until the user has responded, and return the URI of the image file."""
    while True:
        progress.check()
        try:
            message = bus.recv_until_filtered(answers, timeout=_LOOK_AGAIN_SECONDS)
            break
        except TimeoutError as error:
            if time.monotonic() > deadline:
                text = N_("The system asked for permission to take a screenshot, but received no answer.")
                raise UnavailableError(text) from error
    code, results = message.body
    if code not in (_ANSWERED, _REFUSED):
        raise UnavailableError(_NOT_ALLOWED, detail=f"response {code}")
    if not isinstance(results, dict):
        raise UnavailableError(N_("The screenshot couldn't be taken."), detail="no results")
    if code == _REFUSED:
        raise CancelledError(N_("You chose not to take a screenshot."))
    kind, uri = results.get("uri", ("", ""))
    if kind != "s":
        raise UnavailableError(N_("The screenshot couldn't be taken."), detail="no address")
    return str(uri)


def _read_and_delete_image(uri: str) -> bytes:
    """Return the content of the desktop's image file, and delete the file.

    Raises:
        UnavailableError: the file doesn't belong to this user, or can't be read.
    """
    parts = urlsplit(uri)
    if parts.scheme != "file" or parts.netloc not in {"", "localhost"}:
        raise UnavailableError(N_("The screenshot couldn't be taken."), detail=uri[:500])
    path = unquote(parts.path)
    try:
        # Don't follow links: the name is predictable, and its folder may be writable by everyone.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(handle, "rb") as file:  # noqa: PTH123 - from a descriptor
            _require_user_image(os.fstat(handle), file.peek(_SIGNATURE)[:_SIGNATURE])
            os.unlink(path)  # noqa: PTH108 - a bytes-exact name, as it was opened
            return file.read(_LARGEST_FILE)
    except (OSError, ValueError) as error:
        message = N_("The screenshot was taken, but it can't be read.")
        raise UnavailableError(message, detail=str(error)[:500]) from error


def _require_user_image(status: os.stat_result, start: bytes) -> None:
    """Raise an error unless the file is the user's regular file and has an image's size and format.

    If a desktop names another file of the user, this app must not send or remove that file.
    """
    if not stat.S_ISREG(status.st_mode) or status.st_uid != os.getuid():
        raise OSError("not an ordinary file of this person")
    if status.st_size > _LARGEST_FILE:
        raise OSError(f"too large: {status.st_size}")
    if not start.startswith(_PICTURES):
        raise OSError("not a picture")
