"""Print quotas of CUPS: printers that refuse the user's documents because a limit has been reached.

CUPS refuses such a document when it is sent; no document, state or reason is left that could be read (job
limits of lpadmin(8)). The limits are readable by everyone, and the user's own documents are counted as the
service counts them: the size and the sheets of all documents of the period that are still in its list.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from time import time
from typing import Any
from urllib.parse import unquote

from selfhelp.machine.printing.ipp_requests import (
    GET_JOBS,
    GET_PRINTERS,
    NAME,
    AttributeValues,
    ask_print_service,
)

PERIOD, SIZE_LIMIT, SHEET_LIMIT = "job-quota-period", "job-k-limit", "job-page-limit"
PRINTER, SIZE, SHEETS, CREATED = (
    "job-printer-uri",
    "job-k-octets",
    "job-media-sheets-completed",
    "time-at-creation",
)


def read_reached_quotas(cups: Any, http: Any) -> Collection[str]:
    """Return the names of the printers whose quota the user has used up, over a connection to the service."""
    printers = list(ask_print_service(cups, http, GET_PRINTERS, (NAME, PERIOD, SIZE_LIMIT, SHEET_LIMIT)))
    limited = [one for one in printers if _get_int(one, PERIOD) > 0 and _has_limit(one)]
    if not limited:
        return ()
    jobs = list(ask_print_service(cups, http, GET_JOBS, (PRINTER, SIZE, SHEETS, CREATED), mine=True))
    return {str(one.get(NAME, "")) for one in limited if is_quota_reached(one, jobs, time())}


def is_quota_reached(printer: AttributeValues, jobs: Sequence[AttributeValues], now: float) -> bool:
    """Return whether documents have used up a printer's limit of size (in KB) or sheets within its period."""
    since = now - _get_int(printer, PERIOD)
    name = str(printer.get(NAME, ""))
    counted = [job for job in jobs if _get_printer_name(job) == name and _get_int(job, CREATED) >= since]
    return any(
        0 < _get_int(printer, limit) <= sum(_get_int(job, used) for job in counted)
        for limit, used in ((SIZE_LIMIT, SIZE), (SHEET_LIMIT, SHEETS))
    )


def _has_limit(printer: AttributeValues) -> bool:
    return _get_int(printer, SIZE_LIMIT) > 0 or _get_int(printer, SHEET_LIMIT) > 0


def _get_int(values: AttributeValues, name: str) -> int:
    value = values.get(name, 0)
    return value if isinstance(value, int) else 0


def _get_printer_name(job: AttributeValues) -> str:
    return unquote(str(job.get(PRINTER, "")).rpartition("/")[2])
