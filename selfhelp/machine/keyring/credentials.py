"""The user's sign-in for each help desk: in the system's keyring or in memory, never in our files."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from selfhelp.core.errors import ConfigurationError, SignInNeededError, UnavailableError
from selfhelp.core.text import N_, Text
from selfhelp.machine.file_lock import wait_for_lock
from selfhelp.machine.keyring.system_keyring import KeyringBackend, NoKeyringError, Vault

SERVICE = "selfhelp"
TOKEN, REFRESH, PROXY = "help desk", "refresh token", "proxy"
"""What is kept for one server: the user's own token, or what OAuth renews itself with; and for a proxy."""
STATISTICS = "selfhelp-usage-statistics"
"""The account of what IT put there for usage statistics."""

LIMIT = 1200
"""Characters of a secret. Windows keeps 2560 bytes in UTF-16 (jaraco/keyring issue 355)."""

ACCESS_LIMIT = 16_000
"""Characters of what OAuth gives for an hour; it is only ever in memory."""

RENEW_LIMIT = 30.0
"""Seconds that one program of the user's waits for another that renews."""


@dataclass(slots=True)
class _Memory:
    """Secrets held in memory only, shared by all servers of this process."""

    kept: dict[tuple[str, str], str] = field(default_factory=dict)
    access: dict[str, tuple[str, float]] = field(default_factory=dict)
    renewing: threading.Lock = field(default_factory=threading.Lock)


class _TooLongError(UnavailableError):
    """Too long for the Windows keyring; the same limit everywhere."""


