"""selfhelp login: keeps the token for the help desk in the system's keyring, never in a file."""

from __future__ import annotations

import argparse
import sys

from selfhelp.cli.call import Call
from selfhelp.errors import UsageError
from selfhelp.text import N_

TOKEN_LIMIT = 1200
"""Characters; Windows' credential store takes no more than 1280."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--token-stdin", action="store_true", help="read the token from standard input")


def run(call: Call) -> int:
    """Store the token; it is never an argument, because arguments are visible to others."""
    if not call.options.token_stdin:
        raise UsageError(N_("Give the token on standard input: selfhelp login --token-stdin"))
    token = sys.stdin.buffer.read(TOKEN_LIMIT + 100).decode("utf-8", "replace").strip()
    if not token or len(token) > TOKEN_LIMIT or not token.isprintable() or " " in token:
        raise UsageError(
            N_("This is not a token: it must be one line of at most {n} characters.", n=TOKEN_LIMIT)
        )
    call.app.secrets.store(token)
    call.app.outbox().retry()  # what waited for a sign-in goes with the next delivery
    if call.json:
        call.answer(stored=True)
    else:
        call.say(N_("The token is in the keyring of this computer."))
    return 0
