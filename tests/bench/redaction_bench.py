"""Redaction measured: hostile lines, five megabytes of several kinds of log, recall, precision."""

# ruff: noqa: E501
from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from selfhelp.core.model import PrivacyClass
from selfhelp.report.redact import Redactor, rule_order
from selfhelp.report.redact.aliases import Aliases
from selfhelp.report.redact.rules import Rule
from tests.bench.measure import Result
from tests.people import ROOT
from tests.report import redaction_blind, redaction_corpus, redaction_hostile, redaction_others

DICE = random.Random(5)
WORDS = [
    "started",
    "stopped",
    "service",
    "session",
    "opened",
    "closed",
    "for",
    "connection",
    "device",
    "interface",
    "kernel",
    "usb",
    "driver",
    "failed",
    "to",
    "read",
    "write",
    "cache",
    "flush",
    "timer",
    "unit",
    "system",
    "daemon",
    "network",
    "link",
    "state",
    "changed",
    "carrier",
    "reached",
    "target",
    "loaded",
    "module",
    "error",
    "warning",
]
KNOWN = {PrivacyClass.PERSON: ["mdupont", "Élise Dupont"], PrivacyClass.HOST: ["pc-7421.corp.example.com"]}
SIZE = 5_000_000


def _words(count: int) -> str:
    return " ".join(DICE.choices(WORDS, k=count))


def _address() -> str:
    return f"10.{DICE.randrange(4)}.{DICE.randrange(20)}.{DICE.randrange(256)}"


def _journal(n: int) -> str:
    return json.dumps({"_HOSTNAME": "pc-7421", "_PID": str(n % 9000), "MESSAGE": _words(8), "PRIORITY": "6",
                       "_BOOT_ID": f"{DICE.getrandbits(128):032x}", "_SYSTEMD_UNIT": "user@1000.service"}) + "\n"  # fmt: skip


LOGS: dict[str, Callable[[int], str]] = {
    "syslog, host in every line": lambda n: (
        f"Nov 24 16:{n % 60:02}:11 pc-7421 systemd[{n % 9000}]: {_words(9)} {n % 1000}\n"
    ),
    "journal as JSON": _journal,
    "Windows event text": lambda n: (
        f"Level: Error\r\nSource: Service Control Manager\r\nEvent ID: {7000 + n % 60}\r\nUser: N/A\r\nComputer: "
        f"PC-7421.corp.example.com\r\nDescription: The {_words(3)} service: %%2147942405 (0x8007{n % 65536:04x}). {_words(6)}\r\n"
    ),
    "HTTP access, public addresses": lambda n: (
        f"{DICE.randrange(60, 223)}.{DICE.randrange(256)}.{DICE.randrange(256)}.9 - - [24/Nov/2026:16:{n % 60:02}:11 +0100] "
        f'"GET /static/{DICE.choice(WORDS)}/{n % 9999}?page={n} HTTP/1.1" 200 {n % 99999} "https://intranet.example.com/x" '
        '"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36"\n'
    ),
    "stack traces": lambda n: (
        f"2026-11-24 16:{n % 60:02}:11,123 ERROR [main-{n % 8}] app.Handler - {_words(4)}\n"
        + f"\tat com.example.{DICE.choice(WORDS)}.Impl.{DICE.choice(WORDS)}(Impl.java:{n % 900})\n" * 6
    ),
    "address and MAC in every line": lambda n: (
        f"2026-11-24T16:{n % 60:02}:11 dhcpd: DHCPACK on {_address()} to "
        f"{':'.join(f'{DICE.randrange(256):02x}' for _ in range(6))} (host-{n % 300}) via eth0\n"
    ),
}  # fmt: skip


def _log(make: Callable[[int], str], size: int) -> str:
    parts: list[str] = []
    length = n = 0
    while length < size:
        parts.append(make(n))
        length += len(parts[-1])
        n += 1
    return "".join(parts)


def _seconds(action: Callable[[], object]) -> float:
    begin = time.process_time()
    action()
    return time.process_time() - begin


