"""Printers: state, default, address, and the reachability of the device.

CUPS (Linux, macOS) is queried through its own library, libcups: names and values are returned separately, so
that a long or hostile description can't be taken for another printer, and nothing is localised. Decisions use
IPP numbers and keywords (RFC 8011: `printer-state` 3 idle, 4 processing, 5 stopped; `printer-state-reasons`).
Tested with CUPS 2.4 on Debian 13. Windows returns objects (`Get-Printer`, Win32_Printer); that row and the
macOS row are untested.
"""

from __future__ import annotations

import ctypes
import ipaddress
import re
import threading
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast
from urllib.parse import urlsplit

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.foreign_functions import declare_function_types
from selfhelp.core.model import Json, Platform
from selfhelp.core.parallel import ParallelTask, run_tasks_in_parallel
from selfhelp.core.text import N_
from selfhelp.machine import Machine, PowerShell, Probe, Reading
from selfhelp.machine.command_output import SLOW, to_bool, to_int, to_objects, to_text
from selfhelp.machine.network.connections import NO_NAME, OPEN, REFUSED, SILENT, probe_port
from selfhelp.machine.printing.ipp_requests import read_state_messages
from selfhelp.machine.printing.print_quota import read_reached_quotas

IDLE, PROCESSING, STOPPED = 3, 4, 5
"""Printer states in IPP `printer-state` (RFC 8011, section 5.4.11)."""

JOB_PROCESSING = 5
"""IPP `job-state` of the document that is being printed (RFC 8011, section 5.3.7)."""

GET_JOBS, OPERATION_GROUP, KEYWORD_TAG, URI_TAG = 0x0A, 0x01, 0x44, 0x45
"""Values of an IPP request: its operation, group and value tags (RFC 8010, section 3.5; RFC 8011, 5.4.15)."""

JOB_ID = b"job-id"
PROGRESS = (JOB_ID, b"job-impressions-completed", b"job-media-sheets-completed")
"""Attributes that report the progress of a job (RFC 8011, section 5.3.18)."""

ABSENT, SILENT_SERVICE, HANGING, RUNNING = "absent", "stopped", "hanging", "running"
"""States of a print service: it doesn't exist, accepts no connection, doesn't respond, or is running."""

LIBRARIES = ("libcups.so.2", "libcups.2.dylib")
SERVERS = ("/usr/sbin/cupsd", "/snap/cups/current/sbin/cupsd")

CONFIGURATION = Path("/etc/cups")

EMPTY = 256
"""Maximum size of a printers.conf without printers, in bytes: three comment lines and a number."""

PROBING = 3.0
"""Timeout of a probe on its thread, in seconds; `probe_port` takes at most two."""

LIMIT = 2.5
"""Timeout of the print service, in seconds, within a diagnosis; it normally needs milliseconds."""

LONGEST = 1000
"""Maximum length of a value, in characters: a description may be any length."""

MESSAGE = 120
"""Maximum length of a state message, in characters."""

NO_REASON = frozenset({"paused", "reason unknown"})
"""State messages of CUPS in lower case if no one gave a reason for a stop."""

KEPT = frozenset(
    {
        *("printer-state", "printer-state-reasons", "printer-is-accepting-jobs", "job-hold-until"),
        *("device-uri", "printer-uri-supported", "printer-type", "printer-make-and-model"),
        "printer-state-message",
    }
)
"""Properties of a printer that are read; its description and location aren't needed."""

DEVICE_PORTS: Mapping[str, int] = MappingProxyType(
    {"socket": 9100, "lpd": 515, "ipp": 631, "ipps": 631, "http": 80, "https": 443}
)
"""Default port of each CUPS network backend (CUPS help, "network printers")."""

NO_PAPER = frozenset({"cups-pdf", "file", "hpfax"})
"""CUPS backends whose output isn't printed on paper."""

CLASS = 0x1
"""Bit CUPS_PRINTER_CLASS in `printer-type` (cups.h): several printers under one name, without a device."""

FAX = 0x40000
"""Bit CUPS_PRINTER_FAX in `printer-type` (cups.h)."""

HERE = frozenset({"", "localhost", "127.0.0.1", "::1"})
"""Host names that stand for this computer in CUPS' `printer-uri-supported`."""

WINDOWS_NO_PAPER = ("portprompt:", "file:", "nul:", "shrfax:", "xpsport:", "microsoft.office.onenote")
"""Port prefixes of Windows' own paperless printers; unlike printer names, they aren't localised."""


