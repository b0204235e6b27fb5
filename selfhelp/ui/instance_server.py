"""Receive the requests of later starts through Qt's local socket; see `selfhelp.ui.single_instance`."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from selfhelp.core.paths import Platform, detect_platform
from selfhelp.ui.single_instance import PIPE, SOCKET, LaunchRequest

LIMIT = 65_536
"""Maximum size of a request, in bytes."""

CONNECTIONS = 16
"""Maximum number of open connections."""


class InstanceServer(QObject):
    """A server for the requests of later starts; only this user's processes can connect.

    Signals:
        asked: carries a `LaunchRequest`.
    """

    asked = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(CONNECTIONS)
        self._server.newConnection.connect(self._accept_connections)
        self._open: dict[QLocalSocket, bytearray] = {}

    def start_listening(self, descriptor: int | None = None) -> bool:
        """Start listening, on the socket ``descriptor`` if given; return whether the server is listening.

        Only the instance that holds the lock may call this method.
        """
        if descriptor is not None:
            return self._server.listen(descriptor)
        try:
            name = _create_server_name(self._folder)
        except OSError:  # later starts won't reach this one
            return False
        QLocalServer.removeServer(name)  # left behind by a process that was killed
        return self._server.listen(name)

    def stop_listening(self) -> None:
        """Stop listening for requests, and delete the file with the pipe's name on Windows."""
        self._server.close()
        with suppress(OSError):  # never written, or in use by a later start, which reads it
            (self._folder / PIPE).unlink(missing_ok=True)

    def _accept_connections(self) -> None:
        while self._server.hasPendingConnections():
            visitor = self._server.nextPendingConnection()
            if len(self._open) >= CONNECTIONS:
                visitor.abort()
                visitor.deleteLater()
                continue
            self._open[visitor] = bytearray()
            visitor.readyRead.connect(lambda v=visitor: self._read_request(v))
            visitor.disconnected.connect(lambda v=visitor: self._remove_connection(v))
            if visitor.bytesAvailable():
                self._read_request(visitor)

    def _read_request(self, visitor: QLocalSocket) -> None:
        if visitor not in self._open:
            return
        line = self._open[visitor]
        line += visitor.read(LIMIT + 1).data()
        if len(line) > LIMIT:
            visitor.abort()
        elif b"\n" in line:
            wish = LaunchRequest.parse_line(bytes(line).partition(b"\n")[0])
            visitor.write(b"ok\n" if wish else b"no\n")
            visitor.flush()
            visitor.disconnectFromServer()
            if wish is not None:
                self.asked.emit(wish)

    def _remove_connection(self, visitor: QLocalSocket) -> None:
        self._open.pop(visitor, None)
        visitor.deleteLater()


def _create_server_name(folder: Path) -> str:
    """Return the server's name: the socket's path, or on Windows a pipe name that can't be predicted.

    The name is written into the folder, which only this user can change. `UserAccessOption` restricts the
    pipe to this account, so that no other account can add an instance to the pipe (Microsoft Learn, "Named
    Pipe Security and Access Rights": FILE_CREATE_PIPE_INSTANCE). From documentation, untested.

    Raises:
        OSError: the file with the name can't be written.
    """
    if detect_platform() is not Platform.WINDOWS:
        return str(folder / SOCKET)
    name = f"selfhelp-{secrets.token_hex(16)}"
    unfinished = folder / f"{PIPE}.new"
    unfinished.write_text(name, encoding="ascii")
    unfinished.replace(folder / PIPE)
    return name
