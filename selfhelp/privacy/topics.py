"""Builds the topics of the privacy page, and its summary."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from selfhelp.core.text import N_, Text
from selfhelp.privacy import PrivacyFacts, PrivacyTopic

ORDER = ("collection", "actions", "remote_access", "recipients", "retention", "never", "control")
"""The topics in display order, each named after its module."""


def build_privacy_topics(known: PrivacyFacts) -> Sequence[PrivacyTopic]:
    """Return the topics of the privacy page, in order."""
    return [import_module(f"selfhelp.privacy.{name}").build_topic(known) for name in ORDER]


TITLE = N_("What IT can see and do")
INTRO = N_("This page shows the settings currently in effect on this computer.")


def summarise_privacy() -> Sequence[Text]:
    """Return the privacy page's main statements, which hold whatever the policy says.

    Test pages and time servers are contacted without "Send", and told nothing about the user.
    """
    return (
        N_("Nothing about you leaves this computer until you select “Send”."),
        N_("You see everything before it's sent."),
        N_("IT can't see your screen unless you allow it."),
    )
