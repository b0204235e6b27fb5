"""Configuration profiles for macOS: two samples to edit, and the manifest that profile editors read.

Apple, "Configuration Profile Reference" (payload keys); the manifest's format is that of the community's
ProfileManifests repository, which iMazing and ProfileCreator read, and Jamf Pro as a custom schema in JSON
(see `json_schema`).
"""

from __future__ import annotations

import plistlib
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from selfhelp.core.languages import SOURCE_LANGUAGE
from selfhelp.policy.export.declared_keys import DeclaredKey, describe_tables, iter_declared_keys
from selfhelp.policy.managed_settings import BUNDLE

SPACE = uuid.UUID("5b7b2a35-9a0f-5c0e-8a64-3d1f9d0c7a11")
"""Never changes: a profile is replaced by one of the same identifiers."""

TYPES: Mapping[type, str] = {bool: "boolean", int: "integer", float: "real", str: "string", tuple: "array"}


MODIFIED, VERSION = datetime(2026, 11, 30, tzinfo=UTC), 2
"""When the manifest was last changed, and its number: editors take a newer one in place of theirs."""

HOME = "https://github.com/selfhelp/selfhelp"
EXAMPLE = """
			<!-- Nothing is set yet; keys that are not listed keep their defaults. Example:
			<key>desk</key>
			<dict>
				<key>connector</key>
				<string>rt</string>
				<key>rt</key>
				<dict>
					<key>url</key>
					<string>https://rt.example.com</string>
				</dict>
			</dict>
			All keys: docs/policy.md -->
"""
"""Stands in the sample where an administrator writes."""


def export_files() -> Mapping[str, bytes]:
    """Return the files for Apple: the sample profile, the one for notifications, and the manifest."""
    return {
        "selfhelp.mobileconfig": _sample(),
        "notifications.mobileconfig": _notifications(),
        f"{BUNDLE}.plist": _manifest(),
    }


def _sample() -> bytes:
    """Return a profile that sets nothing: installed by mistake, it changes nothing."""
    about = "A template for the selfhelp policy. It sets nothing until you add keys."
    text = _profile("policy", about, {"PayloadType": BUNDLE, "PayloadDisplayName": "selfhelp"})
    end = b"\t\t</dict>\n\t</array>"
    return text.replace(end, EXAMPLE.lstrip("\n").encode() + end)


def _notifications() -> bytes:
    """Return a profile that allows notifications, with nothing of them on the locked screen.

    Apple, "Notifications" and "NotificationSettingsItem" (macOS 10.15 and later). Not tried on a Mac.
    """
    settings = {
        "BundleIdentifier": BUNDLE,
        "NotificationsEnabled": True,
        "AlertType": BANNER,
        "BadgesEnabled": True,
        "SoundsEnabled": False,
        "ShowInNotificationCenter": True,
        "ShowInLockScreen": False,
        "CriticalAlertEnabled": False,
    }
    about = "Allows selfhelp to notify users of replies from the help desk, except on the lock screen."
    payload = {
        "PayloadType": "com.apple.notificationsettings",
        "PayloadDisplayName": "selfhelp: notifications",
        "NotificationSettings": [settings],
    }
    return _profile("notifications", about, payload)


BANNER = 1
"""``AlertType``: a banner that goes on its own; 2 stays, 0 is none."""


def _profile(name: str, about: str, payload: Mapping[str, Any]) -> bytes:
    """Return a profile for the whole Mac with one payload.

    The identifiers of one name never change: a profile is replaced by one of the same.
    """
    part = {
        "PayloadIdentifier": f"{BUNDLE}.{name}",
        "PayloadUUID": _id("payload" if name == "policy" else f"{name}.payload"),
        "PayloadVersion": 1,
        **payload,
    }
    profile = {
        "PayloadType": "Configuration",
        "PayloadScope": "System",
        "PayloadIdentifier": f"{BUNDLE}.profile" if name == "policy" else f"{BUNDLE}.{name}.profile",
        "PayloadUUID": _id("profile" if name == "policy" else f"{name}.profile"),
        "PayloadVersion": 1,
        "PayloadDisplayName": payload["PayloadDisplayName"],
        "PayloadDescription": about,
        "PayloadContent": [part],
    }
    return plistlib.dumps(profile, sort_keys=False)


