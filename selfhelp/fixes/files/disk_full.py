"""A disk with little free space, an exceeded quota or a read-only home folder: saving fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option, PrivacyClass
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Size, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.storage.cleanup_areas import (
    CleanArea,
    CleanupArea,
    TidyByHand,
    VolumeContents,
    read_cleanable_areas,
)
from selfhelp.machine.storage.disk_space import ALL_VOLUMES
from selfhelp.machine.storage.largest_files import LargestItems, read_largest_items
from selfhelp.machine.storage.shortages import (
    Shortage,
    collect_volume_evidence,
    describe_shortage,
    find_read_only_volumes,
    find_shortages,
)

LABELS: Mapping[CleanupArea, Text] = MappingProxyType(
    {
        CleanupArea.TEMPORARY: N_("Temporary files older than a week"),
        CleanupArea.CACHE_OLD: N_("App caches not used for a week"),
        CleanupArea.CACHE: N_("All other app caches"),
        CleanupArea.TRASH: N_("The trash (your own files, which will be permanently deleted)"),
    }
)


class DiskFull(Fix):
    """Frees disk space by removing reproducible files, and the user's own files only if selected.

    The largest files are shown and never removed. A read-only volume is only reported.
    """

    id = "disk-full"
    title = N_("Free up disk space")
    category = Category.STORAGE
    looks = N_("Checking free disk space…")
    cheap = True
    collectors = ("disks",)
    lifetime = timedelta(minutes=2)
    prevention = N_(
        "Empty the trash and the Downloads folder once a month. Store large files in your organisation's "
        "storage, not on this computer."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check the volumes of home folder and system; measure contents only if a volume is full."""
        volumes = ALL_VOLUMES.read(machine)
        if (shut := find_read_only_volumes(volumes)) is not None:
            return shut
        short = find_shortages(volumes, self.limits)
        if not short:
            return None
        found = [(shortage, read_cleanable_areas(machine, shortage.volume)) for shortage in short]
        finding = Finding(
            summary=describe_shortage(short[0]),
            meaning=_explain_files_in_use(found[0][1].in_use, short[0].missing)
            or (_EMPTIED if _is_only_emptied_by_restart(found) else _REMOVABLE),
            evidence=_collect_evidence(found),
            data={"volumes": [_to_volume_plan(*pair) for pair in found]},
        )
        at_home = next((shortage for shortage in short if shortage.volume.home), None)
        if at_home is None:
            return finding
        largest = read_largest_items(machine, at_home.volume.device, by_count=at_home.is_about_files)
        return _add_largest_items(finding, largest) if largest is not None else finding

    def find_offer_on_request(self, machine: Machine) -> Finding | Text | None:
        """Return a sentence with the free space of the home folder's disk, because it isn't full."""
        volumes = ALL_VOLUMES.read(machine)  # the home folder's volume comes first
        if not volumes or volumes[0].quota is not None:
            return None
        volume = volumes[0]
        free, total = Size(volume.free), Size(volume.total)
        return N_("Your disk has {free} of {total} free.", free=free, total=total)

    def complete_finding(self, machine: Machine, finding: Finding, progress: Progress) -> Finding:
        """Measure the whole home folder, however long it takes."""
        plan = next((volume for volume in finding.data["volumes"] if volume["home"]), None)
        if plan is None or not finding.unfinished:
            return finding
        largest = read_largest_items(
            machine, plan["device"], by_count=plan["by_count"], seconds=0, progress=progress
        )
        return _add_largest_items(finding, largest) if largest is not None else finding

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking which areas to clean; the user's own files are never preselected."""
        sizes: dict[CleanupArea, int] = {}
        for volume in finding.data["volumes"]:
            for area, size in volume["areas"].items():
                sizes[CleanupArea(area)] = sizes.get(CleanupArea(area), 0) + size
        if not sizes:
            return ()
        chosen = _preselect_areas(finding.data["volumes"])
        options = [
            Option(area.value, LABELS[area], N_("{size}", size=Size(sizes[area])), area in chosen)
            for area in CleanupArea
            if area in sizes
        ]
        return (ChoiceQuestion("areas", N_("What would you like to remove?"), options, several=True),)

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that clean the selected areas; without cleanable areas, return manual steps."""
        if finding.data.get("read-only"):
            return ()
        steps: list[Step] = [
            CleanArea(area.value, volume["device"])
            for volume in finding.data["volumes"]
            for area in CleanupArea
            if area.value in volume["areas"] and area.value in answers.get("areas", ())
        ]
        temporary = all(volume.get("temporary") for volume in finding.data["volumes"])
        return steps or (ByHand("restart") if temporary else TidyByHand(),)


def _preselect_areas(volumes: Sequence[Json]) -> frozenset[CleanupArea]:
    """Return the areas to preselect: the least valuable areas, never the user's own files."""
    chosen: set[CleanupArea] = set()
    for volume in volumes:
        need = volume["missing"]
        for area in (CleanupArea.TEMPORARY, CleanupArea.CACHE_OLD, CleanupArea.CACHE):
            if need > 0 and area in volume["areas"]:
                chosen.add(area)
                need -= volume["areas"][area]
    return frozenset(chosen)


