"""A count in the documentation is what the tree has: what is added must not make a page wrong in silence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from selfhelp import checks, fixes
from selfhelp.catalog import discovery
from selfhelp.cli.main import COMMANDS
from selfhelp.fixes import Check, Fix
from selfhelp.helper.operations import OPERATIONS
from selfhelp.policy.policy import CONNECTORS, iter_policy_keys
from selfhelp.report import collectors
from selfhelp.ticket_topics import ticket_topic
from tests.people import ROOT

DATED = ("CHANGELOG.md", "decisions", "proofs.md")
"""Pages that tell how something was at a time, and stay so."""

PAGES = [
    page for page in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]) if not {*page.parts} & {*DATED}
]
STATED = re.compile(
    r"\b(\d+) (fixes|checks|sections|commands|connectors|help desks|policy keys|operations|ticket topics"
    r"|tests)\b"
)


def of_tree() -> dict[str, int | None]:
    """Return what there is of everything that a page may count; None: it is not counted by hand at all."""
    return {
        "fixes": len(list(discovery.iter_classes(fixes, Fix))),
        "checks": len(list(discovery.iter_classes(checks, Check))),
        "sections": len(list(discovery.iter_classes(collectors, collectors.Collector))),
        "commands": len(COMMANDS),
        "connectors": len(CONNECTORS),
        "help desks": len(CONNECTORS),
        "policy keys": len(list(iter_policy_keys())),
        "operations": len(OPERATIONS),
        "ticket topics": len(ticket_topic.list_topic_ids()),
        "tests": None,
    }


def stale(text: str, there: dict[str, int | None]) -> list[str]:
    """Return every count of a text that is not what there is."""
    return [f"{number} {what}" for number, what in STATED.findall(text) if there[what] != int(number)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_count_is_what_there_is(page: Path) -> None:
    wrong = stale(page.read_text("utf-8"), of_tree())
    assert wrong == [], f"{page.name}: leave the number out, or correct it: {wrong}"


def test_a_count_that_is_wrong_is_seen() -> None:
    there = of_tree()
    assert all(count is None or count > 2 for count in there.values())
    right, wrong = f"{there['sections']} sections", f"{there['sections']}0 sections"
    assert stale(f"a snapshot of {right}, of {wrong}, and 12 tests", there) == [wrong, "12 tests"]
