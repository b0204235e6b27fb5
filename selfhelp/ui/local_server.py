"""Listen for a second start; Qt's network library (7 MiB) is loaded only on the first connection."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier

from selfhelp.ui.single_instance import SOCKET, LaunchRequest

if TYPE_CHECKING:
    from selfhelp.ui.instance_server import InstanceServer

BACKLOG = 16


class LocalServer(QObject):
    """Listens for later starts, in a folder that only this user can enter.

    Only the instance that holds the lock may create this object.
    """

    def __init__(self, folder: Path, asked: Callable[[LaunchRequest], None], parent: QObject) -> None:
        super().__init__(parent)
        self._folder, self._asked = folder, asked
        self._door: InstanceServer | None = None
        self._listener: socket.socket | None = None
        self._notifier: QSocketNotifier | None = None
        if not hasattr(socket, "AF_UNIX"):  # Windows has pipes, which only the network library can serve
            self._start_instance_server(None)
            return
        self._listener = _create_listener(folder / SOCKET)
        if self._listener is not None:
            self._notifier = QSocketNotifier(self._listener.fileno(), QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._on_connection)

    def stop_listening(self) -> None:
        """Stop listening, and remove the socket."""
        if self._door is not None:
            self._door.stop_listening()
        elif self._listener is not None:
            self._listener.close()
            (self._folder / SOCKET).unlink(missing_ok=True)

    def _on_connection(self) -> None:
        """Pass the listening socket, with the pending connection, to the instance server."""
        notifier, self._notifier = self._notifier, None
        if notifier is not None and self._listener is not None:
            notifier.setEnabled(False)
            notifier.deleteLater()
            self._start_instance_server(self._listener.detach())

    def _start_instance_server(self, descriptor: int | None) -> None:
        from selfhelp.ui.instance_server import InstanceServer

        self._door = InstanceServer(self._folder, self)
        self._door.asked.connect(self._asked)
        self._door.start_listening(descriptor)


def _create_listener(path: Path) -> socket.socket | None:
    """Return a socket that listens at a path; None on failure, so that later starts get no answer."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)  # left behind by a process that was killed
        listener.bind(str(path))
        path.chmod(0o600)
        listener.listen(BACKLOG)
        listener.setblocking(False)
        return listener
    listener.close()
    return None
