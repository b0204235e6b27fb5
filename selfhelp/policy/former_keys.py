"""Policy key names from before 0.1.0, for messages about unknown keys. They aren't read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FORMER: Mapping[str, str] = MappingProxyType(
    {
        "branding.words": "branding.text_overrides",
        "desk.servicenow.follow": "desk.servicenow.ticket_updates",
        "desk.webhook.follow": "desk.webhook.ticket_updates",
        "evidence.clean_attached": "redaction.attachments",
        "evidence.keep_days": "evidence.snapshot_days",
        "evidence.picture_megabytes": "evidence.image_megabytes",
        "evidence.readable": "redaction.exempt",
        "evidence.receipt_days": "evidence.sent_items_days",
        "evidence.skip": "evidence.exclude_sections",
        "follow.enabled": "ticket_updates.enabled",
        "follow.keep_days": "ticket_updates.keep_days",
        "follow.least_minutes": "ticket_updates.min_interval_minutes",
        "follow.notify": "ticket_updates.notify",
        "incidents.days": "incidents.max_age_days",
        "incidents.minutes": "incidents.refresh_minutes",
        "measures.address": "usage_stats.url",
        "measures.days": "usage_stats.interval_days",
        "measures.folder": "usage_stats.folder",
        "measures.header": "usage_stats.header",
        "measures.mode": "usage_stats.mode",
        "measures.token_file": "usage_stats.keyring_entry",
        "network.pac_direct": "network.pac_fallback_direct",
        "outbox.look_up_after": "outbox.lookup_delay",
        "outbox.pause": "outbox.min_interval",
        "outbox.repeat_after": "outbox.resend_delay",
        "outbox.retry_first": "outbox.retry_min",
        "outbox.retry_longest": "outbox.retry_max",
        "outbox.start_within": "outbox.startup_jitter",
        "packs.floors": "packs.min_versions",
        "remote.ticket_words": "remote.caller_verification",
        "support.hours_words": "support.hours_note",
        "support.place": "support.location",
        "usage_stats.token_file": "usage_stats.keyring_entry",
    }
)
"""Current key names by former name; suggestions by spelling wouldn't find them."""
