"""Requests operations from the privileged helper's closed list; most fixes don't need it.

The helper (`selfhelp.helper`) is a separate program installed by an administrator. It accepts the name of an
operation and parameters that are a word from a list, a whole number, or the fingerprint of a name that the
helper finds itself; it never accepts a path, a command or an address (docs/helper.md). A step that needs an
operation sets ``operations = {Platform.LINUX: "sync-clock"}`` and its row calls `request_operation`, or it is
an `ElevatedStep`. If the operation isn't in `list_available_operations`, the engine doesn't start the fix.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.helper.file_trust import UntrustedError, require_trusted_file
from selfhelp.helper.operation import PROVES_ADMINISTRATOR, ListParameter, Operation, Parameter, TrustLevel
from selfhelp.helper.operations import OPERATIONS
from selfhelp.helper.plan import HostFacts, compute_name_fingerprint, find_command, path_exists
from selfhelp.machine import Command, Machine, Native, Reading, Step
from selfhelp.machine.organisation import PolicyTables

NOT_HERE = N_(
    "This action needs administrator permission, which this app doesn't have here. Contact the help desk."
)

ADMINISTRATORS_ONLY = N_("Only an administrator can do this on this computer. Contact the help desk.")

REFUSALS: Mapping[str, Text] = MappingProxyType(
    {
        "not-installed": NOT_HERE,
        "forbidden": NOT_HERE,
        "dismissed": N_("You didn't confirm, so nothing was changed."),
        "not-authorized": ADMINISTRATORS_ONLY,
        "needs-administrator": ADMINISTRATORS_ONLY,
        "too-often": N_(
            "This action has already been performed several times. Wait a few minutes, then try again."
        ),
        "not-here": NOT_HERE,
        "not-listed": N_("This item no longer exists under this name. Check again."),
        "failed": N_("The action failed, even with administrator permission. Contact the help desk."),
    }
)
"""User-visible reasons why the helper didn't run an operation, by the helper's or the transport's code."""


def list_available_operations(machine: Machine) -> Sequence[str]:
    """Return the IDs of the operations available on this computer, in alphabetical order.

    Empty if the helper isn't installed or is turned off by policy. The system checks this user's permission
    only when an operation is requested.

    Raises:
        ProbeError: the list couldn't be read.
    """
    answer = machine.read(Reading(list_operations, {"platform": str(machine.platform)}, told=True))
    return [str(name) for name in answer]


def request_operation(machine: Machine, operation: str, **params: str | int) -> str:
    """Run one operation through the helper; return its technical details for the journal.

    Args:
        machine: the computer.
        operation: an id of the closed list, such as ``resume-print-queue``.
        **params: the operation's parameters: a word of a closed list, a whole number, or the *name* of a
            printer, adapter, … as shown to the user. Only the name's fingerprint is sent; the helper looks
            for it in a list it reads itself, and refuses if it isn't there.

    Raises:
        StepError: the operation was refused or failed; the message gives the reason.
    """
    fields = {"platform": str(machine.platform), "operation": operation, "params": dict(params)}
    answer = machine.change(Native(run_operation, fields, told=True))
    if answer["result"] != "done":
        sentence = REFUSALS.get(answer["result"], REFUSALS["failed"])
        raise StepError(sentence, detail=f"{operation}: {answer['result']}: {answer['detail']}")
    return f"{operation}: {answer['detail']}"


def explain_missing_helper(steps: Sequence[Step], platform: Platform) -> Text:
    """Return the reason why a fix can't run without the helper, naming what only administrators can do."""
    needing = [step for step in steps if platform in step.operations]
    return needing[0].describe_administrator_need(needing[1:]) if needing else NOT_HERE


class ElevatedStep(Step):
    """A step that the helper performs alone, by running the platform's operation from `operations`.

    Class attributes a step sets, in addition to the attributes of `Step`:
        parameters: the fields passed to the operation, by the same name.
    """

    parameters: ClassVar[Sequence[str]] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.rows = MappingProxyType(dict.fromkeys(cls.operations, _request_step_operation))


def _request_step_operation(step: ElevatedStep, machine: Machine, _progress: Progress) -> str:
    params = {name: getattr(step, name) for name in step.parameters}
    return request_operation(machine, step.operations[machine.platform], **params)


# -- what is installed, and how it is reached ------------------------------------------------------

INSTALLED: Mapping[Platform, Path] = MappingProxyType(
    {
        Platform.LINUX: Path("/usr/libexec/selfhelp/helper"),
        Platform.MACOS: Path("/Library/PrivilegedHelperTools/io.github.selfhelp.helper/helper"),
        Platform.WINDOWS: Path("C:\\Program Files\\selfhelp\\tasks"),
    }
)
"""Paths that show that the helper is installed.

On Windows, it is the file from which the scheduled tasks were created, because the program also serves other
purposes.
"""

SOCKET = Path("/private/var/db/selfhelp-helper/socket")
"""Socket of the helper on macOS, created by launchd as root in a folder owned by root."""

RESULTS = Path("C:\\ProgramData\\selfhelp\\helper\\results")
"""Folder on Windows where a task writes its response."""

TYPING = 120.0
"""Seconds allowed for the user to enter a password."""


class HelperState(StrEnum):
    """State of the helper: missing, installed securely, or changeable by other users."""

    MISSING = "missing"
    UNTRUSTED = "untrusted"
    TRUSTED = "trusted"


