"""Finds missing policy keys that the configured help desk requires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from selfhelp.core.text import N_, Text
from selfhelp.policy.policy import Policy

REQUIRED: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "folder": (),
        "rt": ("url",),
        "glpi": ("url",),
        "servicenow": ("url",),
        "redmine": ("url", "project"),
        "zammad": ("url",),
        "jira": ("url", "service_desk", "request_type"),
        "zendesk": ("url",),
        "freshservice": ("url",),
        "osticket": ("url",),
        "django-helpdesk": ("url",),
        "mail": ("to",),
        "webhook": ("url",),
    }
)
"""Required keys of each connector's table; a test builds each connector to verify them."""

_DESTINATIONS: Mapping[str, str] = MappingProxyType({"folder": "folder", "https": "url", "otlp": "url"})
_OWN_PAGES = ("servicenow", "zendesk")
"""Connectors that supply their browser sign-in page themselves."""


def find_missing_keys(policy: Policy) -> Iterator[tuple[str, str, Text]]:
    """Yield each missing key, the key that requires it, and the message."""
    desk = policy.desk
    table = desk.connector.replace("-", "_")
    for name in REQUIRED.get(desk.connector, ()):
        if not getattr(getattr(desk, table), name):
            said = N_("Required by the connector “{desk}”, but not set.", desk=desk.connector)
            yield f"desk.{table}.{name}", "desk.connector", said
    if desk.oauth.client_id and desk.connector not in _OWN_PAGES:
        for name in ("authorize", "token"):
            if not getattr(desk.oauth, name):
                said = N_("Required for signing in with the browser, but not set.")
                yield f"desk.oauth.{name}", "desk.oauth.client_id", said
    needed = _DESTINATIONS.get(policy.usage_stats.mode)
    if needed and not policy.usage_stats.destination:
        said = N_("Required for sending usage statistics, but not set.")
        yield f"usage_stats.{needed}", "usage_stats.mode", said
    if policy.usage_stats.keyring_entry and policy.usage_stats.url.startswith("http:"):
        yield "usage_stats.url", "usage_stats.url", N_("The token is only sent to an https:// address.")
