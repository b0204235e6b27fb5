"""Parses links into the app: to a page, or to the home page with a selected fix.

A link may come from any email or web page. It can only open a page; it checks, changes, fills in and sends
nothing. Anything but the two exact forms opens the home page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

SCHEME = "selfhelp"
LONGEST = 100
"""Maximum length of a link, in characters."""

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
"""Pages that a link can open, each either empty or with the user's previous content."""

_FIX = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+){0,9}")
_LINK = re.compile(r"(?i:selfhelp)://(open|fix)/([a-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class DeepLink:
    """The target of a link: a page of `SCREENS`, and possibly a fix selected on the home page."""

    screen: str = "home"
    fix: str = ""

    def __post_init__(self) -> None:
        """Raise an error if a link may not open the page.

        Raises:
            ValueError: a link may not open the page.
        """
        if self.screen not in SCREENS or not (self.fix == "" or is_fix_id(self.fix)):
            message = "no deep link"
            raise ValueError(message)


HOME = DeepLink()


def is_fix_id(text: str) -> bool:
    """Return whether a text has the form of a fix ID; the fix need not exist."""
    return len(text) <= LONGEST and _FIX.fullmatch(text) is not None


def is_deep_link(argument: str) -> bool:
    """Return whether an argument is a link of this app, valid or not."""
    return argument[: len(SCHEME) + 1].casefold() == f"{SCHEME}:"


def parse_deep_link(link: str) -> DeepLink:
    """Return the target of a link; the home page for any unsupported form."""
    found = _LINK.fullmatch(link) if len(link) <= LONGEST else None
    if found is None:
        return HOME
    verb, what = found.groups()
    if verb == "fix":
        return DeepLink(fix=what) if is_fix_id(what) else HOME
    return DeepLink(what) if what in SCREENS else HOME


def link_from_arguments(arguments: Sequence[str]) -> DeepLink | None:
    """Return the target of the link among the arguments, or None without a link.

    Other arguments are rejected: a browser may pass several if quoting fails, and then none is trusted.
    """
    if not any(map(is_deep_link, arguments)):
        return None
    return parse_deep_link(arguments[0]) if len(arguments) == 1 else HOME
