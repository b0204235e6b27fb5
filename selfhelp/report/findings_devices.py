"""What stands out about disks, memory, processor, battery and heat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selfhelp.core.text import ENGLISH
from selfhelp.report.facts import Facts, Row, number
from selfhelp.report.notice import Look, Notice, Urgency

NEARLY_FULL = 90.0
"""Per cent: below this the system's own updates still find room."""

FULL = 97.0
"""Per cent: documents can no longer be saved with certainty."""

BUSY = 150
"""Per cent of all processors: half as much work again as they can do."""

MEMORY_SHORT = 90
SWAPPED = 80
WAITING = 20.0
"""Per cent of the last minute that work stood still: felt by the person."""

WORN_BATTERY = 60
HOT = 95.0
"""°C: most processors slow themselves down here."""

_SICK = ("unhealthy", "warning", "failing", "failed", "pred fail", "degraded")
_ROOM = "A full disk stops saving, updates and sometimes sign-in."
_MEMORY = "Programs wait for memory, and the system may end some of them."


def _drives(facts: Facts) -> Iterator[Notice]:
    for row in facts.rows("disks", "drives"):
        health = row.word("health")
        if health.lower().startswith(_SICK):
            text = f"Drive {row.word('drive')} reports: {health}"
            yield Notice("disks", text, Urgency.LOSS, "Save the data first: the drive may stop any day.")


def _volumes(facts: Facts) -> Iterator[Notice]:
    rows = [row for row in facts.rows("disks", "volumes") if not row["read-only"]]
    for row in sorted(rows, key=lambda r: -(r.number("used") or 0)):
        used = row.number("used")
        if used is not None and used >= NEARLY_FULL:
            urgency = Urgency.BLOCKED if used >= FULL else Urgency.FAILING
            yield Notice(
                "disks", f"{row.word('mount point')} is {_used(used)} full{_free(row)}", urgency, _ROOM
            )
    for row in rows:
        entries = row.number("file entries used")
        if entries is not None and entries >= NEARLY_FULL:
            text = f"{row.word('mount point')} has {_used(entries)} of its file entries in use"
            yield Notice("disks", text, Urgency.FAILING, "Without a free entry no file can be made.")


def _used(share: float) -> str:
    """Return a share that never says full before it is."""
    return f"{share:.0f} %" if share == 100 or round(share) < 100 else f"{share:.1f} %"


def _free(row: Row) -> str:
    free = row.number("free")
    return f" ({ENGLISH.size(int(free))} free)" if free is not None else ""


def _memory(facts: Facts) -> Iterator[Notice]:
    used = facts.number("load", "memory use")
    if used is not None and used >= MEMORY_SHORT:
        yield Notice("load", f"Memory is {used:.0f} % in use", Urgency.SLOW, _MEMORY)
    swap, swapped = facts.number("load", "swap"), facts.number("load", "swap used")
    if swap and swapped is not None and 100 * swapped / swap >= SWAPPED:
        yield Notice("load", f"Swap is {100 * swapped / swap:.0f} % in use", Urgency.SLOW, _MEMORY)


def _processor(facts: Facts) -> Iterator[Notice]:
    busy = facts.number("load", "processor")
    if busy is not None and busy >= BUSY:
        yield Notice("load", f"Processor load is {busy:.0f} %", Urgency.SLOW, _busiest(facts))
    for item in facts.facts("load"):
        share = number(item.value)
        if item.name.startswith("work waiting for ") and share is not None and share >= WAITING:
            what = item.name.removeprefix("work waiting for ")
            what = {"io": "disks", "cpu": "the processor"}.get(what, what)
            text = f"{share:.0f} % of the last minute work waited for {what}"
            yield Notice("load", text, Urgency.SLOW, "The person feels this as a computer that hangs.")


def _busiest(facts: Facts) -> str:
    rows = facts.rows("processes", "busiest programs")
    name = rows[0].word("program") if rows else ""
    return f"The busiest program is {name}." if name else "Everything on the computer waits its turn."


def _parts(facts: Facts) -> Iterator[Notice]:
    """Yield parts that say themselves that something is wrong with them."""
    for section, table, name in _PARTS:
        for row in facts.rows(section, table):
            trouble = row.word("trouble")
            if trouble and trouble != "none":
                text = f"{row.word(name)}: {trouble}"
                yield Notice(section, text, Urgency.FAILING, "The system does not use it as it should.")
    speakers = facts.rows("sound", "speakers")
    if any(row["default"] is True and row["muted"] is True for row in speakers):
        yield Notice("sound", "The sound is muted", Urgency.NOTE, "Nothing is heard until it is switched on.")


_PARTS = (
    ("usb", "plugged in", "device"),
    ("cameras", "cameras", "camera"),
    ("hardware", "graphics", "adapter"),
)


def _power(facts: Facts) -> Iterator[Notice]:
    for item in facts.facts("power"):
        share = number(item.value)
        if item.name.startswith("battery health") and share is not None and share < WORN_BATTERY:
            name = item.name.removeprefix("battery health").strip()
            text = f"Battery {name} holds {share:.0f} % of its design".replace("  ", " ")
            yield Notice("power", text, Urgency.NOTE, "It runs short, and may end without a warning.")
    hottest = max((r.number("temperature") or 0 for r in facts.rows("power", "temperatures")), default=0)
    if facts.value("power", "slowed down by heat") is True:
        text = "The processor is slowed down by heat"
        yield Notice("power", text, Urgency.SLOW, "Dust in the fan, or something covers it.")
    elif hottest >= HOT:
        yield Notice(
            "power", f"{hottest:.0f} °C inside", Urgency.SLOW, "At this heat the processor slows down."
        )


LOOKS: Sequence[Look] = (_drives, _volumes, _memory, _processor, _power, _parts)
