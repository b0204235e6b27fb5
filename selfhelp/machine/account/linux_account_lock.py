"""Account lockout after wrong passwords, computed as pam_faillock does from the user's failed sign-ins."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from selfhelp.core.model import Json
from selfhelp.machine import Machine, Reading
from selfhelp.machine.command_output import parse_assignments, read_file_content, to_int

FAILURE = struct.Struct("<52sHHQ")
"""One failed sign-in in a tally file: source, reserved, status, time (Linux-PAM, faillock.h)."""

VALID, FROM_HOST, FROM_TERMINAL = 0x1, 0x2, 0x4

FAILLOCK_DEFAULTS: Mapping[str, str] = {
    "dir": "/var/run/faillock",
    "deny": "3",
    "fail_interval": "900",
    "unlock_time": "600",
}
"""Default settings of pam_faillock (faillock.conf(5)); times are in seconds."""


@dataclass(frozen=True, slots=True)
class AccountLock:
    """Lock of an account: its remaining time and its cause.

    Attributes:
        left: the time until it is unlocked; None if an administrator must unlock it.
        tried_from: the source of the wrong passwords, if known. External text.
    """

    left: timedelta | None = None
    tried_from: Sequence[str] = ()


def find_account_lockout(machine: Machine, name: str) -> AccountLock | None:
    """Return the lock that pam_faillock computes from recent failures (check_tally); None without a lock."""
    rules = _read_lockout_rules(machine)
    tries = machine.read(Reading(read_failed_sign_ins, {"folder": rules["dir"], "name": name}))
    deny, interval, unlock = (to_int(rules[key]) for key in ("deny", "fail_interval", "unlock_time"))
    if not tries or not deny:
        return None
    last = min(entry["age"] for entry in tries)
    counted = [entry for entry in tries if entry["age"] - last < (interval or 900)]
    if len(counted) < deny or (unlock and last > unlock):
        return None
    sources = tuple(dict.fromkeys(entry["source"] for entry in counted))
    return AccountLock(timedelta(seconds=unlock - last) if unlock else None, sources)


def _read_lockout_rules(machine: Machine) -> Mapping[str, str]:
    """Return the effective rules: the PAM line overrides the file, and both override the defaults."""
    text = read_file_content(machine, "/etc/security/faillock.conf")
    rules = dict(parse_assignments("\n".join(entry.partition("#")[0] for entry in text.splitlines())))
    for path in ("/etc/pam.d/common-auth", "/etc/pam.d/system-auth"):  # Debian, Fedora
        for entry in read_file_content(machine, path).splitlines():
            if "pam_faillock.so" in entry.partition("#")[0]:
                rules |= parse_assignments("\n".join(entry.split()))
    return {**FAILLOCK_DEFAULTS, **rules}


def read_failed_sign_ins(folder: str, name: str) -> Json:
    """Return the failed sign-ins that still count: ``age`` in seconds, and the ``source`` of each.

    Raises:
        OSError: the list exists but can't be read.
    """
    path = Path(folder, Path(name).name)
    try:
        data = path.read_bytes()[: 1000 * FAILURE.size]
    except FileNotFoundError:  # no failure yet
        return []
    except PermissionError:  # an older Linux-PAM: root owns the file, which is empty after a success
        if path.stat().st_size:
            raise
        return []
    return list(_iter_failed_sign_ins(data[: len(data) // FAILURE.size * FAILURE.size]))


def _iter_failed_sign_ins(data: bytes) -> Iterator[Json]:
    now = time.time()
    for source, _, status, moment in FAILURE.iter_unpack(data):
        if status & VALID:
            kind = "host" if status & FROM_HOST else "terminal" if status & FROM_TERMINAL else "service"
            text = source.split(b"\0", 1)[0].decode("utf-8", "replace")
            yield {"age": int(now - moment), "source": f"{kind} {text}"}
