"""Locates policy files and detects their presence without reading them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from selfhelp.core.paths import AppPaths, Platform

POLICY_FILE = "policy.toml"
POLICY_FOLDER = "policy.d"
"""Folder of additional policy files, ``*.toml`` in name order, read after `POLICY_FILE`."""

FILES_ONLY = frozenset({Platform.LINUX})
"""Systems with policy files only; the others also have device management."""


def list_policy_files(folder: Path) -> Sequence[Path]:
    """Return the policy files of a folder in reading order.

    Raises:
        OSError: the folder can't be listed.
    """
    more = sorted((folder / POLICY_FOLDER).glob("*.toml"))
    return [p for p in (folder / POLICY_FILE, *more) if p.is_file() or p.is_symlink()]


def may_policy_exist(places: AppPaths, platform: Platform) -> bool:
    """Return whether this computer or user may have a policy; True if a folder is unreadable."""
    if platform not in FILES_ONLY:
        return True
    for folder in (places.machine_policy, places.config):
        try:
            names = {entry.name for entry in folder.iterdir()}
        except FileNotFoundError:
            continue
        except OSError:
            return True
        if names & {POLICY_FILE, POLICY_FOLDER}:
            return True
    return False


def may_policy_contain_key(places: AppPaths, platform: Platform, key: str) -> bool:
    """Return whether the computer's policy may contain a key; True if a file is unreadable."""
    if platform not in FILES_ONLY:
        return True
    try:
        return any(key.encode() in file.read_bytes() for file in list_policy_files(places.machine_policy))
    except OSError:
        return True
