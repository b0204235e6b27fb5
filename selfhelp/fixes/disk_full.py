"""A disk with hardly any room left: nothing can be saved, and programs fail in odd ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.storage import VOLUMES, Area, CleanArea, Contents, TidyByHand, Volume, read_contents
from selfhelp.model import Answers, Finding, Json, Option, Question
from selfhelp.policy_health import Limits
from selfhelp.text import N_, Size, Text

LEAST = 5_000_000_000  # bytes that a system needs for its updates
SMALL = 20_000_000_000  # bytes: a volume this small was made for something smaller than updates
USUAL = Limits()  # a tenth, and of a very large disk 50 GB
ENTRIES_PART = 5  # percent of file entries that should stay free

LABELS: Mapping[Area, Text] = MappingProxyType(
    {
        Area.TEMPORARY: N_("Temporary files older than a week"),
        Area.CACHE_OLD: N_("Files that programs kept to be faster, unused for a week"),
        Area.CACHE: N_("All other files that programs kept to be faster"),
        Area.TRASH: N_("The trash (your own files: they are gone for good)"),
    }
)


class DiskFull(Fix):
    """Frees space by removing what programs can make again; the person's own files only if she ticks them."""

    id = "disk-full"
    title = N_("Free space on a full disk")
    category = Category.STORAGE
    looks = N_("Looking at how much space is left")
    cheap = True
    collectors = ("disks",)
    lifetime = timedelta(minutes=2)
    prevention = N_(
        "Empty the trash and the Downloads folder once a month. Keep large files where your company "
        "keeps them, not on this computer."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Look at the volumes of the home folder and of the system; measure more only where one is full."""
        volumes, limits = VOLUMES.read(machine), self.limits
        low = [volume for volume in volumes if missing(volume, limits) or _few_entries(volume)]
        if not low:
            return None
        found = [(volume, read_contents(machine, volume)) for volume in low]
        worst = min(low, key=lambda volume: volume.free)
        return Finding(
            summary=_summary(worst, limits),
            meaning=N_("Saving, updates and signing in can fail. We can remove files that are not needed."),
            evidence=_evidence(found),
            data={"volumes": [_plan(volume, contents, limits) for volume, contents in found]},
        )

    def questions(self, finding: Finding) -> Sequence[Question]:
        """Let her tick what goes; what is ticked beforehand is as little as is enough, and never hers."""
        sizes: dict[Area, int] = {}
        for volume in finding.data["volumes"]:
            for area, size in volume["areas"].items():
                sizes[Area(area)] = sizes.get(Area(area), 0) + size
        if not sizes:
            return ()
        chosen = _enough(finding.data["volumes"])
        options = [
            Option(area.value, LABELS[area], N_("{size}", size=Size(sizes[area])), area in chosen)
            for area in Area
            if area in sizes
        ]
        return (Question("areas", N_("What may be removed?"), options, several=True),)

    def steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Remove what she ticked; where there is nothing to tick, only she can make room."""
        steps: list[Step] = [
            CleanArea(area.value, volume["device"])
            for volume in finding.data["volumes"]
            for area in Area
            if area.value in volume["areas"] and area.value in answers.get("areas", ())
        ]
        return steps or (TidyByHand(),)


def wanted(volume: Volume, limits: Limits = USUAL) -> int:
    """Return how many bytes should be free: a part, within reason on very large and on small volumes."""
    part = min(volume.total * limits.disk_percent // 100, limits.disk_gigabytes * 1_000_000_000)
    return part if volume.total < SMALL else max(part, LEAST)


def missing(volume: Volume, limits: Limits = USUAL) -> int:
    """Return how many bytes more should be free; 0 where there are enough."""
    return max(0, wanted(volume, limits) - volume.free)


def _few_entries(volume: Volume) -> bool:
    return volume.entries > 0 and volume.entries_free * 100 < volume.entries * ENTRIES_PART


def _enough(volumes: Sequence[Json]) -> frozenset[Area]:
    """Return the areas that are needed: the least missed first, and never the person's own files."""
    chosen: set[Area] = set()
    for volume in volumes:
        need = volume["missing"]
        for area in (Area.TEMPORARY, Area.CACHE_OLD, Area.CACHE):
            if need > 0 and area in volume["areas"]:
                chosen.add(area)
                need -= volume["areas"][area]
    return frozenset(chosen)


def _summary(volume: Volume, limits: Limits) -> Text:
    if missing(volume, limits):
        return N_(
            "The disk is nearly full: {free} of {total} are left.",
            free=Size(volume.free),
            total=Size(volume.total),
        )
    return N_("The disk can hold hardly any more files, although it has space left.")


def _evidence(found: Sequence[tuple[Volume, Contents]]) -> Mapping[str, str]:
    facts: dict[str, str] = {}
    for number, (volume, contents) in enumerate(found, 1):
        facts[f"volume {number}"] = (
            f"{volume.mount}: {volume.free} of {volume.total} bytes free, "
            f"{volume.entries_free} of {volume.entries} file entries free"
        )
        sizes = {**contents.areas, **contents.told}
        facts[f"volume {number} contents"] = ", ".join(f"{name} {size} bytes" for name, size in sizes.items())
    return {name: text for name, text in facts.items() if text}


def _plan(volume: Volume, contents: Contents, limits: Limits) -> Json:
    need = volume.total if _few_entries(volume) else missing(volume, limits)
    return {"device": volume.device, "missing": need, "areas": dict(contents.areas)}
