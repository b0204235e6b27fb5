"""A browser that doesn't start, or that runs an old version although a new version is installed."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Answers, Finding
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.apps.browser_locks import (
    WAITING,
    ForeignProfileLock,
    SetLockOfProfileAside,
    read_browser_profiles,
)
from selfhelp.machine.apps.browsers import BROWSERS, is_browser_running
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.storage.home_folder import is_home_shared


class BrowserUpdate(Fix):
    """Removes a profile lock left by another computer, and reports updates that need a browser restart.

    A profile is never removed or recreated, because it holds bookmarks and passwords. So a missing profile
    needs a ticket. The newest version isn't looked up, because the organisation may have chosen an older
    version.
    """

    id = "browser-update"
    title = N_("Start or update your browser")
    category = Category.BROWSER
    looks = N_("Checking what's blocking your browser…")
    collectors = ("applications", "processes", "updates")
    prevention = N_(
        "Close your browser once a day so that updates can be installed. Let it reopen "
        "your tabs the next time it starts."
    )
    by_hand = ("browser-again",)

    def diagnose(self, machine: Machine) -> Finding | None:
        """Find a lock left by another computer, a missing profile, or a pending update."""
        profiles = read_browser_profiles(machine)
        waiting = WAITING.read(machine)
        if not profiles.browsers and not waiting:
            raise NotOfferedError(N_("No supported browser has been used on this computer."))
        locks = [lock for lock in profiles.locks if not is_browser_running(machine, lock.browser)]
        if locks:
            return _make_lock_finding(locks, is_home_shared(machine))
        if profiles.missing:
            return Finding(
                summary=N_(
                    "Firefox can't start: its profile folder {folder} is missing.", folder=profiles.missing[0]
                ),
                meaning=N_(
                    "Your bookmarks are in this folder. Don't create a new profile; the help desk "
                    "can try to find the folder."
                ),
                evidence={"missing profiles": ", ".join(profiles.missing)},
            )
        return _make_update_finding(waiting) if waiting else None

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that rename the locks; for an update, the user restarts the browser."""
        if finding.data.get("waiting"):
            return (ByHand("browser-again"),)
        return [SetLockOfProfileAside(*lock) for lock in finding.data.get("locks", ())]


def _make_lock_finding(locks: Sequence[ForeignProfileLock], shared: bool) -> Finding:
    """Return a finding that names the lock's computer; a shared home folder may really be open there."""
    first = locks[0]
    return Finding(
        summary=N_(
            "{browser} won't start: according to its lock file, it's open on the computer {host}.",
            browser=BROWSERS[first.browser].title,
            host=first.host,
        ),
        meaning=_make_explanation(shared),
        evidence={
            "locks": ", ".join(f"{lock.browser} {lock.folder} by {lock.host}" for lock in locks),
            "home folder": "on a server" if shared else "on this computer",
        },
        data={} if shared else {"locks": [[k.folder, "SingletonLock", k.aside, k.browser] for k in locks]},
    )


def _make_explanation(shared: bool) -> Text:
    if shared:
        return N_(
            "Your home folder is on a server, so the browser may really be open on that "
            "computer. Close it there."
        )
    return N_("This can happen after a computer is renamed. We can remove the leftover lock file.")


def _make_update_finding(waiting: Sequence[str]) -> Finding:
    titles = ", ".join(BROWSERS[key].title for key in waiting)
    return Finding(
        summary=N_(
            "A newer version of {browser} is installed, but the old one is still running.", browser=titles
        ),
        meaning=N_("Some websites may reject the old version. Close the browser and open it again."),
        evidence={"waiting": titles},
        data={"waiting": True},
    )
