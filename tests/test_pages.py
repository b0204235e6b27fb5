"""Every command of the documentation is run, or it says why not; the examples of the guides really work."""

from __future__ import annotations

import argparse
import importlib
import re
from pathlib import Path

import pytest

from selfhelp.cli.main import COMMANDS
from tests.doc_pages import SHELL, Block, Workshop, blocks, matches
from tests.people import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
DONE = {
    "write-a-fix.md": 9,
    "write-a-collector.md": 5,
    "write-a-connector.md": 2,
    "packs.md": 8,
    "admin.md": 7,
    "README.md": 6,
}
"""Pages that are done step by step, and how many commands each has at least."""

NO_COMMANDS = ("--tray", "--version", "--quit", "rt")
"""What else stands behind the name of the program: ways to start it, and the name of a sign-in."""

NOTES = re.compile(r"run(?:, may fail)?|run by: \S+|not run: \S.+|file: \S+|into \S+, below: .+")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_block_of_commands_is_run_or_says_why_not(page: Path) -> None:
    unsaid = [block.text for block in blocks(page) if block.is_commands and not NOTES.fullmatch(block.note)]
    assert unsaid == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_what_is_said_to_run_a_block_exists_and_does(page: Path) -> None:
    for block in blocks(page):
        if block.note.startswith("run by: "):
            runner = ROOT / block.note.removeprefix("run by: ")
            assert runner.is_file(), runner
            told = {word for line in block.text.splitlines() for word in line.lstrip("$# ").split()}
            assert told & set(re.findall(r"[\w-]{4,}", runner.read_text("utf-8"))), page
        if block.note == "run" and page.name not in DONE:
            raise AssertionError(f"{page.name} is not done by a test")


@pytest.mark.spread(2, 1)
@pytest.mark.slow
@pytest.mark.parametrize("name", DONE)
def test_a_page_is_done_step_by_step(name: str, tmp_path: Path) -> None:
    (page,) = [page for page in PAGES if page.name == name and page.parent in (ROOT, ROOT / "docs")]
    assert Workshop.made(tmp_path).do(page) >= DONE[name]


def named(page: Path) -> list[str]:
    """Return every command of ours that stands in the text of a page."""
    return re.findall(r"`selfhelp ([a-z-][^`]*)`", page.read_text("utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_a_command_that_is_named_in_a_text_exists_with_its_options(page: Path) -> None:
    for text in named(page):
        command, *rest = text.replace("/", " ").split()
        if command in NO_COMMANDS:
            continue
        assert command in COMMANDS, text
        actions, options = taken(command)
        words = [word.split("=")[0] for word in rest]
        assert [word for word in words if word.startswith("-") and word not in options] == [], text
        assert not actions or not words or words[0].startswith("-") or words[0] in actions, text


def taken(command: str) -> tuple[set[str], set[str]]:
    """Return the actions and the options that a command takes, those of its actions among them."""
    parser = argparse.ArgumentParser()
    for option in ("--json", "--lang", "--verbose"):
        parser.add_argument(option)
    importlib.import_module(f"selfhelp.cli.{command.replace('-', '_')}").add_arguments(parser)
    actions: set[str] = set()
    options: set[str] = set()
    pending = [parser]
    while pending:
        for action in pending.pop()._actions:
            options |= set(action.option_strings)
            if isinstance(action, argparse._SubParsersAction):
                actions |= set(action.choices)
                pending += action.choices.values()
    return actions, options


def test_the_machine_that_does_pages_can_fail(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- run -->\n```console\n$ echo one\ntwo\n```\n", "utf-8")
    with pytest.raises(AssertionError, match="the page says"):
        Workshop(tmp_path, tmp_path).do(page)
    page.write_text("<!-- run -->\n```console\n$ false\n```\n", "utf-8")
    with pytest.raises(AssertionError):
        Workshop(tmp_path, tmp_path).do(page)
    assert matches("a 17 b\nc\n", "a … b\n…")
    assert not matches("a b\nd", "a b\nc")
    assert Block("console", "$ a\nsaid\n$ b\n").is_commands
    assert list(Block("console", "$ a\nsaid\n$ b\n").commands()) == [("a", "said"), ("b", "")]
    assert {"sh", "console"} <= SHELL
