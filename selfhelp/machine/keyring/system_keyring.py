"""The system's keyring: asked with a time limit, and only one that encrypts."""

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
"""Seconds: no one is at the prompt while a token is read, the user is while it is stored."""

TRUSTED = frozenset({"keyring.backends.SecretService", "keyring.backends.macOS", "keyring.backends.Windows"})
"""Keyrings that encrypt. Others, such as keyrings.alt, keep plain text in a file."""


class KeyringBackend(Protocol):
    """The part of a keyring backend that we use."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return a secret, or None."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store a secret."""

    def delete_password(self, service: str, username: str) -> None:
        """Delete a secret."""


class NoKeyringError(UnavailableError):
    """There's no keyring here that encrypts."""


class LockedError(UnavailableError):
    """The keyring would show a dialog first; only `Vault.unlock` lets it."""


class Vault:
    """Reads, keeps and forgets secrets by the name of a service and of an account.

    What asks is often a delivery in the background: only `unlock` brings up a dialog of the keyring, and a
    locked one answers everything else with `LockedError`.
    """

    def __init__(self, keyring: KeyringBackend | None = None) -> None:
        """Create one; nothing is opened yet. ``keyring`` is a backend for tests; None: the system's."""
        self._keyring = keyring

    def read_secret(self, service: str, account: str) -> str:
        """Return a secret, or "" if there is none.

        Raises:
            UnavailableError: there's no keyring, or it does not answer.
        """
        return self._ask(READ_LIMIT, lambda keyring: keyring.get_password(service, account) or "")

    def store_secret(self, service: str, account: str, value: str) -> None:
        """Store a secret, after a test secret: a broken keyring fails now, not later.

        Raises:
            UnavailableError: there's no keyring that keeps it; nothing was stored anywhere.
        """

        def write(keyring: KeyringBackend) -> None:
            _prove(keyring, service)
            keyring.set_password(service, account, value)

        self._ask(STORE_LIMIT, write)

    def rename_secret(self, old: tuple[str, str], new: tuple[str, str]) -> str:
        """Rename a secret and return it, or "" if there is none.

        Raises:
            UnavailableError: see `read_secret`.
        """

        def rename(keyring: KeyringBackend) -> str:
            value = keyring.get_password(*old)
            if not value:
                return ""
            keyring.set_password(*new, value)
            keyring.delete_password(*old)
            return value

        return self._ask(READ_LIMIT, rename)

    def delete_secret(self, service: str, account: str) -> bool:
        """Delete a secret and return whether there was one.

        Raises:
            UnavailableError: the keyring does not answer, so it may still be there.
        """

        def take_out(keyring: KeyringBackend) -> bool:
            if not keyring.get_password(service, account):
                return False
            keyring.delete_password(service, account)
            return True

        return self._ask(READ_LIMIT, take_out)

    def would_prompt(self) -> bool:
        """Whether the keyring would show a dialog before it answers; no answer counts as yes.

        Raises:
            NoKeyringError: there is none.
        """
        try:
            lock = self._lock()
        except NoKeyringError:
            raise
        except UnavailableError:
            return True
        return lock is not None and lock.is_locked()

    def unlock(self, service: str) -> None:
        """Unlock the keyring, which may ask the user.

        Raises:
            UnavailableError: it is still locked, or there is none.
        """

        def work(keyring: KeyringBackend) -> None:
            lock = self._lock()
            if lock is not None and lock.open is not None:
                lock.open()
            keyring.get_password(service, "")

        self._ask(STORE_LIMIT, work, user_present=True)

    def unlock_if_needed(self, service: str) -> None:
        """Unlock the keyring if it would ask.

        Raises:
            UnavailableError: as `unlock`.
        """
        if self.would_prompt():
            self.unlock(service)

    def _lock(self) -> keyring_lock.KeyringLock | None:
        return keyring_lock.LOCKS.get(type(self._backend()).__module__)

    def persistent(self, service: str) -> bool:
        """Whether a secret that is kept here would still be there after a restart."""
        try:
            self._ask(READ_LIMIT, lambda keyring: _prove(keyring, service))
        except UnavailableError:
            return False
        return True

    def _ask(
        self, seconds: float, question: Callable[[KeyringBackend], T], *, user_present: bool = False
    ) -> T:
        def ask() -> T:
            backend = self._backend()
            if not user_present and self.would_prompt():
                raise LockedError(LOCKED)
            return question(backend)

        try:
            return _ask_with_deadline(seconds, ask)
        except UnavailableError:
            raise
        except Exception as error:  # every backend has exceptions of its own, D-Bus ones among them
            raise UnavailableError(NO_ANSWER, detail=repr(error)) from error

    def _backend(self) -> KeyringBackend:
        """Return the system's keyring, which is looked for once.

        Raises:
            UnavailableError: there is none that encrypts (`NoKeyringError`), or looking took too long.
        """
        if self._keyring is not None:
            return self._keyring
        self._keyring = _ask_with_deadline(READ_LIMIT, _trusted)
        return self._keyring


def _trusted() -> KeyringBackend:
    """Return the system's keyring if it is one that encrypts.

    Called on a thread of its own: the library keeps, for good, the error of a backend that this system does
    not have (keyring.backends.Windows), and with it what every function that led there was working on.

    Raises:
        NoKeyringError: there is none.
    """
    import keyring
    from keyring.backends.chainer import ChainerBackend

    found = keyring.get_keyring()
    for backend in found.backends if isinstance(found, ChainerBackend) else [found]:
        if type(backend).__module__ in TRUSTED:
            return cast("KeyringBackend", backend)
    message = N_(
        "This computer has no keyring to store your token safely. Ask your administrator for one, or "
        "provide the token each time with SELFHELP_TOKEN_FILE."
    )
    raise NoKeyringError(message, detail=type(found).__module__)


def _prove(keyring: KeyringBackend, service: str) -> None:
    """Write, read and delete a canary, so that a locked or broken keyring fails here, not later.

    Raises:
        UnavailableError: it does not keep what it is given.
    """
    name, value = f"canary-{secrets.token_hex(4)}", secrets.token_hex(8)
    keyring.set_password(service, name, value)
    kept = keyring.get_password(service, name)
    keyring.delete_password(service, name)
    if kept != value:
        raise UnavailableError(NO_ANSWER, detail="canary")


def _ask_with_deadline(seconds: float, ask: Callable[[], T]) -> T:
    """Ask a keyring, but not for ever: one without a collection, or a locked one, may wait for a prompt
    that no one sees. The question is left to a thread that ends with the program.

    Raises:
        UnavailableError: no answer in time.
    """
    answers: queue.SimpleQueue[tuple[T | None, Exception | None]] = queue.SimpleQueue()

    def work() -> None:
        try:
            answers.put((ask(), None))
        except Exception as error:  # noqa: BLE001 - handed to whoever asked
            answers.put((None, error))

    threading.Thread(target=work, name="keyring", daemon=True).start()
    try:
        answer, error = answers.get(timeout=seconds)
    except queue.Empty:
        raise UnavailableError(NO_ANSWER, detail=f"no answer in {seconds:g} s") from None
    if error is not None:
        raise error
    return cast("T", answer)


NO_ANSWER = N_("This computer's keyring is locked or isn't responding. Unlock it, or sign in again.")
LOCKED = N_(
    "This computer's keyring is locked, so the help desk can't identify you. Send your ticket "
    "again or sign in, then unlock the keyring when asked."
)
