"""Print quotas of CUPS: printers that refuse the user's documents because a limit has been reached.

CUPS refuses such a document when it is sent; no document, state or reason is left that could be read (job
limits of lpadmin(8)). The limits are readable by everyone, and the user's own documents are counted as the
service counts them: the size and the sheets of all documents of the period that are still in its list.
"""

from __future__ import annotations

import ctypes
from collections.abc import Collection, Iterator, Mapping, Sequence
from time import time
from typing import Any
from urllib.parse import unquote

from selfhelp.core.foreign_functions import declare_function_types

OPERATION_GROUP, BOOLEAN_TAG, NAME_TAG, KEYWORD_TAG, URI_TAG = 0x01, 0x22, 0x42, 0x44, 0x45
INTEGER_TAG = 0x21
"""Group and value tags of IPP (RFC 8010, section 3.5)."""

GET_JOBS, GET_PRINTERS = 0x0A, 0x4002
"""Operations of IPP: Get-Jobs (RFC 8011, section 4.2.6) and CUPS-Get-Printers."""

NAME, PERIOD, SIZE_LIMIT, SHEET_LIMIT = "printer-name", "job-quota-period", "job-k-limit", "job-page-limit"
PRINTER, SIZE, SHEETS, CREATED = (
    "job-printer-uri",
    "job-k-octets",
    "job-media-sheets-completed",
    "time-at-creation",
)

_CUPS = (
    *("cupsDoRequest", "cupsUser", "ippAddBoolean", "ippAddString", "ippAddStrings", "ippDelete"),
    *("ippFirstAttribute", "ippGetInteger", "ippGetName", "ippGetString", "ippGetValueTag"),
    *("ippNewRequest", "ippNextAttribute"),
)

_Values = Mapping[str, int | str]


def read_reached_quotas(cups: Any, http: Any) -> Collection[str]:
    """Return the names of the printers whose quota the user has used up, over a connection to the service."""
    declare_function_types(ctypes, cups, *_CUPS)
    printers = list(_ask(cups, http, GET_PRINTERS, (NAME, PERIOD, SIZE_LIMIT, SHEET_LIMIT)))
    limited = [one for one in printers if _get_int(one, PERIOD) > 0 and _has_limit(one)]
    if not limited:
        return ()
    jobs = list(_ask(cups, http, GET_JOBS, (PRINTER, SIZE, SHEETS, CREATED), mine=True))
    return {str(one.get(NAME, "")) for one in limited if is_quota_reached(one, jobs, time())}


def is_quota_reached(printer: _Values, jobs: Sequence[_Values], now: float) -> bool:
    """Return whether documents have used up a printer's limit of size (in KB) or sheets within its period."""
    since = now - _get_int(printer, PERIOD)
    name = str(printer.get(NAME, ""))
    counted = [job for job in jobs if _get_printer_name(job) == name and _get_int(job, CREATED) >= since]
    return any(
        0 < _get_int(printer, limit) <= sum(_get_int(job, used) for job in counted)
        for limit, used in ((SIZE_LIMIT, SIZE), (SHEET_LIMIT, SHEETS))
    )


def _has_limit(printer: _Values) -> bool:
    return _get_int(printer, SIZE_LIMIT) > 0 or _get_int(printer, SHEET_LIMIT) > 0


def _get_int(values: _Values, name: str) -> int:
    value = values.get(name, 0)
    return value if isinstance(value, int) else 0


def _get_printer_name(job: _Values) -> str:
    return unquote(str(job.get(PRINTER, "")).rpartition("/")[2])


def _ask(
    cups: Any, http: Any, operation: int, wanted: Sequence[str], mine: bool = False
) -> Iterator[_Values]:
    """Yield the printers or jobs that the service lists, with the wanted attributes."""
    asked = ctypes.c_void_p(cups.ippNewRequest(operation))
    if mine:
        cups.ippAddString(asked, OPERATION_GROUP, URI_TAG, b"printer-uri", None, b"ipp://localhost/")
    cups.ippAddString(asked, OPERATION_GROUP, NAME_TAG, b"requesting-user-name", None, cups.cupsUser())
    names = (ctypes.c_char_p * len(wanted))(*(name.encode() for name in wanted))
    cups.ippAddStrings(asked, OPERATION_GROUP, KEYWORD_TAG, b"requested-attributes", len(wanted), None, names)
    if mine:
        cups.ippAddString(asked, OPERATION_GROUP, KEYWORD_TAG, b"which-jobs", None, b"all")
        cups.ippAddBoolean(asked, OPERATION_GROUP, b"my-jobs", 1)
    told = ctypes.c_void_p(cups.cupsDoRequest(http, asked, b"/"))
    values: dict[str, int | str] = {}
    attribute = cups.ippFirstAttribute(told)
    while attribute:
        name = (cups.ippGetName(attribute) or b"").decode("utf-8", "replace")
        if name in wanted and name not in values:
            values[name] = _read_value(cups, attribute)
        if not name and values:  # a group ends: the next printer or job
            yield values
            values = {}
        attribute = cups.ippNextAttribute(told)
    cups.ippDelete(told)
    if values:
        yield values


def _read_value(cups: Any, attribute: Any) -> int | str:
    if cups.ippGetValueTag(attribute) == INTEGER_TAG:
        return int(cups.ippGetInteger(attribute, 0))
    return (cups.ippGetString(attribute, 0, None) or b"").decode("utf-8", "replace")
