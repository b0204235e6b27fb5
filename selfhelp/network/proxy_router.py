"""Chooses the route to a server: direct or through a proxy, by policy, environment or system.

The first that is set applies: ``network.proxy`` of the policy, ``network.pac`` of the policy, the environment
(``https_proxy``, `no_proxy`), the system's settings. WPAD is never used: anyone in the same network could
answer.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from selfhelp.core.errors import DeskUnreachableError, SelfhelpError
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.network.failures import FailureKind, make_error_from_proxy_answer
from selfhelp.network.routes import DIRECT, Route
from selfhelp.policy.fields import LOOPBACK
from selfhelp.policy.policy import NetworkPolicy

if TYPE_CHECKING:
    from selfhelp.machine.keyring.credentials import Secrets
    from selfhelp.machine.proxy.system_proxy import SystemProxy

REMEMBERED = 600.0
"""Time for which settings and script results are cached, in seconds."""

SCRIPT_LIMIT = 1_000_000
"""Maximum size of a proxy script in bytes, the same as in Chromium."""

SCRIPT_SECONDS = 10.0
WAYS = 10
"""Maximum number of routes used from a script's result."""


@dataclass(slots=True)
class _CachedProxyRoute:
    at: float = 0.0
    settings: SystemProxy | None = None
    scripts: dict[str, tuple[float, str]] = field(default_factory=dict)
    answers: dict[tuple[str, str], tuple[float, Sequence[str]]] = field(default_factory=dict)
    signed: dict[str, str] = field(default_factory=dict)


