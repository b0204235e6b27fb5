"""A proxy script is worked out in a process of its own, and nothing it does reaches us."""

from __future__ import annotations

import time
from datetime import datetime

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Platform
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.machine.proxy.pac_engine import evaluate_script, evaluate_script_in_this_process

HERE = LocalMachine(Platform.LINUX)
URL, HOST = "https://desk.example.com/", "desk.example.com"


def says(body: str) -> str:
    answer = evaluate_script_in_this_process(
        {"script": f"function FindProxyForURL(url, host) {{ {body} }}", "url": URL, "host": HOST}
    )
    return str(answer.get("says", answer))


def test_a_script_answers_in_a_process_of_its_own():
    script = 'function FindProxyForURL(url, host) { return "PROXY " + host + ":3128; DIRECT"; }'
    assert evaluate_script(HERE, script, URL, HOST) == f"PROXY {HOST}:3128; DIRECT"


HOSTILE = {
    "for ever": "function FindProxyForURL() { while (true); }",
    "for ever at the start": "while (true);",
    "a mistake": "function FindProxyForURL( {",
    "no function": "var x = 1;",
    "memory": "function FindProxyForURL() { var a = []; while (true) a.push(new Array(1e6).join('x')); }",
    "no end of itself": "function FindProxyForURL(u, h) { return FindProxyForURL(u, h); }",
    "a slow pattern": "function FindProxyForURL() { return String(/^(a+)+$/.test('" + "a" * 40 + "b')); }",
    "no text": "function FindProxyForURL() { return 7; }",
    "nothing": "function FindProxyForURL() { return null; }",
    "a long text": "function FindProxyForURL() { return 'x'.repeat(100000); }",
    "throws": "function FindProxyForURL() { throw new Error('x'.repeat(1000)); }",
    "an odd object": "function FindProxyForURL() { return { toString: function () { while (true); } }; }",
}


@pytest.mark.slow
@pytest.mark.spread(2)
@pytest.mark.parametrize("script", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_script_that_does_what_it_should_not_is_ended(script):
    started = time.monotonic()
    with pytest.raises(ProbeError):
        evaluate_script(HERE, script, URL, HOST)
    assert time.monotonic() - started < 12


def test_a_script_reaches_nothing_of_this_computer():
    names = (
        "require",
        "process",
        "std",
        "os",
        "fetch",
        "XMLHttpRequest",
        "load",
        "read",
        "import_",
        "Worker",
    )
    assert says("return [" + ",".join(f"typeof {n}" for n in names) + "].join()") == ",".join(
        ["undefined"] * len(names)
    )


NOW = datetime.now().astimezone()
DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
ASKED = [
    ("isPlainHostName('desk')", True),
    ("isPlainHostName('desk.example.com')", False),
    ("dnsDomainIs('desk.EXAMPLE.com', '.example.com')", True),
    ("dnsDomainIs('desk.example.org', '.example.com')", False),
    ("localHostOrDomainIs('desk', 'desk.example.com')", True),
    ("localHostOrDomainIs('des', 'desk.example.com')", False),
    ("dnsDomainLevels('a.b.c')", 2),
    ("isInNet('10.1.2.3', '10.0.0.0', '255.0.0.0')", True),
    ("isInNet('192.168.1.5', '192.168.2.0', '255.255.255.0')", False),
    ("isInNet('no-such-host.invalid', '10.0.0.0', '255.0.0.0')", False),
    ("isResolvable('no-such-host.invalid')", False),
    ("isResolvable('localhost')", True),
    ("dnsResolve('localhost')", "127.0.0.1"),
    ("shExpMatch('http://a.example.com/x', '*.example.com/*')", True),
    ("shExpMatch('axexample', 'a.example')", False),
    ("shExpMatch('ab', 'a?')", True),
    ("shExpMatch('a(b)+[c]', 'a(b)+[c]')", True),
    (f"weekdayRange('{DAYS[NOW.weekday()]}')", True),
    (f"weekdayRange('{DAYS[(NOW.weekday() + 1) % 7]}')", False),
    ("weekdayRange('MON', 'SUN') || weekdayRange('SUN', 'MON')", True),
    ("timeRange(0, 24)", True),
    ("timeRange(0, 0, 23, 59) || timeRange(23, 59, 0, 0)", True),
    (f"dateRange({NOW.year})", True),
    (f"dateRange({NOW.year + 1})", False),
    (f"dateRange('{MONTHS[NOW.month - 1]}')", True),
    (f"dateRange({NOW.day}, '{MONTHS[NOW.month - 1]}', {NOW.year})", True),
    (f"dateRange(1, 'JAN', {NOW.year - 1}, 31, 'DEC', {NOW.year + 1})", True),
    (f"dateRange(1, 'JAN', {NOW.year - 3}, 31, 'DEC', {NOW.year - 2})", False),
    ("/^\\d+\\.\\d+\\.\\d+\\.\\d+$/.test(myIpAddress())", True),
]


@pytest.mark.parametrize(("question", "answer"), ASKED)
def test_the_functions_that_scripts_call(question, answer):
    wanted = str(answer).lower() if isinstance(answer, bool) else str(answer)
    assert says(f"return String({question});") == wanted
