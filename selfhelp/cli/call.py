"""The context of one command line call: its options, the app, and its output functions."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from selfhelp.app.composition import App
from selfhelp.cli import verbose
from selfhelp.core import log
from selfhelp.core.errors import (
    CancelledError,
    ConfigurationError,
    DeskError,
    DeskRefusedError,
    SelfhelpError,
    UnavailableError,
    UsageError,
    is_about_full_disk,
)
from selfhelp.core.languages import list_supported_languages, parse_yes_or_no
from selfhelp.core.model import CheckResult, CheckState, ChoiceQuestion, FixRun, Json
from selfhelp.core.progress import Progress, Proposal, StepView
from selfhelp.core.text import N_, Text, Translator, escape_foreign_text

SCHEMA = 1
JSON_HELP = N_("print one JSON document to standard output")
LANGUAGE_HELP = N_("language of messages")


@dataclass(slots=True)
class Call:
    """The context of one command: its options, the app, and the progress reports."""

    options: argparse.Namespace
    app: App
    progress: Progress = field(default_factory=Progress)
    _shown: tuple[str, int] = ("", 0)
    """The last progress message printed, and its progress in tenths."""

    @classmethod
    def create_from_options(cls, options: argparse.Namespace) -> Call:
        """Return the context of a call, with a new app; Ctrl+C cancels the call."""
        app = App.build(options.lang)
        call = cls(options, app)
        call.progress = Progress(None if options.json else call._show_progress)
        log.start_log_on_first_record(app.start_log)
        if options.verbose:
            verbose.log_to_stderr(app)
        signal.signal(signal.SIGINT, lambda *_: call.progress.cancel())
        return call

    @property
    def is_json_output(self) -> bool:
        """Whether JSON output is requested."""
        return bool(self.options.json)

    def translate_line(self, text: Text | str) -> str:
        """Return a text in the user's language, on one line, with control characters escaped."""
        return escape_foreign_text(self.app.translator.translate(text))

    def print_line(self, text: Text | str = "") -> None:
        """Print a translated text as one line on standard output."""
        print(self.translate_line(text))

    def print_heading(self, text: Text | str) -> None:
        """Print a translated text as one line on standard output; bold on a terminal only."""
        line = self.translate_line(text)
        print(f"\x1b[1m{line}\x1b[0m" if sys.stdout.isatty() else line)

    def print_json(self, **document: Json) -> None:
        """Print the command's only JSON document on one line, with its schema number."""
        print(json.dumps({"schema": SCHEMA, **document}, ensure_ascii=True))

    def unlock_keyring(self) -> None:
        """Unlock the keyring if necessary; ask for its password only if standard input is a terminal."""
        if sys.stdin.isatty():
            self.app.secrets.unlock_if_needed()

    def print_warning(self, text: Text | None) -> None:
        """Print a warning to standard error; do nothing if it is None."""
        if text is not None:
            print(f"selfhelp: {self.translate_line(text)}", file=sys.stderr)

    def _show_progress(self, text: Text, done: float | None) -> None:
        """Print a progress message to a terminal on standard error, if it is new or a tenth further."""
        if not sys.stderr.isatty():
            return
        line, tenths = self.translate_line(text), int(10 * (done or 0))
        known, before = self._shown
        if line != known:
            print(f"… {line}", file=sys.stderr)
        elif tenths > before:
            print(f"… {line} {10 * tenths}\N{NO-BREAK SPACE}%", file=sys.stderr)
        else:
            return
        self._shown = (line, tenths)


class TerminalPrompts:
    """Asks questions on the terminal; without a terminal, every answer is no.

    Args:
        call: the context of the command.
        yes: whether the user has agreed in advance (``--yes``).
    """

    def __init__(self, call: Call, *, yes: bool = False) -> None:
        self._call = call
        self._yes = yes

    def ask_consent(self, proposal: Proposal) -> bool:
        """Show the finding and the proposed steps; return whether the user consents."""
        show = self._call.translate_line
        if self._yes:
            return True
        lines = [show(proposal.finding.summary)]
        if proposal.finding.meaning:
            lines.append(show(proposal.finding.meaning))
        for number, step in enumerate(proposal.steps, 1):
            lasts = show(N_("takes about {time}", time=step.duration))
            lines.append(f"{number}. {show(step.sentence)} ({lasts})")
            lines += [f"   {show(note)}" for note in _list_step_notes(step)]
        self._print_if_interactive("\n".join(lines))
        return self.ask_yes_no(N_("Do this now? [y/N]"))

    def ask_question(self, question: ChoiceQuestion) -> Sequence[str] | None:
        """List the options and return the chosen keys; ``--yes`` and Enter choose the preselected options.

        If the user types words instead of numbers, list the matching options and ask again.
        """
        preset = [option.key for option in question.options if option.chosen]
        if self._yes:
            return preset if question.several or len(preset) == 1 else None
        rows = self._format_options(question)
        self._print_if_interactive("\n".join([self._call.translate_line(question.text), *rows]))
        reply = self._read_reply(_SEVERAL if question.several else _ONE)
        while any(character.isalpha() for character in reply):
            found = _select_answer_rows(rows, reply)
            self._print_if_interactive("\n".join(found) if found else self._call.translate_line(_NO_OPTION))
            reply = self._read_reply(_SEVERAL if question.several else _ONE)
        if not reply and preset:
            return preset
        numbers = [int(part) for part in reply.replace(",", " ").split() if part.isdecimal()]
        keys = [question.options[n - 1].key for n in numbers if 1 <= n <= len(question.options)]
        return keys if keys and (question.several or len(keys) == 1) else None

    def _format_options(self, question: ChoiceQuestion) -> Sequence[str]:
        """Return a numbered line for each option, with its groups."""
        show = self._call.translate_line
        rows = []
        for number, option in enumerate(question.options, 1):
            places = ", ".join(filter(None, map(show, option.groups)))
            about = "  ".join(filter(None, (show(option.label), places, show(option.detail))))
            rows.append(f"{'*' if option.chosen else ' '} {number}. {about}")
        return rows

    def ask_to_do_by_hand(self, step: StepView) -> bool:
        """Show a manual step; return whether the user has performed the step."""
        if not sys.stdin.isatty():
            return False
        self._print_if_interactive(self._call.translate_line(step.sentence))
        return self.ask_yes_no(N_("Have you done this? [y/N]"))

    def ask_yes_no(self, question: Text, told: Sequence[Text] = ()) -> bool:
        """Print the sentences, ask the question, and return True for "yes" in any supported language."""
        self._print_if_interactive("\n".join(map(self._call.translate_line, told)))
        return parse_yes_or_no(self._read_reply(question)) is True

    def _print_if_interactive(self, text: str) -> None:
        if text and sys.stdin.isatty():
            print(text, file=sys.stderr)

    def _read_reply(self, text: Text) -> str:
        if not sys.stdin.isatty():
            return ""
        print(self._call.translate_line(text), end=" ", file=sys.stderr, flush=True)
        try:
            return sys.stdin.readline().strip()
        except (OSError, ValueError):
            return ""


