r"""Reads Group Policy (Windows) and managed preferences (macOS) in addition to policy files.

Windows: ``HKLM\Software\Policies\selfhelp`` is written by Group Policy and Intune and takes precedence over
all sources; ``HKLM\Software\selfhelp`` contains the installer's defaults and ranks lowest. Tables are keys,
lists are a key with one value for each line (the "list" of an ADMX) or one REG_MULTI_SZ. Only administrators
can write there (Microsoft Learn, "Registry Key Security and Access Rights").

macOS: ``/Library/Managed Preferences/io.github.selfhelp.plist`` contains the values forced by a configuration
profile (Apple, "Configuration Profile Reference"); the file of the same name in ``/Library/Preferences``
contains defaults, and only root can write there. Tables are dictionaries. Not verified on real systems; the
tests of the Windows package read the registry under Wine.

The permissions of each policy file are checked. On Windows, every user may create folders next to the
policy's folder; on Linux and macOS, wrong permissions would let anyone write the policy of all users.

This module reads the registry itself, because the policy is needed before a `selfhelp.machine` exists, and
the helper, which has none, uses this module too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from selfhelp.core.model import Json, Platform
from selfhelp.core.paths import MACHINE_POLICY, AppPaths
from selfhelp.core.text import N_, Text
from selfhelp.policy import files
from selfhelp.policy.files import (
    EXTEND,
    FILE_LIMIT,
    LoadedPolicy,
    ManagedSettings,
    PolicySource,
    flatten_table,
)
from selfhelp.policy.policy import iter_policy_keys

POLICIES, DEFAULTS = "Software\\Policies\\selfhelp", "Software\\selfhelp"
BUNDLE = "io.github.selfhelp"
FORCED_FOLDER, DEFAULT_FOLDER = Path("/Library/Managed Preferences"), Path("/Library/Preferences")
DEPTH, MOST = 6, 4000
"""Maximum depth of registry keys and number of values, more than the schema has."""


class RegistryReader(Protocol):
    """The part of the registry API that the app uses, see `RegistryTree`."""

    def list_values(self, path: str) -> Sequence[tuple[str, Json]]:
        """Return names and values of a key. Raises `FileNotFoundError` if it doesn't exist, `OSError`."""

    def list_subkeys(self, path: str) -> Sequence[str]:
        """Return the names of a key's subkeys."""


def read_managed_settings(platform: Platform) -> ManagedSettings:
    """Return the settings of this system's device management, with a check for trusted files.

    On Linux there are only files.
    """
    row: Mapping[Platform, Callable[[], ManagedSettings]] = {
        Platform.WINDOWS: lambda: replace(
            read_settings_from_registry(RegistryTree()), doubt=describe_untrusted_writer
        ),
        Platform.MACOS: lambda: replace(
            read_settings_from_property_lists(DEFAULT_FOLDER, FORCED_FOLDER),
            doubt=describe_untrusted_settings_owner,
        ),
        Platform.LINUX: lambda: ManagedSettings(doubt=describe_untrusted_settings_owner),
    }
    return row[platform]()


def load_computer_policy(places: AppPaths, platform: Platform) -> LoadedPolicy:
    """Read the complete policy of this computer, see `selfhelp.policy.files.load_policy`."""
    return files.load_policy(places, read_managed_settings(platform))


# -- Windows ---------------------------------------------------------------------------------------


class RegistryTree:
    """Reads the machine's part of the registry, always in the 64-bit view."""

    def list_values(self, path: str) -> Sequence[tuple[str, Json]]:
        """Return the values of a key as plain data."""
        winreg: Any = import_module("winreg")
        with self._open_key(winreg, path) as key:
            count = min(winreg.QueryInfoKey(key)[1], MOST)
            found = [winreg.EnumValue(key, place) for place in range(count)]
        return [(str(name), _to_plain_value(value)) for name, value, _ in found]

    def list_subkeys(self, path: str) -> Sequence[str]:
        """Return the names of a key's subkeys."""
        winreg: Any = import_module("winreg")
        with self._open_key(winreg, path) as key:
            return [winreg.EnumKey(key, place) for place in range(min(winreg.QueryInfoKey(key)[0], MOST))]

    def _open_key(self, winreg: Any, path: str) -> Any:
        access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        return winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path, 0, access)


def read_settings_from_registry(tree: RegistryReader) -> ManagedSettings:
    """Return the settings in the two registry keys."""
    return ManagedSettings(
        _read_policy_key(tree, DEFAULTS, locked=False), _read_policy_key(tree, POLICIES, locked=True)
    )


def _read_policy_key(tree: RegistryReader, path: str, *, locked: bool) -> Sequence[PolicySource]:
    """Return the settings in one registry key; empty if it is missing or empty."""
    source = f"HKLM\\{path}"
    try:
        values = dict(_iter_values(tree, path, "", _find_list_valued_keys()))
    except FileNotFoundError:
        return ()
    except OSError as error:
        message = N_("The policy in the registry can't be read: {reason}", reason=error.strerror or "?")
        return [PolicySource(source, locked=locked, broken=message)]
    types = _map_key_defaults()
    typed = {
        name: _convert_to_key_type(value, types.get(name.removeprefix(EXTEND)))
        for name, value in values.items()
    }
    return [PolicySource(source, typed, locked)] if typed else ()


