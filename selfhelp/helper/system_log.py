"""Writes one line on what the helper decided and did to the system log; the record remains the evidence.

Linux: syslog(3), which systemd's journal takes (``journalctl -t selfhelp-helper``). From documentation,
not tried: macOS, where syslog(3) goes to the unified log (Apple, "Logging"), and Windows, where ReportEventW
writes to the Application log (Microsoft Learn, "Reporting an Event").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from selfhelp.core.foreign_functions import declare
from selfhelp.core.model import Json, Platform

NAME = "selfhelp-helper"
TOLD = ("uid", "operation", "decision", "reason", "result", "requests")
"""What is told: words of ours and numbers. Parameters and what programs said stay in the record."""

LONGEST = 80


def log_event(platform: Platform, event: str, fields: Mapping[str, Json]) -> None:
    """Write one line; a missing system log is ignored, and nothing waits for it."""
    refused = fields.get("decision") == "refused" or fields.get("result") == "failed"
    try:
        _WAYS[platform](format_event(event, fields), refused)
    except (OSError, ImportError, AttributeError, ValueError):
        return


def format_event(event: str, fields: Mapping[str, Json]) -> str:
    """Return the line, in plain characters whatever was asked for."""
    known = [f"{name}={_plain(fields[name])}" for name in TOLD if fields.get(name) is not None]
    return " ".join([_plain(event), *known])


def _plain(value: Json) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in str(value)[:LONGEST])


def _syslog(text: str, refused: bool) -> None:
    import syslog

    syslog.openlog(NAME, syslog.LOG_PID, syslog.LOG_AUTHPRIV)
    syslog.syslog(syslog.LOG_WARNING if refused else syslog.LOG_INFO, text)
    syslog.closelog()


def _event_log(text: str, refused: bool) -> None:
    """Write to the Application log; without a registered source its viewer adds a sentence, and shows it."""
    import ctypes

    api = getattr(ctypes, "WinDLL")("advapi32", use_last_error=True)  # noqa: B009 - only Windows has it
    declare(ctypes, api, "RegisterEventSourceW", "ReportEventW", "DeregisterEventSource")
    source = ctypes.c_void_p(api.RegisterEventSourceW(None, NAME))
    strings = (ctypes.c_wchar_p * 1)(text)
    kind = 2 if refused else 4  # EVENTLOG_WARNING_TYPE, EVENTLOG_INFORMATION_TYPE
    api.ReportEventW(source, kind, 0, 1, None, 1, 0, strings, None)
    api.DeregisterEventSource(source)


_WAYS: Mapping[Platform, Callable[[str, bool], None]] = MappingProxyType(
    {Platform.LINUX: _syslog, Platform.MACOS: _syslog, Platform.WINDOWS: _event_log}
)