def _select_answer_rows(rows: Sequence[str], reply: str) -> Sequence[str]:
    """Return the option lines that contain all words in the user's reply."""
    words = reply.casefold().split()
    return [row for row in rows if all(word in row.casefold() for word in words)]


_NO_OPTION = N_("No option matches. Try other words.")


_ONE = N_("Enter a number, 0 to cancel, or press Enter for the option marked *:")
_SEVERAL = N_("Enter numbers separated by commas, 0 to cancel, or press Enter for the options marked *:")


def _list_step_notes(step: StepView) -> Sequence[Text]:
    notes = [step.risk] if step.risk else []
    notes.append(N_("This can be undone.") if step.undoable else N_("This can't be undone."))
    if step.admin:
        notes.append(N_("Administrator permission is required."))
    return notes


def accept_common_options_after_action(action: argparse.ArgumentParser) -> None:
    """Accept the common options after an action, too: ``selfhelp tickets list --json``."""
    inherited = argparse.SUPPRESS
    action.add_argument("--json", action="store_true", default=inherited, help=str(JSON_HELP))
    action.add_argument(
        "--lang", choices=list_supported_languages(), default=inherited, help=str(LANGUAGE_HELP)
    )
    action.add_argument(verbose.OPTION, action="store_true", default=inherited, help=str(verbose.HELP))


def report_error(error: SelfhelpError, *, as_json: bool, language: str) -> int:
    """Print an error as JSON or text, and return the exit status."""
    translator = Translator(language or App.build().translator.language)
    message = escape_foreign_text(translator.translate(_make_error_message(error)))
    if as_json:
        print(json.dumps({"schema": SCHEMA, "error": {"code": error.code, "message": message}}))
    else:
        print(f"selfhelp: {message}", file=sys.stderr)
        if is_about_full_disk(error.message):
            print(translator.translate(_FREE_SPACE), file=sys.stderr)
    return find_exit_status(error)


_FREE_SPACE = N_("To free up disk space, run: selfhelp fix disk-full")


def _make_error_message(error: SelfhelpError) -> Text:
    """Return an error's message: the correct usage after wrong usage, otherwise advice for the user."""
    wrong = isinstance(error, UsageError) and not isinstance(error, ConfigurationError)
    return error.message if wrong else error.user_message


def find_exit_status(error: SelfhelpError) -> int:
    """Return the exit status of an error: 2 for wrong usage, 3 if a retry may succeed, otherwise 1."""
    match error:
        case UsageError():
            return 2
        case CancelledError() | DeskRefusedError():
            return 1
        case UnavailableError() | DeskError():
            return 3
        case _:
            return 1


def check_to_document(call: Call, result: CheckResult) -> Json:
    """Return a check's result as its ``--json`` object."""
    finding = result.finding
    text = finding.summary if finding else result.reason or _STATES[result.state]
    return {
        "id": result.id,
        "state": result.state,
        "summary": call.translate_line(text),
        "evidence": {name: escape_foreign_text(value) for name, value in result.evidence.items()},
    }


def run_to_document(call: Call, run: FixRun) -> Json:
    """Return a fix's run as its ``--json`` object."""
    return {
        "run": run.run,
        "id": run.id,
        "outcome": run.outcome,
        "before": check_to_document(call, run.before),
        "steps": [{"name": s.name, "result": s.result, "undo": s.undo} for s in run.steps],
        "after": check_to_document(call, run.after) if run.after else None,
        "message": call.translate_line(run.message) if run.message else "",
    }


_STATES = {
    CheckState.HEALTHY: N_("No problem found."),
    CheckState.FOUND: N_("A problem was found."),
    CheckState.INCONCLUSIVE: N_("This couldn't be checked."),
    CheckState.NOT_OFFERED: N_("This isn't available on this computer."),
}
