"""Receives requests of later starts over Qt's local socket; see `selfhelp.ui.single_instance`."""

from __future__ import annotations

import secrets
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from selfhelp.core.paths import Platform, current_platform
from selfhelp.ui.single_instance import PIPE, SOCKET, LaunchRequest

LIMIT = 65_536
"""Bytes of one wish; a longer one is junk."""

CONNECTIONS = 16
"""Open connections at most."""


class InstanceServer(QObject):
    """Listens for wishes. Only this user's processes can connect.

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

    def start_listening(self, descriptor: int | None = None) -> bool:
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

    def stop_listening(self) -> None:
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
            wish = LaunchRequest.from_line(bytes(line).partition(b"\n")[0])
            visitor.write(b"ok\n" if wish else b"no\n")
            visitor.flush()
            visitor.disconnectFromServer()
            if wish is not None:
                self.asked.emit(wish)

    def _forget(self, visitor: QLocalSocket) -> None:
        self._open.pop(visitor, None)
        visitor.deleteLater()


def _new_name(folder: Path) -> str:
    """Return where to listen: the socket's path, or on Windows a pipe that no one could have made before.

    The name is written into the folder, which only this user can change. `UserAccessOption` gives the pipe
    an access list of this account alone, so that no other can add an instance to it (Microsoft Learn, "Named
    Pipe Security and Access Rights": FILE_CREATE_PIPE_INSTANCE). From documentation, not tried.

    Raises:
        OSError: the name cannot be written.
    """
    if current_platform() is not Platform.WINDOWS:
        return str(folder / SOCKET)
    name = f"selfhelp-{secrets.token_hex(16)}"
    unfinished = folder / f"{PIPE}.new"
    unfinished.write_text(name, encoding="ascii")
    unfinished.replace(folder / PIPE)
    return name
