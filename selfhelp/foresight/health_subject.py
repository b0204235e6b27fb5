"""The subjects of a computer's health, and the subject of a category."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from selfhelp.fixes import Category


class HealthSubject(StrEnum):
    """The subjects of a computer's health."""

    STORAGE = "storage"
    NETWORK = "network"
    SECURITY = "security"
    PERFORMANCE = "performance"
    UPDATES = "updates"
    ACCOUNT = "account"
    DEVICES = "devices"


_SUBJECTS: Mapping[Category, HealthSubject] = {
    Category.STORAGE: HealthSubject.STORAGE,
    Category.FILES: HealthSubject.STORAGE,
    Category.NETWORK: HealthSubject.NETWORK,
    Category.SECURITY: HealthSubject.SECURITY,
    Category.PERFORMANCE: HealthSubject.PERFORMANCE,
    Category.POWER: HealthSubject.PERFORMANCE,
    Category.UPDATES: HealthSubject.UPDATES,
    Category.ACCOUNT: HealthSubject.ACCOUNT,
    Category.ACCESS: HealthSubject.ACCOUNT,
}


def find_subject_of_category(category: str) -> HealthSubject:
    """Return the health subject for a check's ticket category."""
    return next((s for known, s in _SUBJECTS.items() if known == category), HealthSubject.DEVICES)
