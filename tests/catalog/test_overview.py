"""What the first screen checks: nothing that the ticket would call blocked is missing from it."""

from __future__ import annotations

from selfhelp.catalog.catalog import Catalog
from selfhelp.core.model import CheckResult, CheckState, Finding, Platform
from selfhelp.core.text import N_
from selfhelp.engine.health import HealthState, summarise_health
from selfhelp.policy.policy import FixesPolicy, Policy

CATALOG = Catalog(Policy(), Platform.LINUX)


def test_a_stopped_printer_and_no_internet_are_part_of_it() -> None:
    assert {"can-print", "net-no-internet", "disk-full"} <= CATALOG.overview_checks.keys()
    assert (
        "print-offline" not in CATALOG.overview_checks
    )  # it knocks at printers that may be off with good reason


def test_they_are_no_small_matter() -> None:
    for id_ in ("can-print", "net-no-internet"):
        found = CheckResult(id_, CheckState.FOUND, Finding(N_("Something.")))
        fine = CheckResult("disk-full", CheckState.HEALTHY)
        assert summarise_health([fine, found], CATALOG.checks).state is HealthState.ATTENTION


def test_what_is_not_offered_is_not_checked() -> None:
    denied = Catalog(Policy(fixes=FixesPolicy(deny=("net-no-internet",))), Platform.LINUX)
    assert "net-no-internet" not in denied.overview_checks
