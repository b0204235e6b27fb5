"""The organisation's settings for this computer: web pages, host names, printers and drives."""

from __future__ import annotations

import dataclasses
from dataclasses import field
from typing import Any

from selfhelp.core.model import Json
from selfhelp.core.records import record
from selfhelp.machine import Machine, Reading
from selfhelp.policy.approved_printers_and_drives import select_approved_drives
from selfhelp.policy.help_desk import HelpDeskPolicy
from selfhelp.policy.policy import HelperPolicyKeys, IncidentsPolicy, OrganisationPolicy, Policy


@record
class PolicyTables:
    """The policy tables that probes use; provided by `selfhelp.machine.local_machine.LocalMachine`."""

    organisation: OrganisationPolicy = field(default_factory=OrganisationPolicy)
    desk: HelpDeskPolicy = field(default_factory=HelpDeskPolicy)
    helper: HelperPolicyKeys = field(default_factory=HelperPolicyKeys)
    incidents: IncidentsPolicy = field(default_factory=IncidentsPolicy)

    @classmethod
    def from_policy(cls, policy: Policy) -> PolicyTables:
        """Return the tables that probes use from a policy."""
        return cls(policy.organisation, policy.desk, policy.helper, policy.incidents)


def read_policy_values(platform: str, told: PolicyTables) -> Json:
    """Return the policy's ``organisation`` table as plain data, limited to drives for this computer."""
    here = told.incidents
    drives = select_approved_drives(told.organisation.drives, here.groups, here.sites)
    return {**dataclasses.asdict(told.organisation), "drives": drives}


def read_organisation(machine: Machine) -> OrganisationPolicy:
    """Return the organisation's settings; keys missing from a transcript get their defaults."""
    answer = machine.read(Reading(read_policy_values, {"platform": str(machine.platform)}, told=True))
    known = {item.name for item in dataclasses.fields(OrganisationPolicy)}
    values: dict[str, Any] = {
        name: tuple(v) if isinstance(v, list) else v for name, v in answer.items() if name in known
    }
    return OrganisationPolicy(**values)
