"""What the app needs of the session besides the answers to its checks; each is only looked at."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from types import MappingProxyType

from selfhelp.core import parallel
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.model import Platform, Scalar
from selfhelp.core.parallel import ParallelTask
from selfhelp.core.text import ENGLISH
from selfhelp.helper.operations import OPERATIONS
from selfhelp.machine import Machine, elevate
from selfhelp.machine.desktop import linux_notifications
from selfhelp.machine.keyring.system_keyring import Vault
from selfhelp.proof import ProofFact

SECONDS = 15.0
KEYRING_SERVICE = "selfhelp-proof"
BUILT_IN = "built in"
"""What Windows and macOS have without a service of their own."""


def read_session_facts(machine: Machine, *, try_keyring: bool = False) -> Sequence[ProofFact]:
    """Return what the session offers; what doesn't answer in time is reported as such.

    Args:
        machine: this computer.
        try_keyring: store a test entry in the keyring, read it and delete it; else it is only asked for
            an entry that doesn't exist.
    """
    questions: Mapping[str, Callable[[], Scalar]] = {
        **{id_: partial(ask, machine) for id_, ask in _FACTS.items()},
        "keyring": partial(_keyring, try_keyring),
    }
    pieces = [
        ParallelTask(id_, SECONDS, partial(_fact, id_, ask), partial(_late, id_))
        for id_, ask in questions.items()
    ]
    answers = dict(answer for answer in parallel.run_tasks(pieces) if answer is not None)
    return [answers[id_] for id_ in questions]


def _fact(id_: str, ask: Callable[[], Scalar]) -> ProofFact:
    started = time.monotonic()
    value, reason = None, ""
    try:
        value = ask()
    except SelfhelpError as error:
        reason = ENGLISH.translate(error.message)
    except Exception as error:  # noqa: BLE001 - untested code on this system may raise anything
        reason = f"unexpected error: {type(error).__name__}: {error}"
    return ProofFact(id_, value, round((time.monotonic() - started) * 1000), reason)


def _late(id_: str) -> ProofFact:
    return ProofFact(id_, None, round(SECONDS * 1000), f"no answer within {SECONDS:g} s")


def _tray(machine: Machine) -> Scalar:
    return _service(machine, linux_notifications.TRAY)


def _notifications(machine: Machine) -> Scalar:
    return _service(machine, linux_notifications.NOTIFICATIONS)


def _service(machine: Machine, name: str) -> Scalar:
    if machine.platform is not Platform.LINUX:
        return BUILT_IN
    return "available" if linux_notifications.is_service_available(name) else "missing"


def _helper(machine: Machine) -> Scalar:
    """The helper is never started: what it would offer is worked out here, as it does itself."""
    state = elevate.find_helper(machine.platform)
    return f"{state}, {len(elevate.available_operations(machine))} of {len(OPERATIONS)} operations"


def _windows(machine: Machine) -> Scalar:
    """Count the windows; their titles are private."""
    module = import_module(f"selfhelp.machine.capture.{_WINDOW_LISTS[machine.platform]}")
    return len(module.list_windows())


_WINDOW_LISTS: Mapping[Platform, str] = MappingProxyType(
    {Platform.LINUX: "x11_windows", Platform.WINDOWS: "win32_windows", Platform.MACOS: "quartz"}
)


def _screen_permission(machine: Machine) -> Scalar:
    if machine.platform is not Platform.MACOS:
        return "not needed"
    from selfhelp.machine.capture import quartz

    return "given" if quartz.has_screen_permission() else "not given"


def _keyring(try_it: bool) -> Scalar:
    vault = Vault()
    if vault.would_prompt():
        return "locked"
    if try_it:
        return (
            "stores, returns and deletes" if vault.is_persistent(KEYRING_SERVICE) else "doesn't keep an entry"
        )
    vault.read_secret(KEYRING_SERVICE, "no such entry")
    return "answers"


_FACTS: Mapping[str, Callable[[Machine], Scalar]] = MappingProxyType(
    {
        "tray": _tray,
        "notifications": _notifications,
        "helper": _helper,
        "screen-permission": _screen_permission,
        "open-windows": _windows,
    }
)