@dataclass(frozen=True, slots=True)
class PrintQueue:
    """A printer that programs can use.

    Attributes:
        name: external text.
        state: idle, processing or stopped, in IPP numbers; None if unknown, as for a printer only discovered
            on the network.
        reasons: IPP keywords such as ``paused`` or ``media-empty-error``.
        accepting: whether it accepts documents.
        holds: whether it holds every document for release at the printer ("follow me").
        default: whether it is the default printer.
        device: its address; external text.
        door: host and port to probe; None if it isn't a network printer.
        paperless: whether it creates a file or a fax instead of paper.
        server: whether it is a print server's queue.
        remote: whether it belongs to the computer that a remote session is viewed from (Windows).
        driver: make and model, as CUPS names its driver; external text.
        jobs: number of all users' waiting documents; None if unknown.
        printing: whether pages of the current document have been sent to it.
        message: an administrator's or the service's reason for a stop in words; external text.
        quota_reached: whether the user's print quota is used up, so that it refuses the user's documents.
    """

    name: str
    state: int | None = IDLE
    reasons: Sequence[str] = ()
    accepting: bool = True
    holds: bool = False
    default: bool = False
    device: str = ""
    door: tuple[str, int] | None = None
    paperless: bool = False
    server: bool = False
    remote: bool = False
    driver: str = ""
    jobs: int | None = 0
    printing: bool = False
    message: str = ""
    quota_reached: bool = False


# -- CUPS ------------------------------------------------------------------------------------------


class _CupsOption(ctypes.Structure):
    """The structure ``cups_option_t`` of cups.h."""

    _fields_ = (("name", ctypes.c_char_p), ("value", ctypes.c_char_p))


