"""Identifies the process at the other end of a local socket."""

from __future__ import annotations

import socket
import struct
import sys
from collections.abc import Callable
from pathlib import Path

SOL_LOCAL, LOCAL_PEERCRED, XUCRED_VERSION = 0, 1, 0
"""Constants of macOS (<sys/un.h>, <sys/ucred.h>): ``struct xucred`` begins with version and uid."""

CONSOLE = Path("/dev/console")
"""Device that belongs to the user logged in at the screen on macOS."""


def read_peer_uid(connection: socket.socket) -> int | None:
    """Return the user ID of the peer, or None if unknown."""
    try:
        if sys.platform == "darwin":
            data = connection.getsockopt(SOL_LOCAL, LOCAL_PEERCRED, 76)
            version, uid = struct.unpack_from("Ii", data)
            return int(uid) if version == XUCRED_VERSION else None
        _, uid, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    except (OSError, struct.error, AttributeError):
        return None
    return int(uid) if uid >= 0 else None


def _read_console_uid() -> int | None:
    """Return the user ID of the account at the screen, or None if unknown."""
    try:
        return CONSOLE.stat().st_uid
    except OSError:
        return None


def find_trusted_peer(
    connection: socket.socket,
    who: Callable[[socket.socket], int | None] = read_peer_uid,
    at_screen: Callable[[], int | None] = _read_console_uid,
) -> int | None:
    """Return the peer's user ID if it is the account at the screen, else None."""
    uid = who(connection)
    return uid if uid is not None and uid == at_screen() else None
