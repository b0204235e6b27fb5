# ruff: noqa: E501 - the tables read better in one line
"""A sick computer and its ticket, as a technician would get them: for pictures of the report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from selfhelp.core.model import (
    ChangeType,
    CheckResult,
    CheckState,
    Column,
    FactTable,
    Finding,
    FixRun,
    Item,
    Outcome,
    Scalar,
    Snapshot,
    SnapshotChange,
    SnapshotChanges,
    SnapshotSection,
    StepResult,
    Undo,
)
from selfhelp.core.text import N_
from selfhelp.core.ticket_reference import shorten_reference
from selfhelp.report.ticket_context import TicketContext

NOW = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)


def table(name: str, columns: str, *rows: Sequence[Scalar]) -> FactTable:
    """Return a table; a column's unit stands behind a colon: ``"used:%"``."""
    parts = [column.strip().partition(":") for column in columns.split(",")]
    return FactTable(name, [Column(title, unit) for title, _, unit in parts], rows)


def facts(section: str, ms: int, tables: Sequence[FactTable] = (), **values: Scalar) -> SnapshotSection:
    """Return a section; ``wifi_signal`` becomes "wifi signal"."""
    items = [Item(name.replace("_", " "), value) for name, value in values.items()]
    return SnapshotSection(section, True, ms, [*items, *tables])


def snapshot() -> Snapshot:
    """Return a laptop with most of what can be wrong with one."""
    since = NOW - timedelta(hours=26)
    return Snapshot(NOW, [*_machine(), *_network(), *_software()], True, SnapshotChanges(since, _changes()))


def _machine() -> list[SnapshotSection]:
    busy = [
        (f"program-{n}.exe", 1000 + n, "user-1", 90 - 7 * n, 500_000_000 - 30_000_000 * n) for n in range(10)
    ]
    load: list[Item | FactTable] = [
        Item("processor", 212, "%"), Item("memory", 16_900_000_000, "B"), Item("memory use", 93, "%"),
        Item("swap", 4_000_000_000, "B"), Item("swap used", 3_700_000_000, "B"), Item("work waiting for io", 41.5, "%"),
    ]  # fmt: skip
    return [
        SnapshotSection("system", True, 412, [
            Item("name", "host-a97f19"), Item("maker", "Dell Inc."), Item("model", "Latitude 5440"),
            Item("operating system", "Windows 11 Enterprise 24H2"), Item("build", "10.0.26100.2454"),
            Item("uptime", 19 * 86400 + 7200, "s"), Item("restart pending", True), Item("time zone", "Europe/Zurich"),
        ]),
        facts("hardware", 230, processor="13th Gen Intel(R) Core(TM) i5-1345U", cores=10, firmware="1.14.0"),
        SnapshotSection("load", True, 340, load),
        facts("processes", 120, [table("busiest programs", "program, process, user, processor:%, memory:B", *busy)]),
        facts("disks", 900, [
            table("volumes", "mount point, device, size:B, free:B, used:%, read-only",
                  ("C:\\", "disk-1", 511_000_000_000, 3_100_000_000, 99.4, False),
                  ("D:\\", "disk-1", 200_000_000_000, 90_000_000_000, 55.0, False)),
            table("drives", "drive, size:B, kind, health", ("SSD 512", 512_000_000_000, "SSD", "Warning")),
        ]),
        SnapshotSection("power", True, 30, [Item("battery health BAT0", 48.0, "%"), Item("battery charge", 70, "%")]),
    ]  # fmt: skip


def _network() -> list[SnapshotSection]:
    near = [("gateway", n, time) for n, time in enumerate((1.2, 3.0, 2.0, 9.0, 4.0, 3.0, 2.0, 2.0), 1)]
    far = [("help desk", n, time) for n, time in enumerate((80.0, None, 220.0, 410.0, None, 150.0, 230.0), 1)]
    return [
        SnapshotSection("network", True, 300, [
            Item("gateway", "ip-private-07bfb7"), Item("name server", "ip-private-5d731f"),
            Item("name server", "ip-private-5d7320"), Item("default gateway present", True),
            table("interfaces", "interface, connected, speed:Mbit/s, addresses, hardware address",
                  ("wlan0", True, 144, "ip-private-1", "mac-1"), ("eth0", False, None, "", "mac-2")),
        ]),
        SnapshotSection("reachability", True, 410, [
            Item("internet", "replaced by a network sign-in page"), Item("clock is ahead by", 412.0, "s"),
            table("stations", "station, tries, lost:%, median:ms", ("gateway", 8, 0, 2.5), ("help desk", 7, 29, 220)),
            table("latency", "station, try, time:ms", *near, *far),
        ]),
        facts("printers", 80, [table("queues", "printer, state, default, waiting jobs",
                                     ("printer-1", "stopped", True, 4), ("printer-2", "idle", False, 0))]),
        SnapshotSection("bluetooth", False, 9, reason="Not readable without an administrator's rights."),
        SnapshotSection("displays", False, 9000, reason="No answer within 9 s."),
    ]  # fmt: skip


