"""Asks macOS's own inventory for one kind of parts.

system_profiler(8) with ``-json``: keys and values such as ``spdisplays_yes`` are the same in every language;
only names of devices are the person's. Not tried on a real Mac.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine
from selfhelp.machine.command_output import SLOW, objects


def parts(machine: Machine, kind: str) -> Sequence[Mapping[str, Json]]:
    """Return the parts of one kind, for instance ``SPDisplaysDataType``.

    One kind at a time, so that sections which want the same share the answer.

    Raises:
        ProbeError: the Mac gave no usable answer.
    """
    shown = machine.run(Command(("system_profiler", "-json", kind), timeout=SLOW))
    try:
        report = json.loads(shown.stdout)
    except (ValueError, RecursionError) as error:
        message = N_("This computer gave no usable answer.")
        raise ProbeError(message, detail=f"{kind}: {shown.stdout[:200]}") from error
    if not isinstance(report, dict) or kind not in report:
        raise ProbeError(N_("This computer gave no usable answer."), detail=f"{kind}: {shown.stderr[:200]}")
    return objects(report[kind])
