"""Reads the machine's policy for the helper; user policies are ignored."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from selfhelp.core.model import Platform
from selfhelp.core.paths import MACHINE_POLICY
from selfhelp.helper.file_trust import UntrustedError, require_trusted_file
from selfhelp.helper.plan import HelperPolicy
from selfhelp.policy import files as policy_files
from selfhelp.policy.file_locations import list_policy_files
from selfhelp.policy.files import ManagedSettings
from selfhelp.policy.managed_settings import read_managed_settings


def read_machine_policy(platform: Platform) -> policy_files.LoadedPolicy:
    """Return the part of the machine's policy that the helper uses.

    Raises:
        OSError: it can't be read.
        UntrustedError: others than the administrator can change it.
    """
    return _read_helper_policy_files(MACHINE_POLICY[platform], 0, read_managed_settings(platform))


def _read_helper_policy_files(
    folder: Path, owner: int, more: ManagedSettings | None = None
) -> policy_files.LoadedPolicy:
    """Return the policy of a folder owned by the administrator, and of device management.

    Raises:
        OSError: it can't be read.
        UntrustedError: others can change it.
    """
    files = list_policy_files(folder)
    for file in files:
        require_trusted_file(file, owner)
    believed = replace(
        more or ManagedSettings(), doubt=policy_files.accept_any_file
    )  # each was looked at above
    return policy_files.merge_policy_sources(believed.merge_with_files(files))


def read_helper_policy(folder: Path, owner: int, more: ManagedSettings | None = None) -> HelperPolicy:
    """Return the helper's policy; if it is damaged or untrusted, the helper is disabled."""
    try:
        told = _read_helper_policy_files(folder, owner, more).policy.helper
    except (OSError, UntrustedError):
        return HelperPolicy(enabled=False)
    return HelperPolicy(told.enabled, frozenset(told.deny))
