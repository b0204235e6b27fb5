"""The user's sign-in for each help desk: in the system's keyring or in memory, never in this app's files."""

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
from selfhelp.machine.file_lock import try_to_hold_lock
from selfhelp.machine.keyring.system_keyring import KeyringBackend, NoKeyringError, SystemKeyring

SERVICE = "selfhelp"
TOKEN, REFRESH, PROXY = "help desk", "refresh token", "proxy"
"""Accounts of the entries in the keyring: the user's token, OAuth's refresh token, and a proxy's password."""
STATISTICS = "selfhelp-usage-statistics"
"""Keyring account of the secret for usage statistics, which IT stores."""

LIMIT = 1200
"""Maximum length of a secret, in characters.

Windows stores 2560 bytes in UTF-16 (jaraco/keyring issue 355).
"""

ACCESS_LIMIT = 16_000
"""Maximum length of an OAuth access token, in characters; it is only held in memory."""

RENEW_LIMIT = 30.0
"""Seconds to wait for another program of this user that renews a token."""


@dataclass(slots=True)
class _SecretsInMemory:
    """Secrets that are held in memory only, shared by all servers of this process."""

    kept: dict[tuple[str, str], str] = field(default_factory=dict)
    access: dict[str, tuple[str, float]] = field(default_factory=dict)
    renewing: threading.Lock = field(default_factory=threading.Lock)


class _SecretTooLongError(UnavailableError):
    """Error for a secret that is too long for the Windows keyring; the same limit applies on all systems."""


