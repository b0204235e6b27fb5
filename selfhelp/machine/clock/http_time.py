"""The time from a web page's response, to the second: for networks that block time servers."""

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
    """Return the clock's offset measured with the pages of `probe_page`, asked in sequence.

    In plain http, because a wrong clock makes every certificate look invalid. Only a page with the very
    text that belongs there counts: a login page in its place may have any clock. What a cache kept is as
    much older as it says.

    Args:
        pages: address and whole text of each.
        proxy: ``host:port`` to ask through; empty for the direct way.

    Returns:
        ``offset`` in seconds, positive where this clock is fast, and ``server``: the page.

    Raises:
        ProbeError: none said what time it is.
    """
    for address, text in pages:
        sent = time.time()
        _, data = fetch_page(address, LIMIT / len(pages), LARGEST, proxy)
        moment = parse_date_header(data, text) if data else None
        if moment is not None:
            return {"server": address, "offset": round((sent + time.time()) / 2 - moment)}
    raise ProbeError(sntp.NOBODY, detail=", ".join(address for address, _ in pages))


def parse_date_header(data: bytes, text: str) -> float | None:
    """Return the time in an answer, in seconds since 1970; None if it is not the page or says none.

    ``Date`` is when the answer was made (RFC 9110, section 6.6.1), ``Age`` for how many seconds a cache
    has kept it since (RFC 9111, section 5.1).
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
