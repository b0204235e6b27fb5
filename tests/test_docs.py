"""The documentation is true: keys, commands and targets are named, and links lead somewhere."""

from __future__ import annotations

import ast
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from selfhelp.cli.call import find_exit_status
from selfhelp.cli.main import COMMANDS, run
from selfhelp.core import errors
from selfhelp.core.text import N_
from selfhelp.policy import files
from selfhelp.policy.policy import iter_policy_keys
from selfhelp.tickets.following.incident_feed import parse_feed, parse_notices
from tests.people import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    missing = [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()]
    assert missing == []


def heading_of(line: str) -> str:
    """Return the anchor that GitHub makes of a heading."""
    shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line).replace("`", "").replace("*", "")
    return re.sub(r"[^\w\- ]", "", shown.strip().casefold()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_to_a_heading_lead_to_one(page: Path) -> None:
    missing = []
    for file, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)", page.read_text("utf-8")):
        target = page.parent / file if file else page
        headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE)
        if target.suffix == ".md" and anchor not in map(heading_of, headings):
            missing.append(f"{file}#{anchor}")
    assert missing == []


def test_every_page_is_in_the_index() -> None:
    """A help desk system's page is in the table of the administrator guide instead."""
    index = ROOT / "docs" / "index.md"
    linked = {(index.parent / link).resolve() for link in LINK.findall(index.read_text("utf-8"))}
    own = {page for page in PAGES if page.parent.name not in ("desks", "decisions")}
    shown = {index, ROOT / "README.md", ROOT / "CHANGELOG.md"}
    assert sorted(page.name for page in own - linked - shown) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_the_user_has_no_sex(page: Path) -> None:
    """The reader is "you", anyone else "the user" or "they"."""
    assert re.findall(r"(?i)\b(?:she|hers?|herself)\b", page.read_text("utf-8")) == []


def test_every_module_that_the_page_on_redaction_names_exists() -> None:
    named = set(re.findall(r"`(\w+\.py)`", (ROOT / "docs" / "redaction.md").read_text("utf-8")))
    folders = ("selfhelp/report/redact", "tests/report", "tests/tickets")
    there = {file.name for folder in folders for file in (ROOT / folder).glob("*.py")}
    assert sorted(named - there) == []


def test_every_policy_key_is_explained() -> None:
    text = (ROOT / "docs" / "policy.md").read_text("utf-8")
    rows = {name: str(rule.help) for name, _, rule in iter_policy_keys()}
    lacking = [name for name, help_ in rows.items() if f"| `{name}` | {help_} |" not in text]
    assert lacking == [], "docs/policy.md is generated: make policy"
    named = re.findall(r"^\| `([a-z_.]+)` \|", text, re.MULTILINE)
    assert sorted(named) == sorted(rows)


def test_the_example_of_the_ticket_form_is_right(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "admin.md").read_text("utf-8").partition("## The ticket form")[2]
    (example, *_) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    file = tmp_path / "policy.toml"
    file.write_text(example, "utf-8")
    assert run(["policy", "check", str(file)]) == 0
    loaded = files.read_policy_files([file], locked=True).policy
    assert [question.key for question in loaded.ticket.parse_own_questions()] == ["room", "site"]
    assert "vehicle" in [category.key for category in loaded.ticket.parse_own_categories()]
    assert loaded.support.hours


