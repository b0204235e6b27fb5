"""The names and states of health subjects, as shown by every front end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from selfhelp.core.model import CheckState
from selfhelp.core.text import N_, NN_, Text
from selfhelp.engine.health import HealthState
from selfhelp.foresight.health_subject import HealthSubject

if TYPE_CHECKING:
    from selfhelp.foresight.outlook import SubjectHealth

SUBJECTS: Mapping[HealthSubject, Text] = {
    HealthSubject.STORAGE: N_("Storage"),
    HealthSubject.NETWORK: N_("Network"),
    HealthSubject.SECURITY: N_("Security"),
    HealthSubject.PERFORMANCE: N_("Performance"),
    HealthSubject.UPDATES: N_("Updates"),
    HealthSubject.ACCOUNT: N_("Account"),
    HealthSubject.DEVICES: N_("Devices and apps"),
}
_STATES: Mapping[HealthState, Text] = {
    HealthState.NOTE: N_("worth knowing"),
    HealthState.ATTENTION: N_("needs your attention"),
    HealthState.UNAVAILABLE: N_("couldn't be checked"),
}


def describe_subject(health: SubjectHealth) -> Text:
    """Return a subject's heading: its name and its state.

    Because a few checks don't prove that the whole subject is healthy, the heading contains the number of
    checks without a problem.
    """
    name = _STATES.get(health.state) or _describe_passed(health)
    return N_("{what}: {name}", what=SUBJECTS[health.subject], name=name)


def _describe_passed(health: SubjectHealth) -> Text:
    passed = sum(result.state is CheckState.HEALTHY for result in health.results)
    if passed == len(health.results):
        return NN_("no problem found in {count} check", "no problem found in {count} checks", count=passed)
    return NN_(
        "no problem found in {count} of {total} checks",
        "no problem found in {count} of {total} checks",
        count=passed,
        total=len(health.results),
    )
