"""Starts Windows PowerShell with a constant script; what the script needs to know comes in as data."""

from __future__ import annotations

import json

from selfhelp.machine import Command
from selfhelp.model import Json

INPUT = "([Console]::In.ReadToEnd()|ConvertFrom-Json)"
"""In a script: the data it was given."""


def argv(script: str) -> tuple[str, ...]:
    """Return the command line that runs a script."""
    return ("powershell.exe", "-NoLogo", "-NoProfile", "-NonInteractive", "-Command", script)


def given(script: str, data: Json, timeout: float = 20.0) -> Command:
    """Return the command that runs a script and gives it data, which never becomes a part of the script.

    It travels as JSON in ASCII: Windows PowerShell reads its input in an old code page (Microsoft Learn,
    about_Character_Encoding).
    """
    return Command(argv(script), timeout=timeout, stdin=json.dumps(data).encode("ascii"))
