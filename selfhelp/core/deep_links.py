"""Where a link or another program may lead: to a screen of the window, or to a fix that is only preselected.

A link comes from a mail or a web page, so from anyone. It can open a screen, and no more: nothing is looked
at, changed, filled in or sent by it. Whatever is not exactly one of the two forms opens the first screen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

SCHEME = "selfhelp"
LONGEST = 100
"""Characters of a link; the longest true one is shorter."""

SCREENS = (
    "home",
    "ask",
    "tickets",
    "outbox",
    "receipts",
    "journal",
    "health",
    "checklist",
    "privacy",
    "settings",
    "remote",
    "emergency",
    "suspicious-mail",
    "lost-device",
    "welcome",
    "about",
    "help",
)
"""What can be opened from outside, as it is written; each begins empty or with what the user had there."""

_FIX = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+){0,9}")
_LINK = re.compile(r"(?i:selfhelp)://(open|fix)/([a-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class DeepLink:
    """A screen of `SCREENS`, and perhaps the fix that is preselected on the first one."""

    screen: str = "home"
    fix: str = ""

    def __post_init__(self) -> None:
        """Hold nothing but what may be opened.

        Raises:
            ValueError: it is something else.
        """
        if self.screen not in SCREENS or not (self.fix == "" or is_fix_id(self.fix)):
            message = "no deep link"
            raise ValueError(message)


HOME = DeepLink()


def is_fix_id(text: str) -> bool:
    """Return whether this is written like the id of a fix; whether there is one, the window sees."""
    return len(text) <= LONGEST and _FIX.fullmatch(text) is not None


def is_link(argument: str) -> bool:
    """Return whether an argument is one of the app's links, valid or not."""
    return argument[: len(SCHEME) + 1].casefold() == f"{SCHEME}:"


def parse_link(link: str) -> DeepLink:
    """Parse a link; return the home page for anything but the two supported forms."""
    found = _LINK.fullmatch(link) if len(link) <= LONGEST else None
    if found is None:
        return HOME
    verb, what = found.groups()
    if verb == "fix":
        return DeepLink(fix=what) if is_fix_id(what) else HOME
    return DeepLink(what) if what in SCREENS else HOME


def link_from_arguments(arguments: Sequence[str]) -> DeepLink | None:
    """Return the destination of a link among the arguments, or None without a link.

    Beside a link nothing else counts: what a browser hands over may hold more than one argument where its
    quotes were not respected, and then none of it is trusted.
    """
    if not any(map(is_link, arguments)):
        return None
    return parse_link(arguments[0]) if len(arguments) == 1 else HOME
