"""The token for the help desk: in the system's keyring, never in a file of ours."""

from __future__ import annotations

import queue
import secrets
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol, TypeVar, cast

from selfhelp.errors import ConfigurationError, SignInNeededError, UnavailableError
from selfhelp.text import N_, Text

SERVICE, ACCOUNT = "selfhelp", "help desk"
T = TypeVar("T")
READ_LIMIT, STORE_LIMIT = 8.0, 60.0
"""Seconds: nobody is at the prompt while a token is read, she is while it is stored."""

LIMIT = 1200
"""Characters of a token. Windows keeps 2560 bytes in UTF-16 (jaraco/keyring issue 355)."""

TRUSTED = frozenset({"keyring.backends.SecretService", "keyring.backends.macOS", "keyring.backends.Windows"})
"""Keyrings that encrypt. Others, such as keyrings.alt, keep plain text in a file."""


class Keyring(Protocol):
    """What we use of a backend of the keyring library."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return a secret, or None."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret."""

    def delete_password(self, service: str, username: str) -> None:
        """Forget a secret."""


class _NoKeyringError(UnavailableError):
    """There is no keyring here that encrypts."""


class Secrets:
    """The person's token. The environment's counts for this process only and is never stored."""

    def __init__(self, environment: Mapping[str, str], keyring: Keyring | None = None) -> None:
        """Create one; nothing is opened yet.

        Args:
            environment: may hold SELFHELP_TOKEN, or SELFHELP_TOKEN_FILE with the name of a file.
            keyring: a backend for tests; None: the system's.
        """
        self._environment = environment
        self._keyring = keyring
        self._memory = ""

    def environment_token(self) -> str:
        """Return the token that this process was started with, or "".

        Raises:
            ConfigurationError: SELFHELP_TOKEN_FILE names a file that cannot be read.
        """
        token = self._environment.get("SELFHELP_TOKEN", "").strip()
        path = self._environment.get("SELFHELP_TOKEN_FILE", "")
        if token or not path:
            return _checked(token)
        try:
            with Path(path).open(encoding="utf-8") as file:
                return _checked(file.read(LIMIT + 2).strip())
        except (OSError, ValueError) as error:
            message = N_("The file that SELFHELP_TOKEN_FILE names cannot be read: {path}", path=path[:300])
            raise ConfigurationError(message, detail=repr(error)) from error

    def token(self) -> str:
        """Return the token, or "" where there is none or the keyring does not give it.

        Raises:
            ConfigurationError: SELFHELP_TOKEN_FILE names a file that cannot be read.
        """
        try:
            return self.require()
        except SignInNeededError:
            return ""

    def require(self) -> str:
        """Return the token: from the environment, from memory, from the keyring.

        Raises:
            SignInNeededError: there is none, or the keyring does not give it.
        """
        token = self.environment_token() or self._memory
        if token:
            return token
        try:
            found = _within(READ_LIMIT, lambda: self._backend().get_password(SERVICE, ACCOUNT))
        except UnavailableError as error:
            raise SignInNeededError(error.message, detail=error.detail) from error
        except Exception as error:  # every backend has exceptions of its own, D-Bus ones among them
            raise SignInNeededError(_no_answer(), detail=repr(error)) from error
        if not found:
            raise SignInNeededError(N_("You are not signed in to the help desk yet."))
        return found

    def store(self, token: str) -> None:
        """Keep a token in the keyring.

        Raises:
            ConfigurationError: it is empty or no token.
            UnavailableError: there is no keyring that keeps it safely; nothing was stored anywhere.
        """
        token = _checked(token.strip())
        if not token:
            raise ConfigurationError(N_("The token is empty."))
        try:
            _within(STORE_LIMIT, lambda: self._keep(token))
        except UnavailableError:
            raise
        except Exception as error:  # see `require`
            raise UnavailableError(_no_answer(), detail=repr(error)) from error
        self._memory = ""

    def keep_for_now(self, token: str) -> Text:
        """Keep a token in memory, for computers without a keyring, and return a sentence that says so.

        Raises:
            ConfigurationError: it is no token.
        """
        self._memory = _checked(token.strip())
        return N_("You are signed in until this program ends; then you have to sign in again.")

    def forget(self) -> bool:
        """Delete the token; return whether there was one. Where no keyring is trusted, none holds it.

        Raises:
            UnavailableError: the keyring does not answer, so it may still be there.
        """
        held, self._memory = self._memory, ""
        try:
            return _within(READ_LIMIT, self._take_out) or bool(held)
        except _NoKeyringError:
            return bool(held)
        except UnavailableError:
            raise
        except Exception as error:  # see `require`
            raise UnavailableError(_no_answer(), detail=repr(error)) from error

    def _take_out(self) -> bool:
        keyring = self._backend()
        if not keyring.get_password(SERVICE, ACCOUNT):
            return False
        keyring.delete_password(SERVICE, ACCOUNT)
        return True

    def persistent(self) -> bool:
        """Whether a token stored here would still be there after a restart."""
        try:
            self._prove(self._backend())
        except Exception:  # noqa: BLE001 - see `require`
            return False
        return True

    def _keep(self, token: str) -> None:
        keyring = self._backend()
        self._prove(keyring)
        keyring.set_password(SERVICE, ACCOUNT, token)

    def _prove(self, keyring: Keyring) -> None:
        """Write, read and delete a canary: a locked or broken keyring says so here, not later.

        Raises:
            UnavailableError: it does not keep what it is given.
        """
        name, value = f"canary-{secrets.token_hex(4)}", secrets.token_hex(8)
        keyring.set_password(SERVICE, name, value)
        kept = keyring.get_password(SERVICE, name)
        keyring.delete_password(SERVICE, name)
        if kept != value:
            raise UnavailableError(_no_answer(), detail="canary")

    def _backend(self) -> Keyring:
        """Return the system's keyring if it is one that encrypts.

        Raises:
            UnavailableError: there is none.
        """
        if self._keyring is not None:
            return self._keyring
        import keyring
        from keyring.backends.chainer import ChainerBackend

        found = keyring.get_keyring()
        for backend in found.backends if isinstance(found, ChainerBackend) else [found]:
            if type(backend).__module__ in TRUSTED:
                self._keyring = backend
                return backend
        message = N_(
            "This computer has no keyring that could keep your token safely. "
            "Ask your administrator for one, or give the token each time with SELFHELP_TOKEN_FILE."
        )
        raise _NoKeyringError(message, detail=type(found).__module__)


def _within(seconds: float, ask: Callable[[], T]) -> T:
    """Ask a keyring, but not for ever: one without a collection, or a locked one, may wait for a prompt
    that nobody sees. The question is left to a thread that ends with the program.

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
        raise UnavailableError(_no_answer(), detail=f"no answer in {seconds:g} s") from None
    if error is not None:
        raise error
    return cast("T", answer)


def _no_answer() -> Text:
    return N_("This computer's keyring does not answer or is locked.")


def _checked(token: str) -> str:
    """Return a token that fits into one header line.

    Raises:
        ConfigurationError: it holds spaces, line breaks or other characters that no token has.
    """
    if len(token) > LIMIT or not token.isascii() or not token.isprintable() or " " in token:
        raise ConfigurationError(N_("This is not a token: it is too long or holds spaces or line breaks."))
    return token
