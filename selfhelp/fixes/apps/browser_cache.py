"""A browser that shows old or broken pages because its cache is unusable."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Answers, Finding
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.apps import browser_caches
from selfhelp.machine.apps.browser_caches import BrokenCache, SetCacheAside, find_broken_caches
from selfhelp.machine.apps.browsers import BROWSERS, is_browser_running, make_close_browser_message


class BrowserCache(Fix):
    """Renames unreadable or unwritable browser caches as backups.

    Whether a cached page is outdated can't be detected. So if all caches are intact, nothing is cleared;
    instead the user reloads one page or clears one site's data by hand. Cookies, passwords and history are
    never touched.
    """

    id = "browser-cache"
    title = N_("Clear the browser cache")
    category = Category.BROWSER
    harmless = True
    looks = N_("Checking your browsers' caches…")
    collectors = ("applications", "network", "disks")
    prevention = N_(
        "Never run a browser as administrator. If a page looks wrong, reload it before you try anything else."
    )
    by_hand = ("reload-page", "site-data")

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check whether each browser can read and write its caches."""
        count, broken = find_broken_caches(machine)
        if not count:
            raise NotOfferedError(N_("No supported browser has a cache on this computer."))
        if not broken:
            return None
        return Finding(
            summary=_make_summary(broken[0]),
            meaning=N_(
                "Pages may look outdated or broken. We can rename the cache folder as a "
                "backup; the browser will create a new one."
            ),
            evidence={f"cache {n}": _describe_for_technician(cache) for n, cache in enumerate(broken, 1)},
            data={"caches": [[c.folder, c.entry, c.aside, c.browser] for c in broken]},
        )

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run while an affected browser is open: it keeps using the cache folder."""
        for browser in sorted({cache[3] for cache in finding.data["caches"]}):
            if is_browser_running(machine, browser):
                return make_close_browser_message(browser)
        return None

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that rename the broken caches as backups."""
        return [SetCacheAside(*cache) for cache in finding.data["caches"]]


def _make_summary(cache: BrokenCache) -> Text:
    title = BROWSERS[cache.browser].title
    match cache.trouble:
        case browser_caches.CLOSED:
            return N_("{browser} doesn't have permission to write to its own cache folder.", browser=title)
        case browser_caches.DAMAGED:
            return N_("The cache index of {browser} is damaged.", browser=title)
    return N_("{browser}'s cache folder has been replaced by something that isn't a folder.", browser=title)


def _describe_for_technician(cache: BrokenCache) -> str:
    return f"{cache.browser}: {cache.folder}/{cache.entry} {cache.trouble}"
