"""Runs one command of the command line, and reports its errors."""

from __future__ import annotations

import atexit
import gc
import importlib
import itertools
import logging
import os
import sys
from collections.abc import Mapping, Sequence

from selfhelp import __version__
from selfhelp.app.composition import App
from selfhelp.cli import verbose
from selfhelp.cli.call import JSON_HELP, LANGUAGE_HELP, Call, report_error
from selfhelp.cli.parser import USAGE, Parser
from selfhelp.core.errors import SelfhelpError, UnavailableError, UsageError
from selfhelp.core.languages import list_supported_languages
from selfhelp.core.text import N_, Text, Translator
from selfhelp.helpdesk import open_sessions

COMMANDS: Mapping[str, Text] = {
    "open": N_("open a page of the app window"),
    "suggest": N_("find help for a problem described in your own words"),
    "diagnose": N_("find the cause of a problem described in your own words"),
    "check": N_("check for problems without changing anything"),
    "health": N_("show the state of this computer and upcoming problems"),
    "checklist": N_("show the setup progress of a new computer"),
    "fix": N_("check for a problem and fix it after confirmation"),
    "undo": N_("undo the changes made by a fix"),
    "journal": N_("list fixes run on this computer"),
    "snapshot": N_("collect information about this computer in a report"),
    "report": N_("read and compare reports, manage stored snapshots"),
    "screenshot": N_("take a screenshot"),
    "steps": N_("record, show and export the steps that lead to a problem"),
    "send": N_("send a ticket to the help desk"),
    "outbox": N_("manage tickets waiting to be sent"),
    "notices": N_("list notices from IT, and sign a notice feed"),
    "tickets": N_("list, read and reply to your tickets"),
    "remote": N_("list and start remote support tools"),
    "privacy": N_("show what IT can see and do on this computer"),
    "usage-stats": N_("show, send or reset anonymous usage statistics"),
    "sent": N_("show what was sent with each ticket"),
    "data": N_("export or delete your data on this computer"),
    "redact": N_("remove secrets and names from text"),
    "policy": N_("show, check or export the policy"),
    "login": N_("sign in to the help desk and store the sign-in in the keyring"),
    "logout": N_("sign out of the help desk"),
    "whoami": N_("show the account you're signed in with"),
    "desk": N_("test the help desk configuration"),
    "doctor": N_("check this installation"),
    "export-config": N_("export the policy in effect as a policy file"),
    "support-bundle": N_("collect diagnostic data about an error in the app"),
    "pack": N_("create, check, test, sign and verify fix packs"),
    "record": N_("record a check as a transcript for tests"),
    "prove": N_("run a compatibility check and record the results, without changing anything"),
}


def run(arguments: Sequence[str]) -> int:
    """Run one command; return its exit status: 0, 1, 2 or 3 (see docs/command-line.md)."""
    _configure_streams()
    atexit.register(gc.freeze)  # otherwise Python would collect garbage in everything loaded before it ends
    logging.getLogger("selfhelp").addHandler(logging.NullHandler())  # no traceback on the terminal
    if arguments[0] in ("-h", "--help", "help"):
        print(_format_overview(_find_language_argument(arguments)))
        return 0
    if arguments[0] == "--version":
        print(f"selfhelp {__version__}")
        return 0
    as_json = "--json" in arguments
    language = _find_language_argument(arguments)
    try:
        with verbose.print_verbose_output(arguments):
            return _run_command(arguments[0], arguments[1:])
    except SelfhelpError as error:
        return report_error(error, as_json=as_json, language=language)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of the output is gone, so no one would see a message
        return 3
    except KeyboardInterrupt:
        return 1
    except OSError as error:  # a missing folder or a failing disk: the computer's state, not a bug
        message = N_("The system didn't allow this: {reason}", reason=error.strerror or type(error).__name__)
        return report_error(UnavailableError(message, detail=repr(error)), as_json=as_json, language=language)
    except Exception as error:  # a bug: a short message for the user, details for the developers
        logging.getLogger(__name__).exception("command %s", arguments[0][:80])
        return report_error(_make_bug_error(error), as_json=as_json, language=language)


def _make_bug_error(error: Exception) -> SelfhelpError:
    message = N_(
        "selfhelp stopped because of an internal error ({kind}). Your data is safe. Contact the help desk.",
        kind=type(error).__name__,
    )
    return SelfhelpError(message, detail=repr(error))


def _run_command(name: str, arguments: Sequence[str]) -> int:
    if name not in COMMANDS:
        from selfhelp.policy.unknown_words import suggest_closest_word

        message = N_("Unknown command: {name}. Try: selfhelp --help", name=name[:80])
        raise UsageError(suggest_closest_word(message, name, COMMANDS))
    module = importlib.import_module(f"selfhelp.cli.{name.replace('-', '_')}")
    language = _find_language_argument(arguments)
    parser = Parser(prog=f"selfhelp {name}", description=str(COMMANDS[name]), language=language)
    parser.add_argument("--json", action="store_true", help=str(JSON_HELP))
    parser.add_argument("--lang", choices=list_supported_languages(), default="", help=str(LANGUAGE_HELP))
    parser.add_argument(verbose.OPTION, action="store_true", help=str(verbose.HELP))
    module.add_arguments(parser)
    options = parser.parse_args(list(arguments))
    try:
        status: int = module.run_command(Call.create_from_options(options))
    finally:
        open_sessions.end_open_sessions()
    return status


def _format_overview(language: str) -> str:
    show = Translator(language or App.build().translator.language).translate
    width = max(map(len, COMMANDS))
    rows = "\n".join(f"  {name.ljust(width)}  {show(text)}" for name, text in COMMANDS.items())
    command = show(N_("COMMAND"))
    usage = f"{show(USAGE)} selfhelp [--tray | --version | {command} …]"
    more = N_("For details, run: selfhelp COMMAND --help")
    return "\n\n".join((usage, show(N_("Without a command, the app window opens.")), rows, show(more)))


def _find_language_argument(arguments: Sequence[str]) -> str:
    """Return the value of ``--lang`` before the arguments are validated."""
    for name, value in itertools.pairwise(arguments):
        if name == "--lang" and value in list_supported_languages():
            return value
    return ""


def _configure_streams() -> None:
    """Use UTF-8 for files and pipes, and escape characters that a terminal can't display.

    Windows would use a code page, which lacks most characters.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            asked = stream.isatty() or "PYTHONIOENCODING" in os.environ
            encoding = stream.encoding if asked else "utf-8"
            reconfigure(encoding=encoding, errors="backslashreplace")
