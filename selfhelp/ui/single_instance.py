"""One app per user and session: a second start passes its request to the first and ends.

A lock file decides who is first (see `selfhelp.ui.main`); a local socket carries the wish. On Windows it is
a pipe, and pipes have no folders: anyone could make one of a known name first. So each first start draws a
name and keeps it in the user's own folder, and no other account may add an instance to that pipe. Whatever
else arrives on the socket is dropped: it can only open a screen of the window, with words in the box or a fix
preselected, or end the app, as every program of the same user could; it never starts anything.
"""

from __future__ import annotations

import json
import re
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from selfhelp.core.deep_links import DeepLink
from selfhelp.core.paths import Platform, current_platform

SOCKET = "app.socket"

PIPE = "app.pipe"
"""Windows: the file that holds the pipe's name."""

PIPE_NAME = re.compile("selfhelp-[0-9a-f]{32}")

WAIT_MS = 1500
WORDS = 2000


@dataclass(frozen=True, slots=True)
class LaunchRequest:
    """The request of a second start: a screen (with text for the box), to run hidden, or to quit.

    One that wants it to end is hidden as well: to an older app, which does not know it, it means nothing.
    """

    hidden: bool = False
    words: str = ""
    screen: str = "home"
    fix: str = ""
    leave: bool = False

    @property
    def link(self) -> DeepLink:
        """The link that was opened."""
        return DeepLink(self.screen, self.fix)

    def to_line(self) -> bytes:
        """Return the request as one line of JSON."""
        return json.dumps(asdict(self)).encode("ascii") + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> LaunchRequest | None:
        """Return the wish, or None for anything that is not one."""
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


def send_to_first(folder: Path, wish: LaunchRequest, patience: float = 5.0) -> bool:
    """Send the request to the first instance, retrying for ``patience`` seconds while it starts."""
    end = time.monotonic() + patience
    while True:
        name = _known_name(folder)
        if name and _send(name, wish.to_line()):
            return True
        if time.monotonic() > end:
            return False
        time.sleep(0.05)


def ask_to_quit(folder: Path) -> int:
    """Ask the instance of this session to end, as an upgrade does; 0 even if none runs."""
    send_to_first(folder, LaunchRequest(hidden=True, leave=True), patience=0)
    return 0


def _known_name(folder: Path) -> str:
    """Return where the first start listens; empty if that is not known."""
    if current_platform() is not Platform.WINDOWS:
        return str(folder / SOCKET)
    try:
        with (folder / PIPE).open("rb") as file:
            name = file.read(100).decode("ascii", "replace")
    except OSError:
        return ""
    return name if PIPE_NAME.fullmatch(name) else ""


def _send(name: str, data: bytes) -> bool:
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
