"""selfhelp whoami: shows the account of the user at the help desk."""

from __future__ import annotations

import argparse

from selfhelp.cli.call import Call
from selfhelp.core.text import N_, escape_foreign_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare no arguments: `selfhelp whoami` has only the common options."""


def run_command(call: Call) -> int:
    """Run `selfhelp whoami`; return 3 if not signed in or the help desk doesn't respond, 1 if refused."""
    app = call.app
    desk = app.create_connector()
    call.unlock_keyring()
    text = desk.check_connection()
    person = desk.find_requester_address()
    if call.is_json_output:
        server = app.policy.desk.find_kind_and_host().partition(" ")[2]
        call.print_json(
            connector=app.policy.desk.connector,
            server=server or None,
            account=escape_foreign_text(person) or None,
            credential=app.secrets.read_sign_in_kind() if server else "none",
            text=call.translate_line(text),
        )
        return 0
    call.print_line(text)
    call.print_line(
        N_("Signed in as {account}.", account=person)
        if person
        else N_("The help desk system doesn't return the account name.")
    )
    return 0
