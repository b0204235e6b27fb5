"""Setting up a new computer as a checklist that remembers its place.

The steps stand in ``resources/setup-checklist.toml``; policy leaves some out and adds its own. A step with a
check is done when that check says so; every other one when the user ticks it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from selfhelp.core.resource_tables import ResourceTable, read_records
from selfhelp.core.text import N_, Text
from selfhelp.policy.checklist import ChecklistPolicy, own_steps
from selfhelp.policy.policy import Policy

FILE = "setup-checklist.toml"


@dataclass(frozen=True, slots=True)
class ChecklistStep:
    """One thing to set up.

    Attributes:
        id: of its table in the file; of the organisation's own, made from its title.
        title, about: what it is, and what to do; of the organisation's own, foreign text and its address.
        check: id of the fix, check or forecast that proves it; "" if only the user can tell.
        topic: id of the ticket topic that helps; "" for none.
        settings: the settings page if it is done; "" for none.
        needs: keys of the policy's table ``organisation``, of which one must be set; empty for none.
        page: the organisation's page about it; "" for none.
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
    """Return the steps of the file, in its order.

    Raises:
        ResourceError: the file is missing or wrong.
    """
    return read_records(FILE, step_from_table)


def step_from_table(id_: str, table: ResourceTable) -> ChecklistStep:
    """Read one step."""
    return ChecklistStep(
        id=id_,
        title=table.sentence("title"),
        about=table.sentence("about"),
        check=table.read_word("check", ""),
        topic=table.read_word("topic", ""),
        settings=table.read_word("settings", ""),
        needs=table.read_words("needs"),
    )


def checklist_for(policy: Policy) -> Sequence[ChecklistStep]:
    """Return the steps that the organisation wants, its own after those of the file."""
    rules = policy.checklist
    if not rules.enabled:
        return ()
    ours = [
        step for step in load_checklist().values() if step.id not in rules.off and _is_needed(step, policy)
    ]
    return [*ours, *_own_steps(rules)]


def _is_needed(step: ChecklistStep, policy: Policy) -> bool:
    return not step.needs or any(getattr(policy.organisation, key) for key in step.needs)


def _own_steps(rules: ChecklistPolicy) -> Sequence[ChecklistStep]:
    return [
        ChecklistStep(one.id, one.title, N_("Required by your organisation."), page=one.page)
        for one in own_steps(rules.steps)
    ]
