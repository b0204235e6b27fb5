"""Microsoft Teams that does not load or keeps crashing: it starts again with a fresh store of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.crashes import crashes_of, in_words
from selfhelp.machine.hands import ByHand
from selfhelp.machine.processes import HUNG, NOT_GOING_ON
from selfhelp.machine.running import QuitProgram
from selfhelp.machine.stores import RenewStore, name_aside
from selfhelp.machine.teams import CRASHING, IN_CALL, read_cache
from selfhelp.model import Answers, Finding, Platform
from selfhelp.text import N_, Text

LEAST = 2  # failures: one alone happens to anybody


class TeamsCache(Fix):
    """Moves what the new Teams keeps on this computer aside, so that it makes it anew.

    Nobody can see that a cache is damaged. What can be seen is that Teams fails again and again, or hangs
    now; failures from before the cache was made do not count, so the look afterwards judges the new one.
    There is no Teams for Linux. The folder of the former Teams is not touched: nothing uses it any more.
    """

    id = "teams-cache"
    title = N_("Let Teams start afresh")
    category = Category.OFFICE_MAIL
    platforms = frozenset({Platform.WINDOWS, Platform.MACOS})
    looks = N_("Looking at how Teams has been running")
    collectors = ("applications", "errors", "network", "processes")
    by_hand = ("quit-teams",)
    prevention = N_(
        "Quit Teams once a week through its sign near the clock, so that it can update itself. "
        "Closing its window alone leaves it running."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Look whether Teams hangs, or failed several times since its cache was made."""
        cache = read_cache(machine)
        if cache is None:
            return None
        names = CRASHING[machine.platform]
        hung = [p.name for p in NOT_GOING_ON.read(machine) if p.state == HUNG and f"{p.name}.exe" in names]
        crashes = crashes_of(machine, names, after=cache.made)
        if not hung and len(crashes) < LEAST:
            return None
        return Finding(
            summary=N_("Teams does not respond.") if hung else N_("Teams failed several times lately."),
            meaning=N_(
                "What it keeps on this computer may be damaged. We can move it aside: Teams makes it anew, "
                "and your chats and files are not in it."
            ),
            evidence={
                "failures": "; ".join(in_words(crash) for crash in crashes[:10]) or "none",
                "hangs": ", ".join(hung) or "no",
            },
            data={"aside": _names(machine), "elsewhere": cache.elsewhere},
        )

    def refuse(self, machine: Machine, finding: Finding) -> Text | None:
        """Refuse in a call, and where the folder really lies somewhere else."""
        if finding.data["elsewhere"]:
            return N_(
                "The folder of your programs' data lies in another place, where Teams cannot work well. "
                "The help desk can move it back."
            )
        if IN_CALL.read(machine):
            return N_("Teams is in a call. Try again when it is over.")
        return None

    def steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Close Teams politely, move its store aside, open it again."""
        moves = [RenewStore(thing, kept) for thing, kept in finding.data["aside"].items()]
        return [QuitProgram("teams"), *moves, ByHand("open-teams")]


def _names(machine: Machine) -> Mapping[str, str]:
    """Return the folders that are there, with the names they would get."""
    things = ("teams-cache", "teams-group") if machine.platform is Platform.MACOS else ("teams-cache",)
    names = {thing: name_aside(machine, thing) for thing in things}
    return {thing: kept for thing, kept in names.items() if kept}
