"""Finds problems with disks, memory, processor, battery and heat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selfhelp.core.text import ENGLISH
from selfhelp.machine.processes.system_load import OVERLOADED
from selfhelp.machine.storage.shortages import compute_recommended_free_bytes
from selfhelp.policy.health import HealthLimits
from selfhelp.report.key_finding import FindingUrgency, KeyFinding, Look
from selfhelp.report.snapshot_facts import FactRow, SnapshotFacts, to_number

MANY_ENTRIES = 90.0
"""Percentage of used inodes from which a volume is reported."""

FULL = 97.0
"""Percentage of used space on a volume from which saving a document may fail."""

BUSY = 100 * OVERLOADED
"""Processor load from which a finding is reported, as a percentage of all processors' capacity."""

MEMORY_SHORT = 90
SWAPPED = 80
WAITING = 20.0
"""Percentage of the last minute with stalled tasks, from which users notice the delay."""

HOT = 95.0
"""Temperature at which most processors throttle, in °C."""

_SICK = ("unhealthy", "warning", "failing", "failed", "pred fail", "degraded")
_ROOM = "A full disk stops saving, updates and sometimes sign-in."
_MEMORY = "Apps wait for memory, and the system may end some of them."


def _find_failing_drives(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    for row in facts.list_table_rows("disks", "drives"):
        health = row.get_text("health")
        if health.lower().startswith(_SICK):
            text = f"Drive {row.get_text('drive')} reports: {health}"
            yield KeyFinding(
                "disks", text, FindingUrgency.LOSS, "Back up the data first: the drive may fail at any time."
            )


def _find_full_volumes(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    rows = [row for row in facts.list_table_rows("disks", "volumes") if not row["read-only"]]
    for row in sorted(rows, key=lambda r: -(r.get_number("used") or 0)):
        used = row.get_number("used")
        if used is not None and _is_volume_low_on_space(row, used, facts.limits):
            urgency = FindingUrgency.BLOCKED if used >= FULL else FindingUrgency.FAILING
            yield KeyFinding(
                "disks",
                f"{row.get_text('mount point')} is {_format_share(used)} full{_format_free_space(row)}",
                urgency,
                _ROOM,
            )
    for row in rows:
        entries = row.get_number("inodes used")
        if entries is not None and entries >= MANY_ENTRIES:
            text = f"{row.get_text('mount point')} uses {_format_share(entries)} of its inodes"
            yield KeyFinding(
                "disks", text, FindingUrgency.FAILING, "Without free inodes, no files can be created."
            )


def _is_volume_low_on_space(row: FactRow, used: float, limits: HealthLimits) -> bool:
    """Return whether free space is below the organisation's limits, as the health check decides."""
    size, free = row.get_number("size"), row.get_number("free")
    if free is None or not (size or used < 100):
        return used >= 100 - limits.disk_percent
    return free < compute_recommended_free_bytes(round(size or free / (1 - used / 100)), limits)


def _format_share(share: float) -> str:
    """Return a percentage as text, never rounded up to 100 %."""
    return f"{share:.0f} %" if share == 100 or round(share) < 100 else f"{share:.1f} %"


def _format_free_space(row: FactRow) -> str:
    free = row.get_number("free")
    return f" ({ENGLISH.format_size(int(free))} free)" if free is not None else ""


def _find_memory_pressure(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    used = facts.find_number("load", "memory use")
    if used is not None and used >= MEMORY_SHORT:
        yield KeyFinding("load", f"Memory is {used:.0f} % in use", FindingUrgency.SLOW, _MEMORY)
    swap, swapped = facts.find_number("load", "swap"), facts.find_number("load", "swap used")
    if swap and swapped is not None and 100 * swapped / swap >= SWAPPED:
        yield KeyFinding("load", f"Swap is {100 * swapped / swap:.0f} % in use", FindingUrgency.SLOW, _MEMORY)


def _find_processor_load(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    busy = facts.find_number("load", "processor")
    if busy is not None and busy >= BUSY:
        text = f"Processor load is {busy:.0f} % of all processors' capacity"
        yield KeyFinding("load", text, FindingUrgency.SLOW, _describe_busiest_app(facts))
    for item in facts.list_section_facts("load"):
        share = to_number(item.value)
        if item.name.startswith("work waiting for ") and share is not None and share >= WAITING:
            what = item.name.removeprefix("work waiting for ")
            what = {"io": "disks", "cpu": "the processor"}.get(what, what)
            text = f"{share:.0f} % of the last minute, work waited for {what}"
            yield KeyFinding("load", text, FindingUrgency.SLOW, "To the user, the computer seems to hang.")


def _describe_busiest_app(facts: SnapshotFacts) -> str:
    rows = facts.list_table_rows("processes", "busiest programs")
    name = rows[0].get_text("program") if rows else ""
    return f"The busiest app is {name}." if name else "Everything on the computer is slow."


def _find_device_faults(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    """Yield a key finding for each device that reports a fault."""
    for section, table, name in _PARTS:
        for row in facts.list_table_rows(section, table):
            trouble = row.get_text("trouble")
            if trouble and trouble != "none":
                text = f"{row.get_text(name)}: {trouble}"
                yield KeyFinding(
                    section, text, FindingUrgency.FAILING, "The system doesn't use it as it should."
                )
    speakers = facts.list_table_rows("sound", "speakers")
    if any(row["default"] is True and row["muted"] is True for row in speakers):
        yield KeyFinding(
            "sound", "The sound is muted", FindingUrgency.NOTE, "Nothing can be heard until it's unmuted."
        )


_PARTS = (
    ("usb", "plugged in", "device"),
    ("cameras", "cameras", "camera"),
    ("hardware", "graphics", "adapter"),
)


def _find_power_problems(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    for item in facts.list_section_facts("power"):
        share = to_number(item.value)
        if (
            item.name.startswith("battery health")
            and share is not None
            and share < facts.limits.battery_percent
        ):
            name = item.name.removeprefix("battery health").strip()
            text = f"Battery {name} holds {share:.0f} % of its design capacity".replace("  ", " ")
            yield KeyFinding(
                "power", text, FindingUrgency.NOTE, "It drains faster, and may turn off without warning."
            )
    hottest = max(
        (r.get_number("temperature") or 0 for r in facts.list_table_rows("power", "temperatures")), default=0
    )
    if facts.find_value("power", "throttled by heat") is True:
        text = "The processor is throttled because of heat"
        yield KeyFinding("power", text, FindingUrgency.SLOW, "Dust in the fan, or blocked vents.")
    elif hottest >= HOT:
        yield KeyFinding(
            "power",
            f"{hottest:.0f} °C inside",
            FindingUrgency.SLOW,
            "At this temperature, the processor is throttled.",
        )


LOOKS: Sequence[Look] = (
    _find_failing_drives,
    _find_full_volumes,
    _find_memory_pressure,
    _find_processor_load,
    _find_power_problems,
    _find_device_faults,
)
