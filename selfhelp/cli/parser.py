"""Parses the arguments of a command, and prints its ``--help`` in the current language."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from functools import cached_property, partial
from typing import Any, NoReturn

from selfhelp.app.composition import App
from selfhelp.cli.argument_errors import translate_argument_error
from selfhelp.core.errors import UsageError
from selfhelp.core.text import N_, Text, Translator

USAGE = N_("usage:")
OF_ARGPARSE = (N_("positional arguments"), N_("options"), N_("show this help message and exit"))
"""English texts that ``argparse`` itself prints, listed here for translation."""


class Parser(argparse.ArgumentParser):
    """An argument parser that raises `UsageError` for wrong usage, so that ``--json`` can report it.

    Args:
        language: the value of ``--lang``; "" for the default language.
    """

    def __init__(self, *, language: str = "", **options: Any) -> None:
        super().__init__(formatter_class=partial(Help, language), allow_abbrev=False, **options)
        self._language = language

    def add_subparsers(self, **options: Any) -> Any:
        """Add subparsers that inherit the language, and that have their help text as description."""
        options["parser_class"] = partial(Parser, language=self._language)
        actions = super().add_subparsers(**options)
        actions.add_parser = partial(_add_described_command, actions.add_parser)  # type: ignore[method-assign]
        return actions

    def error(self, message: str) -> NoReturn:
        """Raise `UsageError` with a message, instead of ending the process as ``argparse`` does."""
        said = translate_argument_error(message)
        raise UsageError(N_("{message}. Try: {program} --help", message=said, program=self.prog))


class Help(argparse.HelpFormatter):
    """The formatter of ``--help``; each English text is its own key for translation."""

    def __init__(self, language: str, prog: str) -> None:
        super().__init__(prog)
        self._language = language

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """Add the usage, with a translated heading."""
        first = f"{self._translate(str(USAGE))} " if prefix is None else prefix
        super().add_usage(usage, actions, groups, first)

    def start_section(self, heading: str | None) -> None:
        """Start a section with a translated heading."""
        super().start_section(self._translate(heading) if heading else heading)

    def add_text(self, text: str | None) -> None:
        """Add the command's translated description."""
        super().add_text(self._translate(text) if text else None)

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return self._translate(action.help) if action.help else action.help

    def _translate(self, english: str) -> str:
        return self._translator.translate(Text(english))

    @cached_property
    def _translator(self) -> Translator:
        """The translator for the help's language, created on first use, because few formatters need it."""
        return Translator(self._language or App.build().translator.language)


def _add_described_command(add_parser: Callable[..., Parser], name: str, **options: Any) -> Parser:
    """Return the parser of a new action; its ``--help`` starts with the action's line from the list."""
    return add_parser(name, **{"description": options.get("help"), **options})


__all__ = ["Parser"]
