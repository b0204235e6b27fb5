"""Notices a second start and only then loads Qt's network library, which takes 7 MiB."""

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
    """Listens in a folder that only this user can enter; only the holder of the lock may make one."""

    def __init__(self, folder: Path, asked: Callable[[LaunchRequest], None], parent: QObject) -> None:
        super().__init__(parent)
        self._folder, self._asked = folder, asked
        self._door: InstanceServer | None = None
        self._listener: socket.socket | None = None
        self._notifier: QSocketNotifier | None = None
        if not hasattr(socket, "AF_UNIX"):  # Windows has pipes, which only the network library can serve
            self._open_door(None)
            return
        self._listener = _listener(folder / SOCKET)
        if self._listener is not None:
            self._notifier = QSocketNotifier(self._listener.fileno(), QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._on_knocked)

    def stop_listening(self) -> None:
        """Stop listening."""
        if self._door is not None:
            self._door.stop_listening()
        elif self._listener is not None:
            self._listener.close()
            (self._folder / SOCKET).unlink(missing_ok=True)

    def _on_knocked(self) -> None:
        """Hand the listening socket, with the one who waits, to the door; from now on it listens."""
        notifier, self._notifier = self._notifier, None
        if notifier is not None and self._listener is not None:
            notifier.setEnabled(False)
            notifier.deleteLater()
            self._open_door(self._listener.detach())

    def _open_door(self, descriptor: int | None) -> None:
        from selfhelp.ui.instance_server import InstanceServer

        self._door = InstanceServer(self._folder, self)
        self._door.asked.connect(self._asked)
        self._door.start_listening(descriptor)


def _listener(path: Path) -> socket.socket | None:
    """Listen at a path; None if that cannot be done: then a second start finds no answer."""
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
