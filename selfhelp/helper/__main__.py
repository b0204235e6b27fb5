"""The helper's program: who asks it, and how, on each system.

Linux: ``helper OPERATION`` is started by pkexec(1), which has asked polkit whether this account may have
this operation done (one polkit action for each, chosen by the first argument); the request comes on
standard input. macOS: ``helper connection`` is started by launchd for each connection to a socket, which
is its standard input. Windows: ``helper task OPERATION`` is the whole command line of a scheduled task,
one for each operation; nothing comes from the person but the wish to run it. ``helper setup STEP`` is what
the Windows package calls (`selfhelp.helper.setup`). The macOS way is written from documentation
(launchd.plist(5)) and was not tried; that of Windows was tried under Wine, but not as a scheduled task.

Exit status: 0 done, 1 it did not work, 3 refused, 4 the helper does not trust its own folder.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from selfhelp.helper import setup
from selfhelp.helper.guard import UntrustedError, own_folder, trusted
from selfhelp.helper.operations import OPERATIONS
from selfhelp.helper.peer import trusted_peer
from selfhelp.helper.plan import LARGEST, Caller
from selfhelp.helper.service import Computer, serve
from selfhelp.model import Json, Platform
from selfhelp.places import this_platform

DONE, FAILED, REFUSED, UNTRUSTED = 0, 1, 3, 4

PATIENCE = 10
"""Seconds that a request may take to arrive; then the helper ends, so that none is left waiting."""

RESULTS = Path("C:\\ProgramData\\selfhelp\\helper\\results")
"""Windows: where a task writes its answer; the installer lets people read it."""


def own_file(module: str = __file__) -> Path:
    """Return the file this program was started from: inside an archive, the archive."""
    path = Path(module)
    return next(part for part in (path, *path.parents) if part.exists())


def main(argv: list[str]) -> int:
    """Answer one request; returns the exit status."""
    os.umask(0o077)
    try:
        trusted(own_file())
    except UntrustedError as error:
        _say(f"helper: {error}")
        return UNTRUSTED
    match argv:
        case ["list"]:
            sys.stdout.write(json.dumps(offers()) + "\n")
            return DONE
        case ["connection"]:
            return _connection()
        case ["task", operation] if operation in OPERATIONS:
            return _task(operation)
        case ["setup", step] if this_platform() is Platform.WINDOWS and step in setup.STEPS:
            return setup.run(step)
        case [operation] if operation in OPERATIONS:
            return _pkexec(operation)
    _say("helper: OPERATION | list | connection | task OPERATION | setup STEP")
    return REFUSED


def _say(words: str) -> None:
    """Say something where somebody can hear it: on Windows the helper has no console."""
    if sys.stderr is not None:
        sys.stderr.write(f"{words}\n")


def offers() -> Sequence[Mapping[str, str]]:
    """Return the operations of this system that take no parameter: what an installer registers as tasks."""
    known = [operation for operation in OPERATIONS.values() if this_platform() in operation.ways]
    plain = [operation for operation in known if not operation.ways[this_platform()][0].params]
    return [{"id": o.id, "title": str(o.title), "trust": o.trust} for o in plain]


def _pkexec(operation: str) -> int:
    """Answer pkexec's caller: it names the account in PKEXEC_UID, which the caller cannot set."""
    told = os.environ.get("PKEXEC_UID", "")
    uid = int(told) if told.isascii() and told.isdecimal() and os.geteuid() == 0 else None
    signal.alarm(PATIENCE)
    request = sys.stdin.buffer.read(LARGEST + 1)
    signal.alarm(0)
    answer = serve(request, Caller(uid, operation), Computer())
    sys.stdout.write(json.dumps(answer) + "\n")
    return _status(answer)


def _connection() -> int:
    """Answer the other end of the socket that launchd made our standard input."""
    with socket.socket(fileno=os.dup(0)) as connection:
        connection.settimeout(PATIENCE)
        request = b""
        while len(request) <= LARGEST and (block := connection.recv(LARGEST + 1)):
            request += block
        answer = serve(request, Caller(trusted_peer(connection)), Computer())
        connection.sendall(json.dumps(answer).encode("ascii"))
    return _status(answer)


def _task(operation: str) -> int:
    """Do what this task is for, and leave the answer where people can read it."""
    asked = {"operation": operation, "params": {}, "nonce": secrets.token_hex(16), "time": time.time()}
    answer = serve(json.dumps(asked).encode("ascii"), Caller(0, operation), Computer())
    unfinished = own_folder(RESULTS) / f"{operation}.new"
    unfinished.write_text(json.dumps({**answer, "time": asked["time"]}), encoding="ascii")
    unfinished.replace(RESULTS / f"{operation}.json")
    return _status(answer)


def _status(answer: Mapping[str, Json]) -> int:
    return {"done": DONE, "failed": FAILED}.get(answer["result"], REFUSED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