def _iter_values(
    tree: RegistryReader, path: str, prefix: str, lists: frozenset[str]
) -> Iterator[tuple[str, Json]]:
    """Yield values below a key by dotted name; a key that is a list yields its lines in order."""
    if prefix[:-1] in lists:
        yield (
            prefix[:-1],
            [value for _, value in sorted(tree.list_values(path), key=lambda v: _make_line_sort_key(v[0]))],
        )
        return
    for name, value in tree.list_values(path):
        yield prefix + name.lower(), value
    if prefix.count(".") < DEPTH:
        for name in tree.list_subkeys(path):
            yield from _iter_values(tree, f"{path}\\{name}", f"{prefix}{name.lower()}.", lists)


def _make_line_sort_key(name: str) -> tuple[int, str]:
    """Return a sort key that puts "2" before "10", for the numbered or named lines of an ADMX list."""
    return (int(name), "") if name.isascii() and name.isdecimal() and len(name) < 10 else (MOST, name)


def _convert_to_key_type(value: Json, default: Json) -> Json:
    """Return a registry value (number or text) in the type of its policy key.

    Other values stay unchanged, and are then reported like every invalid value.
    """
    match default, value:
        case bool(), 0 | 1:
            return bool(value)
        case float(), str():
            return _to_number(value)
        case tuple(), str():
            return [value] if value else []
        case _:
            return value


def _to_number(value: str) -> Json:
    try:
        return float(value)
    except ValueError:
        return value


def _map_key_defaults() -> Mapping[str, Json]:
    return {name: item.default for name, item, _ in iter_policy_keys()}


def _find_list_valued_keys() -> frozenset[str]:
    names = [name for name, default in _map_key_defaults().items() if isinstance(default, tuple)]
    return frozenset((*names, *(EXTEND + name for name in names)))


def describe_untrusted_writer(file: Path) -> Text | None:
    """Return a message if others than administrators can change a policy file or its folders, or None."""
    from selfhelp.core import windows_acl

    top = MACHINE_POLICY[Platform.WINDOWS]
    for part in (file, *file.parents):
        if part == top.parent:  # every user may create folders in it, but not replace others'
            break
        try:
            reason = windows_acl.find_insecure_reason(part)
        except OSError as error:
            reason = error.strerror or type(error).__name__
        if reason:
            return N_(
                "Users other than administrators can change this policy. It is ignored, and strict "
                "defaults apply ({path}: {reason}). Set its owner to Administrators and remove write "
                "access for others.",
                path=str(part),
                reason=reason,
            )
    return None


# -- Linux and macOS -------------------------------------------------------------------------------


def describe_untrusted_settings_owner(file: Path) -> Text | None:
    """Return a message if others than root can change a policy file or its folders, or None.

    The helper refuses such a policy by the same rules.
    """
    from selfhelp.core import file_ownership

    try:
        why = file_ownership.find_insecure_reason(file)
    except OSError as error:
        why = error.strerror or type(error).__name__
    if not why:
        return None
    return N_(
        "Users other than root can change this policy. It is ignored, and strict defaults apply ({reason}). "
        "Set its owner to root and remove write access for others.",
        reason=why,
    )


# -- macOS -----------------------------------------------------------------------------------------


def read_settings_from_property_lists(defaults: Path, forced: Path) -> ManagedSettings:
    """Return the settings in the property lists of the two folders, default and forced."""
    return ManagedSettings(
        _read_property_list(defaults, locked=False), _read_property_list(forced, locked=True)
    )


def _read_property_list(folder: Path, *, locked: bool) -> Sequence[PolicySource]:
    file = folder / f"{BUNDLE}.plist"
    try:
        with file.open("rb") as stream:
            data = stream.read(FILE_LIMIT + 1)
        if len(data) > FILE_LIMIT:
            raise ValueError("larger than 1 MB")
        from selfhelp.core import plists  # loaded only if needed: reading it takes 0.3 MiB of memory

        table = plists.load_plist(data)
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)[:200] or type(error).__name__
        message = N_("The managed preferences can't be read: {reason}", reason=reason)
        return [PolicySource(str(file), locked=locked, broken=message)]
    values = {
        name: _to_plain_value(value) for name, value in flatten_table(table) if not name.startswith("Payload")
    }
    return [PolicySource(str(file), values, locked)] if values else ()


def _to_plain_value(value: Any) -> Json:
    """Return a value as plain data; dates and bytes become texts, which every key rejects."""
    match value:
        case bytes() | datetime():
            return f"\0{value!r}"
        case list():
            return [_to_plain_value(inner) for inner in value]
        case dict():
            return {str(name): _to_plain_value(inner) for name, inner in value.items()}
        case _:
            return value
