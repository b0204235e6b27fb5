"""A small web page that always says the same: whether the internet answers, or someone else in its place.

Makers of systems and browsers keep such pages for exactly this, in http without encryption, so that the
login page of a guest network can step in front of them (RFC 8952, section 1): Mozilla's, Microsoft's
("Network Connectivity Status Indicator overview for Windows", learn.microsoft.com), Apple's ("Use Apple
products on enterprise networks", support.apple.com) and Debian's (package network-manager-config-
connectivity-debian).
"""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import urlsplit

from selfhelp.core.model import Json, Platform
from selfhelp.machine import Machine, Reading
from selfhelp.machine.network import connections
from selfhelp.machine.organisation import read_organisation

MOZILLA = ("http://detectportal.firefox.com/success.txt", "success")
PAGES: Mapping[Platform, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        Platform.WINDOWS: (
            ("http://www.msftconnecttest.com/connecttest.txt", "Microsoft Connect Test"),
            MOZILLA,
        ),
        Platform.MACOS: (
            (
                "http://captive.apple.com/hotspot-detect.html",
                "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>",
            ),
            MOZILLA,
        ),
        Platform.LINUX: (MOZILLA, ("http://network-test.debian.org/nm", "NetworkManager is online")),
    }
)
"""Pages that are asked where the organisation named none: address and whole text."""

LIMIT = 4.0
"""Seconds all pages together get."""

LARGEST = 65536
"""Bytes of an answer that are looked at; the pages have less than a hundred."""


class PortalReply(StrEnum):
    """The response in place of the probe page, best first; the rest are the words of `network`.

    A better answer says more about the way out: one page may be blocked, or be away.
    """

    EXPECTED = "as expected"
    PORTAL = "another page"  # or sent elsewhere, or 511 Network Authentication Required (RFC 6585)
    STATUS = "an error"  # a filter or a proxy refuses: this says nothing about a login page
    NOTHING = "no web page"
    REFUSED = connections.REFUSED
    SILENT = connections.SILENT
    UNREACHABLE = connections.UNREACHABLE
    NO_NAME = connections.NO_NAME


@dataclass(frozen=True, slots=True)
class PortalAnswer:
    """The combined result of the probe pages.

    Attributes:
        reply: the best answer of any page.
        address: the page that gave it.
        status: its HTTP status, 0 if there was none.
        to: the host it was sent on to, or "". Foreign text.
    """

    reply: PortalReply
    address: str
    status: int = 0
    to: str = ""

    def describe(self) -> str:
        """Return the answer as one line for a technician."""
        facts = [self.reply.value]
        if self.status:
            facts.append(f"status {self.status}")
        if self.to:
            facts.append(f"sent on to {self.to}")
        return f"{self.address}: {', '.join(facts)}"


def check_portal(machine: Machine, proxy: str = "") -> PortalAnswer:
    """Probe the organisation's page or the well-known ones, and return the best result.

    Args:
        machine: the computer.
        proxy: ``host:port`` of a web proxy to ask through; empty for the direct way.

    Raises:
        ProbeError: this computer could not ask.
    """
    pages = list_probe_pages(machine)
    asked = {"pages": [list(page) for page in pages], "proxy": proxy}
    answers = [
        PortalAnswer(PortalReply(said["reply"]), page[0], said["status"], said["to"])
        for page, said in zip(pages, machine.read(Reading(probe_all, asked)), strict=True)
    ]
    return min(answers, key=lambda answer: list(PortalReply).index(answer.reply))


def list_probe_pages(machine: Machine) -> Sequence[tuple[str, str]]:
    """Return the pages that are asked for a portal on this computer: address and whole text."""
    told = read_organisation(machine)
    return ((told.probe_page, told.probe_text),) if told.probe_page else PAGES[machine.platform]