class _CupsDest(ctypes.Structure):
    """The structure ``cups_dest_t`` of cups.h."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("instance", ctypes.c_char_p),
        ("is_default", ctypes.c_int),
        ("num_options", ctypes.c_int),
        ("options", ctypes.POINTER(_CupsOption)),
    )


class _CupsJob(ctypes.Structure):
    """The beginning of the structure ``cups_job_t`` of cups.h, padded to its size."""

    _fields_ = (
        ("id", ctypes.c_int),
        *((name, ctypes.c_char_p) for name in ("dest", "title", "user", "format")),
        *((name, ctypes.c_int) for name in ("state", "size", "priority")),
        *((name, ctypes.c_long) for name in ("completed", "creation", "processing")),
    )


def read_cups_printers(limit: float = LIMIT) -> Json:
    """Return the state of the print service, its printers with the values in `KEPT`, and waiting jobs.

    The library has no timeout, so it is called on its own thread. "absent" means that neither the library nor
    a service is installed, or that the service isn't running, nothing starts it and no printer was ever set
    up. A configured print server counts as a service. "hanging" means that the service accepted the
    connection but didn't respond for ``limit`` seconds.
    """
    found: list[Json] = []
    thread = threading.Thread(target=lambda: found.append(_query_cups_printers()), daemon=True)
    thread.start()
    thread.join(limit)
    return found[0] if found else {"service": HANGING, "printers": []}


def _query_cups_printers() -> Json:
    """Return the printers with their values, listed over a new connection to the service.

    Sources: cups.h, http.h (httpConnectEncrypt, cupsGetDests2).
    """
    cups = _load_libcups()
    if cups is None:
        return {"service": ABSENT, "printers": []}
    server = cups.cupsServer() or b""
    http = ctypes.c_void_p(cups.httpConnectEncrypt(server, cups.ippPort(), cups.cupsEncryption()))
    if not http:
        return {
            "service": SILENT_SERVICE if _is_print_service_expected(_decode_text(server)) else ABSENT,
            "printers": [],
        }
    first = ctypes.POINTER(_CupsDest)()
    count = cups.cupsGetDests2(http, ctypes.byref(first))
    printers = [_destination_to_data(first[n]) for n in range(count)]
    cups.cupsFreeDests(count, first)
    refusing = read_reached_quotas(cups, http)
    printers = [{**one, "quota": True} if one["name"] in refusing else one for one in printers]
    if any(_is_stopped(one) for one in printers):
        messages = read_state_messages(cups, http)
        printers = [_add_state_message(one, messages) for one in printers]
    jobs, printing = _read_waiting_jobs(cups, http)
    cups.httpClose(http)
    return {"service": RUNNING, "printers": printers, "jobs": jobs, "printing": printing}


def _is_stopped(printer: Json) -> bool:
    return to_int(printer["options"].get("printer-state")) == STOPPED


def _add_state_message(printer: Json, messages: Mapping[str, str]) -> Json:
    """Return a printer's data with the reason for its stop, which libcups' list lacks."""
    message = messages.get(printer["name"], "")[:LONGEST]
    if not message or not _is_stopped(printer):
        return printer
    return {**printer, "options": {**printer["options"], "printer-state-message": message}}


def _read_waiting_jobs(cups: Any, http: Any) -> tuple[Mapping[str, int], Sequence[str]]:
    """Return the number of waiting documents of all users by printer, and the printers that are printing.

    Source: cups.h (cupsGetJobs2, all active).
    """
    first = ctypes.POINTER(_CupsJob)()
    count = max(cups.cupsGetJobs2(http, ctypes.byref(first), None, 0, 0), 0)
    found = Counter(_decode_text(first[n].dest) for n in range(count))
    busy = {
        first[n].id: _decode_text(first[n].dest) for n in range(count) if first[n].state == JOB_PROCESSING
    }
    if count:
        cups.cupsFreeJobs(count, first)
    pages = _read_printed_pages(cups, http) if busy else {}
    return dict(found), sorted({name for number, name in busy.items() if pages.get(number)})


def _read_printed_pages(cups: Any, http: Any) -> Mapping[int, int]:
    """Return the number of pages sent so far, by job ID; libcups' job list lacks this number.

    Sources: cups.h (cupsDoRequest), ipp.h; RFC 8011, section 4.2.6 (Get-Jobs).
    """
    asked = ctypes.c_void_p(cups.ippNewRequest(GET_JOBS))
    cups.ippAddString(asked, OPERATION_GROUP, URI_TAG, b"printer-uri", None, b"ipp://localhost/")
    wanted = (ctypes.c_char_p * len(PROGRESS))(*PROGRESS)
    cups.ippAddStrings(
        asked, OPERATION_GROUP, KEYWORD_TAG, b"requested-attributes", len(wanted), None, wanted
    )
    told = ctypes.c_void_p(cups.cupsDoRequest(http, asked, b"/"))
    pages: dict[int, int] = {}
    job, attribute = 0, cups.ippFirstAttribute(told)
    while attribute:
        name, value = cups.ippGetName(attribute), cups.ippGetInteger(attribute, 0)
        job = value if name == JOB_ID else job
        if name in PROGRESS and name != JOB_ID:
            pages[job] = max(pages.get(job, 0), value)
        attribute = cups.ippNextAttribute(told)
    cups.ippDelete(told)
    return pages


def _is_print_service_expected(server: str) -> bool:
    """Return whether a print service should be running on this computer: CUPS is configured or in use."""
    if server != "localhost":
        return True
    return any(Path(program).exists() for program in SERVERS) and (
        is_systemd_running() or was_any_printer_set_up()
    )


def is_systemd_running() -> bool:
    """Return whether systemd manages the services of this computer: sd_booted(3)."""
    return Path("/run/systemd/system").is_dir()


def was_any_printer_set_up() -> bool:
    """Return whether a printer was ever set up on this computer.

    Only root can read printers.conf, but its size shows whether it contains more than its header.
    """
    try:
        size = (CONFIGURATION / "printers.conf").stat().st_size
    except OSError:
        size = 0
    return size > EMPTY or any(CONFIGURATION.glob("ppd/*.ppd"))


def read_cups_server() -> str:
    """Return the configured print server: ``localhost``, a host, or the path of a socket."""
    cups = _load_libcups()
    return "" if cups is None else _decode_text(cups.cupsServer())


_CUPS = (
    *("cupsDoRequest", "cupsEncryption", "cupsFreeDests", "cupsFreeJobs", "cupsGetDests2", "cupsGetJobs2"),
    *("cupsServer", "httpClose", "httpConnectEncrypt", "ippAddString", "ippAddStrings", "ippDelete"),
    *("ippFirstAttribute", "ippGetInteger", "ippGetName", "ippNewRequest", "ippNextAttribute", "ippPort"),
)


def _load_libcups() -> Any:
    """Return libcups with its functions declared; None if it isn't installed."""
    for name in LIBRARIES:
        try:
            cups = ctypes.CDLL(name)
        except OSError:
            continue
        return declare_function_types(ctypes, cups, *_CUPS)
    return None


