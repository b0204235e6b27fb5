"""Finds fixes, collectors and connectors in their folders, and fixes that match the user's words."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from selfhelp.catalog.discovery import find_discovery_errors, iter_classes, iter_modules
from selfhelp.catalog.suggestions import SuggestionFinder, Suggestions, load_fix_titles
from selfhelp.core.errors import UsageError
from selfhelp.core.model import Platform
from selfhelp.core.resource_tables import ResourceError
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Check, Fix
from selfhelp.policy.policy import Policy
from selfhelp.policy.unknown_words import suggest_closest_word
from selfhelp.troubleshooters.troubleshooter import load_troubleshooters

if TYPE_CHECKING:
    from selfhelp.packs.pack_fix import PackFix
    from selfhelp.report.collectors import Collector
    from selfhelp.ticket_topics.ticket_topic import TicketTopic

log = logging.getLogger(__name__)


class Catalog:
    """All fixes, checks, topics and collectors available on this platform under this policy."""

    def __init__(
        self, policy: Policy, platform: Platform, packs: Callable[[], Sequence[PackFix]] = tuple
    ) -> None:
        self._policy = policy
        self._platform = platform
        self._load_packs = packs

    @cached_property
    def all_fixes(self) -> Mapping[str, Fix]:
        """All fixes in the order of their IDs, including unavailable fixes and the fixes of packs."""
        from selfhelp import fixes

        found = [cls() for cls in iter_classes(fixes, Fix)]  # type: ignore[type-abstract]
        for fix in found:
            fix.limits = self._policy.health
        return {fix.id: fix for fix in sorted((*self.pack_fixes, *found), key=lambda fix: fix.id)}

    @cached_property
    def pack_fixes(self) -> Sequence[PackFix]:
        """The fixes of the organisation's packs, including fixes that aren't available here."""
        return self._load_packs()

    @cached_property
    def checks(self) -> Mapping[str, Check]:
        """All available checks, with and without a fix."""
        from selfhelp import checks

        found = (cls() for cls in iter_classes(checks, Check))  # type: ignore[type-abstract]
        return {**self.fixes, **{check.id: check for check in found if self._is_fix_offered(check)}}

    @property
    def overview_checks(self) -> Mapping[str, Check]:
        """The cheap and vital checks that determine the computer's health, in the order of `checks`."""
        return {id_: check for id_, check in self.checks.items() if check.cheap or check.vital}

    @cached_property
    def fixes(self) -> Mapping[str, Fix]:
        """The fixes available on this platform under this policy."""
        return {id_: fix for id_, fix in self.all_fixes.items() if self._is_fix_offered(fix)}

    @cached_property
    def fix_titles(self) -> Mapping[str, Text]:
        """The titles of the available fixes, read from the index without loading fixes."""
        if "fixes" in self.__dict__:
            return {id_: fix.title for id_, fix in self.fixes.items()}
        own = {pack.id: pack.title for pack in self.pack_fixes if self._is_fix_offered(pack)}
        return {**load_fix_titles(self._platform, self._is_id_allowed), **own}

    @cached_property
    def collectors(self) -> Mapping[str, Collector]:
        """The snapshot sections that may be collected here, in display order."""
        skip = frozenset(self._policy.evidence.exclude_sections)
        return {c.id: c for c in self._supported_collectors if not {c.id, "*"} & skip}

    def list_disabled_collectors(self) -> Sequence[Collector]:
        """Return the collectors of the sections that the organisation has excluded."""
        return [section for section in self._supported_collectors if section.id not in self.collectors]

    @cached_property
    def _supported_collectors(self) -> Sequence[Collector]:
        from selfhelp.report import collectors

        classes = iter_classes(collectors, collectors.Collector)  # type: ignore[type-abstract]
        found = sorted((cls() for cls in classes), key=lambda c: (c.order, c.id))
        return [c for c in found if self._platform in c.platforms]

    def list_load_errors(self) -> Sequence[str]:
        """Return an English line for each file or class that can't be loaded."""
        from selfhelp import checks, fixes
        from selfhelp.report import collectors

        folders = ((fixes, Check), (checks, Check), (collectors, collectors.Collector))
        return [line for package, kind in folders for line in find_discovery_errors(package, kind)]

    def get_fix(self, id_: str) -> Fix:
        """Return the fix with an ID, even if it isn't available.

        Raises:
            UsageError: there's no such ID.
        """
        if id_ not in self.all_fixes:
            raise _make_unknown_id_error(id_, [*self.fixes, *load_troubleshooters()])
        return self.all_fixes[id_]

    def get_check(self, id_: str) -> Check:
        """Return the fix or check with an ID, even if it isn't available.

        Raises:
            UsageError: there's no such ID.
        """
        known = {**self.all_fixes, **self.checks}
        if id_ not in known:
            raise _make_unknown_id_error(id_, [*self.checks, *load_troubleshooters()])
        return known[id_]

    def is_id_offered(self, id_: str) -> bool:
        """Return whether a fix with an ID is available here."""
        return id_ in self.fixes

    def does_fix_support_platform(self, fix: Check) -> bool:
        """Return whether a fix supports this system, regardless of the policy."""
        return self._platform in fix.platforms

    def suggest(self, text: str, limit: int = 10) -> Suggestions:
        """Return the suggestions for the user's words, best first."""
        return self._finder.suggest(text, limit)

    @cached_property
    def _finder(self) -> SuggestionFinder:
        return SuggestionFinder(
            self._platform, self._is_id_allowed, [p for p in self.pack_fixes if self._is_fix_offered(p)]
        )

    @cached_property
    def topics(self) -> Mapping[str, TicketTopic]:
        """The ticket topics, by ID; only the help desk can solve these problems."""
        return dict(_iter_topics())

    def preload_fixes_and_topics(self, between: Callable[[], object]) -> None:
        """Load all fixes and ticket topics, about a hundred files.

        Args:
            between: called before each file is loaded, so that the caller can pause for other work.
        """
        from selfhelp import fixes

        for read in (iter_modules(fixes), _iter_topics()):
            between()
            for _ in read:
                between()

    def list_troubleshooter_checks(self, id_: str) -> Sequence[Check]:
        """Return a troubleshooter's available checks, in the order of likely causes.

        Raises:
            UsageError: there's no such troubleshooter.
        """
        known = load_troubleshooters()
        if id_ not in known:
            raise _make_unknown_id_error(id_, known)
        return [self.checks[check] for check in known[id_].checks if check in self.checks]

    def _is_fix_offered(self, fix: Check) -> bool:
        return self._is_id_allowed(fix.id) and self._platform in fix.platforms

    def _is_id_allowed(self, id_: str) -> bool:
        rules = self._policy.fixes
        return (not rules.allow or id_ in rules.allow) and not {id_, "*"} & {*rules.deny}


def _make_unknown_id_error(id_: str, known: Iterable[str]) -> UsageError:
    """Return the error for an unknown ID; it suggests the most similar known ID."""
    return UsageError(suggest_closest_word(N_("There's no fix named {id}.", id=id_[:80]), id_, known))


def _iter_topics() -> Iterator[tuple[str, TicketTopic]]:
    """Yield each ticket topic with its ID; skip invalid files."""
    from selfhelp.ticket_topics import ticket_topic

    for id_ in ticket_topic.list_topic_ids():
        try:
            yield id_, ticket_topic.load_topic(id_)
        except ResourceError as error:  # one invalid file must not affect the others
            log.error("%s", error.detail)
