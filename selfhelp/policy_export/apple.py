"""The configuration profile for macOS: a sample to edit, and the manifest that profile editors read.

Apple, "Configuration Profile Reference" (payload keys); the manifest's format is that of the community's
ProfileManifests repository, which iMazing and ProfileCreator read, and Jamf Pro as a custom schema in JSON
(see `json_schema`).
"""

from __future__ import annotations

import plistlib
import uuid
from collections.abc import Mapping
from typing import Any

from selfhelp.policy_export.declared import Declared, declared, tables
from selfhelp.policy_managed import BUNDLE

SPACE = uuid.UUID("5b7b2a35-9a0f-5c0e-8a64-3d1f9d0c7a11")
"""Never changes: a profile is replaced by one of the same identifiers."""

TYPES: Mapping[type, str] = {bool: "boolean", int: "integer", float: "real", str: "string", tuple: "array"}


def files() -> Mapping[str, bytes]:
    """Return the sample profile and the manifest."""
    return {"selfhelp.mobileconfig": _profile(), f"{BUNDLE}.plist": _manifest()}


def _profile() -> bytes:
    """Return a profile that forces every key to its default: a start, to be shortened to what is wanted."""
    payload = {
        "PayloadType": BUNDLE,
        "PayloadIdentifier": f"{BUNDLE}.policy",
        "PayloadUUID": _id("payload"),
        "PayloadVersion": 1,
        "PayloadDisplayName": "selfhelp",
        **_nested({key.name: _plain(key) for key in declared()}),
    }
    profile = {
        "PayloadType": "Configuration",
        "PayloadScope": "System",
        "PayloadIdentifier": f"{BUNDLE}.profile",
        "PayloadUUID": _id("profile"),
        "PayloadVersion": 1,
        "PayloadDisplayName": "selfhelp",
        "PayloadDescription": "Every key of selfhelp with its default. Remove what you do not want to set.",
        "PayloadContent": [payload],
    }
    return plistlib.dumps(profile, sort_keys=False)


def _manifest() -> bytes:
    subkeys = _subkeys("")
    manifest = {
        "pfm_domain": BUNDLE,
        "pfm_title": "selfhelp",
        "pfm_description": "Self-service support: which help desk, what is repaired, what is sent.",
        "pfm_format_version": 1,
        "pfm_version": 1,
        "pfm_platforms": ["macOS"],
        "pfm_targets": ["system-managed"],
        "pfm_subkeys": subkeys,
    }
    return plistlib.dumps(manifest, sort_keys=False)


def _subkeys(table: str) -> list[dict[str, Any]]:
    """Return the entries of one table: its keys, then the tables within."""
    found = [_entry(key) for key in declared() if key.table == table]
    for name, what in tables().items():
        if name.rpartition(".")[0] == table:
            inner = {
                "pfm_name": name.rpartition(".")[2],
                "pfm_title": what,
                "pfm_type": "dictionary",
                "pfm_subkeys": _subkeys(name),
            }
            found.append(inner)
    return found


def _entry(key: Declared) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "pfm_name": key.short,
        "pfm_title": key.name,
        "pfm_type": TYPES[type(key.default)],
        "pfm_description": key.help("en"),
        "pfm_default": _plain(key),
    }
    if isinstance(key.default, tuple):
        item: dict[str, Any] = {"pfm_name": "line", "pfm_type": "string"}
        item |= {"pfm_range_list": list(key.rule.choices)} if key.rule.choices else {}
        entry["pfm_subkeys"] = [item]
    elif key.rule.choices:
        entry["pfm_range_list"] = list(key.rule.choices)
    if key.rule.bounds:
        entry["pfm_range_min"], entry["pfm_range_max"] = key.rule.bounds
    return entry


def _plain(key: Declared) -> Any:
    return list(key.default) if isinstance(key.default, tuple) else key.default


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return dotted keys as dictionaries within dictionaries."""
    root: dict[str, Any] = {}
    for name, value in values.items():
        table, _, last = name.rpartition(".")
        place = root
        for part in table.split("."):
            place = place.setdefault(part, {})
        place[last] = value
    return root


def _id(what: str) -> str:
    return str(uuid.uuid5(SPACE, what)).upper()
