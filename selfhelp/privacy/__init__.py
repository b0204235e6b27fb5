"""What IT can see and do on this computer, from its real policy and state: ONE FILE, ONE TOPIC.

Nothing here is a promise written by hand if it can be derived: what is read comes from the sections that
are offered, what can run from the catalogue, the helper and the packs, where data goes from the desk that
is set. `build_topics` puts the page together; a face shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from selfhelp.core.text import N_, Text
from selfhelp.policy.files import LoadedPolicy
from selfhelp.policy.policy import Policy

if TYPE_CHECKING:
    from selfhelp.catalog.catalog import Catalog
    from selfhelp.packs.discovery import DiscoveredPack
    from selfhelp.remote.remote_support import ToolOffer

ORDER = ("collection", "actions", "remote_access", "recipients", "retention", "never", "control")
"""The topics in their order, each the name of its module."""


@dataclass(frozen=True, slots=True)
class PrivacyPoint:
    """One line of the page.

    Attributes:
        text: a sentence, or foreign text (the name of a pack).
        on: True for what is done or allowed here, False for what is turned off.
        more: single things that belong to it, shown when asked for.
    """

    text: Text
    on: bool = True
    more: Sequence[Text | str] = ()


@dataclass(frozen=True, slots=True)
class PrivacyTopic:
    """One part of the page."""

    id: str
    title: Text
    points: Sequence[PrivacyPoint]


@dataclass(frozen=True, slots=True)
class PrivacyFacts:
    """What the page is made of.

    Attributes:
        loaded: the policy, with the source of every value and its mistakes.
        catalog: fixes and sections offered here.
        unwanted: sections that the user turned off.
        operations: what the administrator's helper can be asked for here.
        packs: every pack file, accepted or not.
        offers: the tools for remote help.
        desk_folder: where the local desk puts tickets.
        managed: whether the policy is the machine's.
    """

    loaded: LoadedPolicy
    catalog: Catalog
    unwanted: frozenset[str] = frozenset()
    operations: Sequence[str] = ()
    packs: Sequence[DiscoveredPack] = ()
    offers: Sequence[ToolOffer] = ()
    desk_folder: Path = field(default_factory=Path)
    managed: bool = False

    @property
    def policy(self) -> Policy:
        """What the organisation allows."""
        return self.loaded.policy


def build_topics(known: PrivacyFacts) -> Sequence[PrivacyTopic]:
    """Return the privacy page, topic by topic."""
    return [import_module(f"{__name__}.{name}").build_topic(known) for name in ORDER]


TITLE = N_("What IT can see and do")
INTRO = N_("This page shows the settings currently in effect on this computer.")


def summary(rules: Policy) -> Sequence[Text]:
    """Return the privacy page's three main sentences; fewer if statistics are sent."""
    counted = rules.usage_stats.mode != "off" and bool(rules.usage_stats.destination)
    return (
        N_("Nothing about you leaves this computer until you select “Send”.")
        if counted
        else N_("Nothing leaves this computer until you select “Send”."),
        N_("You see everything before it's sent."),
        N_("IT can't see your screen unless you allow it."),
    )
