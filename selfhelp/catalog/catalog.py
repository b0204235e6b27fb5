"""Finds fixes, collectors and connectors in their folders, and fixes that match the user's words."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from types import ModuleType
from typing import TYPE_CHECKING

from selfhelp.catalog.discovery import find_class, find_discovery_errors, iter_classes, list_module_names
from selfhelp.catalog.lazy_mapping import OnDemand
from selfhelp.core.errors import UsageError
from selfhelp.core.model import Finding, Platform
from selfhelp.core.resource_tables import ResourceError
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Check, Fix
from selfhelp.policy.policy import Policy
from selfhelp.policy.unknown_words import suggest_closest_word
from selfhelp.troubleshooters.troubleshooter import load_troubleshooters

if TYPE_CHECKING:
    from selfhelp.catalog.suggestions import SuggestionFinder, Suggestions
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
        return OnDemand(self._list_fix_ids, self._load_fix)

    def _list_fix_ids(self) -> Sequence[str]:
        return sorted({*self._fix_files, *(pack.id for pack in self.pack_fixes)})

    def _load_fix(self, id_: str) -> Fix | None:
        """Return the fix with an ID; a fix of a pack can't replace one of ours."""
        file = self._fix_files.get(id_)
        if file is None:
            return next((pack for pack in self.pack_fixes if pack.id == id_), None)
        cls = find_class(file, Fix)  # type: ignore[type-abstract]
        if cls is None:
            return None
        fix = cls()
        fix.limits = self._policy.health
        return fix

    @cached_property
    def _fix_files(self) -> Mapping[str, str]:
        from selfhelp import fixes

        return _find_files_by_id(fixes)

    @cached_property
    def _check_files(self) -> Mapping[str, str]:
        from selfhelp import checks

        return _find_files_by_id(checks)

    @cached_property
    def pack_fixes(self) -> Sequence[PackFix]:
        """The fixes of the organisation's packs, including fixes that aren't available here."""
        return self._load_packs()

    @cached_property
    def checks(self) -> Mapping[str, Check]:
        """All available checks, with and without a fix."""
        return OnDemand(lambda: [*self._list_fix_ids(), *self._check_files], self._load_offered_check)

    def _load_offered_check(self, id_: str) -> Check | None:
        file = self._check_files.get(id_)
        if file is None:
            return self.fixes.get(id_)
        cls = find_class(file, Check)  # type: ignore[type-abstract]
        return cls() if cls is not None and self._is_fix_offered(cls) else None

    @property
    def overview_checks(self) -> Mapping[str, Check]:
        """The cheap and vital checks that determine the computer's health, in the order of `checks`."""
        return {id_: check for id_, check in self.checks.items() if check.cheap or check.vital}

    @cached_property
    def fixes(self) -> Mapping[str, Fix]:
        """The fixes available on this platform under this policy."""
        return OnDemand(self._list_fix_ids, self._load_offered_fix)

    def _load_offered_fix(self, id_: str) -> Fix | None:
        fix = self.all_fixes.get(id_)
        return fix if fix is not None and self._is_fix_offered(fix) else None

    @cached_property
    def fix_titles(self) -> Mapping[str, Text]:
        """The titles of the available fixes, read from the index without loading fixes."""
        from selfhelp.catalog.suggestions import load_fix_titles

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
        check = self.checks.get(id_) or self.all_fixes.get(id_)
        if check is None:
            raise _make_unknown_id_error(id_, [*self.checks, *load_troubleshooters()])
        return check

    def is_id_offered(self, id_: str) -> bool:
        """Return whether a fix with an ID is available here."""
        return id_ in self.fixes

    def is_finding_fixable(self, id_: str, finding: Finding | None) -> bool:
        """Return whether to offer a check's own fix for its finding, wherever findings are listed.

        The fix itself says why it can't run, for example without an administrator.
        """
        fix = self.fixes.get(id_)
        return fix is not None and (finding is None or fix.is_remedy(finding))

    def does_fix_support_platform(self, fix: Check) -> bool:
        """Return whether a fix supports this system, regardless of the policy."""
        return self._platform in fix.platforms

    def suggest(self, text: str, limit: int = 10) -> Suggestions:
        """Return the suggestions for the user's words, best first."""
        return self._finder.suggest(text, limit)

    @cached_property
    def _finder(self) -> SuggestionFinder:
        from selfhelp.catalog.suggestions import SuggestionFinder

        return SuggestionFinder(
            self._platform, self._is_id_allowed, [p for p in self.pack_fixes if self._is_fix_offered(p)]
        )

    @cached_property
    def topics(self) -> Mapping[str, TicketTopic]:
        """The ticket topics, by ID; only the help desk can solve these problems."""
        from selfhelp.ticket_topics import ticket_topic

        return OnDemand(ticket_topic.list_topic_ids, partial(_load_topic, self._platform))

    def is_topic_urgent(self, id_: str) -> bool:
        """Return whether an ID is a ticket topic's, and the topic is urgent; False for any other ID."""
        topic = self.topics.get(id_)
        return topic is not None and topic.urgent

    def preload_fixes_and_topics(self, between: Callable[[], object]) -> None:
        """Load all available fixes and ticket topics, about a hundred files.

        Args:
            between: called before each file is loaded, so that the caller can pause for other work.
        """
        for known in (self.fixes, self.topics):
            between()
            for _ in known:
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

    def _is_fix_offered(self, fix: Check | type[Check]) -> bool:
        return self._is_id_allowed(fix.id) and self._platform in fix.platforms

    def _is_id_allowed(self, id_: str) -> bool:
        rules = self._policy.fixes
        return (not rules.allow or id_ in rules.allow) and not {id_, "*"} & {*rules.deny}


def _make_unknown_id_error(id_: str, known: Iterable[str]) -> UsageError:
    """Return the error for an unknown ID; it suggests the most similar known ID."""
    return UsageError(suggest_closest_word(N_("There's no fix named {id}.", id=id_[:80]), id_, known))


def _find_files_by_id(package: ModuleType) -> Mapping[str, str]:
    """Return the name of each module in a package by the ID of its check: net_dns.py contains "net-dns"."""
    return {name.rpartition(".")[2].replace("_", "-"): name for name in list_module_names(package)}


def _load_topic(platform: Platform, id_: str) -> TicketTopic | None:
    from selfhelp.ticket_topics import ticket_topic

    try:
        return ticket_topic.load_topic(id_).limit_to_system(platform)
    except ResourceError as error:  # one invalid file must not affect the others
        log.error("%s", error.detail)
        return None
