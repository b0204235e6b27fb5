"""Probes small web pages with known text, to detect a captive portal in front of the internet.

Vendors of systems and browsers provide such pages for this purpose, in unencrypted HTTP, so that a guest
network can replace them with its login page (RFC 8952, section 1): Mozilla, Microsoft ("Network Connectivity
Status Indicator overview for Windows", learn.microsoft.com), Apple ("Use Apple products on enterprise
networks", support.apple.com) and Debian (package network-manager-config-connectivity-debian).
"""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from selfhelp.core.model import Json, Platform
from selfhelp.core.parallel import BackgroundValue
from selfhelp.core.paths import detect_platform
from selfhelp.core.text import N_
from selfhelp.machine import Machine, Reading
from selfhelp.machine.network import connections, packet_size
from selfhelp.machine.network.dns import HOSTS, HOSTS_READ, does_hosts_file_name
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
"""Default probe pages: URL and complete text."""

REDIRECTED = N_(
    "This computer's hosts file redirects the page that tests internet access, so it couldn't be tested. "
    "Contact the help desk."
)
"""The message for an answer `PortalReply.HOSTS_FILE`."""

LIMIT = 3.0
"""Time limit for all pages together, in seconds: a lost first packet is sent again after a second."""

LARGEST = 65536
"""Maximum number of response bytes to read; the probe pages have less than a hundred."""


LARGE = "loses large packets"
"""Key of an answer to `probe_portal_pages` that is only there if it is true."""


class PortalReply(StrEnum):
    """Types of response in place of the probe page, best first, including the results of `probe_port`.

    The best response is the most informative, because single pages may be blocked or unavailable.
    """

    EXPECTED = "as expected"
    PORTAL = "another page"  # or a redirect, or 511 Network Authentication Required (RFC 6585)
    STATUS = "an error"  # a filter or a proxy refuses, or a page ends early; neither proves a login page
    NOTHING = "no web page"
    REFUSED = connections.REFUSED
    SILENT = connections.SILENT
    UNREACHABLE = connections.UNREACHABLE
    NO_NAME = connections.NO_NAME
    HOSTS_FILE = "redirected by the hosts file"  # the answer isn't the internet's, and so proves nothing


@dataclass(frozen=True, slots=True)
class PortalAnswer:
    """The combined result of the probe pages.

    Attributes:
        reply: the best response of any page.
        address: the page it came from.
        status: its HTTP status, 0 if there was none.
        to: the host it redirected to, or "". External text.
        loses_large_packets: whether only small packets get through, so that larger pages don't load.
    """

    reply: PortalReply
    address: str
    status: int = 0
    to: str = ""
    loses_large_packets: bool = False

    def describe_answer(self) -> str:
        """Return the answer as one line for a technician."""
        facts = [self.reply.value]
        if self.status:
            facts.append(f"status {self.status}")
        if self.to:
            facts.append(f"sent on to {self.to}")
        return f"{self.address}: {', '.join(facts)}"


def detect_portal(machine: Machine, proxy: str = "") -> PortalAnswer:
    """Probe the organisation's page or the well-known pages, and return the best result.

    Args:
        machine: the computer.
        proxy: ``host:port`` of a web proxy; "" for a direct connection.

    Raises:
        ProbeError: the pages couldn't be requested.
    """
    pages = list_portal_probe_pages(machine)
    asked = {"pages": [list(page) for page in pages], "proxy": proxy}
    answers = [
        PortalAnswer(PortalReply(said["reply"]), page[0], said["status"], said["to"], said.get(LARGE, False))
        for page, said in zip(pages, machine.read(Reading(probe_portal_pages, asked)), strict=True)
    ]
    return min(answers, key=lambda answer: list(PortalReply).index(answer.reply))


def list_portal_probe_pages(machine: Machine) -> Sequence[tuple[str, str]]:
    """Return the URL and complete text of each probe page for this computer."""
    told = read_organisation(machine)
    return ((told.probe_page, told.probe_text),) if told.probe_page else PAGES[machine.platform]


def probe_portal_pages(pages: Sequence[Sequence[str]], proxy: str = "") -> Json:
    """Request the probe pages in parallel; return ``reply``, ``status`` and ``to`` of each.

    If a page arrives without a proxy, it is also found out whether large packets do (`LARGE`).
    """
    answers: dict[int, Json] = {}
    large = BackgroundValue(lambda: bool(pages) and packet_size.loses_large_packets(pages[0][0]))
    if not proxy:
        large.start()

    def probe_numbered_page(number: int, address: str, text: str) -> None:
        answers[number] = _probe_page(address, text, proxy)

    threads = [
        threading.Thread(target=probe_numbered_page, args=(number, *page), daemon=True)
        for number, page in enumerate(pages)
    ]
    end = time.monotonic() + LIMIT + 0.5
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    silent = _make_portal_answer(PortalReply.SILENT)
    found: list[dict[str, Json]] = [dict(answers.get(number) or silent) for number in range(len(pages))]
    if found and found[0]["reply"] == PortalReply.EXPECTED and large.is_started:
        waited = large.wait_until_done(max(0.0, end - time.monotonic()))
        if waited and large.result():
            found[0][LARGE] = True
    return found


