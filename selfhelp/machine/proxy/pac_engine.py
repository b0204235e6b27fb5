"""Runs a proxy script (a PAC file) for one address, in a separate process with limits.

The script comes from the network, so it is isolated: it has no access to files or to the network except DNS,
and limited memory and time. The process reads the request from standard input and writes one line of JSON.
The functions available to a script are those of "Proxy Auto-Configuration (PAC) file", developer.mozilla.org;
they are reimplemented here.
"""

from __future__ import annotations

import json
import socket
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json
from selfhelp.core.paths import make_restart_command
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine

SECONDS, MEMORY, STACK = 3, 64_000_000, 500_000
"""Limits of the script: CPU seconds, bytes of memory, bytes of stack.

The engine's own time limit would prevent DNS lookups. So the system ends the process; if the system has no
such limit (Windows), this app ends it.
"""

LONGEST = 8.0
"""Total timeout in seconds, including DNS lookups."""

ANSWER_LIMIT = 2000

FUNCTIONS = r"""
"use strict";
function isPlainHostName(host) { return String(host).indexOf(".") < 0; }
function pac_low(text) { return String(text).toLowerCase(); }
function dnsDomainIs(host, domain) { return pac_low(host).endsWith(pac_low(domain)); }
function localHostOrDomainIs(host, name) { return host == name || String(name).startsWith(host + "."); }
function isResolvable(host) { return dnsResolve(host) !== null; }
function dnsDomainLevels(host) { return String(host).split(".").length - 1; }
function convert_addr(text) {
  var parts = String(text).split(".").map(Number);
  return ((parts[0] & 255) << 24) | ((parts[1] & 255) << 16) | ((parts[2] & 255) << 8) | (parts[3] & 255);
}
function isInNet(host, net, mask) {
  var address = /^\d+\.\d+\.\d+\.\d+$/.test(host) ? host : dnsResolve(host);
  if (address === null) { return false; }
  return (convert_addr(address) & convert_addr(mask)) === (convert_addr(net) & convert_addr(mask));
}
function shExpMatch(text, pattern) {
  var parts = String(pattern).split("").map(function (c) {
    if (c === "*") { return ".*"; }
    if (c === "?") { return "."; }
    return /[A-Za-z0-9]/.test(c) ? c : "\\" + c;
  });
  return new RegExp("^" + parts.join("") + "$").test(text);
}
function pac_now(utc) {
  var now = new Date();
  return utc ? new Date(now.getTime() + now.getTimezoneOffset() * 60000) : now;
}
function pac_plain(given) {
  var list = Array.prototype.slice.call(given), utc = list[list.length - 1] === "GMT";
  return { utc: utc, list: utc ? list.slice(0, -1) : list };
}
function pac_between(low, value, high) {
  return low <= high ? low <= value && value <= high : low <= value || value <= high;
}
function weekdayRange() {
  var given = pac_plain(arguments), days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
  var first = days.indexOf(given.list[0]), last = days.indexOf(given.list[given.list.length - 1]);
  return first >= 0 && last >= 0 && pac_between(first, pac_now(given.utc).getDay(), last);
}
function timeRange() {
  var given = pac_plain(arguments), t = given.list.map(Number), now = pac_now(given.utc);
  var seconds = now.getHours() * 3600 + now.getMinutes() * 60 + now.getSeconds();
  if (t.length === 1) { return now.getHours() === t[0]; }
  if (t.length === 2) { return pac_between(t[0] * 3600, seconds, t[1] * 3600); }
  if (t.length === 4) { return pac_between(t[0] * 3600 + t[1] * 60, seconds, t[2] * 3600 + t[3] * 60); }
  var first = t[0] * 3600 + t[1] * 60 + t[2], last = t[3] * 3600 + t[4] * 60 + t[5];
  return t.length === 6 && pac_between(first, seconds, last);
}
function pac_date(parts, now, whole) {
  var months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
  var day = whole.day ? now.getDate() : 0, month = whole.month ? now.getMonth() : 0;
  var year = whole.year ? now.getFullYear() : 0;
  parts.forEach(function (part) {
    if (months.indexOf(part) >= 0) { month = months.indexOf(part); }
    else if (Number(part) > 31) { year = Number(part); }
    else { day = Number(part); }
  });
  return year * 10000 + month * 100 + day;
}
function dateRange() {
  var given = pac_plain(arguments), list = given.list, now = pac_now(given.utc);
  var half = list.length > 1 ? list.length / 2 : 1, first = list.slice(0, half), last = list.slice(-half);
  var whole = {
    day: first.some(function (p) { return typeof p === "number" && p <= 31; }),
    month: first.some(function (p) { return typeof p === "string"; }),
    year: first.some(function (p) { return Number(p) > 31; })
  };
  return pac_between(pac_date(first, now, {}), pac_date([], now, whole), pac_date(last, now, {}));
}
function alert() {}
"""


def evaluate_script(machine: Machine, script: str, url: str, host: str) -> str:
    """Return the result of a proxy script for a URL, such as ``PROXY proxy.example.com:3128; DIRECT``.

    Raises:
        ProbeError: the script failed, exceeded a limit, or returned no text.
    """
    question = json.dumps({"script": script, "url": url, "host": host}).encode()
    program, *rest = make_restart_command()
    argv = (program, *(("-I", *rest) if rest else ()), "--proxy-engine")  # -I: ignore the current folder
    output = machine.run(Command(argv, timeout=LONGEST, stdin=question, limit=4 * ANSWER_LIMIT))
    try:
        answer = json.loads(output.stdout)
        if "says" in answer:
            return str(answer["says"])
        detail = str(answer["wrong"])
    except (ValueError, TypeError, KeyError):
        detail = f"code {output.code}"
    raise ProbeError(N_("Your network's proxy script (PAC) contains an error."), detail=detail[:300])


def evaluate_script_in_this_process(question: Json) -> Json:
    """Run the script in the engine; return its result or its error as plain data."""
    import quickjs

    context = quickjs.Context()
    context.set_memory_limit(MEMORY)
    context.set_max_stack_size(STACK)
    context.add_callable("dnsResolve", _resolve_host)
    context.add_callable("myIpAddress", _find_own_address)
    try:
        context.eval(FUNCTIONS)
        context.eval(question["script"])
        says = context.get("FindProxyForURL")(question["url"], question["host"])
    except Exception as error:  # noqa: BLE001 - whatever a script from the network makes the engine raise
        return {"wrong": str(error)[:300]}
    if not isinstance(says, str) or len(says) > ANSWER_LIMIT:
        return {"wrong": f"no text: {type(says).__name__}"}
    return {"says": says}


def _resolve_host(host: object) -> str | None:
    try:
        return socket.gethostbyname(str(host)[:253])
    except (OSError, UnicodeError):
        return None


def _find_own_address() -> str:
    """Return the source address of outgoing packets; nothing is sent.

    192.0.2.1 is reserved (RFC 5737).
    """
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
    return "127.0.0.1"


def _limit_process_resources() -> None:
    """Limit this process's own resources, if the system supports it (not Windows)."""
    with suppress(ImportError, OSError, ValueError):
        resource: Any = import_module("resource")
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer_script_request() -> int:
    """Read this process's single request and write the response; return the exit status."""
    _limit_process_resources()
    sys.stdout.write(json.dumps(evaluate_script_in_this_process(json.loads(sys.stdin.buffer.read()))))
    return 0
