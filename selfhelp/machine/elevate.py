"""Asks the administrator's helper for one operation of its closed list; most repairs need none of it.

The helper (`selfhelp.helper`) is installed by an administrator and is a program of its own. It takes the
name of an operation and parameters that are a word of a list, a whole number, or the fingerprint of a
name that the helper finds itself; never a path, a command or an address (docs/helper.md). A step that
needs it sets ``admin = True`` and ``operations = {Platform.LINUX: "sync-clock"}``, and its row calls
`ask`; where the operation is not in `available`, the engine does not begin.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from selfhelp.errors import StepError
from selfhelp.machine import Machine, Native, Reading
from selfhelp.model import Json
from selfhelp.text import N_, Text

NOT_HERE = N_(
    "This needs an administrator's rights, which this app does not have here. The help desk can do it."
)

REFUSALS: Mapping[str, Text] = MappingProxyType(
    {
        "not-installed": NOT_HERE,
        "forbidden": NOT_HERE,
        "dismissed": N_("You did not confirm it, so nothing was changed."),
        "not-authorized": N_("This computer only lets an administrator do this. The help desk can do it."),
        "too-often": N_("This was done several times already. Please wait a few minutes, then try again."),
        "not-listed": N_("It is no longer there under this name. Please look again."),
        "failed": N_("It was tried with an administrator's rights and did not work. The help desk can help."),
    }
)
"""What a person reads where the helper did not do it, by the helper's or the transport's word."""


def available(machine: Machine) -> Sequence[str]:
    """Return the ids of the operations that can be asked for on this computer, in alphabetical order.

    Empty where the helper is not installed or the policy switches it off. Whether the system then lets
    this person do it is only known when it is asked.

    Raises:
        ProbeError: it could not be seen.
    """
    answer = machine.read(Reading(offered, {"platform": str(machine.platform)}))
    return [str(name) for name in answer]


def ask(machine: Machine, operation: str, **params: str | int) -> str:
    """Have one operation done by the helper, and return its technical words for the journal.

    Args:
        machine: the computer.
        operation: an id of the closed list, such as ``resume-print-queue``.
        **params: what the operation takes: a word of a closed list, a whole number, or the *name* of a
            printer, adapter, … as the person saw it. Only the name's fingerprint is sent; the helper
            looks for it in a list it reads itself, and refuses where it is not there.

    Raises:
        StepError: it was refused or did not work; the sentence says which.
    """
    fields = {"platform": str(machine.platform), "operation": operation, "params": dict(params)}
    answer = machine.change(Native(carried_out, fields))
    if answer["result"] != "done":
        sentence = REFUSALS.get(answer["result"], REFUSALS["failed"])
        raise StepError(sentence, detail=f"{operation}: {answer['result']}: {answer['detail']}")
    return f"{operation}: {answer['detail']}"


def fingerprint(name: str) -> str:
    """Return what stands for a name in a request: SHA-256 of its UTF-8, in hexadecimal digits."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


def offered(platform: str) -> Json:
    """Return the operations that the installed helper has and the policy allows."""
    return []


def carried_out(platform: str, operation: str, params: Mapping[str, str | int]) -> Json:
    """Send one request to the helper, and return ``result`` (``done`` or why not) and ``detail``."""
    return {"result": "not-installed", "detail": f"{platform} {operation} {len(params)}"}