def test_the_example_of_remote_help_is_right(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "remote.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    file = tmp_path / "policy.toml"
    file.write_text(example, "utf-8")
    assert run(["policy", "check", str(file)]) == 0
    assert (
        files.read_policy_files([file], locked=True).policy.remote.tools[0].startswith("helper|Acme Helper|")
    )


def test_every_command_is_in_the_contract() -> None:
    text = (ROOT / "docs" / "command-line.md").read_text("utf-8")
    assert [name for name in COMMANDS if f"`{name}" not in text] == []


def test_every_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in PAGES:
        named = set(re.findall(r"`make ([a-z0-9-]+)", page.read_text("utf-8")))
        assert named <= targets, page


def test_every_decision_has_its_parts() -> None:
    for page in ROOT.glob("docs/decisions/*.md"):
        headings = re.findall(r"^## (.+)$", page.read_text("utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences", "Alternatives"], page.name


def test_the_example_of_a_feed_is_right() -> None:
    text = (ROOT / "docs" / "incidents.md").read_text("utf-8")
    issues, notices = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    now = datetime(2026, 11, 28, tzinfo=UTC)
    (one,) = parse_feed(issues.encode(), now, 3)
    assert (one.id, one.ticket, len(one.words)) == ("printers-3", "INC0012345", 4)
    (notice,) = parse_notices(notices.encode(), now)
    assert (notice.groups, notice.sites, notice.acknowledge) == (["Sales"], ["Paris"], True)


def test_the_page_of_forecasts_names_each_with_its_days() -> None:
    from selfhelp.catalog.discovery import iter_classes
    from selfhelp.foresight import lookaheads
    from selfhelp.foresight.lookahead import Lookahead

    text = (ROOT / "docs" / "reminders.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| .+? \| (.+?) \| .+? \|$", text, re.MULTILINE))
    urgent = dict(re.findall(r"^\| `([a-z-]+)` \| .+? \| .+? \| (.+?) \|$", text, re.MULTILINE))
    known = {cls.id: cls for cls in iter_classes(lookaheads, Lookahead)}  # type: ignore[type-abstract]
    assert rows.keys() == known.keys()
    for id_, cls in known.items():
        assert rows[id_].startswith(f"{cls.lead} days before") is (cls.lead > 0), id_
        assert urgent[id_].startswith(f"{cls.last} day") is cls.stops_work, id_


PAPERS = [ROOT / "docs" / name for name in ("privacy-sheet.md", "dpia.md", "threat-model.md", "promises.md")]


@pytest.mark.parametrize("page", PAPERS, ids=lambda p: p.name)
def test_every_key_and_test_that_a_paper_names_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    known = {name for name, _, _ in iter_policy_keys()}
    tables = {name.split(".")[0] for name in known}
    named = set(re.findall(r"`([a-z_]+\.[a-z_]+(?:\.[a-z_]+)*)(?: = [^`]*)?`", text))
    assert {
        n for n in named if n.split(".")[0] in tables and not n.endswith((".md", ".py", ".json", ".new"))
    } <= known
    assert [t for t in re.findall(r"`(tests/[\w/]+\.py)", text) if not (ROOT / t).is_file()] == []


def test_the_privacy_sheet_has_the_actual_defaults() -> None:
    """A default that changes must change the papers, too."""
    text = (ROOT / "docs" / "privacy-sheet.md").read_text("utf-8") + (ROOT / "docs" / "dpia.md").read_text(
        "utf-8"
    )
    told = dict(re.findall(r"`((?:evidence|outbox|ticket_updates)\.\w+)` (?:\| )?(\d+)", text))
    assert set(told) == {
        "evidence.snapshot_days",
        "evidence.sent_items_days",
        "outbox.days",
        "ticket_updates.keep_days",
    }
    defaults = {name: str(item.default) for name, item, _ in iter_policy_keys() if name in told}
    assert told == defaults


def test_every_exit_status_of_every_command_is_documented() -> None:
    text = (ROOT / "docs" / "command-line.md").read_text("utf-8").partition("## Exit statuses")[2]
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    assert [row[0] for row in rows] == list(COMMANDS)
    assert all(all(cell.strip() for cell in row) for row in rows)


def statuses(name: str) -> set[int]:
    """What a command's own file can end with: the numbers it returns, and the errors it raises."""
    tree = ast.parse((ROOT / "selfhelp" / "cli" / f"{name.replace('-', '_')}.py").read_text("utf-8"))
    found = {0, 2}  # done, and wrong use
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.unparse(node.returns or ast.Constant(0)) == "int":
            returned = [n.value for n in ast.walk(node) if isinstance(n, ast.Return) and n.value]
            ends = [e for r in returned for e in ([r.body, r.orelse] if isinstance(r, ast.IfExp) else [r])]
            found |= {e.value for e in ends if isinstance(e, ast.Constant) and isinstance(e.value, int)}
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            error = getattr(errors, ast.unparse(node.exc.func), None)
            found |= {find_exit_status(error(N_("x")))} if error else set()
    return found & {0, 1, 2, 3}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_no_exit_status_that_is_not_documented(name: str) -> None:
    text = (ROOT / "docs" / "command-line.md").read_text("utf-8").partition("## Exit statuses")[2]
    (cells,) = re.findall(rf"^\| `{name}` \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    assert [status for status in sorted(statuses(name)) if cells[status] == "–"] == []


def test_every_section_is_explained() -> None:
    from selfhelp.catalog.discovery import iter_classes
    from selfhelp.report import collectors

    text = (ROOT / "docs" / "sections.md").read_text("utf-8")
    ids = [section.id for section in iter_classes(collectors, collectors.Collector)]
    lacking = [id_ for id_ in ids if f"`{id_}`" not in text]
    assert lacking == [], f"docs/sections.md: add a row for {lacking}"


def test_every_help_desk_has_a_page_that_leads_there_from_the_administrators_page() -> None:
    from selfhelp.policy.policy import CONNECTORS

    text = (ROOT / "docs" / "admin.md").read_text("utf-8")
    lacking = [id_ for id_ in CONNECTORS if f"](desks/{id_}.md)" not in text and f"]({id_}.md)" not in text]
    assert lacking == [], f"docs/admin.md: link to docs/desks/ID.md for {lacking}"
