"""The privacy page: data and actions available to IT, from the actual policy and state; one module per topic.

All points are derived from their source if possible: the data read from the offered sections, the actions
from the catalogue, the helper and the packs, and the recipients from the configured desk.
`topics.build_privacy_topics` assembles the page; a front end shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from selfhelp.core.text import Text
from selfhelp.policy.files import LoadedPolicy
from selfhelp.policy.policy import Policy

if TYPE_CHECKING:
    from selfhelp.catalog.catalog import Catalog
    from selfhelp.packs.discovery import DiscoveredPack
    from selfhelp.remote.remote_support import ToolOffer


@dataclass(frozen=True, slots=True)
class PrivacyPoint:
    """A line of the privacy page.

    Attributes:
        text: a sentence, or external text (the name of a pack).
        on: True for data and actions allowed here, False for those turned off.
        more: details shown on request.
    """

    text: Text
    on: bool = True
    more: Sequence[Text | str] = ()


@dataclass(frozen=True, slots=True)
class PrivacyTopic:
    """A topic of the privacy page, with its points."""

    id: str
    title: Text
    points: Sequence[PrivacyPoint]


@dataclass(frozen=True, slots=True)
class PrivacyFacts:
    """The data from which the privacy page is built.

    Attributes:
        loaded: the policy, with the source of every value and its errors.
        catalog: the fixes and sections offered here.
        unwanted: sections that the user turned off.
        operations: operations of the privileged helper available here.
        packs: every pack file, accepted or not.
        offers: the remote support tools.
        desk_folder: the folder connector's default folder.
        managed: True if the policy is the machine's.
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
        """The organisation's policy."""
        return self.loaded.policy
