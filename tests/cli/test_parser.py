"""Help speaks the language of everything else: each command, what follows an action, and Python itself."""

from __future__ import annotations

import argparse
import ast
import importlib
import io
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from selfhelp.cli.main import COMMANDS, run
from selfhelp.cli.parser import Parser
from selfhelp.core.languages import list_supported_languages
from tests.people import ROOT

ENGLISH = re.compile(r"\b(the|this|what|with|your|usage(?!-)|message)\b")


@pytest.fixture(params=["--lang", "LANG"])
def french(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What asks for French; nothing where the system speaks it."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "fr_FR.UTF-8" if request.param == "LANG" else "en_GB.UTF-8")
    return ["--lang", "fr"] if request.param == "--lang" else []


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with suppress(SystemExit):
        run(arguments)
    return capsys.readouterr().out


def test_the_overview_is_french(french: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "--help", *french)
    assert text.startswith("utilisation\N{NO-BREAK SPACE}: selfhelp [--tray | --version | COMMANDE …]\n")
    assert "  open            ouvrir une page de l’application\n" in text
    assert not ENGLISH.search(text)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_described_in_french(
    command: str, french: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    text = told(capsys, command, *french, "--help")
    assert text.startswith(f"utilisation\N{NO-BREAK SPACE}: selfhelp {command} ")
    assert "afficher cette aide" in text
    assert "\noptions\N{NO-BREAK SPACE}:\n" in text
    assert not ENGLISH.search(text)


def test_what_follows_an_action_is_french_too(french: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "tickets", "show", *french, "--help")
    assert "numéro du ticket, ou référence comme K7F-3QX" in text
    assert not ENGLISH.search(text)


def test_an_action_says_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "outbox", "retry", "--lang", "en", "--help")
    assert "\n\nsend waiting tickets and replies now\n\npositional arguments:\n" in text


def helps(file: Path) -> list[str]:
    """Return the help texts that a module of the command line declares."""
    calls = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.keyword)]
    marked = [node for call in calls if call.arg == "help" for node in ast.walk(call.value)]
    return [node.value for node in marked if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def test_a_help_text_is_a_phrase_without_a_full_stop() -> None:
    said = [str(text) for text in COMMANDS.values()]
    for file in (ROOT / "selfhelp" / "cli").glob("*.py"):
        said += helps(file)
    assert len(said) > 60
    assert [
        text for text in said if text.endswith(".") or text.startswith(("what ", "which ", "whether "))
    ] == []


@pytest.mark.parametrize("file", sorted((ROOT / "selfhelp" / "cli").glob("*.py")), ids=lambda file: file.stem)
def test_no_help_is_english_only(file: Path) -> None:
    """What is marked is translated, as `make check` sees to."""
    said = [word for word in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(word, ast.keyword)]
    assert [
        word.value.lineno for word in said if word.arg == "help" and isinstance(word.value, ast.Constant)
    ] == []


def test_english_is_what_the_parser_of_python_says(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "fix", "--lang", "en", "--help")
    languages = ",".join(list_supported_languages())
    assert text.startswith(
        f"usage: selfhelp fix [-h] [--json] [--lang {{{languages}}}] [--verbose] [--yes]\n"
    )
    assert "\n\ncheck for a problem and fix it after confirmation\n\npositional arguments:\n  ID  " in text
    assert "\n\noptions:\n  -h, --help          show this help message and exit\n" in text


def test_what_is_piped_is_utf_8_and_a_terminal_keeps_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows a pipe has the code page of the language, which has no “→” and no Greek."""
    piped, shown = io.BytesIO(), io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(piped, encoding="cp1252"))
    assert run(["--version"]) == 0
    print("é → λ", flush=True)
    assert piped.getvalue().decode("utf-8").endswith("é → λ\n")
    terminal = io.TextIOWrapper(shown, encoding="cp1252")
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdout", terminal)
    assert run(["--version"]) == 0
    print("é → λ", flush=True)
    assert shown.getvalue().decode("cp1252").endswith("é \\u2192 \\u03bb\n")


def without_help(parser: argparse.ArgumentParser, path: str) -> Iterator[str]:
    """Yield the arguments of a command and of its actions that say nothing about themselves."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield from without_help(inner, f"{path} {name}")
        elif not action.help:
            yield f"{path} {action.option_strings or action.dest}"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_argument_has_a_help_text(command: str) -> None:
    parser = Parser(prog=command)
    importlib.import_module(f"selfhelp.cli.{command.replace('-', '_')}").add_arguments(parser)
    assert list(without_help(parser, command)) == []
