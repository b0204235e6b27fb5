"""Accesses the system's keyring, with a timeout and only if the keyring encrypts."""

from __future__ import annotations

import queue
import secrets
import threading
from collections.abc import Callable
from typing import Protocol, TypeVar, cast

from selfhelp.core.errors import UnavailableError
from selfhelp.core.text import N_
from selfhelp.machine.keyring import keyring_lock

T = TypeVar("T")
READ_LIMIT, STORE_LIMIT = 8.0, 60.0
"""Timeouts in seconds: short while a token is read in the background, long while the user stores a secret."""

TRUSTED = frozenset({"keyring.backends.SecretService", "keyring.backends.macOS", "keyring.backends.Windows"})
"""Modules of keyrings that encrypt. Others, such as keyrings.alt, store plain text in a file."""


class KeyringBackend(Protocol):
    """Protocol of a keyring backend: the methods that this app uses."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return the secret stored for a service and a user name, or None if there is none."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store a secret for a service and a user name."""

    def delete_password(self, service: str, username: str) -> None:
        """Delete the secret stored for a service and a user name."""


class NoKeyringError(UnavailableError):
    """Error raised if no keyring encrypts."""


class LockedError(UnavailableError):
    """Error raised if the keyring would show a dialog, which only `SystemKeyring.unlock_keyring` allows."""


class SystemKeyring:
    """Secrets in the keyring, read, stored and deleted by service name and account name.

    Callers are often background deliveries: only `unlock_keyring` shows a keyring dialog; otherwise a
    locked keyring raises `LockedError`.
    """

    def __init__(self, keyring: KeyringBackend | None = None) -> None:
        """Create a vault without opening the keyring.

        ``keyring`` is a backend for tests; None: the system's.
        """
        self._keyring = keyring

    def read_secret(self, service: str, account: str) -> str:
        """Return a secret, or "" if there is none.

        Raises:
            UnavailableError: there's no keyring, or it doesn't respond.
        """
        return self._run_with_timeout(
            READ_LIMIT, lambda keyring: keyring.get_password(service, account) or ""
        )

    def store_secret(self, service: str, account: str, value: str) -> None:
        """Store a secret, after checking with a test secret that the keyring works.

        Raises:
            UnavailableError: there's no keyring that can store it; nothing was stored.
        """

        def write_secret(keyring: KeyringBackend) -> None:
            _require_working_keyring(keyring, service)
            keyring.set_password(service, account, value)

        self._run_with_timeout(STORE_LIMIT, write_secret)

    def rename_secret(self, old: tuple[str, str], new: tuple[str, str]) -> str:
        """Move a secret to a new service and account, and return the secret; "" if there is none.

        Raises:
            UnavailableError: as in `read_secret`.
        """

        def rename_entry(keyring: KeyringBackend) -> str:
            value = keyring.get_password(*old)
            if not value:
                return ""
            keyring.set_password(*new, value)
            keyring.delete_password(*old)
            return value

        return self._run_with_timeout(READ_LIMIT, rename_entry)

    def delete_secret(self, service: str, account: str) -> bool:
        """Delete a secret and return whether there was one.

        Raises:
            UnavailableError: the keyring doesn't respond, so it may still exist.
        """

        def delete_entry(keyring: KeyringBackend) -> bool:
            if not keyring.get_password(service, account):
                return False
            keyring.delete_password(service, account)
            return True

        return self._run_with_timeout(READ_LIMIT, delete_entry)

    def would_prompt(self) -> bool:
        """Return whether the keyring would show a dialog; no response counts as yes.

        Raises:
            NoKeyringError: no keyring encrypts.
        """
        try:
            lock = self._find_keyring_lock()
        except NoKeyringError:
            raise
        except UnavailableError:
            return True
        return lock is not None and lock.is_locked()

    def unlock_keyring(self, service: str) -> None:
        """Unlock the keyring; this may show a dialog.

        Raises:
            UnavailableError: the keyring is still locked, or there isn't a trusted keyring.
        """

        def unlock_backend(keyring: KeyringBackend) -> None:
            lock = self._find_keyring_lock()
            if lock is not None and lock.open is not None:
                lock.open()
            keyring.get_password(service, "")

        self._run_with_timeout(STORE_LIMIT, unlock_backend, user_present=True)

    def unlock_keyring_if_needed(self, service: str) -> None:
        """Unlock the keyring if reading would show a dialog.

        Raises:
            UnavailableError: as in `unlock_keyring`.
        """
        if self.would_prompt():
            self.unlock_keyring(service)

    def _find_keyring_lock(self) -> keyring_lock.KeyringLock | None:
        return keyring_lock.LOCKS.get(type(self._find_backend()).__module__)

    def is_persistent(self, service: str) -> bool:
        """Return whether a stored secret would survive a restart."""
        try:
            self._run_with_timeout(READ_LIMIT, lambda keyring: _require_working_keyring(keyring, service))
        except UnavailableError:
            return False
        return True

    def _run_with_timeout(
        self, seconds: float, question: Callable[[KeyringBackend], T], *, user_present: bool = False
    ) -> T:
        def run_question() -> T:
            backend = self._find_backend()
            if not user_present and self.would_prompt():
                raise LockedError(LOCKED)
            return question(backend)

        try:
            return _call_with_deadline(seconds, run_question)
        except UnavailableError:
            raise
        except Exception as error:  # every backend has its own exceptions, including D-Bus exceptions
            raise UnavailableError(NO_ANSWER, detail=repr(error)) from error

    def _find_backend(self) -> KeyringBackend:
        """Return the system's keyring, which is looked up once.

        Raises:
            UnavailableError: no keyring encrypts (`NoKeyringError`), or the lookup timed out.
        """
        if self._keyring is not None:
            return self._keyring
        self._keyring = _call_with_deadline(READ_LIMIT, _find_trusted_keyring)
        return self._keyring