def _software() -> list[SnapshotSection]:
    hours = [
        ((NOW - timedelta(hours=24 - n)).isoformat(), n * 7 % 11 + (30 if n == 21 else 0)) for n in range(24)
    ]
    text = "The Print Spooler service terminated unexpectedly. It has done this 12 time(s)."
    errors = [(f"Service Control Manager {n}", text, 60 - n, "2026-11-24T13:00:00Z") for n in range(15)]
    programs = [(f"Program {n}", f"1.{n}", "registry") for n in range(120)]
    return [
        facts("errors", 600, [
            table("errors by hour", "hour, errors", *hours),
            table("crashes", "program, times", ("OUTLOOK.EXE", 5)),
            table("errors", "source, message, times, last", *errors),
        ]),
        facts("services", 100, [table("failed", "service, about, scope", ("Spooler", "Print Spooler", "system"))]),
        facts("certificates", 60, [table("expiring certificates", "certificate, belongs to, days left",
                                         ("user-1", "the person", -3))]),
        facts("security", 500, virus_protection_on=False, firewall_on=True, system_disk_encryption="off"),
        facts("applications", 200, [table("programs", "program, version, source", *programs)]),
    ]  # fmt: skip


def _changes() -> list[SnapshotChange]:
    runtimes = [
        SnapshotChange("applications", "programs", ChangeType.ADDED, f"C++ Runtime {n}", None, f"14.{n}")
        for n in range(12)
    ]
    return [
        SnapshotChange("applications", "programs", ChangeType.ADDED, "Contoso VPN Client", None, "5.1.2"),
        SnapshotChange(
            "applications", "programs", ChangeType.CHANGED, "Microsoft Edge", "130.0.2849.80", "131.0.2903.51"
        ),
        SnapshotChange("applications", "programs", ChangeType.REMOVED, "Old PDF Reader", "9.0", None),
        SnapshotChange("printers", "queues", ChangeType.CHANGED, "printer-1: state", "idle", "stopped"),
        SnapshotChange("network", "gateway", ChangeType.CHANGED, "", "ip-private-1", "ip-private-07bfb7"),
        *runtimes,
    ]


def story() -> TicketContext:
    """Return what Marie wrote and tried."""
    stuck = CheckResult("print-stuck-queue", CheckState.FOUND, Finding(
        N_("Four documents are stuck."), evidence={"waiting": "4", "oldest": "2026-11-24 11:02"}))  # fmt: skip
    steps = [
        StepResult("stop-spooler", "done", Undo.POSSIBLE),
        StepResult("empty-queue", "failed", Undo.IMPOSSIBLE, "4 files, access denied"),
    ]
    off = CheckResult("net-wifi", CheckState.FOUND, Finding(N_("Wi-Fi is switched off.")))
    on = CheckResult("net-wifi", CheckState.HEALTHY)
    full = CheckResult("disk-full", CheckState.FOUND, Finding(N_("The disk is nearly full.")))
    early, late = NOW - timedelta(minutes=19), NOW - timedelta(minutes=9)
    return TicketContext(
        heading="L'imprimante ne sort plus rien depuis ce matin",
        words="Bonjour,\nl'imprimante ne sort plus rien depuis ce matin, et tout est lent.\nJ'ai une réunion à 15 h.",
        affected="Several people",
        can_work="Partly",
        runs=[
            FixRun("1", "net-wifi", Outcome.FIXED, off, [StepResult("switch-on", "done", Undo.POSSIBLE)], on,
                   early, early + timedelta(seconds=12)),
            FixRun("2", "print-stuck-queue", Outcome.NOT_FIXED, stuck, steps, stuck, late, late + timedelta(seconds=40)),
        ],
        looks=[full],
        said={"Turn the printer off and on": "did not help"},
        titles={"print-stuck-queue": "Documents are stuck in the queue", "net-wifi": "Wi-Fi is off",
                "disk-full": "The disk is nearly full"},
        category="printing",
        reference=shorten_reference("sh-00000000-0000-4000-8000-000000000000"),
    )  # fmt: skip
