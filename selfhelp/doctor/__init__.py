"""Checks of an installation for administrators, one file per subject."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from selfhelp.core.text import Text


class PartStatus(StrEnum):
    """The state of one part of the installation."""

    OK = "ok"
    WARNING = "warning"
    MISSING = "missing"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True)
class DoctorLine:
    """The result for one part of the installation: its ID, status and sentence."""

    id: str
    state: PartStatus
    text: Text | str
