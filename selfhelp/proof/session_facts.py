"""Reads the session's properties that the app needs, without changing anything."""

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
from selfhelp.machine.keyring.system_keyring import SystemKeyring
from selfhelp.proof import ProofFact

SECONDS = 15.0
KEYRING_SERVICE = "selfhelp-proof"
BUILT_IN = "built in"
"""Value of a property that is built into Windows and macOS."""


def read_session_facts(machine: Machine, *, try_keyring: bool = False) -> Sequence[ProofFact]:
    """Return the session's properties; properties that don't respond in time are reported as such.

    Args:
        machine: this computer.
        try_keyring: store, read and delete a test entry in the keyring; otherwise only read an entry that
            doesn't exist.
    """
    questions: Mapping[str, Callable[[], Scalar]] = {
        **{id_: partial(ask, machine) for id_, ask in _FACTS.items()},
        "keyring": partial(_read_keyring_fact, try_keyring),
    }
    pieces = [
        ParallelTask(id_, SECONDS, partial(_read_fact_safely, id_, ask), partial(_build_late_fact, id_))
        for id_, ask in questions.items()
    ]
    answers = dict(answer for answer in parallel.run_tasks_in_parallel(pieces) if answer is not None)
    return [answers[id_] for id_ in questions]


def _read_fact_safely(id_: str, ask: Callable[[], Scalar]) -> ProofFact:
    started = time.monotonic()
    value, reason = None, ""
    try:
        value = ask()
    except SelfhelpError as error:
        reason = ENGLISH.translate(error.message)
    except Exception as error:  # noqa: BLE001 - untested code on this system may raise anything
        reason = f"unexpected error: {type(error).__name__}: {error}"
    return ProofFact(id_, value, round((time.monotonic() - started) * 1000), reason)


def _build_late_fact(id_: str) -> ProofFact:
    return ProofFact(id_, None, round(SECONDS * 1000), f"no answer within {SECONDS:g} s")


def _read_tray_fact(machine: Machine) -> Scalar:
    return _read_bus_service_fact(machine, linux_notifications.TRAY)


def _read_notifications_fact(machine: Machine) -> Scalar:
    return _read_bus_service_fact(machine, linux_notifications.NOTIFICATIONS)


def _read_bus_service_fact(machine: Machine, name: str) -> Scalar:
    if machine.platform is not Platform.LINUX:
        return BUILT_IN
    return "available" if linux_notifications.is_service_available(name) else "missing"


def _read_helper_fact(machine: Machine) -> Scalar:
    """Return the state of the privileged helper without starting it."""
    state = elevate.find_helper_state(machine.platform)
    return f"{state}, {len(elevate.list_available_operations(machine))} of {len(OPERATIONS)} operations"


def _count_windows(machine: Machine) -> Scalar:
    """Return the number of open windows, without their titles."""
    module = import_module(f"selfhelp.machine.capture.{_WINDOW_LISTS[machine.platform]}")
    return len(module.list_windows())


_WINDOW_LISTS: Mapping[Platform, str] = MappingProxyType(
    {Platform.LINUX: "x11_windows", Platform.WINDOWS: "win32_windows", Platform.MACOS: "quartz"}
)


def _read_screen_permission(machine: Machine) -> Scalar:
    if machine.platform is not Platform.MACOS:
        return "not needed"
    from selfhelp.machine.capture import quartz

    return "given" if quartz.has_screen_permission() else "not given"


def _read_keyring_fact(try_it: bool) -> Scalar:
    vault = SystemKeyring()
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
        "tray": _read_tray_fact,
        "notifications": _read_notifications_fact,
        "helper": _read_helper_fact,
        "screen-permission": _read_screen_permission,
        "open-windows": _count_windows,
    }
)
