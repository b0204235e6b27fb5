"""Interfaces of `selfhelp.network.proxy_router`: a route to a server, and the router."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

DIRECT = ""
"""Value of a route's proxy if the route is direct."""


@dataclass(frozen=True, slots=True)
class Route:
    """A route to a server.

    Attributes:
        proxy: ``http://host:port``, with user name and password if needed; `DIRECT` for none.
        told: its source: policy, environment, system or script.
    """

    proxy: str
    told: str

    @property
    def proxy_address(self) -> str:
        """The proxy's ``host:port`` without credentials; "" for a direct route."""
        return urlsplit(self.proxy).netloc.rpartition("@")[2] if self.proxy else ""


class Router(Protocol):
    """Finds the routes to servers; one per process, created by `selfhelp.app.composition`."""

    @property
    def ca_file(self) -> str:
        """The organisation's CA certificates (PEM), added to the system's; "" for none."""

    def list_routes(self, url: str) -> Sequence[Route]:
        """Return the routes to an address in the order to try; never empty.

        Raises:
            DeskUnreachableError: the route can't be determined.
        """

    def read_proxy_sign_in(self, way: Route) -> Route | None:
        """Return the route with the stored proxy credentials; None if there are none."""
