"""Policy keys for usage statistics: mode, destination and credentials."""

from __future__ import annotations

import re

from selfhelp.core.records import record
from selfhelp.core.text import N_
from selfhelp.policy import fields
from selfhelp.policy.fields import declare_choice, declare_key, declare_number, make_rejecting_validator
from selfhelp.policy.text_formats import find_path_mistake

MODES = ("off", "local", "folder", "https", "otlp")


_HEADER = r"[A-Za-z][A-Za-z0-9-]{0,60}"
_TAKEN = ("host", "content-", "transfer-", "connection", "cookie", "expect", "te", "upgrade", "trailer")
"""Prefixes of header names that are reserved for the request itself (RFC 9110)."""


def is_token_header(value: str) -> bool:
    """Return whether a header with this name may carry a token."""
    return re.fullmatch(_HEADER, value) is not None and not value.lower().startswith(_TAKEN)


def is_folder_or_empty(value: str) -> bool:
    """Return whether a value is empty, or an absolute path on this or another system."""
    whole = find_path_mistake(value) is None
    return not value or (whole and value.isprintable())


def _is_keyring_entry_or_empty(value: str) -> bool:
    """Return whether a value is empty or a valid name of a keyring entry."""
    return len(value) <= 200 and value.isprintable() and value == value.strip()


_NO_PATH = make_rejecting_validator(N_("Enter an absolute path."))


@record
class UsageStats:
    """Anonymous usage statistics by week: fixes, tickets, feedback."""

    mode: str = declare_choice(
        "local",
        MODES,
        N_(
            "Destination of anonymous usage statistics: off, local (they stay on this computer), "
            "folder, https, or otlp (an OpenTelemetry collector)."
        ),
    )
    folder: str = declare_key(
        "",
        N_("Folder for one small file per installation, such as a network share."),
        allowed="an absolute path such as \\\\files.example.com\\counts or /srv/counts",
        accepts=is_folder_or_empty,
        says=_NO_PATH,
    )
    url: str = fields.declare_address(
        N_(
            "URL of the server for usage statistics. For otlp: the base URL of the collector, without "
            "/v1/metrics."
        )
    )
    keyring_entry: str = declare_key(
        "",
        N_(
            "Name of the user's keyring entry for the authentication header value "
            "(account: selfhelp-usage-statistics). The value is sent over https only."
        ),
        allowed="a name such as statistics.example.com",
        accepts=_is_keyring_entry_or_empty,
        says=make_rejecting_validator(N_("A keyring entry can't have this name.")),
    )
    header: str = declare_key(
        "Authorization",
        N_("Name of the authentication header."),
        allowed="a name such as Authorization or X-Api-Key",
        accepts=is_token_header,
        says=make_rejecting_validator(N_("This header can't carry a token.")),
    )
    interval_days: int = declare_number(
        7, 1, 31, N_("Days between transmissions. Only data for complete weeks is sent.")
    )

    @property
    def destination(self) -> str:
        """The destination of the statistics, or "" if they stay on this computer."""
        return {"folder": self.folder, "https": self.url, "otlp": self.url}.get(self.mode, "")
