"""The terminal face: one file per command, loaded when it is asked for.

A command's module has ``HELP`` (one line), ``arguments(parser)`` and ``run(call) -> int``.
``docs/command-line.md`` is the contract that scripts rely on.
"""

from __future__ import annotations

import argparse
import importlib
import itertools
import logging
import sys
from collections.abc import Mapping, Sequence
from typing import NoReturn

from selfhelp import __version__
from selfhelp.cli.call import Call, exit_status, fail
from selfhelp.errors import SelfhelpError, UnavailableError, UsageError
from selfhelp.text import N_, languages

COMMANDS: Mapping[str, str] = {
    "open": "show a screen of the window",
    "suggest": "find what helps with a problem in your own words",
    "check": "look whether something is wrong; changes nothing",
    "fix": "look, explain, ask, repair, look again",
    "undo": "put back what a fix changed",
    "journal": "list what was done on this computer",
    "snapshot": "collect facts about this computer into a report",
    "report": "read and compare reports, list what is kept of them",
    "screenshot": "take a picture of the screen",
    "send": "send a ticket to the help desk",
    "outbox": "tickets that wait on this computer",
    "tickets": "your tickets and their state",
    "remote": "tools by which a technician can look at this computer",
    "privacy": "what IT can see and do on this computer",
    "measures": "counts without names, and where they go",
    "receipts": "what left this computer with each ticket",
    "data": "copy or delete everything this app keeps about you here",
    "redact": "remove secrets and names from a text",
    "policy": "show or check what the organisation allows",
    "login": "sign in to the help desk; the keyring keeps it",
    "logout": "forget the sign-in to the help desk",
    "whoami": "who the help desk takes you for",
    "desk": "test the help desk as it is configured",
    "doctor": "check this installation",
    "export-config": "what counts on this computer, as a policy file",
    "support-bundle": "what the makers need to see when this program made a mistake",
    "pack": "make, check, test, sign and verify fix packs",
    "record": "record what a check asks, for a test",
}


class Parser(argparse.ArgumentParser):
    """Reports wrong use as an error of ours, so that ``--json`` gets JSON."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of ending the process."""
        raise UsageError(N_("{message}. Try: {program} --help", message=message, program=self.prog))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status: 0, 1, 2 or 3 as the contract says."""
    _plain_streams()
    logging.getLogger("selfhelp").addHandler(logging.NullHandler())  # no traceback on the terminal
    if arguments[0] in ("-h", "--help", "help"):
        print(_overview())
        return 0
    if arguments[0] == "--version":
        print(f"selfhelp {__version__}")
        return 0
    as_json = "--json" in arguments
    language = _asked_language(arguments)
    try:
        return _run_command(arguments[0], arguments[1:])
    except SelfhelpError as error:
        return fail(error, as_json=as_json, language=language)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output is gone; nothing to say, nobody to hear
        return 3
    except KeyboardInterrupt:
        return 1
    except OSError as error:  # a folder that vanished, a disk that broke: the computer's state, not a bug
        message = N_(
            "This computer did not allow it: {reason}", reason=error.strerror or type(error).__name__
        )
        return fail(UnavailableError(message, detail=repr(error)), as_json=as_json, language=language)
    except Exception as error:  # a bug of ours: a calm sentence for the person, the rest for us
        logging.getLogger(__name__).exception("command %s", arguments[0][:80])
        return fail(_bug(error), as_json=as_json, language=language)


def _bug(error: Exception) -> SelfhelpError:
    message = N_(
        "Something went wrong inside selfhelp ({kind}). Nothing of yours was lost; please tell "
        "your help desk.",
        kind=type(error).__name__,
    )
    return SelfhelpError(message, detail=repr(error))


def _run_command(name: str, arguments: Sequence[str]) -> int:
    if name not in COMMANDS:
        raise UsageError(N_("There is no command {name}. Try: selfhelp --help", name=name[:80]))
    module = importlib.import_module(f"{__name__}.{name.replace('-', '_')}")
    parser = Parser(prog=f"selfhelp {name}", description=COMMANDS[name], allow_abbrev=False)
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    parser.add_argument("--lang", choices=languages(), default="", help="language of texts")
    module.arguments(parser)
    options = parser.parse_args(list(arguments))
    status: int = module.run(Call.of(options))
    return status


def _overview() -> str:
    width = max(map(len, COMMANDS))
    rows = "\n".join(f"  {name.ljust(width)}  {text}" for name, text in COMMANDS.items())
    return (
        "usage: selfhelp [--tray | --version | COMMAND …]\n\n"
        "Without a command the window opens.\n\n"
        f"{rows}\n\nselfhelp COMMAND --help tells more."
    )


def _asked_language(arguments: Sequence[str]) -> str:
    """Return what follows --lang, before the arguments are known to be right."""
    for name, value in itertools.pairwise(arguments):
        if name == "--lang" and value in languages():
            return value
    return ""


def _plain_streams() -> None:
    """Never fail on a character that the terminal cannot show."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


__all__ = ["COMMANDS", "exit_status", "run"]
