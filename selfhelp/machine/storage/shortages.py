"""Reasons why files can't be saved: a read-only volume, an exceeded quota, or a full disk.

Programs get these errors when they write (errno(3)): EROFS, EDQUOT, ENOSPC. This module detects them without
writing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from selfhelp.core.model import Finding
from selfhelp.core.text import N_, Size, Text
from selfhelp.machine.storage.disk_space import DiskVolume
from selfhelp.policy.health import HealthLimits

LEAST = 5_000_000_000  # bytes that a system needs for its updates
SMALL = 20_000_000_000  # bytes: a volume this small isn't meant for updates
ENTRIES_PART = 5  # percent of inodes that should stay free


USUAL = HealthLimits()  # a tenth, and of a very large disk 50 GB

NOTHING = 100_000  # bytes of a quota that are too few for a document


class ShortageKind(StrEnum):
    """Types of shortage on a volume, worst first."""

    READ_ONLY = "read-only"
    QUOTA = "quota"
    QUOTA_FILES = "quota-files"
    SPACE = "space"
    ENTRIES = "entries"


@dataclass(frozen=True, slots=True)
class Shortage:
    """A shortage of space, files or write access on one volume.

    Attributes:
        volume: the volume.
        lack: the kind of shortage.
        missing: bytes to free; the volume's size if the number of files is the problem.
        left: bytes or files that are left.
    """

    volume: DiskVolume
    lack: ShortageKind
    missing: int
    left: int

    @property
    def is_about_files(self) -> bool:
        """Whether the problem is the number of files, not the space they use."""
        return self.lack in (ShortageKind.ENTRIES, ShortageKind.QUOTA_FILES)

    @property
    def is_total(self) -> bool:
        """Whether practically no more data can be saved."""
        return self.lack is ShortageKind.READ_ONLY or self.left < NOTHING


def _compute_volume_target_bytes(volume: DiskVolume, limits: HealthLimits = USUAL) -> int:
    """Return the recommended number of free bytes on a volume."""
    return compute_recommended_free_bytes(volume.total, limits)


def compute_recommended_free_bytes(total: int, limits: HealthLimits = USUAL) -> int:
    """Return the recommended number of free bytes: a share of ``total``, with a minimum and a maximum."""
    part = min(total * limits.disk_percent // 100, limits.disk_gigabytes * 1_000_000_000)
    return part if total < SMALL else max(part, LEAST)


def count_missing_bytes(volume: DiskVolume, limits: HealthLimits = USUAL) -> int:
    """Return the number of bytes missing from the recommended free space; 0 if there are enough."""
    return max(0, _compute_volume_target_bytes(volume, limits) - volume.free)


def find_shortages(volumes: Sequence[DiskVolume], limits: HealthLimits = USUAL) -> Sequence[Shortage]:
    """Return the worst shortage of each affected volume."""
    found = [shortage for volume in volumes if (shortage := _find_worst_shortage(volume, limits)) is not None]
    return sorted(found, key=lambda shortage: (list(ShortageKind).index(shortage.lack), shortage.left))


def _find_worst_shortage(volume: DiskVolume, limits: HealthLimits) -> Shortage | None:
    if volume.read_only:
        return Shortage(volume, ShortageKind.READ_ONLY, 0, 0)
    quota, most, part = volume.quota, volume.total, limits.disk_percent
    if quota is not None and quota.free_bytes is not None and quota.free_bytes * 100 < quota.limit * part:
        return Shortage(
            volume, ShortageKind.QUOTA, quota.limit * part // 100 - quota.free_bytes, quota.free_bytes
        )
    files_left = quota.free_files if quota is not None else None
    if quota is not None and files_left is not None and files_left * 100 < quota.files_limit * ENTRIES_PART:
        return Shortage(volume, ShortageKind.QUOTA_FILES, most, files_left)
    few = volume.entries > 0 and volume.entries_free * 100 < volume.entries * ENTRIES_PART
    if short := count_missing_bytes(volume, limits):
        return Shortage(volume, ShortageKind.SPACE, most if few else short, volume.free)
    return Shortage(volume, ShortageKind.ENTRIES, most, volume.entries_free) if few else None


def describe_shortage(shortage: Shortage) -> Text:
    """Return the sentence that describes a shortage to the user."""
    volume, quota = shortage.volume, shortage.volume.quota
    match shortage.lack:
        case ShortageKind.READ_ONLY:
            return N_("Files can't be saved: {place} is read-only.", place=volume.mount)
        case ShortageKind.QUOTA if quota is not None:
            if shortage.is_total:
                return N_(
                    "Files can't be saved: your storage quota of {total} is used up.", total=Size(quota.limit)
                )
            left, total = Size(shortage.left), Size(quota.limit)
            return N_("Your storage quota is almost used up: {free} of {total} left.", free=left, total=total)
        case ShortageKind.QUOTA_FILES if quota is not None:
            return N_("Your quota of {total} files is almost used up.", total=quota.files_limit)
        case ShortageKind.SPACE:
            free, total = Size(volume.free), Size(volume.total)
            if volume.is_for_temporary_files:
                return N_(
                    "The space for temporary files is almost full: {free} of {total} left.",
                    free=free,
                    total=total,
                )
            if volume.is_for_one_folder:
                return N_(
                    "The storage for {place} is almost full: {free} of {total} left.",
                    place=volume.apart,
                    free=free,
                    total=total,
                )
            return N_("The disk is almost full: {free} of {total} left.", free=free, total=total)
        case _:
            return N_("The disk can hold hardly any more files, even though it has free space.")


def collect_volume_evidence(number: int, volume: DiskVolume) -> Mapping[str, str]:
    """Return the facts of a volume for a technician, by English name."""
    name = f"volume {number}"
    facts = {
        name: f"{volume.mount}: {volume.free} of {volume.total} bytes free, "
        f"{volume.entries_free} of {volume.entries} file entries free",
    }
    if volume.read_only:
        facts[f"{name} state"] = "read-only (EROFS)"
    if volume.kind:
        on = f" on {volume.source}" if volume.source.startswith("/dev/") else ""
        facts[f"{name} mounted"] = f"{volume.kind}{on}: {volume.options}" if volume.options else volume.kind
    if volume.errors:
        facts[f"{name} errors"] = f"{volume.errors} counted by the file system"
    if (quota := volume.quota) is not None:
        facts[f"{name} quota"] = (
            f"{quota.source}: {quota.used} of {quota.limit or 'any number of'} bytes, "
            f"{quota.files} of {quota.files_limit or 'any number of'} files"
        )
    return facts


def find_read_only_volumes(volumes: Sequence[DiskVolume]) -> Finding | None:
    """Return a finding if a volume is read-only, or None. This app can't fix such a volume."""
    shut = [volume for volume in volumes if volume.read_only]
    if not shut:
        return None
    facts = [
        fact for n, volume in enumerate(volumes, 1) for fact in collect_volume_evidence(n, volume).items()
    ]
    return Finding(
        summary=describe_shortage(Shortage(shut[0], ShortageKind.READ_ONLY, 0, 0)),
        meaning=_FAULTY if shut[0].errors else _SHUT,
        evidence=dict(facts),
        data={"volumes": [], "files": [], "read-only": True},
    )


_SHUT = N_(
    "A disk often becomes read-only because of a fault. Save open work to a USB "
    "drive or network drive. Nothing was changed. Contact the help desk."
)
_FAULTY = N_(
    "The file system has errors. Save open work to a USB drive or network drive. Nothing was changed. "
    "Contact the help desk."
)
