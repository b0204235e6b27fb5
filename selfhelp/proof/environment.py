"""Describes the computer, session and app version of a proof, without names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from selfhelp import __version__
from selfhelp.core.errors import UnavailableError
from selfhelp.core.model import Json
from selfhelp.machine import Machine, Reading
from selfhelp.machine.system.operating_system import SYSTEM
from selfhelp.machine.system.program_environment import read_program_environment

_MAKER = re.compile(r"^Microsoft\s+")


def read_environment(machine: Machine) -> Mapping[str, Json]:
    """Return the environment's properties by name; unknown values are empty or as Python reports them.

    ``system`` is the common name, such as "Windows 11 Pro 24H2"; it mentions Wine, whose results prove
    nothing about Windows.
    """
    told = machine.read(Reading(read_program_environment, {"platform": str(machine.platform)}))
    found: dict[str, Json] = {"platform": str(machine.platform), "app": __version__, **told}
    found |= {"locale": "", "virtual": ""}
    try:
        system = SYSTEM.read(machine)
    except UnavailableError:
        system = None
    if system is not None:
        found |= {
            "system": _MAKER.sub("", system.title),
            "build": system.build,
            "architecture": system.architecture,
            "locale": system.locale,
            "virtual": system.virtual,
        }
    if told["wine"]:
        found["system"] = f"Wine {told['wine']}"
    return found
