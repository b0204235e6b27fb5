"""Reads the macOS hardware inventory.

system_profiler(8) with ``-json``: keys and values such as ``spdisplays_yes`` are the same in every language;
only device names are localised. Untested on macOS.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine
from selfhelp.machine.command_output import SLOW, to_objects


def read_inventory(machine: Machine, *kinds: str) -> Mapping[str, Sequence[Mapping[str, Json]]]:
    """Return the inventory entries by data type; data types that the Mac doesn't report are missing.

    Raises:
        ProbeError: the inventory couldn't be read.
    """
    shown = machine.run(Command(("system_profiler", "-json", *kinds), timeout=SLOW))
    try:
        report = json.loads(shown.stdout)
        return {kind: to_objects(entries) for kind, entries in report.items()}
    except (ValueError, AttributeError, RecursionError) as error:
        detail = f"{' '.join(kinds)}: {shown.stdout[:200]}"
        raise ProbeError(N_("This computer returned an unexpected response."), detail=detail) from error


def read_parts_of_kind(machine: Machine, kind: str) -> Sequence[Mapping[str, Json]]:
    """Return the inventory entries of one data type, such as ``SPDisplaysDataType``.

    Reads one data type at a time, so that report sections share the answer.

    Raises:
        ProbeError: the inventory couldn't be read.
    """
    found = read_inventory(machine, kind)
    if kind not in found:
        raise ProbeError(N_("This computer returned an unexpected response."), detail=kind)
    return found[kind]
