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

    Hidden files are left out: an open editor's lock, or the file that macOS writes beside a copied one.

    Raises:
        OSError: the folder can't be listed.
    """
    more = sorted((folder / POLICY_FOLDER).glob("[!.]*.toml"))
    return [p for p in (folder / POLICY_FILE, *more) if p.is_file() or p.is_symlink()]


def list_misnamed_files(folder: Path) -> Sequence[Path]:
    """Return the files and folders that look like a policy, but aren't read because of their name or place.

    Hidden files, such as those of an open editor, are left out; without a readable folder, so is everything.
    """
    found = [*_list_entries(folder), *_list_entries(folder / POLICY_FOLDER)]
    return [path for path in sorted(found) if _is_misnamed(path) and not _is_read(path, folder)]


def _list_entries(folder: Path) -> Sequence[Path]:
    try:
        return [path for path in folder.iterdir() if not path.name.startswith(".")]
    except OSError:
        return []


def _is_misnamed(path: Path) -> bool:
    name = path.name.casefold()
    return path.parent.name == POLICY_FOLDER or "polic" in name or name.endswith(".toml")


def _is_read(path: Path, folder: Path) -> bool:
    """Return whether the app reads a path as a policy, as `list_policy_files` does, or may read it.

    The names of some systems ignore upper case. A broken link is read, and counts as an unreadable policy.
    """
    more = folder / POLICY_FOLDER
    try:
        if path.parent == more:
            return path.suffix == ".toml" and (path.is_file() or path.is_symlink())
        if path.is_dir():
            return path.samefile(more)
        return path.name == POLICY_FILE or path.samefile(folder / POLICY_FILE)
    except FileNotFoundError:
        return False
    except OSError:  # it can't be looked at
        return True


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
