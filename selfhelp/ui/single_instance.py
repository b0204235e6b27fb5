"""One app per person and session: the second start hands its wish over to the first and ends.

A lock file decides who is first (see `selfhelp.ui.main`); a local socket carries the wish. On Windows it is
a pipe, and pipes have no folders: anybody could make one of a known name first. So each first start draws a
name and keeps it in the person's own folder, and no other account may add an instance to that pipe. Whatever
else arrives on the socket is dropped: it can only open a screen of the window, with words in the box or a fix
preselected, or end the app, as every program of the same user could; it never starts anything.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QIODevice, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from selfhelp.core.deep_links import Destination
from selfhelp.core.paths import Platform, this_platform
from selfhelp.ui.instance_listener import SOCKET

LIMIT = 65_536
"""Bytes of one wish; a longer one is junk."""

CONNECTIONS = 16
"""Open connections at most."""

PIPE = "app.pipe"
"""Windows: the file that holds the pipe's name."""

PIPE_NAME = re.compile("selfhelp-[0-9a-f]{32}")

WAIT_MS = 1500
WORDS = 2000


@dataclass(frozen=True, slots=True)
class Wish:
    """What a second start wants: a screen (with words in the box), only that the app runs, or that it ends.

    One that wants it to end is hidden as well: to an older app, which does not know it, it means nothing.
    """

    hidden: bool = False
    words: str = ""
    screen: str = "home"
    fix: str = ""
    leave: bool = False

    @property
    def destination(self) -> Destination:
        """Where it leads."""
        return Destination(self.screen, self.fix)

    def encode(self) -> bytes:
        """Return it as one line of JSON."""
        return json.dumps(asdict(self)).encode("ascii") + b"\n"

    @classmethod
    def decode(cls, line: bytes) -> Wish | None:
        """Return the wish, or None for anything that is not one."""
        try:
            data = json.loads(line)
            hidden, words = data["hidden"], data["words"]
            where = Destination(data.get("screen", "home"), data.get("fix", ""))  # older ones name none
            leave = data.get("leave", False) is True
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None
        if not isinstance(hidden, bool) or not isinstance(words, str):
            return None
        return cls(hidden, words[:WORDS], where.screen, where.fix, leave)


def hand_over(folder: Path, wish: Wish, patience: float = 5.0) -> bool:
    """Give the wish to the first one; it may be starting, so try for ``patience`` seconds."""
    end = time.monotonic() + patience
    while True:
        name = _known_name(folder)
        if name and _send(name, wish.encode()):
            return True
        if time.monotonic() > end:
            return False
        time.sleep(0.05)


def leave(folder: Path) -> int:
    """Ask the app of this session to end, as an upgrade does; one that is not there is no news."""
    hand_over(folder, Wish(hidden=True, leave=True), patience=0)
    return 0


class Door(QObject):
    """Listens for wishes. Only this person's processes can connect.

    Signals:
        asked: a wish has come.
    """

    asked = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(CONNECTIONS)
        self._server.newConnection.connect(self._welcome)
        self._open: dict[QLocalSocket, bytearray] = {}

    def open(self, descriptor: int | None = None) -> bool:
        """Start to listen, on a socket that listens already where there is one; says whether it worked.

        Only the holder of the lock may call this.
        """
        if descriptor is not None:
            return self._server.listen(descriptor)
        try:
            name = _new_name(self._folder)
        except OSError:  # then a second start finds no answer
            return False
        QLocalServer.removeServer(name)  # left behind by a process that was killed
        return self._server.listen(name)

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def _welcome(self) -> None:
        while self._server.hasPendingConnections():
            visitor = self._server.nextPendingConnection()
            if len(self._open) >= CONNECTIONS:
                visitor.abort()
                visitor.deleteLater()
                continue
            self._open[visitor] = bytearray()
            visitor.readyRead.connect(lambda v=visitor: self._read(v))
            visitor.disconnected.connect(lambda v=visitor: self._forget(v))
            if visitor.bytesAvailable():
                self._read(visitor)

    def _read(self, visitor: QLocalSocket) -> None:
        if visitor not in self._open:
            return
        line = self._open[visitor]
        line += visitor.read(LIMIT + 1).data()
        if len(line) > LIMIT:
            visitor.abort()
        elif b"\n" in line:
            wish = Wish.decode(bytes(line).partition(b"\n")[0])
            visitor.write(b"ok\n" if wish else b"no\n")
            visitor.flush()
            visitor.disconnectFromServer()
            if wish is not None:
                self.asked.emit(wish)

    def _forget(self, visitor: QLocalSocket) -> None:
        self._open.pop(visitor, None)
        visitor.deleteLater()


def _new_name(folder: Path) -> str:
    """Return where to listen: the socket's path, or on Windows a pipe that nobody could have made before.

    The name is written into the folder, which only this person can change. `UserAccessOption` gives the pipe
    an access list of this account alone, so that no other can add an instance to it (Microsoft Learn, "Named
    Pipe Security and Access Rights": FILE_CREATE_PIPE_INSTANCE). From documentation, not tried.

    Raises:
        OSError: the name cannot be written.
    """
    if this_platform() is not Platform.WINDOWS:
        return str(folder / SOCKET)
    name = f"selfhelp-{secrets.token_hex(16)}"
    unfinished = folder / f"{PIPE}.new"
    unfinished.write_text(name, encoding="ascii")
    unfinished.replace(folder / PIPE)
    return name


def _known_name(folder: Path) -> str:
    """Return where the first start listens; empty where that is not known."""
    if this_platform() is not Platform.WINDOWS:
        return str(folder / SOCKET)
    try:
        with (folder / PIPE).open("rb") as file:
            name = file.read(100).decode("ascii", "replace")
    except OSError:
        return ""
    return name if PIPE_NAME.fullmatch(name) else ""


def _send(name: str, data: bytes) -> bool:
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