def _manifest() -> bytes:
    manifest = {
        "pfm_domain": BUNDLE,
        "pfm_title": "selfhelp",
        "pfm_description": "Self-service support: help desk system, available fixes, data sent in tickets.",
        "pfm_app_url": HOME,
        "pfm_documentation_url": f"{HOME}/blob/main/docs/policy.md",
        "pfm_format_version": 1,
        "pfm_version": VERSION,
        "pfm_last_modified": MODIFIED.replace(tzinfo=None),
        "pfm_unique": True,
        "pfm_interaction": "undefined",
        "pfm_platforms": ["macOS"],
        "pfm_macos_min": "13.0",
        "pfm_targets": ["system-managed"],
        "pfm_subkeys": [*_common_payload_entries(), *_subkeys("")],
    }
    return plistlib.dumps(manifest, sort_keys=False)


def _common_payload_entries() -> list[dict[str, Any]]:
    """Return the entries that every payload has (Apple, "Common Payload Keys"); editors fill them in."""
    rows: Sequence[tuple[str, str, str, Any]] = (
        (
            "PayloadDescription",
            "Payload Description",
            "Description of the payload, shown with the profile.",
            "",
        ),
        ("PayloadDisplayName", "Payload Display Name", "Name of the payload.", "selfhelp"),
        ("PayloadIdentifier", "Payload Identifier", "Identifier of the payload within the profile.", BUNDLE),
        ("PayloadType", "Payload Type", "App that the payload configures.", BUNDLE),
        ("PayloadUUID", "Payload UUID", "Unique ID of the payload, such as from uuidgen.", None),
        ("PayloadVersion", "Payload Version", "Version of the payload format.", 1),
        ("PayloadOrganization", "Payload Organization", "Organisation that provides the profile.", None),
    )
    entries = []
    for name, title, what, default in rows:
        kind = "integer" if isinstance(default, int) else "string"
        entry = {"pfm_name": name, "pfm_title": title, "pfm_type": kind, "pfm_description": what}
        entry |= {} if default is None else {"pfm_default": default}
        entry |= {"pfm_format": UUID_FORM} if name == "PayloadUUID" else {}
        entry |= {} if name in OPTIONAL else {"pfm_require": "always"}
        entries.append(entry)
    return entries


OPTIONAL = ("PayloadDescription", "PayloadOrganization")
UUID_FORM = "^[0-9A-Za-z]{8}(-[0-9A-Za-z]{4}){3}-[0-9A-Za-z]{12}$"


def _subkeys(table: str) -> list[dict[str, Any]]:
    """Return the entries of one table: its keys, then the tables within."""
    found = [_entry(key) for key in iter_declared_keys() if key.table_name == table]
    for name, what in describe_tables().items():
        if name.rpartition(".")[0] == table:
            inner = {
                "pfm_name": name.rpartition(".")[2],
                "pfm_title": what,
                "pfm_type": "dictionary",
                "pfm_subkeys": _subkeys(name),
            }
            found.append(inner)
    return found


def _entry(key: DeclaredKey) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "pfm_name": key.short_name,
        "pfm_title": key.name,
        "pfm_type": TYPES[type(key.default)],
        "pfm_description": key.help_text(SOURCE_LANGUAGE),
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


def _plain(key: DeclaredKey) -> Any:
    return list(key.default) if isinstance(key.default, tuple) else key.default


def _id(what: str) -> str:
    return str(uuid.uuid5(SPACE, what)).upper()
