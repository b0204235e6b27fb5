"""Reads the organisation's policy for the helper: only the machine's, never a person's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from selfhelp.core.model import Platform
from selfhelp.core.paths import MACHINE_POLICY
from selfhelp.helper.file_trust import UntrustedError, trusted
from selfhelp.helper.plan import Allowed
from selfhelp.policy import files as policy_files
from selfhelp.policy.files import Managed
from selfhelp.policy.managed_settings import managed


def machine_policy(platform: Platform) -> policy_files.Loaded:
    """Read the machine's policy.

    Raises:
        OSError: it cannot be read.
        UntrustedError: others than the administrator can change it.
    """
    return read_policy(MACHINE_POLICY[platform], 0, managed(platform))


def read_policy(folder: Path, owner: int, more: Managed | None = None) -> policy_files.Loaded:
    """Read the policy of a folder whose files must be the administrator's alone, and of management.

    Raises:
        OSError: it cannot be read.
        UntrustedError: others can change it.
    """
    files = policy_files.files_in(folder)
    for file in files:
        trusted(file, owner)
    believed = replace(more or Managed(), doubt=policy_files.no_doubt)  # each was looked at above
    return policy_files.merged(believed.around(files))


def allowed(folder: Path, owner: int, more: Managed | None = None) -> Allowed:
    """Return what the policy says about the helper; a broken one, or one that others can change, nothing."""
    try:
        told = read_policy(folder, owner, more).policy.helper
    except (OSError, UntrustedError):
        return Allowed(enabled=False)
    return Allowed(told.enabled, frozenset(told.deny))
