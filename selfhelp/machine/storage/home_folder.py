"""The location of the user's home folder: this computer or a file server."""

from __future__ import annotations

from pathlib import Path

from selfhelp.core.model import Json
from selfhelp.machine import Machine, Reading
from selfhelp.machine.storage.volumes import REMOTE


def read_home_file_system() -> Json:
    """Return the type of the home folder's file system, such as ``ext4`` or ``nfs4``."""
    import psutil

    home = Path.home().resolve()
    above = {str(home), *map(str, home.parents)}
    mounts = [part for part in psutil.disk_partitions(all=True) if part.mountpoint in above]
    return max(mounts, key=lambda part: len(part.mountpoint)).fstype if mounts else ""


def is_home_shared(machine: Machine) -> bool:
    """Return whether another computer may be using the same home folder.

    Raises:
        ProbeError: the file system couldn't be read.
    """
    return str(machine.read(Reading(read_home_file_system))) in REMOTE
