"""Reads the time from a web response, to the second, for networks that block time servers."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from datetime import datetime

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json
from selfhelp.machine.clock import sntp
from selfhelp.machine.network.captive_portal import LARGEST, LIMIT, PortalReply, classify_response, fetch_page

_DATE = re.compile(rb"\r\nDate:[ \t]*([^\r\n]{1,60} GMT)", re.IGNORECASE)
_AGE = re.compile(rb"\r\nAge:[ \t]*(\d{1,9})[ \t]*(?:\r\n|$)", re.IGNORECASE)


def measure_http_offset(pages: Sequence[Sequence[str]], proxy: str = "") -> Json:
    """Return the clock's offset, measured with the first probe page that returns the time.

    Plain HTTP is used, because a wrong clock invalidates every certificate. A page must have exactly the
    expected text, because a login page that replaces it may report any time. The age of a cached response is
    taken into account.

    Args:
        pages: the URL and complete text of each.
        proxy: ``host:port``; "" for a direct connection.

    Returns: ``offset`` in seconds, positive if this clock is fast, and ``server``: the page.

    Raises:
        ProbeError: no page returned the time.
    """
    for address, text in pages:
        sent = time.time()
        _, data = fetch_page(address, LIMIT / len(pages), LARGEST, proxy)
        moment = parse_date_header(data, text) if data else None
        if moment is not None:
            return {"server": address, "offset": round((sent + time.time()) / 2 - moment)}
    raise ProbeError(sntp.NOBODY, detail=", ".join(address for address, _ in pages))


def parse_date_header(data: bytes, text: str) -> float | None:
    """Return the time of a response, in seconds since 1970; None if the text is wrong or there's no date.

    ``Date`` is when the response was created (RFC 9110, section 6.6.1), ``Age`` is the number of seconds it
    has been in caches (RFC 9111, section 5.1).
    """
    from email.utils import parsedate_to_datetime

    head = data.partition(b"\r\n\r\n")[0]
    date, age = _DATE.search(head), _AGE.search(head)
    if date is None or classify_response(data, text)["reply"] != PortalReply.EXPECTED:
        return None
    try:
        made: datetime = parsedate_to_datetime(date[1].decode("ascii", "replace"))
        return made.timestamp() + (int(age[1]) if age else 0)
    except (ValueError, OverflowError):
        return None