def find_helper_state(platform: Platform) -> HelperState:
    """Return the state of the helper; it is trusted if only an administrator could have installed it."""
    path = INSTALLED[platform]
    try:
        require_trusted_file(path)
    except UntrustedError:
        return HelperState.UNTRUSTED if os.path.lexists(path) else HelperState.MISSING
    return HelperState.TRUSTED


def list_operations(platform: str, told: PolicyTables) -> Json:
    """Return the installed helper's operations that the policy allows."""
    here = HostFacts(Platform(platform), path_exists, lambda _: ())
    if find_helper_state(here.platform) is not HelperState.TRUSTED:
        return []
    rules = told.helper
    if not rules.enabled or "*" in rules.deny:
        return []
    known = [
        o for o in OPERATIONS.values() if find_command(o, here) and _can_prove_operation(o, here.platform)
    ]
    return sorted(operation.id for operation in known if operation.id not in rules.deny)


def _can_prove_operation(operation: Operation, platform: Platform) -> bool:
    """Return whether the helper can verify that this user may run an operation."""
    return operation.trust is TrustLevel.HARMLESS or platform in PROVES_ADMINISTRATOR


def run_operation(platform: str, operation: str, params: Mapping[str, str | int], told: PolicyTables) -> Json:
    """Send one request to the helper; return ``result`` (``done`` or a reason code) and ``detail``."""
    import secrets

    here = HostFacts(Platform(platform), path_exists, lambda _: ())
    known = OPERATIONS.get(operation)
    way = find_command(known, here) if known else None
    if way is None or operation not in list_operations(platform, told):
        return {"result": "not-installed", "detail": ""}
    taken = {name: value for name, value in params.items() if name in way.params}  # others may lack it
    sent = {
        "operation": operation,
        "params": {name: _to_request_value(way.params[name], value) for name, value in taken.items()},
        "nonce": secrets.token_hex(16),
        "time": time.time(),
    }
    request = json.dumps(sent).encode("ascii")
    return TRANSPORTS[here.platform](operation, request, way.timeout * len(way.commands))


def _to_request_value(kind: Parameter, value: str | int) -> str | int:
    """Return a parameter as sent to the helper: a name is replaced by its fingerprint."""
    return compute_name_fingerprint(str(value)) if isinstance(kind, ListParameter) else value


def _request_by_pkexec(operation: str, request: bytes, timeout: float) -> Json:
    """Request an operation on Linux; pkexec(1) asks polkit, which may ask for a password."""
    from selfhelp.machine import child

    argv = ("/usr/bin/pkexec", "--disable-internal-agent", str(INSTALLED[Platform.LINUX]), operation)
    output = child.run(Command(argv, timeout=timeout + TYPING, stdin=request), Platform.LINUX)
    if output.code in PKEXEC_REFUSED:
        return {"result": PKEXEC_REFUSED[output.code], "detail": output.stderr.strip()[:500]}
    return _parse_response(output.stdout, output.stderr)


PKEXEC_REFUSED: Mapping[int, str] = MappingProxyType({126: "dismissed", 127: "not-authorized"})
"""Codes by exit status of pkexec(1), section "Return value"."""


def _request_by_socket(_operation: str, request: bytes, timeout: float) -> Json:
    """Request an operation on macOS, where launchd starts the helper for each connection; untested."""
    import socket

    if not is_helper_socket_trusted(SOCKET):
        return {"result": "not-installed", "detail": f"{SOCKET} is not root's"}
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(timeout)
        connection.connect(str(SOCKET))
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    return _parse_response(answer.decode("utf-8", "replace"), "")


def is_helper_socket_trusted(path: Path) -> bool:
    """Return whether a socket was created by root, in a folder that only root can change."""
    try:
        require_trusted_file(path.parent)
        found = path.lstat()
    except (UntrustedError, OSError):
        return False
    return stat.S_ISSOCK(found.st_mode) and found.st_uid == 0


def _request_by_task(operation: str, _request: bytes, timeout: float) -> Json:
    """Start the scheduled task of an operation on Windows, and return its response; untested."""
    from selfhelp.machine import child

    asked = time.time()
    argv = ("schtasks.exe", "/run", "/tn", f"\\selfhelp\\{operation}")
    output = child.run(Command(argv), Platform.WINDOWS)
    if output.code != 0:
        return {"result": "not-authorized", "detail": output.stderr.strip()[:500]}
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        answer = read_fresh_response(RESULTS / f"{operation}.json", asked)
        if answer is not None:
            return answer
        time.sleep(0.3)
    return {"result": "failed", "detail": "no answer in time"}


def read_fresh_response(path: Path, asked: float) -> Json:
    """Return the response that a task wrote after the request; None if there is none."""
    try:
        answer = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return answer if isinstance(answer, dict) and answer.get("time", 0) >= asked else None


def _parse_response(text: str, said: str) -> Json:
    """Return the helper's response as plain data; anything malformed is a failure."""
    with suppress(ValueError, KeyError, TypeError):
        answer = json.loads(text)
        return {"result": str(answer["result"]), "detail": str(answer["detail"])}
    return {"result": "failed", "detail": said.strip()[:500]}


TRANSPORTS: Mapping[Platform, Callable[[str, bytes, float], Json]] = MappingProxyType(
    {
        Platform.LINUX: _request_by_pkexec,
        Platform.MACOS: _request_by_socket,
        Platform.WINDOWS: _request_by_task,
    }
)
