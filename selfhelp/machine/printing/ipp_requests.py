"""Requests to the print service that libcups' lists of printers and jobs don't answer.

Sources: cups.h (cupsDoRequest), ipp.h.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from selfhelp.core.foreign_functions import declare_function_types

OPERATION_GROUP, BOOLEAN_TAG, NAME_TAG, KEYWORD_TAG, URI_TAG = 0x01, 0x22, 0x42, 0x44, 0x45
INTEGER_TAG = 0x21
"""Group and value tags of IPP (RFC 8010, section 3.5)."""

GET_JOBS, GET_PRINTERS = 0x0A, 0x4002
"""Operations of IPP: Get-Jobs (RFC 8011, section 4.2.6) and CUPS-Get-Printers."""

NAME, MESSAGE = "printer-name", "printer-state-message"

_CUPS = (
    *("cupsDoRequest", "cupsUser", "ippAddBoolean", "ippAddString", "ippAddStrings", "ippDelete"),
    *("ippFirstAttribute", "ippGetInteger", "ippGetName", "ippGetString", "ippGetValueTag"),
    *("ippNewRequest", "ippNextAttribute"),
)

AttributeValues: TypeAlias = Mapping[str, int | str]


def read_state_messages(cups: Any, http: Any) -> Mapping[str, str]:
    """Return the state of each printer in words, such as an administrator's reason for a stop, by name."""
    told = ask_print_service(cups, http, GET_PRINTERS, (NAME, MESSAGE))
    return {str(one.get(NAME, "")): str(one.get(MESSAGE, "")) for one in told}


def ask_print_service(
    cups: Any, http: Any, operation: int, wanted: Sequence[str], mine: bool = False
) -> Iterator[AttributeValues]:
    """Yield the printers or jobs that the service lists, with the wanted attributes.

    Args:
        cups: libcups.
        http: the connection to the service.
        operation: the request's number.
        wanted: names of attributes.
        mine: whether to list only the user's own jobs, including finished ones.
    """
    declare_function_types(ctypes, cups, *_CUPS)
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
