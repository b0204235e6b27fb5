"""Run one instance per user and session: a second start passes its request to the first, and exits.

A lock file decides which instance is first (see `selfhelp.ui.main`); a local socket carries the request. On
Windows, the socket is a pipe. Pipes aren't in folders, so any account could create a pipe with a known name
first. Therefore each first instance chooses a random name and stores it in the user's own folder; no other
account may add an instance to that pipe. Other data on the socket is ignored. A request can only open a page,
with text in the search field or a fix preselected, or quit the app. It never starts a program.
"""

from __future__ import annotations

import json
import re
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from selfhelp.core.deep_links import DeepLink
from selfhelp.core.paths import Platform, detect_platform

SOCKET = "app.socket"

PIPE = "app.pipe"
"""Name of the file that contains the pipe's name, on Windows."""

PIPE_NAME = re.compile("selfhelp-[0-9a-f]{32}")

WAIT_MS = 1500
WORDS = 2000


@dataclass(frozen=True, slots=True)
class LaunchRequest:
    """The request of a second start: show a page, run hidden, or quit.

    In a request to quit, ``hidden`` is also True, so that older versions, which can't quit on request, do
    nothing.
    """

    hidden: bool = False
    words: str = ""
    screen: str = "home"
    fix: str = ""
    leave: bool = False

    @property
    def link(self) -> DeepLink:
        """The link to the requested page."""
        return DeepLink(self.screen, self.fix)

    def format_line(self) -> bytes:
        """Return the request as one line of JSON."""
        return json.dumps(asdict(self)).encode("ascii") + b"\n"

    @classmethod
    def parse_line(cls, line: bytes) -> LaunchRequest | None:
        """Return the request in a line of JSON; None for invalid data."""
        try:
            data = json.loads(line)
            hidden, words = data["hidden"], data["words"]
            where = DeepLink(data.get("screen", "home"), data.get("fix", ""))  # older ones name none
            leave = data.get("leave", False) is True
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None
        if not isinstance(hidden, bool) or not isinstance(words, str):
            return None
        return cls(hidden, words[:WORDS], where.screen, where.fix, leave)


def send_to_first_instance(folder: Path, wish: LaunchRequest, patience: float = 5.0) -> bool:
    """Send a request to the first instance, for up to ``patience`` seconds; return whether it arrived."""
    end = time.monotonic() + patience
    while True:
        name = _read_server_name(folder)
        if name and _send_request_line(name, wish.format_line()):
            return True
        if time.monotonic() > end:
            return False
        time.sleep(0.05)


def ask_instance_to_quit(folder: Path) -> int:
    """Ask this session's instance to quit, for example for an upgrade; return 0 even without an instance."""
    send_to_first_instance(folder, LaunchRequest(hidden=True, leave=True), patience=0)
    return 0


def _read_server_name(folder: Path) -> str:
    """Return the name of the first instance's socket or pipe; "" if unknown."""
    if detect_platform() is not Platform.WINDOWS:
        return str(folder / SOCKET)
    try:
        with (folder / PIPE).open("rb") as file:
            name = file.read(100).decode("ascii", "replace")
    except OSError:
        return ""
    return name if PIPE_NAME.fullmatch(name) else ""


def _send_request_line(name: str, data: bytes) -> bool:
    from PySide6.QtCore import QIODevice
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(name, QIODevice.OpenModeFlag.ReadWrite)
    if not socket.waitForConnected(WAIT_MS):
        return False
    socket.write(data)
    sent = socket.waitForBytesWritten(WAIT_MS) or socket.bytesToWrite() == 0
    heard = sent and socket.waitForReadyRead(WAIT_MS)
    answer = socket.readAll().data() if heard else b""
    socket.abort()
    return answer == b"ok\n"
