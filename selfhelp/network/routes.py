"""A way to a server, and who knows the ways: what an exchange needs of `selfhelp.network.proxy_route`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

DIRECT = ""
"""The way without a proxy."""


@dataclass(frozen=True, slots=True)
class Route:
    """One way to a server.

    Attributes:
        proxy: ``http://host:port``, with name and password where it needs them; `DIRECT` for none.
        told: who said so: policy, environment, system, script.
    """

    proxy: str
    told: str

    @property
    def proxy_address(self) -> str:
        """``host:port`` of the proxy, without name and password; "" for none."""
        return urlsplit(self.proxy).netloc.rpartition("@")[2] if self.proxy else ""


class Router(Protocol):
    """Knows the routes to servers; one per process, created by `selfhelp.app.composition`."""

    @property
    def ca_file(self) -> str:
        """Certificates (PEM) of the company, added to those of the system; "" for none."""

    def to(self, url: str) -> Sequence[Route]:
        """Return the ways to an address, the first to be tried first; never none.

        Raises:
            DeskUnreachableError: no one can tell.
        """

    def sign_in(self, way: Route) -> Route | None:
        """Return the way with the name and password that are kept for its proxy; None if none help."""