def probe_all(pages: Sequence[Sequence[str]], proxy: str = "") -> Json:
    """Ask for the pages that a portal would replace; return ``reply``, ``status`` and ``to`` of each."""
    answers: dict[int, Json] = {}

    def one(number: int, address: str, text: str) -> None:
        answers[number] = _ask_one(address, text, proxy)

    threads = [
        threading.Thread(target=one, args=(number, *page), daemon=True) for number, page in enumerate(pages)
    ]
    end = time.monotonic() + LIMIT + 0.5
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    return [answers.get(number, _portal_answer(PortalReply.SILENT)) for number in range(len(pages))]


def _ask_one(address: str, text: str, proxy: str) -> Json:
    host, data = fetch_page(address, LIMIT, LARGEST, proxy)
    if data is None:
        return _portal_answer(PortalReply(host))
    return classify_response(data, text)


def fetch_page(
    address: str,
    limit: float,
    largest: int,
    proxy: str = "",
    connected: Callable[[], None] = lambda: None,
) -> tuple[str, bytes | None]:
    """Request a page once, without following redirects.

    Args:
        address: of the page, in http.
        limit: seconds for everything, looking the name up included.
        largest: bytes that are read at most.
        proxy: ``host:port`` to ask through.
        connected: called when the connection stands, before anything is asked.

    Returns:
        The words of `network` and None if no one could be asked; else "" and the whole answer.
    """
    end = time.monotonic() + limit
    parts = urlsplit(address)
    way = urlsplit(f"//{proxy}") if proxy else parts
    places = connections.resolve(way.hostname or "", way.port or 80, limit)
    if not places:
        return connections.NO_NAME, None
    target = address if proxy else f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    request = (
        f"GET {target} HTTP/1.0\r\nHost: {parts.netloc}\r\nCache-Control: no-cache\r\n"
        "User-Agent: selfhelp\r\nConnection: close\r\n\r\n"
    )
    word = connections.UNREACHABLE
    for family, kind, protocol, _, place in places:
        with socket.socket(family, kind, protocol) as link:
            word = connections.connect_socket(link, place, end - time.monotonic())
            if word == connections.OPEN:
                connected()
                return "", _exchange(link, request.encode("ascii", "replace"), end, largest)
    return word, None


def _exchange(link: socket.socket, request: bytes, end: float, largest: int) -> bytes:
    """Send a request and read until the other side ends, the time is over, or it is enough."""
    data = bytearray()
    try:
        link.sendall(request)
        while len(data) < largest and (left := end - time.monotonic()) > 0:
            link.settimeout(left)
            block = link.recv(65536)
            if not block:
                break
            data += block
    except OSError:  # reset or silence in the middle: what came so far is judged
        pass
    return bytes(data)


_STATUS = re.compile(rb"HTTP/\d\.\d (\d{3})")
_LOCATION = re.compile(rb"\r\nLocation:[ \t]*([^\r\n]+)", re.IGNORECASE)


def classify_response(data: bytes, text: str) -> Json:
    """Return what a response to the probe page, whose text should be ``text``, means for internet access."""
    head, _, body = data.partition(b"\r\n\r\n")
    status = parse_status(head)
    if status == 0:
        return _portal_answer(PortalReply.NOTHING)
    if status == 200:
        same = body.decode("utf-8", "replace").strip() == text.strip()
        return _portal_answer(PortalReply.EXPECTED if same else PortalReply.PORTAL, status)
    if status == 511 or 300 <= status < 400:
        found = _LOCATION.search(head)
        return _portal_answer(PortalReply.PORTAL, status, _host(found[1]) if found else "")
    return _portal_answer(PortalReply.STATUS, status)


def parse_status(data: bytes) -> int:
    """Return the status of an HTTP answer, 0 if it is none."""
    line = _STATUS.match(data)
    return int(line[1]) if line else 0


def _host(address: bytes) -> str:
    """Return the host of an address; the rest may hold a name or a token."""
    try:
        return (urlsplit(address.decode("utf-8", "replace").strip()).hostname or "")[:200]
    except ValueError:
        return ""


def _portal_answer(reply: PortalReply, status: int = 0, to: str = "") -> Json:
    return {"reply": str(reply), "status": status, "to": to}