class ProxyRouter:
    """Chooses the routes to each server; results are cached for ten minutes."""

    def __init__(
        self,
        network: NetworkPolicy | None = None,
        machine: Machine | None = None,
        secrets: Secrets | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Create the router without sending or reading anything.

        Args:
            network: the organisation's network settings.
            machine: the computer with the system's settings; None for policy and environment only.
            secrets: the store of user names and passwords for proxies.
            now: returns the current time.
        """
        self._network = network or NetworkPolicy()
        self._machine, self._secrets, self._now = machine, secrets, now
        self._known = _CachedProxyRoute(-REMEMBERED)

    @property
    def ca_file(self) -> str:
        """The organisation's CA certificates (PEM), added to the system's; "" for none."""
        return self._network.ca_file

    def list_routes(self, url: str) -> Sequence[Route]:
        """Return the routes to an address in the order to try; never empty.

        Plain http is only used for this computer, directly, because a proxy would see the token.

        Raises:
            DeskUnreachableError: a proxy script fails and policy forbids a direct connection, or a proxy
                address is malformed.
        """
        try:
            return self._find_routes(url)
        except ValueError as error:  # such as ``[::1`` typed in; what it says may hold a password
            raise make_error_from_proxy_answer("the proxy's address is malformed") from error

    def _find_routes(self, url: str) -> Sequence[Route]:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme != "https":
            return [Route(DIRECT, "computer")]
        network = self._network
        if network.proxy or network.pac:
            if _is_host_exempt(host, network.no_proxy):
                return [Route(DIRECT, "policy")]
            if network.proxy:
                return [self._add_proxy_credentials(Route(_normalise_proxy_address(network.proxy), "policy"))]
            return self._find_script_routes(network.pac, url, host)
        from_environment = _find_environment_proxy(url)
        if from_environment is not None:
            return [self._add_proxy_credentials(Route(from_environment, "environment"))]
        return self._find_system_routes(url, host)

    def read_proxy_sign_in(self, way: Route) -> Route | None:
        """Return the route with the stored proxy credentials; None if there are none.

        Called only after the proxy has required credentials. A locked keyring yields none.
        """
        if not way.proxy_address or "@" in way.proxy or self._secrets is None:
            return None
        kept = self._secrets.read_proxy_sign_in(way.proxy_address)
        if not kept:
            return None
        self._known.signed[way.proxy_address] = kept
        return self._add_proxy_credentials(way)

    # -- sources --------------------------------------------------------------------------------

    def _find_system_routes(self, url: str, host: str) -> Sequence[Route]:
        if self._machine is None or _is_loopback_host(host):
            return [Route(DIRECT, "system")]
        settings = self._read_settings(self._machine)
        simple = settings.simple_beside and "." not in host and ":" not in host
        if simple or _is_host_exempt(host, settings.beside):
            return [Route(DIRECT, "system")]
        if settings.script:
            return self._find_script_routes(settings.script, url, host)
        return [
            self._add_proxy_credentials(
                Route(_normalise_proxy_address(settings.proxy) if settings.proxy else DIRECT, "system")
            )
        ]

    def _read_settings(self, machine: Machine) -> SystemProxy:
        from selfhelp.machine.proxy.system_proxy import WEB_WAY, SystemProxy

        if self._known.settings is None or self._now() - self._known.at >= REMEMBERED:
            self._known.settings, self._known.at = SystemProxy(), self._now()
            with suppress(SelfhelpError, OSError):  # this computer does not say: then it names no proxy
                self._known.settings = WEB_WAY.read(machine)
        return self._known.settings

    def _find_script_routes(self, script: str, url: str, host: str) -> Sequence[Route]:
        if _is_loopback_host(host):
            return [Route(DIRECT, "script")]
        try:
            listed = self._run_script(script, url, host)
        except (SelfhelpError, OSError) as error:
            logging.getLogger(__name__).warning("proxy script: %s %s", error, getattr(error, "detail", ""))
            if self._network.pac_fallback_direct:
                return [Route(DIRECT, "script")]
            message = N_(
                "Your network's proxy script doesn't work, so nothing was sent. Contact your "
                "administrator, or try again on another network."
            )
            wrong = DeskUnreachableError(message, detail=str(error))
            wrong.trouble = FailureKind.PROXY_SCRIPT
            raise wrong from error
        return [self._add_proxy_credentials(Route(proxy, "script")) for proxy in listed]

    def _run_script(self, script: str, url: str, host: str) -> Sequence[str]:
        """Return the proxies in a script's result, in order."""
        from selfhelp.machine.proxy.pac_engine import evaluate_script

        before = self._known.answers.get((script, host))
        if before and self._now() - before[0] < REMEMBERED:
            return before[1]
        if self._machine is None:
            raise DeskUnreachableError(N_("The help desk's server can't be reached."))
        # Only the server's own address: path and query are no one's business (as browsers do it).
        parts = urlsplit(url)
        text = self._load_script(script)
        listed = parse_script_answer(
            evaluate_script(self._machine, text, f"{parts.scheme}://{parts.netloc}/", host)
        )
        self._known.answers[script, host] = (self._now(), listed)
        return listed

    def _load_script(self, script: str) -> str:
        before = self._known.scripts.get(script)
        if before and self._now() - before[0] < REMEMBERED:
            return before[1]
        text = _fetch_script(script, self._network.ca_file)
        self._known.scripts[script] = (self._now(), text)
        return text

    def _add_proxy_credentials(self, way: Route) -> Route:
        """Return the route with the proxy's user name and password, if they are known."""
        kept = self._known.signed.get(way.proxy_address, "") if way.proxy_address else ""
        if not kept or "@" in way.proxy:
            return way
        user, _, password = kept.partition(":")
        scheme, _, place = way.proxy.partition("://")
        return Route(f"{scheme}://{quote(user, safe='')}:{quote(password, safe='')}@{place}", way.told)


def parse_script_answer(says: str) -> Sequence[str]:
    """Return the routes in a proxy script's result, in order; unsupported routes are omitted.

    Raises:
        DeskUnreachableError: none is supported, such as SOCKS alone.
    """
    found: list[str] = []
    for entry in says.split(";")[:WAYS]:
        kind, _, place = entry.strip().partition(" ")
        place = place.strip()
        if kind.upper() == "DIRECT":
            found.append(DIRECT)
        elif kind.upper() in ("PROXY", "HTTP", "HTTPS") and _is_host_and_port(place):
            found.append(_normalise_proxy_address(place, "https" if kind.upper() == "HTTPS" else "http"))
    if not found:
        raise DeskUnreachableError(
            N_("Your network's proxy can't be used. Contact your administrator."), detail=says[:200]
        )
    return list(dict.fromkeys(found))


def _is_host_and_port(place: str) -> bool:
    try:
        parts = urlsplit(f"//{place}")
        return bool(parts.hostname) and parts.netloc == place and "@" not in place and parts.port != 0
    except ValueError:
        return False


def _normalise_proxy_address(value: str, scheme: str = "http") -> str:
    """Return a proxy setting as ``http://host:port``; "direct" becomes `DIRECT`."""
    if value.lower() == "direct":
        return DIRECT
    return value.rstrip("/") if "://" in value else f"{scheme}://{value}"


def _find_environment_proxy(url: str) -> str | None:
    """Return the proxy for an address from environment variables; None if they set no proxies."""
    from urllib.request import getproxies_environment

    from requests.utils import select_proxy, should_bypass_proxies

    told = {kind: proxy for kind, proxy in getproxies_environment().items() if kind in ("https", "all")}
    if not told:
        return None
    proxy = select_proxy(url, told)
    if not proxy or should_bypass_proxies(url, no_proxy=None):
        return DIRECT
    return _normalise_proxy_address(proxy)


def _is_loopback_host(host: str) -> bool:
    import ipaddress

    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host in LOOPBACK or host.endswith(".localhost")


def _is_host_exempt(host: str, patterns: Sequence[str]) -> bool:
    """Return whether a host is exempt, by name, ``*.example.com``, ``.example.com`` or network."""
    return any(_does_host_match_pattern(host.lower(), pattern.strip().lower()) for pattern in patterns)


def _does_host_match_pattern(host: str, pattern: str) -> bool:
    import ipaddress

    if not pattern:
        return False
    with suppress(ValueError):
        return ipaddress.ip_address(host) in ipaddress.ip_network(pattern, strict=False)
    if pattern.startswith("."):
        return host.endswith(pattern) or host == pattern[1:]
    return fnmatchcase(host, pattern.replace("[", "[[]"))


def _fetch_script(script: str, ca_file: str) -> str:
    """Return the text of a proxy script from https, http or a local file.

    Raises:
        OSError: it is missing or too large.
        SelfhelpError: its server doesn't respond.
    """
    from urllib.request import url2pathname

    from selfhelp.machine.network import captive_portal
    from selfhelp.network import exchange
    from selfhelp.network.http import HttpClient, TimeLimits

    parts = urlsplit(script)
    if parts.scheme == "https":
        http = HttpClient(
            f"https://{parts.netloc}",
            str,
            times=TimeLimits(5, 5, SCRIPT_SECONDS),
            routes=ProxyRouter(NetworkPolicy(ca_file=ca_file)),
        )
        data = http.request("GET", parts.path or "/", query=_parse_query(parts.query)).body
    elif parts.scheme == "http":
        _, answer = captive_portal.fetch_page(
            script, exchange.cap_timeout(SCRIPT_SECONDS), SCRIPT_LIMIT + 8192
        )
        head, _, data = (answer or b"").partition(b"\r\n\r\n")
        if captive_portal.parse_http_status(head) != 200:
            raise OSError(f"status {captive_portal.parse_http_status(head)}")
    elif parts.scheme == "file" and parts.netloc in ("", "localhost"):
        with Path(url2pathname(unquote(parts.path))).open("rb") as file:
            data = file.read(SCRIPT_LIMIT + 1)
    else:
        raise OSError(f"no address of a script: {parts.scheme[:20]}")
    if len(data) > SCRIPT_LIMIT:
        raise OSError(f"larger than {SCRIPT_LIMIT} bytes")
    return data.decode("utf-8-sig", "replace")


def _parse_query(text: str) -> dict[str, str] | None:
    from urllib.parse import parse_qsl

    return dict(parse_qsl(text)) or None
