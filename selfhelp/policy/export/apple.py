"""Configuration profiles for macOS: two templates to edit, and the manifest for profile editors.

Apple, "Configuration Profile Reference" (payload keys); the manifest has the format of the community's
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
"""Namespace for identifiers; it never changes, because equal identifiers replace a profile."""

TYPES: Mapping[type, str] = {bool: "boolean", int: "integer", float: "real", str: "string", tuple: "array"}


MODIFIED, VERSION = datetime(2026, 11, 30, tzinfo=UTC), 2
"""Date of the manifest's last change, and its version; editors replace older versions."""

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
"""Placeholder for the administrator's value in the template."""


def export_files() -> Mapping[str, bytes]:
    """Return the files for Apple: the policy template, the notifications profile, and the manifest."""
    return {
        "selfhelp.mobileconfig": _make_template(),
        "notifications.mobileconfig": _make_notifications_profile(),
        f"{BUNDLE}.plist": _make_preference_manifest(),
    }


def _make_template() -> bytes:
    """Return a profile without any setting, so that installing it by mistake changes nothing."""
    about = "A template for the selfhelp policy. It sets nothing until you add keys."
    text = _make_profile("policy", about, {"PayloadType": BUNDLE, "PayloadDisplayName": "selfhelp"})
    end = b"\t\t</dict>\n\t</array>"
    return text.replace(end, EXAMPLE.lstrip("\n").encode() + end)


def _make_notifications_profile() -> bytes:
    """Return a profile that allows notifications, but hides them on the lock screen.

    Apple, "Notifications" and "NotificationSettingsItem" (macOS 10.15 and later). Untested on macOS.
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
    return _make_profile("notifications", about, payload)


BANNER = 1
"""Value of ``AlertType`` for a banner that disappears; 2 is an alert that stays, 0 is none."""


def _make_profile(name: str, about: str, payload: Mapping[str, Any]) -> bytes:
    """Return a profile for the whole Mac with one payload.

    The identifiers of a name are constant: a profile is replaced by one with the same identifiers.
    """
    part = {
        "PayloadIdentifier": f"{BUNDLE}.{name}",
        "PayloadUUID": _make_uuid("payload" if name == "policy" else f"{name}.payload"),
        "PayloadVersion": 1,
        **payload,
    }
    profile = {
        "PayloadType": "Configuration",
        "PayloadScope": "System",
        "PayloadIdentifier": f"{BUNDLE}.profile" if name == "policy" else f"{BUNDLE}.{name}.profile",
        "PayloadUUID": _make_uuid("profile" if name == "policy" else f"{name}.profile"),
        "PayloadVersion": 1,
        "PayloadDisplayName": payload["PayloadDisplayName"],
        "PayloadDescription": about,
        "PayloadContent": [part],
    }
    return plistlib.dumps(profile, sort_keys=False)


def _make_preference_manifest() -> bytes:
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
        "pfm_subkeys": [*_list_common_payload_entries(), *_list_table_entries("")],
    }
    return plistlib.dumps(manifest, sort_keys=False)


def _list_common_payload_entries() -> list[dict[str, Any]]:
    """Return the entries of every payload (Apple, "Common Payload Keys"); editors fill them in."""
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


def _list_table_entries(table: str) -> list[dict[str, Any]]:
    """Return the entries of one table: its keys, then its nested tables."""
    found = [_make_key_entry(key) for key in iter_declared_keys() if key.table_name == table]
    for name, what in describe_tables().items():
        if name.rpartition(".")[0] == table:
            inner = {
                "pfm_name": name.rpartition(".")[2],
                "pfm_title": what,
                "pfm_type": "dictionary",
                "pfm_subkeys": _list_table_entries(name),
            }
            found.append(inner)
    return found


def _make_key_entry(key: DeclaredKey) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "pfm_name": key.short_name,
        "pfm_title": key.name,
        "pfm_type": TYPES[type(key.default)],
        "pfm_description": key.get_help_text(SOURCE_LANGUAGE),
        "pfm_default": _find_default_value(key),
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


def _find_default_value(key: DeclaredKey) -> Any:
    return list(key.default) if isinstance(key.default, tuple) else key.default


def _make_uuid(what: str) -> str:
    return str(uuid.uuid5(SPACE, what)).upper()
