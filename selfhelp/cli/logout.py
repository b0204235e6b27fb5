"""selfhelp logout: removes the sign-in to the help desk from this computer."""

from __future__ import annotations

import argparse

from selfhelp.cli.call import Call
from selfhelp.core.text import N_, NN_
from selfhelp.core.ticket import DeliveryState


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare no arguments: `selfhelp logout` has only the common options."""


def run_command(call: Call) -> int:
    """Run `selfhelp logout`: remove token and browser sign-in; report the number of unsent tickets."""
    secrets = call.app.secrets
    forgotten = secrets.delete_server_secrets()
    waiting = sum(item.state is not DeliveryState.DELIVERED for item in call.app.get_outbox().list_items())
    if call.is_json_output:
        call.print_json(forgotten=forgotten, waiting=waiting)
        return 0
    call.print_line(N_("You're signed out.") if forgotten else N_("You weren't signed in."))
    if secrets.read_environment_token():
        call.print_warning(N_("SELFHELP_TOKEN is still set in the environment and is still used."))
    if waiting:
        call.print_line(
            NN_(
                "{count} ticket is waiting to be sent. It will be sent after the next sign-in.",
                "{count} tickets are waiting to be sent. They will be sent after the next sign-in.",
                count=waiting,
            )
        )
    return 0
