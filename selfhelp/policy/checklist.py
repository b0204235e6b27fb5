"""Policy keys for the checklist of a new computer."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.records import record
from selfhelp.core.text import N_, Text
from selfhelp.policy.fields import declare_checked_key, declare_key, find_address_mistake

STEPS = (
    "internet",
    "time-zone",
    "vpn",
    "mail",
    "files",
    "printer",
    "drive",
    "browser",
    "updates",
    "restart",
    "encryption",
    "antivirus",
    "backup",
    "phone",
)
"""IDs of the steps in ``resources/setup-checklist.toml``."""

MOST, LONGEST = 30, 100
"""Maximum number of the organisation's own steps, and length of a title in characters."""


@record
class OwnStep:
    """A step of the organisation: its title, and the URL of a page about it or ""."""

    id: str
    title: str
    page: str


def parse_own_steps(lines: Sequence[str]) -> Sequence[OwnStep]:
    """Return the steps defined by lines such as ``Collect your badge=https://intranet.example.com/badge``.

    The ID is derived from the title, so that a step stays ticked while others are added before it.
    """
    from hashlib import sha256  # loads 4 MiB of libcrypto

    found = []
    for line in lines:
        title, _, page = (part.strip() for part in line.partition("="))
        digest = sha256(title.casefold().encode()).hexdigest()[:12]
        found.append(OwnStep(f"own-{digest}", title, page))
    return found


def _find_checklist_mistake(lines: Sequence[str]) -> Text | None:
    if len(lines) > MOST:
        return N_("At most {most} steps can be added.", most=MOST)
    for one in parse_own_steps(lines):
        if not one.title or len(one.title) > LONGEST or not one.title.isprintable():
            return N_("The title of a step can have at most {most} visible characters.", most=LONGEST)
        if one.page and (mistake := find_address_mistake(one.page)) is not None:
            return mistake
    return None


@record
class ChecklistPolicy:
    """The checklist for a new computer."""

    enabled: bool = declare_key(True, N_("Offer the checklist for a new computer."), strict=False)
    off: tuple[str, ...] = declare_key(
        (),
        N_("Steps of the checklist to leave out."),
        allowed="a list of: " + ", ".join(STEPS),
        accepts=lambda v: set(v) <= set(STEPS),
        choices=STEPS,
    )
    steps: tuple[str, ...] = declare_checked_key(
        (),
        N_(
            "Custom steps, each with an optional page, such as Collect your "
            "badge=https://intranet.example.com/x."
        ),
        allowed="a list of texts such as Collect your badge=https://intranet.example.com/badge",
        says=_find_checklist_mistake,
    )
