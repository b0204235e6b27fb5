"""Writes a line for each decision and result to the system log, in addition to the audit log.

Linux: syslog(3), which goes to the systemd journal (``journalctl -t selfhelp-helper``). From documentation,
not tried: macOS, where syslog(3) goes to the unified log (Apple, "Logging"), and Windows, where ReportEventW
writes to the Application log (Microsoft Learn, "Reporting an Event").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from selfhelp.core.foreign_functions import declare_function_types
from selfhelp.core.model import Json, Platform

NAME = "selfhelp-helper"
TOLD = ("uid", "operation", "decision", "reason", "result", "requests")
"""Names of the logged fields, which are fixed words and numbers; other data is only in the audit log."""

LONGEST = 80


def log_event(platform: Platform, event: str, fields: Mapping[str, Json]) -> None:
    """Write an event to the system log; errors of the system log are ignored."""
    refused = fields.get("decision") == "refused" or fields.get("result") == "failed"
    try:
        _WAYS[platform](format_event(event, fields), refused)
    except (OSError, ImportError, AttributeError, ValueError):
        return


def format_event(event: str, fields: Mapping[str, Json]) -> str:
    """Return the log line for an event, in printable ASCII characters."""
    known = [f"{name}={_to_plain_word(fields[name])}" for name in TOLD if fields.get(name) is not None]
    return " ".join([_to_plain_word(event), *known])


def _to_plain_word(value: Json) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in str(value)[:LONGEST])


def _write_syslog(text: str, refused: bool) -> None:
    import syslog

    syslog.openlog(NAME, syslog.LOG_PID, syslog.LOG_AUTHPRIV)
    syslog.syslog(syslog.LOG_WARNING if refused else syslog.LOG_INFO, text)
    syslog.closelog()


def _write_event_log(text: str, refused: bool) -> None:
    """Write to the Application log, whose viewer adds a note if the source isn't registered."""
    import ctypes

    api = getattr(ctypes, "WinDLL")("advapi32", use_last_error=True)  # noqa: B009 - only Windows has it
    declare_function_types(ctypes, api, "RegisterEventSourceW", "ReportEventW", "DeregisterEventSource")
    source = ctypes.c_void_p(api.RegisterEventSourceW(None, NAME))
    strings = (ctypes.c_wchar_p * 1)(text)
    kind = 2 if refused else 4  # EVENTLOG_WARNING_TYPE, EVENTLOG_INFORMATION_TYPE
    api.ReportEventW(source, kind, 0, 1, None, 1, 0, strings, None)
    api.DeregisterEventSource(source)


_WAYS: Mapping[Platform, Callable[[str, bool], None]] = MappingProxyType(
    {Platform.LINUX: _write_syslog, Platform.MACOS: _write_syslog, Platform.WINDOWS: _write_event_log}
)
