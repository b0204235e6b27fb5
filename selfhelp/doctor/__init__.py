"""The administrator's first look at an installation: ONE FILE, ONE SUBJECT, one function for each part."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from selfhelp.core.text import Text


class Health(StrEnum):
    """How one part of the installation is."""

    OK = "ok"
    WARNING = "warning"
    MISSING = "missing"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the answer."""

    id: str
    state: Health
    text: Text | str
