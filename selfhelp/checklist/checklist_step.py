"""The steps of the checklist: loads them, and selects the steps that a policy enables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from selfhelp.core.resource_tables import ResourceTable, read_records
from selfhelp.core.text import N_, Text
from selfhelp.policy.checklist import ChecklistPolicy, parse_own_steps
from selfhelp.policy.policy import Policy

FILE = "setup-checklist.toml"


@dataclass(frozen=True, slots=True)
class ChecklistStep:
    """A step of the checklist.

    Attributes:
        id: the ID of the step's table in the file; the ID of an own step is derived from its title.
        title, about: the step's name and instruction; for an own step, external text and the URL.
        check: ID of the fix, check or forecast that verifies the step; "" if only the user can.
        topic: ID of the ticket topic that helps, or "".
        settings: name of the settings page for the step, or "".
        needs: keys of the policy's table ``organisation``, one of which must be set; empty for none.
        page: address of the organisation's page about the step, or "".
    """

    id: str
    title: Text | str
    about: Text | str = ""
    check: str = ""
    topic: str = ""
    settings: str = ""
    needs: Sequence[str] = ()
    page: str = ""


@lru_cache(maxsize=1)
def load_checklist() -> Mapping[str, ChecklistStep]:
    """Return the steps in the file's order.

    Raises:
        ResourceError: the file is missing or invalid.
    """
    return read_records(FILE, step_from_table)


def step_from_table(id_: str, table: ResourceTable) -> ChecklistStep:
    """Return the step that a table of the resource file describes."""
    return ChecklistStep(
        id=id_,
        title=table.read_sentence("title"),
        about=table.read_sentence("about"),
        check=table.read_word("check", ""),
        topic=table.read_word("topic", ""),
        settings=table.read_word("settings", ""),
        needs=table.read_words("needs"),
    )


def select_checklist_steps(policy: Policy) -> Sequence[ChecklistStep]:
    """Return the organisation's steps: the enabled steps of the file, then its own steps."""
    rules = policy.checklist
    if not rules.enabled:
        return ()
    ours = [
        step
        for step in load_checklist().values()
        if step.id not in rules.off and _is_step_needed(step, policy)
    ]
    return [*ours, *_make_organisation_steps(rules)]


def _is_step_needed(step: ChecklistStep, policy: Policy) -> bool:
    return not step.needs or any(getattr(policy.organisation, key) for key in step.needs)


def _make_organisation_steps(rules: ChecklistPolicy) -> Sequence[ChecklistStep]:
    return [
        ChecklistStep(one.id, one.title, N_("Required by your organisation."), page=one.page)
        for one in parse_own_steps(rules.steps)
    ]