def worst(kind: Callable[[Rule], Iterator[str]]) -> tuple[float, str]:
    """Return the seconds of the slowest rule, and which it was; the better of two runs each."""
    slowest, which = 0.0, ""
    for rule in rule_order.get_all_rules():
        rule.apply("", Aliases(b"k"), Counter())
        for seed in kind(rule):
            line = redaction_hostile.repeated(seed)
            taken = min(
                _seconds(lambda text=line, r=rule: r.apply(text, Aliases(b"k"), Counter())) for _ in range(2)
            )  # type: ignore[misc]
            if taken > slowest:
                slowest, which = taken, f"{rule.name} on {seed[:20]!r}"
    return slowest, which


def recall(half: object) -> Iterator[tuple[str, float]]:
    """Return the share of planted values that are gone, by kind."""
    for name in ("FIXED", "PERSONAL"):
        if not hasattr(half, name):
            continue
        values, contexts = getattr(half, name), redaction_corpus.CONTEXTS | redaction_blind.CONTEXTS
        planted = [(value := make(), write(value)) for make in values.values() for write in contexts.values()]
        gone = sum(value not in Redactor({}).redact_text(text) for value, text in planted)
        yield name.lower(), gone / len(planted)
    words = getattr(half, "KEYWORDS")  # noqa: B009 - a module
    kept = sum("Tr0ub4dor+1a" in Redactor({}).redact_text(write("Tr0ub4dor+1a")) for write in words.values())
    yield "keywords", 1 - kept / len(words)


def benign() -> Iterator[tuple[str, int, int]]:
    """Return kinds of harmless text on this machine, their words, and the stand-ins put into them."""
    places = {
        "licences": sorted(Path("/usr/share/common-licenses").glob("*")),
        "package log": [Path("/var/log/dpkg.log")],
        "settings": sorted(Path("/etc").glob("*.conf"))[:80],
        "our own documents": sorted((ROOT / "docs").glob("**/*.md")),
        "our own words, every language": sorted((ROOT / "resources" / "locale").glob("*/symptoms/*.toml")),
    }
    for name, paths in places.items():
        texts = [path.read_text("utf-8", "replace")[:100_000] for path in paths if path.is_file()]
        assert texts or not name.startswith("our own"), f"{name}: nothing was read"
        redactor = Redactor({})
        for text in texts:
            redactor.redact_text(text)
        yield name, sum(len(text.split()) for text in texts), sum(redactor.counts.values())


def results(_runs: int) -> Iterator[Result]:
    """Measure everything."""
    for title, kind in (
        ("made of its words", redaction_hostile.seeds),
        ("full of its finds", redaction_hostile.found),
    ):
        seconds, which = worst(kind)
        yield Result(f"worst rule, 200 kB line {title}", seconds * 1e3, "ms", 50, note=which)
    for name, make in LOGS.items():
        text = _log(make, SIZE)
        redactor = Redactor(KNOWN)
        redactor.precompile_rules()  # once in a run of the app
        yield Result(f"5 MB of {name}", _seconds(lambda t=text, r=redactor: r.redact_text(t)), "s", 1)  # type: ignore[misc]
    for seed in ("net use \\\\", "my password is ", "clé=", "%25"):
        text = (seed * 50_000)[:50_000]
        redactor = Redactor({})
        redactor.redact_text(seed)
        yield Result(f"50 kB of {seed!r}", _seconds(lambda t=text, r=redactor: r.redact_text(t)), "s", 0.3)  # type: ignore[misc]
    for title, half in (
        ("development", redaction_corpus),
        ("blind", redaction_blind),
        ("others'", redaction_others),
    ):
        for name, share in recall(half):
            missed = {"fixed": 0.0, "personal": 2.0, "keywords": 10.0}[name]
            yield Result(f"missed of {name}, {title} half", (1 - share) * 100, "%", missed)
    for name, count, stand_ins in benign():
        note = f"{stand_ins} in {count} words; real addresses of authors count, too"
        yield Result(f"stand-ins in {name}", 1000 * stand_ins / max(1, count), "/1000", 1, note=note)
