"""selfhelp whoami: asks the help desk who it takes the person for."""

from __future__ import annotations

import argparse

from selfhelp.cli.call import Call, plain
from selfhelp.core.text import N_


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments: none of its own."""


def run(call: Call) -> int:
    """Ask; 3 where nobody is signed in or the desk does not answer, 1 where it refuses."""
    app = call.app
    desk = app.connector()
    call.let_in()
    text = desk.check()
    person = desk.requester()
    if call.json:
        server = app.policy.desk.server().partition(" ")[2]
        call.answer(
            connector=app.policy.desk.connector,
            server=server or None,
            account=plain(person) or None,
            credential=app.secrets.kind() if server else "none",
            text=call.show(text),
        )
        return 0
    call.say(text)
    call.say(
        N_("Signed in as {account}.", account=person)
        if person
        else N_("The help desk system doesn't return the account name.")
    )
    return 0
