"""selfhelp logout: forgets the sign-in to the help desk on this computer."""

from __future__ import annotations

import argparse

from selfhelp.cli.call import Call
from selfhelp.core.text import N_, NN_
from selfhelp.core.ticket import Delivery


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments: none of its own."""


def run(call: Call) -> int:
    """Forget the token and the sign-in in the browser; tell what still waits to be sent."""
    secrets = call.app.secrets
    forgotten = secrets.forget()
    waiting = sum(item.state is not Delivery.DELIVERED for item in call.app.outbox().items())
    if call.json:
        call.answer(forgotten=forgotten, waiting=waiting)
        return 0
    call.say(N_("You are signed out.") if forgotten else N_("You were not signed in."))
    if secrets.environment_token():
        call.warn(N_("SELFHELP_TOKEN still counts where it is set; it is not ours to remove."))
    if waiting:
        call.say(
            NN_(
                "{count} ticket still waits here. It is sent after the next sign-in.",
                "{count} tickets still wait here. They are sent after the next sign-in.",
                count=waiting,
            )
        )
    return 0
