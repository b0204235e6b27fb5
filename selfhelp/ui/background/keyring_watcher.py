"""Detect the unlocking of the keyring, while tickets are waiting for it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSocketNotifier, Signal

from selfhelp.core.progress import Progress
from selfhelp.machine.keyring import unlock_listener
from selfhelp.machine.keyring.unlock_listener import UnlockListener
from selfhelp.ui.jobs import JobRunner


class KeyringWatcher(QObject):
    """Watches the keyring for unlocking, only while requested.

    Signals:
        happened: the keyring may be unlocked now. If the keyring is already unlocked when listening starts,
          this is reported only once, because tickets may also be waiting for another reason and must not be
          retried endlessly.
    """

    happened = Signal()

    def __init__(self, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._wanted = False
        self._open: tuple[UnlockListener, QSocketNotifier] | None = None

    def set_listening(self, wanted: bool) -> None:
        """Start or stop watching the keyring; do nothing if the state is unchanged."""
        if wanted is self._wanted:
            return
        self._wanted = wanted
        if wanted:
            self._jobs.start_job(_connect_listener, self._on_listener_connected, owner=self)
        else:
            self._stop_listening()

    def _on_listener_connected(self, keyring: UnlockListener | None) -> None:
        if keyring is None:
            return
        if not self._wanted or self._open:
            keyring.close()
            return
        notifier = QSocketNotifier(keyring.descriptor, QSocketNotifier.Type.Read, self)
        self._open = keyring, notifier
        notifier.activated.connect(self._on_keyring_signal)
        if keyring.already:
            self.happened.emit()
        self._on_keyring_signal()  # messages received with the first answer aren't in the socket any more

    def _on_keyring_signal(self) -> None:
        unlocked = self._open[0].poll_unlocked() if self._open else False
        if unlocked is None:
            self._stop_listening()
        elif unlocked:
            self.happened.emit()

    def _stop_listening(self) -> None:
        if self._open:
            keyring, notifier = self._open
            self._open = None
            notifier.setEnabled(False)
            notifier.deleteLater()
            keyring.close()


def _connect_listener(_progress: Progress) -> UnlockListener | None:
    return unlock_listener.listen_for_unlock()
