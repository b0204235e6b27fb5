"""The terminal face: one file per command, loaded when it is asked for.

A command's module has ``arguments(parser)`` and ``run(call) -> int``.
``docs/command-line.md`` is the contract that scripts rely on.
"""

from __future__ import annotations

import importlib
import itertools
import logging
import os
import sys
from collections.abc import Mapping, Sequence

from selfhelp import __version__
from selfhelp.app.composition import App
from selfhelp.cli import verbose
from selfhelp.cli.call import Call, exit_status, fail
from selfhelp.cli.parser import USAGE, Parser
from selfhelp.core.errors import SelfhelpError, UnavailableError, UsageError
from selfhelp.core.text import N_, Text, Translator, languages
from selfhelp.helpdesk import open_sessions

COMMANDS: Mapping[str, Text] = {
    "open": N_("show a screen of the window"),
    "suggest": N_("find what helps with a problem in your own words"),
    "check": N_("look whether something is wrong; changes nothing"),
    "fix": N_("look, explain, ask, repair, look again"),
    "undo": N_("put back what a fix changed"),
    "journal": N_("list what was done on this computer"),
    "snapshot": N_("collect facts about this computer into a report"),
    "report": N_("read and compare reports, list what is kept of them"),
    "screenshot": N_("take a picture of the screen"),
    "send": N_("send a ticket to the help desk"),
    "outbox": N_("tickets that wait on this computer"),
    "tickets": N_("your tickets and their state"),
    "remote": N_("tools by which a technician can look at this computer"),
    "privacy": N_("what IT can see and do on this computer"),
    "usage-stats": N_("counts without names, and where they go"),
    "sent": N_("what left this computer with each ticket"),
    "data": N_("copy or delete everything this app keeps about you here"),
    "redact": N_("remove secrets and names from a text"),
    "policy": N_("show or check what the organisation allows"),
    "login": N_("sign in to the help desk; the keyring keeps it"),
    "logout": N_("forget the sign-in to the help desk"),
    "whoami": N_("who the help desk takes you for"),
    "desk": N_("test the help desk as it is configured"),
    "doctor": N_("check this installation"),
    "export-config": N_("what counts on this computer, as a policy file"),
    "support-bundle": N_("what the makers need to see when this program made a mistake"),
    "pack": N_("make, check, test, sign and verify fix packs"),
    "record": N_("record what a check asks, for a test"),
}


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status: 0, 1, 2 or 3 as the contract says."""
    _plain_streams()
    logging.getLogger("selfhelp").addHandler(logging.NullHandler())  # no traceback on the terminal
    if arguments[0] in ("-h", "--help", "help"):
        print(_overview(_asked_language(arguments)))
        return 0
    if arguments[0] == "--version":
        print(f"selfhelp {__version__}")
        return 0
    as_json = "--json" in arguments
    language = _asked_language(arguments)
    try:
        with verbose.telling(arguments):
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
    language = _asked_language(arguments)
    parser = Parser(prog=f"selfhelp {name}", description=str(COMMANDS[name]), language=language)
    parser.add_argument("--json", action="store_true", help=str(N_("one JSON document on standard output")))
    parser.add_argument("--lang", choices=languages(), default="", help=str(N_("language of texts")))
    parser.add_argument(verbose.OPTION, action="store_true", help=str(verbose.HELP))
    module.arguments(parser)
    options = parser.parse_args(list(arguments))
    try:
        status: int = module.run(Call.of(options))
    finally:
        open_sessions.end_all()
    return status


def _overview(language: str) -> str:
    show = Translator(language or App.build().translator.language).show
    width = max(map(len, COMMANDS))
    rows = "\n".join(f"  {name.ljust(width)}  {show(text)}" for name, text in COMMANDS.items())
    usage = f"{show(USAGE)} selfhelp [--tray | --version | {show(N_('COMMAND'))} …]"
    more = N_("selfhelp COMMAND --help tells more.")
    return "\n\n".join((usage, show(N_("Without a command the window opens.")), rows, show(more)))


def _asked_language(arguments: Sequence[str]) -> str:
    """Return what follows --lang, before the arguments are known to be right."""
    for name, value in itertools.pairwise(arguments):
        if name == "--lang" and value in languages():
            return value
    return ""


def _plain_streams() -> None:
    """Never fail on a character that the terminal cannot show; give UTF-8 to a file or another program.

    Windows would write in the code page of the language there, in which half of all characters are missing.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            asked = stream.isatty() or "PYTHONIOENCODING" in os.environ
            encoding = stream.encoding if asked else "utf-8"
            reconfigure(encoding=encoding, errors="backslashreplace")


__all__ = ["COMMANDS", "exit_status", "run"]
