"""Names and states of health subjects, shared by every front end."""

from __future__ import annotations

from collections.abc import Mapping

from selfhelp.core.text import N_, Text
from selfhelp.engine.health import HealthState
from selfhelp.foresight import HealthSubject

SUBJECTS: Mapping[HealthSubject, Text] = {
    HealthSubject.STORAGE: N_("Storage"),
    HealthSubject.NETWORK: N_("Network"),
    HealthSubject.SECURITY: N_("Security"),
    HealthSubject.PERFORMANCE: N_("Performance"),
    HealthSubject.UPDATES: N_("Updates"),
    HealthSubject.ACCOUNT: N_("Account"),
    HealthSubject.DEVICES: N_("Devices and apps"),
}
STATES: Mapping[HealthState, Text] = {
    HealthState.FINE: N_("no problem found"),
    HealthState.NOTE: N_("worth knowing"),
    HealthState.ATTENTION: N_("needs your attention"),
    HealthState.UNAVAILABLE: N_("couldn't be checked"),
}