class Secrets:
    """The user's sign-in to one server; a token from the environment is never stored.

    Entries are stored under the server's name: if the policy changes the server, nothing that belongs to the
    old server is sent to the new server.
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
            environment: may contain SELFHELP_TOKEN, or SELFHELP_TOKEN_FILE with a file's path.
            keyring: a backend for tests; None: the system's.
            server: kind and host, such as "rt rt.example.com"; see
                `selfhelp.policy.help_desk.HelpDeskPolicy.find_kind_and_host`.
            folder: this user's folder for a lock between their programs; it holds no secret.
        """
        self._environment = environment
        self._vault = SystemKeyring(keyring)
        self._memory = _SecretsInMemory()
        self._folder = folder
        self.server = server

    def create_for_server(self, server: str) -> Secrets:
        """Return the secrets of another server; secrets in memory are shared.

        The environment's token is only for the server in the policy.
        """
        environment = self._environment if server == self.server else {}
        other = Secrets(environment, server=server, folder=self._folder)
        other._vault, other._memory = self._vault, self._memory
        return other

    @property
    def _service_name(self) -> str:
        return f"{SERVICE} {self.server}" if self.server else SERVICE

    # -- the user's own token -----------------------------------------------------------------------------

    def read_environment_token(self) -> str:
        """Return this process's token from the environment, or "".

        Raises:
            ConfigurationError: the file in SELFHELP_TOKEN_FILE can't be read.
        """
        token = self._environment.get("SELFHELP_TOKEN", "").strip()
        path = self._environment.get("SELFHELP_TOKEN_FILE", "")
        if token or not path:
            return self._require_acceptable_token(token)
        try:
            with Path(path).open(encoding="utf-8") as file:
                return self._require_acceptable_token(file.read(LIMIT + 2).strip())
        except (OSError, ValueError) as error:
            message = N_("The file set in SELFHELP_TOKEN_FILE can't be read: {path}", path=path[:300])
            raise ConfigurationError(message, detail=repr(error)) from error

    def read_token_or_empty(self) -> str:
        """Return the token, or "" if there is none or the keyring can't be read.

        Raises:
            ConfigurationError: the file in SELFHELP_TOKEN_FILE can't be read.
        """
        try:
            return self.require_token()
        except SignInNeededError:
            return ""

    def require_token(self) -> str:
        """Return the token from the environment, from memory, or from the keyring.

        Raises:
            SignInNeededError: there isn't a token, or the keyring can't be read.
        """
        token = self.read_environment_token() or self._memory.kept.get((self._service_name, TOKEN), "")
        try:
            token = token or self._vault.read_secret(self._service_name, TOKEN) or self._adopt_shared_token()
        except UnavailableError as error:
            raise SignInNeededError(error.message, detail=error.detail) from error
        if not token:
            raise SignInNeededError(
                N_("You aren't signed in to the help desk yet. Sign in to send your tickets.")
            )
        return token

    def _adopt_shared_token(self) -> str:
        """Move the token of an earlier version, used for all servers, to this server; return it, or "".

        The token is moved once, to the first server that needs a token after the update; it was meant for
        that server.
        """
        if not self.server:
            return ""
        token = self._vault.rename_secret((SERVICE, TOKEN), (self._service_name, TOKEN))
        if token:
            with suppress(UnavailableError):
                self._record_service(self._service_name)
        return token

    def store_token(self, token: str) -> None:
        """Store a token in the keyring; it replaces a browser sign-in.

        Raises:
            ConfigurationError: the token is empty or invalid.
            UnavailableError: there's no keyring that can store a token safely; nothing was stored.
        """
        token = self._require_acceptable_token(token.strip())
        if not token:
            raise ConfigurationError(N_("The token is empty."))
        self._vault.unlock_keyring_if_needed(self._service_name)
        self._vault.store_secret(self._service_name, TOKEN, token)
        self._clear_held_secrets()
        with suppress(UnavailableError):
            self._vault.delete_secret(self._service_name, REFRESH)
            self._record_service(self._service_name)

    def hold_token_in_memory(self, token: str) -> Text:
        """Hold a token in memory on computers without a keyring; return the sentence that tells the user so.

        Raises:
            ConfigurationError: the token is invalid.
        """
        self._clear_held_secrets()
        self._memory.kept[self._service_name, TOKEN] = self._require_acceptable_token(token.strip())
        return N_("You're signed in until this app closes. After that, you'll need to sign in again.")

    def read_sign_in_kind(self) -> str:
        """Return the type of sign-in: "environment", "token", "browser" or "none"."""
        if self.read_environment_token():
            return "environment"
        with suppress(SignInNeededError):  # without a keyring, a token in memory still signs the user in
            if self.read_access_token() or self.read_refresh_token():
                return "browser"
        return "token" if self.read_token_or_empty() else "none"

    def is_locked(self) -> bool:
        """Return whether reading the sign-in would show a keyring dialog; false if no keyring is needed."""
        known = self.read_environment_token() or self.read_access_token()
        kept = self._memory.kept
        if known or any((self._service_name, account) in kept for account in (TOKEN, REFRESH)):
            return False
        try:
            return self._vault.would_prompt()
        except NoKeyringError:
            return False

    def unlock(self) -> None:
        """Unlock the keyring. This shows a dialog, so call it only after a user action.

        Raises:
            UnavailableError: the keyring stays locked.
        """
        self._vault.unlock_keyring(self._service_name)

    def unlock_if_needed(self) -> None:
        """Unlock the keyring if it would show a dialog; if it stays locked, the next read fails."""
        if self.server and self.is_locked():
            with suppress(UnavailableError):
                self.unlock()

    def is_persistent(self) -> bool:
        """Return whether a token stored now would survive a restart."""
        return self._vault.is_persistent(self._service_name)

    def is_acceptable_token(self, token: str) -> bool:
        """Return whether a token is valid; a mail server's token is a password with any characters."""
        plain = len(token) <= LIMIT and token.isprintable()
        return plain and (self.server.startswith("mail ") or (token.isascii() and " " not in token))

    def _require_acceptable_token(self, token: str) -> str:
        """Return a token that can be sent.

        Raises:
            ConfigurationError: the token has spaces, line breaks or other invalid characters.
        """
        if not self.is_acceptable_token(token):
            message = N_("This isn't a valid token: it's too long or contains spaces or line breaks.")
            raise ConfigurationError(message)
        return token

    # -- a sign-in in the browser ------------------------------------------------------------------

    def read_refresh_token(self) -> str:
        """Return the refresh token, or "" if there is none.

        Raises:
            SignInNeededError: the keyring can't be read.
        """
        try:
            return self._memory.kept.get((self._service_name, REFRESH), "") or self._vault.read_secret(
                self._service_name, REFRESH
            )
        except UnavailableError as error:
            raise SignInNeededError(error.message, detail=error.detail) from error

    def store_refresh_token(self, token: str, *, user_present: bool = False) -> bool:
        """Store the refresh token in the keyring, or else in memory; return whether it survives a restart.

        It replaces a token that the user entered. A locked keyring may only show its dialog to a user who is
        present, as when signing in. Tokens are also renewed in the background.
        """
        self._memory.kept.pop((self._service_name, TOKEN), None)
        try:
            if len(token) > LIMIT:
                raise _SecretTooLongError(
                    N_(
                        "The help desk's token is too long for the keyring. Ask the help desk for another "
                        "one."
                    )
                )
            if user_present:
                self._vault.unlock_keyring_if_needed(self._service_name)
            self._vault.store_secret(self._service_name, REFRESH, token)
            self._vault.delete_secret(self._service_name, TOKEN)
            self._record_service(self._service_name)
        except UnavailableError:
            self._memory.kept[self._service_name, REFRESH] = token
            return False
        self._memory.kept.pop((self._service_name, REFRESH), None)
        return True

    def delete_refresh_token(self) -> None:
        """Delete the refresh token of a browser sign-in that the server has ended."""
        self._memory.kept.pop((self._service_name, REFRESH), None)
        self._memory.access.pop(self._service_name, None)
        with suppress(UnavailableError):
            self._vault.delete_secret(self._service_name, REFRESH)

    def read_access_token(self) -> str:
        """Return the access token held in memory; "" if there is none or it has expired."""
        token, until = self._memory.access.get(self._service_name, ("", 0.0))
        return token if time.monotonic() < until else ""

    def hold_access_token_in_memory(self, token: str, seconds: float) -> None:
        """Hold an access token in memory for a number of seconds; "" deletes the token."""
        self._memory.access[self._service_name] = (token, time.monotonic() + seconds)

    @contextmanager
    def hold_renewal_lock(self) -> Iterator[None]:
        """Hold the lock while an access token is renewed.

        Many servers accept a refresh token once, and end the sign-in if it is used twice, as if it were
        stolen. So threads and programs of this user take turns.
        """
        with ExitStack() as held:
            held.enter_context(self._memory.renewing)
            if self._folder is not None:
                held.enter_context(try_to_hold_lock(self._folder / "sign-in.lock", RENEW_LIMIT))
            yield

    # -- a proxy's user name and password -----------------------------------------------------------

    def read_proxy_sign_in(self, proxy: str) -> str:
        """Return ``user:password`` for a proxy, or "" if there is none or the keyring can't be read."""
        place = (f"{SERVICE} proxy {_parse_proxy_host_and_port(proxy)}", PROXY)
        try:
            return self._memory.kept.get(place, "") or self._vault.read_secret(*place)
        except UnavailableError:
            return ""

    def store_proxy_sign_in(self, proxy: str, user: str, password: str) -> bool:
        """Store the user name and password for a proxy; return whether they survive a restart.

        Raises:
            ConfigurationError: the user name or password can't be sent to a proxy.
        """
        if not _parse_proxy_host_and_port(proxy):
            raise ConfigurationError(N_("This isn't a proxy address: {proxy}", proxy=proxy[:200]))
        value = f"{user}:{password}"
        if not user or ":" in user or not value.isprintable() or len(value) > LIMIT:
            raise ConfigurationError(N_("This user name or password can't be used for a proxy."))
        place = (f"{SERVICE} proxy {_parse_proxy_host_and_port(proxy)}", PROXY)
        try:
            self._vault.unlock_keyring_if_needed(self._service_name)
            self._vault.store_secret(*place, value)
            self._record_service(place[0])
        except UnavailableError:
            self._memory.kept[place] = value
            return False
        self._memory.kept.pop(place, None)
        return True

    # -- secrets stored by IT -----------------------------------------------------------------------

    def read_statistics_secret(self, entry: str) -> str:
        """Return the keyring's secret for usage statistics under the name in the policy, or "".

        It is read in the background, so a locked keyring shows no dialog. The account is this app's own, so
        that no policy can name another program's entry.

        Raises:
            UnavailableError: the keyring is locked, doesn't respond, or doesn't exist.
        """
        place = (entry, STATISTICS)
        self._memory.kept[place] = secret = self._vault.read_secret(*place)
        return secret

    # -- all secrets --------------------------------------------------------------------------------

    def list_secrets_in_memory(self) -> Sequence[str]:
        """Return the secrets in memory, which are redacted by value in logs and reports."""
        kept = self._memory.kept.items()
        values = [value.partition(":")[2] if account == PROXY else value for (_, account), value in kept]
        return [*filter(None, values), *(token for token, _ in self._memory.access.values() if token)]

    def delete_server_secrets(self) -> bool:
        """Delete the stored secrets of this server; return whether there were any.

        Without a trusted keyring, no secrets were stored.

        Raises:
            UnavailableError: the keyring doesn't respond, so they may still exist.
        """
        held = self._clear_held_secrets()
        places = [(self._service_name, TOKEN), (self._service_name, REFRESH), (SERVICE, TOKEN)]
        try:
            self._vault.unlock_keyring_if_needed(self._service_name)
            gone = [self._vault.delete_secret(*place) for place in places]
        except NoKeyringError:
            return held
        return any(gone) or held

    def delete_all_secrets(self) -> bool:
        """Delete the stored secrets of all servers and proxies; return whether there were any.

        Raises:
            UnavailableError: as in `delete_server_secrets`.
        """
        held = bool(self._memory.kept)
        self._memory.kept.clear()
        self._memory.access.clear()
        found = self.delete_server_secrets()
        try:
            for service in self._list_services():
                for account in (TOKEN, REFRESH, PROXY):
                    found = self._vault.delete_secret(service, account) or found
            self._vault.delete_secret(SERVICE, "servers")
        except NoKeyringError:
            return held
        return found or held

    def _clear_held_secrets(self) -> bool:
        held = [self._memory.kept.pop((self._service_name, account), "") for account in (TOKEN, REFRESH)]
        return any([*held, self._memory.access.pop(self._service_name, ("", 0.0))[0]])

    def _list_services(self) -> Sequence[str]:
        """Return the services that may have stored entries; a keyring can't list its services."""
        try:
            names = json.loads(self._vault.read_secret(SERVICE, "servers") or "[]")
        except ValueError:
            return []
        return [str(name) for name in names] if isinstance(names, list) else []

    def _record_service(self, service: str) -> None:
        noted = self._list_services()
        if service != SERVICE and service not in noted:
            latest = [*noted, service]
            while len(json.dumps(latest)) > LIMIT:
                latest.pop(0)
            self._vault.store_secret(SERVICE, "servers", json.dumps(latest))


def _parse_proxy_host_and_port(proxy: str) -> str:
    """Return ``host:port`` of a proxy in any notation; "" if the text isn't an address."""
    with suppress(ValueError):
        return urlsplit(proxy if "//" in proxy else f"//{proxy}").netloc.rpartition("@")[2].lower()
    return ""
