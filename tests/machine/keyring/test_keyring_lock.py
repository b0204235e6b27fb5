"""The lock of a Mac's keychain, as Apple documents its functions: nobody here has a Mac to try it on."""

from __future__ import annotations

import pytest

from selfhelp.machine.keyring import keyring_lock
from tests.machine.windows_pretended import Function

READABLE = 2
"""kSecReadPermStatus: says nothing about the lock."""


class Security:
    def __init__(self, failed: int, status: int) -> None:
        self._answer = failed, status
        self.dialogs = 0
        self.SecKeychainGetStatus, self.SecKeychainUnlock = Function(self._status), Function(self._unlock)

    def _status(self, keychain, status):
        assert keychain is None, "the default keychain"
        failed, status._obj.value = self._answer
        return failed

    def _unlock(self, *given):
        assert given == (None, 0, None, 0), "no password is passed: the user is asked"
        self.dialogs += 1
        return 0


@pytest.mark.parametrize(
    ("failed", "status", "locked"),
    [(0, READABLE, True), (0, READABLE | 1, False), (0, 7, False), (-25307, 1, True)],
)
def test_a_keychain_says_whether_it_is_locked_without_a_dialog(monkeypatch, failed, status, locked):
    security = Security(failed, status)
    monkeypatch.setattr(keyring_lock, "_load_security_framework", lambda: security)
    lock = keyring_lock.LOCKS["keyring.backends.macOS"]
    assert lock.is_locked() is locked
    assert security.dialogs == 0
    assert lock.open is not None
    lock.open()
    assert security.dialogs == 1
