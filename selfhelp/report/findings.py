"""What looks wrong in a snapshot: the few lines a technician reads first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from selfhelp.model import Item, Scalar, Section, Snapshot, Table

DISK_NEARLY_FULL = 90.0
"""Per cent: below this the system's own updates still find room."""

BUSY = 150
"""Per cent of all processors: half as much work again as they can do."""

MEMORY_SHORT = 90
WAITING = 20.0
"""Per cent of the last minute that work stood still: felt by the person."""

WORN_BATTERY = 60
LONG_UPTIME = 14 * 86400


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that looks wrong; ``section`` is where the detail stands."""

    section: str
    text: str


class Facts:
    """Looks up what a snapshot says by section and name."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._sections: Mapping[str, Section] = {section.id: section for section in snapshot.sections}

    def value(self, section: str, name: str) -> Scalar:
        """Return the first fact of this name, or None where it is not known."""
        for item in self._items(section):
            if isinstance(item, Item) and item.name == name:
                return item.value
        return None

    def number(self, section: str, name: str) -> float | None:
        """Return a fact that is a number, or None."""
        return _number(self.value(section, name))

    def rows(self, section: str, table: str) -> Sequence[Mapping[str, Scalar]]:
        """Return a table's rows by column name; none where it is not there."""
        for item in self._items(section):
            if isinstance(item, Table) and item.name == table:
                names = [column.name for column in item.columns]
                return [dict(zip(names, row, strict=True)) for row in item.rows]
        return []

    def facts(self, section: str) -> Sequence[Item]:
        """Return the single facts of a section."""
        return [item for item in self._items(section) if isinstance(item, Item)]

    def _items(self, section: str) -> Sequence[Item | Table]:
        found = self._sections.get(section)
        return found.items if found else ()


def notices(snapshot: Snapshot) -> Sequence[Notice]:
    """Return what looks wrong, most urgent first."""
    facts = Facts(snapshot)
    looks = (_disks, _services, _load, _system, _network, _printers, _power, _updates, _errors)
    return [notice for look in looks for notice in look(facts)]


def _disks(facts: Facts) -> Iterator[Notice]:
    for row in facts.rows("disks", "volumes"):
        used, entries = _number(row["used"]), _number(row["file entries used"])
        if used is not None and used >= DISK_NEARLY_FULL and not row["read-only"]:
            yield Notice("disks", f"{row['mount point']} is {used:.0f} % full")
        if entries is not None and entries >= DISK_NEARLY_FULL:
            yield Notice("disks", f"{row['mount point']} has {entries:.0f} % of its file entries in use")
    for row in facts.rows("disks", "drives"):
        health = str(row["health"])
        if health.lower() in ("unhealthy", "warning", "failing"):
            yield Notice("disks", f"Drive {row['drive']} says about itself: {health}")


def _services(facts: Facts) -> Iterator[Notice]:
    failed = [str(row["service"]) for row in facts.rows("services", "failed")]
    if failed:
        yield Notice("services", f"{len(failed)} failed: {', '.join(failed[:5])}")


def _load(facts: Facts) -> Iterator[Notice]:
    processor, memory = facts.number("load", "processor"), facts.number("load", "memory use")
    if processor is not None and processor >= BUSY:
        yield Notice("load", f"Processor load is {processor:.0f} %")
    if memory is not None and memory >= MEMORY_SHORT:
        yield Notice("load", f"Memory is {memory:.0f} % in use")
    for item in facts.facts("load"):
        share = _number(item.value)
        if item.name.startswith("work waiting for ") and share is not None and share >= WAITING:
            yield Notice("load", f"{share:.0f} % of the time {item.name}")


def _system(facts: Facts) -> Iterator[Notice]:
    if facts.value("system", "restart pending") is True:
        yield Notice("system", "A restart is pending")
    uptime = facts.number("system", "uptime")
    if uptime is not None and uptime >= LONG_UPTIME:
        yield Notice("system", f"Not restarted for {uptime / 86400:.0f} days")


def _network(facts: Facts) -> Iterator[Notice]:
    if facts.value("network", "default gateway present") is False:
        yield Notice("network", "No default gateway: no way out of the local network")


def _printers(facts: Facts) -> Iterator[Notice]:
    for row in facts.rows("printers", "queues"):
        if row["state"] in ("stopped", "offline"):
            yield Notice("printers", f"Printer {row['printer']} is {row['state']}")


def _power(facts: Facts) -> Iterator[Notice]:
    for item in facts.facts("power"):
        health = _number(item.value)
        if item.name.startswith("battery health") and health is not None and health < WORN_BATTERY:
            yield Notice("power", f"{item.name} is {health:.0f} % of its design")


def _updates(facts: Facts) -> Iterator[Notice]:
    failed = [item for item in facts.facts("updates") if item.name == "failed"]
    if failed:
        yield Notice("updates", f"{len(failed)} failed, last: {failed[0].value}")


def _errors(facts: Facts) -> Iterator[Notice]:
    count = facts.number("errors", "errors in the last 24 hours")
    if count:
        yield Notice("errors", f"{count:.0f} in the last 24 hours")


def _number(value: Scalar) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