def _probe_page(address: str, text: str, proxy: str) -> Json:
    word, data = fetch_page(address, LIMIT, LARGEST, proxy)
    answer = _make_portal_answer(PortalReply(word)) if data is None else classify_response(data, text)
    redirected = answer["reply"] != PortalReply.EXPECTED and not proxy and _is_in_hosts_file(address)
    return _make_portal_answer(PortalReply.HOSTS_FILE) if redirected else answer


def _is_in_hosts_file(address: str) -> bool:
    """Return whether this computer's hosts file redirects a page, as ad blockers and pinned servers do."""
    try:
        with Path(HOSTS[detect_platform()]).open(encoding="utf-8", errors="replace") as file:
            return does_hosts_file_name(file.read(HOSTS_READ), urlsplit(address).hostname or "")
    except OSError:
        return False


def fetch_page(
    address: str,
    limit: float,
    largest: int,
    proxy: str = "",
    connected: Callable[[], None] = lambda: None,
) -> tuple[str, bytes | None]:
    """Request a page once, without following redirects, and return the response.

    Args:
        address: its URL, in plain HTTP.
        limit: total time limit in seconds, including DNS.
        largest: maximum number of bytes to read.
        proxy: ``host:port`` of a web proxy, or "".
        connected: called after connecting, before the request.

    Returns: a result of `probe_port` and None if the connection failed; else "" and the complete
    response.
    """
    end = time.monotonic() + limit
    parts = urlsplit(address)
    way = urlsplit(f"//{proxy}") if proxy else parts
    places = connections.resolve_host(way.hostname or "", way.port or 80, limit)
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
                return "", _send_and_receive(link, request.encode("ascii", "replace"), end, largest)
    return word, None


def _send_and_receive(link: socket.socket, request: bytes, end: float, largest: int) -> bytes:
    """Send a request and return the response, read until the connection ends or a limit is reached."""
    data = bytearray()
    try:
        link.sendall(request)
        while len(data) < largest and (left := end - time.monotonic()) > 0:
            link.settimeout(left)
            block = link.recv(65536)
            if not block:
                break
            data += block
    except OSError:  # reset or timed out: what was received so far is used
        pass
    return bytes(data)


_END_OF_HEAD = b"\r\n\r\n"
_STATUS = re.compile(rb"HTTP/\d\.\d (\d{3})")
_LENGTH = re.compile(rb"\r\nContent-Length:[ \t]*(\d{1,15})", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\nTransfer-Encoding:[ \t]*chunked", re.IGNORECASE)
_CHUNK = re.compile(rb"(?:^|\r\n)[0-9a-fA-F]{1,8}\r\n([^\r\n]+)(?=\r\n)")
_LOCATION = re.compile(rb"\r\nLocation:[ \t]*([^\r\n]+)", re.IGNORECASE)


def classify_response(data: bytes, text: str) -> Json:
    """Return the type of a response to the probe page, whose expected text is ``text``, as plain data."""
    head, _, body = data.partition(_END_OF_HEAD)
    status = parse_http_status(head)
    if status == 0:
        return _make_portal_answer(PortalReply.NOTHING)
    if status == 200:
        return _make_portal_answer(_compare_page(head, body, text.strip()), status)
    if status == 511 or 300 <= status < 400:
        found = _LOCATION.search(head)
        return _make_portal_answer(
            PortalReply.PORTAL, status, _parse_redirect_host(found[1]) if found else ""
        )
    return _make_portal_answer(PortalReply.STATUS, status)


def _compare_page(head: bytes, body: bytes, text: str) -> PortalReply:
    """Return whether a page is the expected one; only its start means that the connection is slow.

    A page as long as `LARGEST` isn't: no more of it was read.
    """
    chunks = _CHUNK.findall(body) if _CHUNKED.search(head) else None
    found = (b"".join(chunks) if chunks else body).decode("utf-8-sig", "replace").strip()
    if found == text:
        return PortalReply.EXPECTED
    if len(body) + len(head) + len(_END_OF_HEAD) >= LARGEST:
        return PortalReply.PORTAL
    length = _LENGTH.search(head)
    is_cut = len(body) < int(length[1]) if length else not chunks and text.startswith(found)
    return PortalReply.STATUS if is_cut else PortalReply.PORTAL


def parse_http_status(data: bytes) -> int:
    """Return the status code of an HTTP response; 0 if the data isn't an HTTP response."""
    line = _STATUS.match(data)
    return int(line[1]) if line else 0


def _parse_redirect_host(address: bytes) -> str:
    """Return the host of a URL as text; the rest may contain a name or a token."""
    try:
        return (urlsplit(address.decode("utf-8", "replace").strip()).hostname or "")[:200]
    except ValueError:
        return ""


def _make_portal_answer(reply: PortalReply, status: int = 0, to: str = "") -> Json:
    return {"reply": str(reply), "status": status, "to": to}