def _find_trusted_keyring() -> KeyringBackend:
    """Return the system's keyring if it encrypts.

    Called on its own thread: the library never frees the exception of an unavailable backend
    (keyring.backends.Windows), which refers to the frames of every caller.

    Raises:
        NoKeyringError: no keyring encrypts.
    """
    import keyring
    from keyring.backends.chainer import ChainerBackend

    found = keyring.get_keyring()
    for backend in found.backends if isinstance(found, ChainerBackend) else [found]:
        if type(backend).__module__ in TRUSTED:
            return cast("KeyringBackend", backend)
    message = N_(
        "This computer has no keyring to store your token safely. Ask your "
        "administrator to set one up, or provide the token each time with "
        "SELFHELP_TOKEN_FILE."
    )
    raise NoKeyringError(message, detail=type(found).__module__)


def _require_working_keyring(keyring: KeyringBackend, service: str) -> None:
    """Write, read and delete a test secret, so that a locked or broken keyring is detected early.

    Raises:
        UnavailableError: the keyring doesn't return the stored secret.
    """
    name, value = f"canary-{secrets.token_hex(4)}", secrets.token_hex(8)
    keyring.set_password(service, name, value)
    kept = keyring.get_password(service, name)
    keyring.delete_password(service, name)
    if kept != value:
        raise UnavailableError(NO_ANSWER, detail="canary")


def _call_with_deadline(seconds: float, ask: Callable[[], T]) -> T:
    """Return the result of a keyring function, called with a timeout in seconds.

    Without a collection, or if locked, a keyring may wait for a hidden prompt. After the timeout the call is
    left to a daemon thread.

    Raises:
        UnavailableError: the call timed out.
    """
    answers: queue.SimpleQueue[tuple[T | None, Exception | None]] = queue.SimpleQueue()

    def run_call() -> None:
        try:
            answers.put((ask(), None))
        except Exception as error:  # noqa: BLE001 - handed to whoever asked
            answers.put((None, error))

    threading.Thread(target=run_call, name="keyring", daemon=True).start()
    try:
        answer, error = answers.get(timeout=seconds)
    except queue.Empty:
        raise UnavailableError(NO_ANSWER, detail=f"no answer in {seconds:g} s") from None
    if error is not None:
        raise error
    return cast("T", answer)


NO_ANSWER = N_(
    "This computer's keyring, which stores your passwords, is locked or isn't responding. "
    "Unlock it and try again, or sign in again."
)
LOCKED = N_(
    "This computer's keyring is locked, so the help desk system can't identify you. Send your "
    "ticket again or sign in. When asked, unlock the keyring with its password, usually your "
    "computer password."
)
