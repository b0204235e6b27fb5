"""One app per person and session: the second start hands its wish over to the first and ends.

A lock file decides who is first (see `selfhelp.ui.main`); a local socket carries the wish. Whatever else
arrives on the socket is dropped: it can only open a screen of the window, with words in the box or a fix
preselected, or end the app, as every program of hers could; it never starts anything.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QIODevice, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from selfhelp.destination import Destination
from selfhelp.places import Platform, this_platform
from selfhelp.ui.doorbell import SOCKET

LIMIT = 65_536
"""Bytes of one wish; a longer one is junk."""

CONNECTIONS = 16
"""Open connections at most."""

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
        if _send(_name(folder), wish.encode()):
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
        self._name = _name(folder)
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
        QLocalServer.removeServer(self._name)  # left behind by a process that was killed
        return self._server.listen(self._name)

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


def _name(folder: Path) -> str:
    """Return the socket's path; on Windows a pipe's name, where folders do not exist."""
    if this_platform() is Platform.WINDOWS:
        return f"selfhelp-{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}"
    return str(folder / SOCKET)


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