def _collect_evidence(found: Sequence[tuple[Shortage, VolumeContents]]) -> Mapping[str, str]:
    facts: dict[str, str] = {}
    for number, (shortage, contents) in enumerate(found, 1):
        facts |= collect_volume_evidence(number, shortage.volume)
        sizes = {**contents.areas, **contents.told}
        in_use = [f"{name} {size} bytes" for name, size in contents.in_use.items()]
        facts[f"volume {number} deleted files in use"] = ", ".join(in_use)
        facts[f"volume {number} contents"] = ", ".join(f"{name} {size} bytes" for name, size in sizes.items())
    return {name: text for name, text in facts.items() if text}


def _to_volume_plan(shortage: Shortage, contents: VolumeContents) -> Json:
    return {
        "device": shortage.volume.device,
        "missing": shortage.missing,
        "areas": dict(contents.areas),
        "home": shortage.volume.home,
        "by_count": shortage.is_about_files,
        **({"in_use": dict(contents.in_use)} if contents.in_use else {}),
        **({"temporary": True} if shortage.volume.is_for_temporary_files else {}),
    }


def _is_only_emptied_by_restart(found: Sequence[tuple[Shortage, VolumeContents]]) -> bool:
    """Return whether only the space for temporary files is full, and nothing on it may be removed."""
    return all(shortage.volume.is_for_temporary_files and not contents.areas for shortage, contents in found)


# -- what fills it ---------------------------------------------------------------------------------


def _add_largest_items(finding: Finding, largest: LargestItems) -> Finding:
    """Return the finding, extended by the largest items of the home folder."""
    facts = _collect_largest_evidence(largest)
    kept = {name: text for name, text in finding.evidence.items() if not name.startswith(_OURS)}
    return replace(
        finding,
        meaning=_make_explanation(finding, largest),
        evidence={**kept, **facts},
        reveals={name: PrivacyClass.PATH for name in facts if name[-1].isdecimal()},
        largest=(*largest.folders, *largest.files),
        unfinished=not largest.finished,
    )


def _collect_largest_evidence(largest: LargestItems) -> Mapping[str, str]:
    """Return the largest items as facts by name; paths come last, so that redaction can find their ends."""
    state = "" if largest.finished else ", not finished"
    facts = {"own files": f"{largest.bytes} bytes in {largest.count} files{state}"}
    for n, item in enumerate(largest.folders, 1):
        facts[f"largest folder {n}"] = f"{item.size} bytes in {item.files} files: {item.path}"
    for n, item in enumerate(largest.files, 1):
        facts[f"largest file {n}"] = f"{item.size} bytes: {item.path}"
    if largest.unread_count:
        facts["folders that could not be read"] = str(largest.unread_count)
    for n, path in enumerate(largest.unread, 1):
        facts[f"folder that could not be read {n}"] = path
    for n, path in enumerate(largest.elsewhere, 1):
        facts[f"another file system, not measured {n}"] = path
    return facts


_OURS = ("own files", "largest f", "folder", "another file system")


def _make_explanation(finding: Finding, largest: LargestItems) -> Text:
    """Return an explanation that names the largest folder if cleaning the areas doesn't free enough."""
    most = next(iter(largest.folders), None)
    plans: Sequence[Json] = finding.data["volumes"]
    closing = _explain_files_in_use(plans[0].get("in_use", {}), plans[0]["missing"])
    if closing is not None:
        return closing
    again = sum(size for plan in plans for area, size in plan["areas"].items() if area != CleanupArea.TRASH)
    if most is None or again >= sum(plan["missing"] for plan in plans):
        return _REMOVABLE
    if any(plan["home"] and plan["by_count"] for plan in plans):
        return N_(
            "Saving files, installing updates and signing in may fail. Most of your own "
            "files ({count}) are in {folder}.",
            folder=most.path.removeprefix("~/"),
            count=most.files,
        )
    return N_(
        "Saving files, installing updates and signing in may fail. Of your own files, "
        "{folder} uses the most space: {size}.",
        folder=most.path,
        size=Size(most.size),
    )


def _explain_files_in_use(in_use: Mapping[str, int], missing: int) -> Text | None:
    """Return an explanation if closing one program frees at least half of the missing space, or None."""
    program, size = next(iter(in_use.items()), ("", 0))
    if size * 2 < missing or not program:
        return None
    return N_(
        "{program} still uses deleted files of {size}. Save your work and close {program} to free the space.",
        program=program,
        size=Size(size),
    )


_EMPTIED = N_(
    "Opening, saving and printing files may fail. Restarting the computer usually empties this space."
)

_REMOVABLE = N_(
    "Saving files, installing updates and signing in may fail. We can remove files that aren't needed."
)