class Secrets:
    """The user's sign-in to one server. The environment's token is for this process and is never stored.

    What is kept for a server has that server's name: after the policy names another one, nothing that
    belongs to the old one is sent there.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        keyring: KeyringBackend | None = None,
        server: str = "",
        folder: Path | None = None,
    ) -> None:
        """Create the store without opening the keyring.

        Args:
            environment: may hold SELFHELP_TOKEN, or SELFHELP_TOKEN_FILE with the name of a file.
            keyring: a backend for tests; None: the system's.
            server: kind and host, such as "rt rt.example.com"; see
            `selfhelp.policy.help_desk.HelpDeskPolicy.kind_and_host`.
            folder: of this user, for a lock between their programs; nothing secret is written there.
        """
        self._environment = environment
        self._vault = Vault(keyring)
        self._memory = _Memory()
        self._folder = folder
        self.server = server

    def for_server(self, server: str) -> Secrets:
        """Return the secrets of another server; those in memory are shared.

        The environment's token is for the server that policy names, and for no other.
        """
        environment = self._environment if server == self.server else {}
        other = Secrets(environment, server=server, folder=self._folder)
        other._vault, other._memory = self._vault, self._memory
        return other

    @property
    def _service(self) -> str:
        return f"{SERVICE} {self.server}" if self.server else SERVICE

    # -- the user's own token -----------------------------------------------------------------------------

    def environment_token(self) -> str:
        """Return the token that this process was started with, or "".

        Raises:
            ConfigurationError: SELFHELP_TOKEN_FILE names a file that cannot be read.
        """
        token = self._environment.get("SELFHELP_TOKEN", "").strip()
        path = self._environment.get("SELFHELP_TOKEN_FILE", "")
        if token or not path:
            return self._checked(token)
        try:
            with Path(path).open(encoding="utf-8") as file:
                return self._checked(file.read(LIMIT + 2).strip())
        except (OSError, ValueError) as error:
            message = N_("The file set in SELFHELP_TOKEN_FILE can't be read: {path}", path=path[:300])
            raise ConfigurationError(message, detail=repr(error)) from error

    def token(self) -> str:
        """Return the token, or "" if there is none or the keyring does not give it.

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
        token = self.environment_token() or self._memory.kept.get((self._service, TOKEN), "")
        try:
            token = token or self._vault.read_secret(self._service, TOKEN) or self._adopted()
        except UnavailableError as error:
            raise SignInNeededError(error.message, detail=error.detail) from error
        if not token:
            raise SignInNeededError(
                N_("You aren't signed in to the help desk yet. Sign in to send your tickets.")
            )
        return token

    def _adopted(self) -> str:
        """Return the token of an earlier version, which had one for all servers, and give it this one's name.

        It is given away once: to the first server that asks after the update, which is the one it was for.
        """
        if not self.server:
            return ""
        token = self._vault.rename_secret((SERVICE, TOKEN), (self._service, TOKEN))
        if token:
            with suppress(UnavailableError):
                self._note(self._service)
        return token

    def store_token(self, token: str) -> None:
        """Store a token in the keyring; it replaces a browser sign-in.

        Raises:
            ConfigurationError: it is empty or no token.
            UnavailableError: there's no keyring that keeps it safely; nothing was stored anywhere.
        """
        token = self._checked(token.strip())
        if not token:
            raise ConfigurationError(N_("The token is empty."))
        self._vault.unlock_if_needed(self._service)
        self._vault.store_secret(self._service, TOKEN, token)
        self._forget_memory()
        with suppress(UnavailableError):
            self._vault.delete_secret(self._service, REFRESH)
            self._note(self._service)

    def hold_token(self, token: str) -> Text:
        """Hold a token in memory, for computers without a keyring; return a sentence that says so.

        Raises:
            ConfigurationError: it is no token.
        """
        self._forget_memory()
        self._memory.kept[self._service, TOKEN] = self._checked(token.strip())
        return N_("You're signed in until this app closes. After that, you'll need to sign in again.")

    def sign_in_kind(self) -> str:
        """Return the type of sign-in: "environment", "token", "browser" or "none"."""
        if self.environment_token():
            return "environment"
        with suppress(SignInNeededError):  # without a keyring, a token in memory still signs the user in
            if self.access_token() or self.refresh_token():
                return "browser"
        return "token" if self.token() else "none"

    def is_locked(self) -> bool:
        """Whether the keyring would ask the user something before it says how they are signed in.

        What needs no keyring is answered without it.
        """
        known = self.environment_token() or self.access_token()
        kept = self._memory.kept
        if known or any((self._service, account) in kept for account in (TOKEN, REFRESH)):
            return False
        try:
            return self._vault.would_prompt()
        except NoKeyringError:
            return False

    def unlock(self) -> None:
        """Unlock the keyring, which asks the user: only after something they did.

        Raises:
            UnavailableError: it stays locked.
        """
        self._vault.unlock(self._service)

    def unlock_if_needed(self) -> None:
        """Unlock the keyring if it would ask; if it stays locked, the next reader reports it."""
        if self.server and self.is_locked():
            with suppress(UnavailableError):
                self.unlock()

    def persistent(self) -> bool:
        """Whether a token stored here would still be there after a restart."""
        return self._vault.persistent(self._service)

    def is_acceptable_token(self, token: str) -> bool:
        """Whether a token fits into a header; a mail server's is a password, and may have any character."""
        plain = len(token) <= LIMIT and token.isprintable()
        return plain and (self.server.startswith("mail ") or (token.isascii() and " " not in token))

    def _checked(self, token: str) -> str:
        """Return a token that may be sent.

        Raises:
            ConfigurationError: it holds spaces, line breaks or other characters that no token has.
        """
        if not self.is_acceptable_token(token):
            message = N_("This isn't a valid token: it's too long or contains spaces or line breaks.")
            raise ConfigurationError(message)
        return token

    # -- a sign-in in the browser ------------------------------------------------------------------

    def refresh_token(self) -> str:
        """Return the refresh token, or "" if there is none.

        Raises:
            SignInNeededError: the keyring does not give it.
        """
        try:
            return self._memory.kept.get((self._service, REFRESH), "") or self._vault.read_secret(
                self._service, REFRESH
            )
        except UnavailableError as error:
            raise SignInNeededError(error.message, detail=error.detail) from error

    def keep_refresh_token(self, token: str, *, user_present: bool = False) -> bool:
        """Store the refresh token in the keyring, else in memory; return whether it survives a restart.

        It takes the place of a token that the user entered. A locked keyring may ask them only if they
        are there,
        because they sign in: it is renewed in the background as well.
        """
        self._memory.kept.pop((self._service, TOKEN), None)
        try:
            if len(token) > LIMIT:
                raise _TooLongError(
                    N_(
                        "The help desk's token is too long for the keyring. Ask the help desk for another "
                        "one."
                    )
                )
            if user_present:
                self._vault.unlock_if_needed(self._service)
            self._vault.store_secret(self._service, REFRESH, token)
            self._vault.delete_secret(self._service, TOKEN)
            self._note(self._service)
        except UnavailableError:
            self._memory.kept[self._service, REFRESH] = token
            return False
        self._memory.kept.pop((self._service, REFRESH), None)
        return True

    def drop_refresh_token(self) -> None:
        """Delete a browser sign-in that the server has ended."""
        self._memory.kept.pop((self._service, REFRESH), None)
        self._memory.access.pop(self._service, None)
        with suppress(UnavailableError):
            self._vault.delete_secret(self._service, REFRESH)

    def access_token(self) -> str:
        """Return the access token, or "" if it has expired."""
        token, until = self._memory.access.get(self._service, ("", 0.0))
        return token if time.monotonic() < until else ""

    def hold_access_token(self, token: str, seconds: float) -> None:
        """Hold an access token in memory for so many seconds; "" deletes it."""
        self._memory.access[self._service] = (token, time.monotonic() + seconds)

    @contextmanager
    def hold_renewal_lock(self) -> Iterator[None]:
        """Hold the lock while an access token is renewed.

        Many servers take a refresh token once, and end the sign-in where one comes twice: for them that is
        a theft. So threads, and programs of this user, go one after the other.
        """
        with ExitStack() as held:
            held.enter_context(self._memory.renewing)
            if self._folder is not None:
                held.enter_context(wait_for_lock(self._folder / "sign-in.lock", RENEW_LIMIT))
            yield

    # -- a proxy's name and password ---------------------------------------------------------------

    def proxy_sign_in(self, proxy: str) -> str:
        """Return ``user:password`` for a proxy, or "" if none is known or the keyring doesn't answer."""
        place = (f"{SERVICE} proxy {_place(proxy)}", PROXY)
        try:
            return self._memory.kept.get(place, "") or self._vault.read_secret(*place)
        except UnavailableError:
            return ""

    def keep_proxy_sign_in(self, proxy: str, user: str, password: str) -> bool:
        """Store name and password for a proxy; return whether they survive a restart.

        Raises:
            ConfigurationError: they cannot be sent to a proxy.
        """
        if not _place(proxy):
            raise ConfigurationError(N_("This isn't a proxy address: {proxy}", proxy=proxy[:200]))
        value = f"{user}:{password}"
        if not user or ":" in user or not value.isprintable() or len(value) > LIMIT:
            raise ConfigurationError(N_("This name or password can't be used for a proxy."))
        place = (f"{SERVICE} proxy {_place(proxy)}", PROXY)
        try:
            self._vault.unlock_if_needed(self._service)
            self._vault.store_secret(*place, value)
            self._note(place[0])
        except UnavailableError:
            self._memory.kept[place] = value
            return False
        self._memory.kept.pop(place, None)
        return True

    # -- what IT put there -------------------------------------------------------------------------

    def named_secret(self, entry: str) -> str:
        """Return the keyring's secret for usage statistics under the name in the policy, or "".

        It is asked in the background, so a locked keyring shows no dialog. The account is ours alone: no
        policy can name the entry of another program.

        Raises:
            UnavailableError: it is locked, does not answer, or there is none.
        """
        place = (entry, STATISTICS)
        self._memory.kept[place] = secret = self._vault.read_secret(*place)
        return secret

    # -- all of it ---------------------------------------------------------------------------------

    def secrets_in_memory(self) -> Sequence[str]:
        """Return the secrets that are in memory, to be taken out of logs and reports by value."""
        kept = self._memory.kept.items()
        values = [value.partition(":")[2] if account == PROXY else value for (_, account), value in kept]
        return [*filter(None, values), *(token for token, _ in self._memory.access.values() if token)]

    def delete_secrets(self) -> bool:
        """Delete the stored secrets of this server; return whether there were any.

        Where no keyring is trusted, none holds it.

        Raises:
            UnavailableError: the keyring does not answer, so it may still be there.
        """
        held = self._forget_memory()
        places = [(self._service, TOKEN), (self._service, REFRESH), (SERVICE, TOKEN)]
        try:
            self._vault.unlock_if_needed(self._service)
            gone = [self._vault.delete_secret(*place) for place in places]
        except NoKeyringError:
            return held
        return any(gone) or held

    def delete_all_secrets(self) -> bool:
        """Delete the stored secrets of all servers and proxies; return whether there were any.

        Raises:
            UnavailableError: as `delete_secrets`.
        """
        held = bool(self._memory.kept)
        self._memory.kept.clear()
        self._memory.access.clear()
        found = self.delete_secrets()
        try:
            for service in self._noted():
                for account in (TOKEN, REFRESH, PROXY):
                    found = self._vault.delete_secret(service, account) or found
            self._vault.delete_secret(SERVICE, "servers")
        except NoKeyringError:
            return held
        return found or held

    def _forget_memory(self) -> bool:
        held = [self._memory.kept.pop((self._service, account), "") for account in (TOKEN, REFRESH)]
        return any([*held, self._memory.access.pop(self._service, ("", 0.0))[0]])

    def _noted(self) -> Sequence[str]:
        """Return the services under which something is kept; a keyring does not list them itself."""
        try:
            names = json.loads(self._vault.read_secret(SERVICE, "servers") or "[]")
        except ValueError:
            return []
        return [str(name) for name in names] if isinstance(names, list) else []

    def _note(self, service: str) -> None:
        noted = self._noted()
        if service != SERVICE and service not in noted:
            latest = [*noted, service]
            while len(json.dumps(latest)) > LIMIT:
                latest.pop(0)
            self._vault.store_secret(SERVICE, "servers", json.dumps(latest))


def _place(proxy: str) -> str:
    """Return ``host:port`` of a proxy from any spelling; "" if it isn't an address."""
    with suppress(ValueError):
        return urlsplit(proxy if "//" in proxy else f"//{proxy}").netloc.rpartition("@")[2].lower()
    return ""