def _destination_to_data(dest: Any) -> Json:
    """Return one printer as JSON data; invalid UTF-8 is replaced."""
    pairs = (dest.options[n] for n in range(dest.num_options))
    options = {_decode_text(pair.name): _decode_text(pair.value)[:LONGEST] for pair in pairs}
    return {
        "name": _decode_text(dest.name),
        "instance": _decode_text(dest.instance),
        "default": bool(dest.is_default),
        "options": {name: value for name, value in options.items() if name in KEPT},
    }


def _decode_text(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")


def _read_print_queues_cups(machine: Machine) -> Sequence[PrintQueue]:
    said = machine.read(Reading(read_cups_printers))
    if said["service"] == ABSENT:
        raise NotOfferedError(N_("No printer is set up on this computer."))
    if said["service"] in (SILENT_SERVICE, HANGING):
        raise ProbeError(N_("This computer's print service isn't responding."))
    return parse_cups_queues(said)


def parse_cups_queues(said: Mapping[str, Json]) -> Sequence[PrintQueue]:
    """Return the printers in a `read_cups_printers` result.

    A printer's instances are the same printer with other settings.
    """
    told = to_objects(said.get("printers"))
    mains = {to_text(entry.get("name")) for entry in told if entry.get("default")}
    jobs, printing = said.get("jobs") or {}, said.get("printing") or ()
    queues = [_to_print_queue(entry, mains, jobs) for entry in told if not entry.get("instance")]
    return [replace(queue, printing=queue.name in printing) for queue in queues]


def _to_print_queue(entry: Mapping[str, Json], mains: Container[str], jobs: Mapping[str, Json]) -> PrintQueue:
    name, options = to_text(entry.get("name")), entry.get("options") or {}
    device = options.get("device-uri", "")
    reasons = options.get("printer-state-reasons", "").split(",")
    kind = to_int(options.get("printer-type")) or 0
    return PrintQueue(
        name=name,
        state=to_int(options.get("printer-state")),
        reasons=tuple(reason for reason in reasons if reason not in ("", "none")),
        accepting=options.get("printer-is-accepting-jobs") != "false",
        holds=options.get("job-hold-until", "no-hold") != "no-hold",
        default=name in mains,
        device=device or options.get("printer-uri-supported", ""),
        door=_find_probe_target(device),
        paperless=bool(kind & FAX) or (device.partition(":")[0] in NO_PAPER and not kind & CLASS),
        server=_parse_host_of_address(options.get("printer-uri-supported", "")) not in HERE,
        driver=options.get("printer-make-and-model", ""),
        jobs=to_int(jobs.get(name)) or 0,
        message=_parse_state_message(options.get("printer-state-message", "")),
        quota_reached=bool(entry.get("quota")),
    )


def _parse_state_message(message: str) -> str:
    words = " ".join(message.split())[:MESSAGE]
    return "" if words.casefold() in NO_REASON else words


def _parse_host_of_address(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _find_probe_target(address: str) -> tuple[str, int] | None:
    """Return the host and port to probe; None for a USB printer, or an invalid address."""
    try:
        parts = urlsplit(address)
        port = parts.port or DEVICE_PORTS.get(parts.scheme)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in DEVICE_PORTS or not host or port is None or host.endswith("_tcp.local"):
        return None
    return host, port


# -- Windows ---------------------------------------------------------------------------------------

WINDOWS = (
    "$w=@{}; Get-CimInstance Win32_Printer | ForEach-Object { $w[$_.Name]=$_ };"
    "$t=@{}; Get-PrinterPort | ForEach-Object { $t[$_.Name]=$_ };"
    "Get-Printer | ForEach-Object { [pscustomobject]@{ Name=$_.Name; Status=[int]$_.PrinterStatus;"
    "Offline=[bool]$w[$_.Name].WorkOffline; Default=[bool]$w[$_.Name].Default; Port=$_.PortName;"
    "Server=[bool]$w[$_.Name].Network; Host=$t[$_.PortName].PrinterHostAddress;"
    "Number=$t[$_.PortName].PortNumber } }"
)
"""Script that lists the printers as numbers, booleans and names.

Sources: Microsoft Learn, Win32_Printer (WorkOffline, Default, Network), Get-Printer, Get-PrinterPort
(PrinterHostAddress, PortNumber).
"""

PAUSED = 0x1
"""Bit PRINTER_STATUS_PAUSED of a printer's status (PRINTER_INFO_2)."""

WINDOWS_REASONS: Mapping[int, str] = MappingProxyType(
    {
        0x1: "paused",
        0x8: "media-jam",
        0x10: "media-empty",
        0x80: "offline",
        0x40000: "toner-empty",
        0x400000: "door-open",
    }
)
"""IPP keywords by bit of PRINTER_INFO_2's status, PRINTER_STATUS_… (winspool.h)."""


def _read_print_queues_windows(machine: Machine) -> Sequence[PrintQueue]:
    return [
        _parse_windows_queue(entry)
        for entry in to_objects(machine.read(PowerShell(WINDOWS, timeout=SLOW)))
        if to_text(entry.get("Name"))
    ]


def _parse_windows_queue(entry: Mapping[str, Json]) -> PrintQueue:
    status, port = to_int(entry.get("Status")) or 0, to_text(entry.get("Port"))
    reasons = dict.fromkeys(word for bit, word in WINDOWS_REASONS.items() if status & bit)
    if to_bool(entry.get("Offline")):
        reasons["offline"] = None
    host, number = to_text(entry.get("Host")), to_int(entry.get("Number")) or DEVICE_PORTS["socket"]
    return PrintQueue(
        name=to_text(entry.get("Name")),
        state=STOPPED if status & PAUSED else IDLE,
        reasons=tuple(reasons),
        default=bool(to_bool(entry.get("Default"))),
        device=port,
        door=(host, number) if host else None,
        paperless=port.casefold().startswith(WINDOWS_NO_PAPER),
        server=bool(to_bool(entry.get("Server"))),
        remote=re.fullmatch(r"TS\d+", port) is not None,
        jobs=None,
    )


DESTINATIONS: Probe[Sequence[PrintQueue]] = Probe(
    "which printers a program can choose",
    {
        Platform.LINUX: _read_print_queues_cups,
        Platform.MACOS: _read_print_queues_cups,
        Platform.WINDOWS: _read_print_queues_windows,
    },
)


# -- the device ------------------------------------------------------------------------------------


def probe_printer(machine: Machine, printer: PrintQueue) -> str | None:
    """Return the result of probing a printer; None for a printer that isn't on the network.

    A simple printer accepts one connection at a time and may refuse while it prints, so the user is always
    asked before anything is changed.
    """
    if printer.door is None:
        return None
    host, port = printer.door
    return str(machine.read(Reading(probe_port, {"host": host, "port": port})))


def probe_printers(machine: Machine, printers: Sequence[PrintQueue]) -> Sequence[str | None]:
    """Return the results of probing several printers in parallel, in the same order.

    A silent printer takes two seconds.
    """
    if len(printers) < 2:
        return [probe_printer(machine, printer) for printer in printers]
    pieces = [
        ParallelTask(
            str(number), PROBING, partial(_probe_printer_catching_errors, machine, printer), lambda: SILENT
        )
        for number, printer in enumerate(printers)
    ]
    answers = dict(answer for answer in run_tasks_in_parallel(pieces) if answer is not None)
    for answer in answers.values():
        if isinstance(answer, BaseException):
            raise answer
    return [cast("str | None", answers[piece.id]) for piece in pieces]


def _probe_printer_catching_errors(machine: Machine, printer: PrintQueue) -> str | BaseException | None:
    """Return the result of probing a printer on a thread, or the error for the caller to raise."""
    try:
        return probe_printer(machine, printer)
    except BaseException as error:  # noqa: BLE001 - it is raised again
        return error


def did_printer_answer(answer: str | None) -> bool | None:
    """Return whether a probe reached the printer; None if there was no probe."""
    return None if answer is None else answer == OPEN


def was_host_unreachable(answer: str | None) -> bool:
    """Return whether nothing responded: the printer may be off, or this computer may be offline."""
    return answer not in (None, OPEN, REFUSED)


AT_HOME = re.compile(r"[^.]*|.*\.(?:local|lan|home|home\.arpa|box|localdomain)", re.IGNORECASE)
"""Pattern of names assigned within a small network (RFC 6762, RFC 8375, and routers' own names).

The name of a printer that is off can't be resolved.
"""


def is_printer_outside_network(printer: PrintQueue, answer: str | None) -> bool:
    """Return whether a probe shows that the current network doesn't know the printer's name."""
    return answer == NO_NAME and printer.door is not None and not AT_HOME.fullmatch(printer.door[0])


def is_printer_on_internet(printer: PrintQueue) -> bool:
    """Return whether a printer's address is a public IP address, as that of a cloud print service may be."""
    try:
        return printer.door is not None and ipaddress.ip_address(printer.door[0]).is_global
    except ValueError:
        return False
