"""The documentation is true: keys, commands and targets are named, and links lead somewhere."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from selfhelp import policy_files
from selfhelp.cli import COMMANDS, run
from selfhelp.policy import keys
from selfhelp.report.feeds import parse
from tests.people import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    missing = [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()]
    assert missing == []


def test_every_policy_key_is_explained() -> None:
    text = (ROOT / "docs" / "policy.md").read_text("utf-8")
    rows = {name: str(rule.help) for name, _, rule in keys()}
    assert [name for name, help_ in rows.items() if f"| `{name}` | {help_} |" not in text] == []
    named = re.findall(r"^\| `([a-z_.]+)` \|", text, re.MULTILINE)
    assert sorted(named) == sorted(rows)


def test_the_example_of_the_ticket_form_is_right(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "admin.md").read_text("utf-8").partition("## The ticket form")[2]
    (example, *_) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    file = tmp_path / "policy.toml"
    file.write_text(example, "utf-8")
    assert run(["policy", "check", str(file)]) == 0
    loaded = policy_files.read([file], locked=True).policy
    assert [question.key for question in loaded.ticket.asked()] == ["room", "site"]
    assert "vehicle" in [category.key for category in loaded.ticket.offered()]
    assert loaded.support.hours


def test_the_example_of_remote_help_is_right(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "remote.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    file = tmp_path / "policy.toml"
    file.write_text(example, "utf-8")
    assert run(["policy", "check", str(file)]) == 0
    assert policy_files.read([file], locked=True).policy.remote.tools[0].startswith("helper|Company Helper|")


def test_every_command_is_in_the_contract() -> None:
    text = (ROOT / "docs" / "command-line.md").read_text("utf-8")
    assert [name for name in COMMANDS if f"`{name}" not in text] == []


def test_every_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z0-9]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in PAGES:
        named = set(re.findall(r"`make ([a-z0-9]+)", page.read_text("utf-8")))
        assert named <= targets, page


def test_every_decision_has_its_parts() -> None:
    for page in ROOT.glob("docs/decisions/*.md"):
        headings = re.findall(r"^## (.+)$", page.read_text("utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences", "Alternatives"], page.name


def test_the_example_of_a_feed_is_right() -> None:
    text = (ROOT / "docs" / "incidents.md").read_text("utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    (one,) = parse(example.encode(), datetime(2026, 11, 28, tzinfo=UTC), 3)
    assert (one.id, one.ticket, len(one.words)) == ("printers-3", "INC0012345", 4)
