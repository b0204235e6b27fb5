"""Checks all parts of the installation in the displayed order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from types import MappingProxyType

from selfhelp import doctor
from selfhelp.app.composition import App
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.text import N_
from selfhelp.core.ticket import DeliveryState
from selfhelp.doctor import DoctorLine, PartStatus, desk, fixes
from selfhelp.usage_stats.payload import InstallationStatus

PARTS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "installation": ("version", "platform", "resources", "libraries"),
        "folders": ("folders", "log"),
        "desktop_session": ("display", "bus", "tray", "notifications", "keyring", "autostart"),
        "policy": ("policy", "managed", "usage-stats"),
        "desk": ("desk", "token", "route", "clock"),
        "outbox": ("outbox", "room"),
        "fixes": ("catalogue", "helper", "remote", "packs"),
    }
)
"""Modules of this package and the parts that each checks, in the displayed order."""


def examine_installation(app: App, *, way: bool = False) -> Sequence[DoctorLine]:
    """Check all parts and return the results; the only change is to create the user's empty folders.

    Args:
        app: the installation.
        way: whether to test the connection to the help desk as well, step by step.
    """
    lines = [_run_part_safely(id_, part, app) for id_, part in _iter_doctor_parts()]
    return [*lines, *fixes.list_refused_packs(app), *(desk.check_connection_steps(app) if way else ())]


QUIET = ("resources", "libraries", "folders", "policy", "managed", "outbox", "room", "helper", "packs")
"""Parts that can be checked without network, keyring or display."""


def read_installation_status(app: App) -> InstallationStatus:
    """Return the installation's status for anonymous statistics, without sentences or paths."""
    lines = [_run_part_safely(id_, part, app) for id_, part in _iter_doctor_parts() if id_ in QUIET]
    told = {
        line.id: str(line.state) for line in lines if line.state in (PartStatus.WARNING, PartStatus.MISSING)
    }
    waiting = 0
    if (app.places.data / "outbox").is_dir():
        with suppress(SelfhelpError, OSError):
            waiting = sum(item.state is not DeliveryState.DELIVERED for item in app.get_outbox().list_items())
    return InstallationStatus(len(app.loaded_policy.problems), waiting, told)


def _iter_doctor_parts() -> Iterator[tuple[str, Callable[[App], DoctorLine]]]:
    for subject, ids in PARTS.items():
        module = import_module(f"{doctor.__name__}.{subject}")
        yield from ((id_, getattr(module, f"check_{id_.replace('-', '_')}")) for id_ in ids)


def _run_part_safely(id_: str, part: Callable[[App], DoctorLine], app: App) -> DoctorLine:
    try:
        return part(app)
    except SelfhelpError as error:
        return DoctorLine(id_, PartStatus.MISSING, error.message)
    except OSError as error:
        return DoctorLine(
            id_, PartStatus.MISSING, N_("Couldn't check this: {reason}", reason=str(error)[:200])
        )
