"""Sends a request with the library requests: adds the token and certificates, tracks progress."""

from __future__ import annotations

import socket
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from requests.models import PreparedRequest
from requests.utils import get_auth_from_url
from urllib3.connection import HTTPConnection, HTTPSConnection

from selfhelp.network.exchange import Exchange

if TYPE_CHECKING:
    import ssl


class TokenAuth(AuthBase):
    """Adds the Authorization header to a request.

    As an `AuthBase` it takes precedence over ``.netrc``, which would replace a plain header.
    """

    def __init__(self, value: str) -> None:
        self._value = value

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Add the Authorization header to a request."""
        if self._value:
            request.headers["Authorization"] = self._value
        return request


class TrackingAdapter(HTTPAdapter):
    """Sends one request, and reports its progress to its exchange.

    If nothing was sent, a retry is safe; otherwise the ticket must be looked up first.
    """

    def __init__(self, context: ssl.SSLContext, exchange: Exchange[Any]) -> None:
        """Create the adapter.

        Args:
            context: the TLS context with the trusted certificates.
            exchange: the exchange that includes the request; its deadline ends every connection.
        """
        self._context = context
        self.exchange = exchange
        super().__init__(max_retries=0)

    def close(self) -> None:
        """Close the connections."""
        super().close()
        self.exchange.close_connections()

    def build_connection_pool_key_attributes(
        self, request: PreparedRequest, verify: Any, cert: Any = None
    ) -> Any:
        """Return pool settings with the app's TLS context, for direct and proxied requests."""
        host: Any
        pool: Any
        host, pool = super().build_connection_pool_key_attributes(request, True, None)
        if host["scheme"] == "https":
            pool["ssl_context"] = self._context
        return host, pool

    def proxy_headers(self, proxy: str) -> dict[str, str]:
        """Return a proxy's credentials header in UTF-8, as sent by browsers (RFC 7617)."""
        user, password = get_auth_from_url(proxy)
        if not user:
            return {}
        return {"Proxy-Authorization": f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"}

    def proxy_manager_for(self, proxy: str, **more: Any) -> Any:
        """Return the manager for a proxy; a proxy with TLS (https://proxy…) gets the same certificates."""
        return super().proxy_manager_for(proxy, proxy_ssl_context=self._context, **more)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Require a valid certificate, without adding the CA list of requests to the system's."""
        conn.cert_reqs = "CERT_REQUIRED"

    def get_connection_with_tls_context(
        self,
        request: PreparedRequest,
        verify: Any,
        proxies: Mapping[str, str] | None = None,
        cert: Any = None,
    ) -> Any:
        """Return a connection pool that reports progress to the exchange."""
        pool: Any = super().get_connection_with_tls_context(request, verify, proxies, cert)
        pool.ConnectionCls = _make_tracking_connection_class(pool.ConnectionCls, self)
        return pool


def _make_tracking_connection_class(
    kind: Any, wire: TrackingAdapter
) -> type[HTTPConnection | HTTPSConnection]:
    """Return a connection class that notifies its exchange when it is connected and when it is usable.

    The socket is watched before the proxy, TLS or the server sends its first byte.
    """

    class Told(kind):  # type: ignore[misc]
        def _new_conn(self) -> socket.socket:
            line: socket.socket = super()._new_conn()
            wire.exchange.watch_connection(line)
            return line

        def connect(self) -> None:
            super().connect()
            wire.exchange.mark_sent()

    return Told


def fetch_proxy_auth_schemes(proxy: str, url: str, seconds: float, exchange: Exchange[Any]) -> Sequence[str]:
    """Return a proxy's authentication schemes, in lower case; empty if unknown.

    The HTTP library discards them, so the proxy is queried again, for the same server and without
    credentials.

    Raises:
        DeadlineError: the deadline of the exchange has passed.
    """
    way, target = urlsplit(proxy), urlsplit(url)
    if way.scheme != "http" or not way.hostname:
        return ()
    place = f"{target.hostname}:{target.port or 443}"
    try:
        with socket.create_connection((way.hostname, way.port or 80), timeout=seconds) as line:
            exchange.watch_connection(line)
            line.settimeout(seconds)
            question = f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\nConnection: close\r\n\r\n"
            line.sendall(question.encode())
            head = line.makefile("rb").read1(16_384)
    except (OSError, UnicodeError):
        return ()
    rows = head.partition(b"\r\n\r\n")[0].decode("latin-1").splitlines()
    values = [row.partition(":")[2].split() for row in rows if row.lower().startswith("proxy-authenticate:")]
    return tuple(dict.fromkeys(words[0].lower().rstrip(",") for words in values if words))
