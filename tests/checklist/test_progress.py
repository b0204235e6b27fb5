"""The checklist: what is proven, what counts as the user's word, and that it remembers its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from selfhelp.checklist.checklist_step import ChecklistStep, load_checklist, select_checklist_steps
from selfhelp.checklist.progress import (
    FILE,
    ChecklistProgress,
    ChecklistStore,
    StepState,
    assess_checklist_steps,
    count_done_checklist_steps,
    find_next_open_step,
)
from selfhelp.checklist.step_verification import drop_missing_checks
from selfhelp.core.errors import StorageError
from selfhelp.core.model import CheckResult, CheckState, Finding
from selfhelp.core.text import N_
from selfhelp.policy import checklist as rules
from selfhelp.policy.checklist import ChecklistPolicy, parse_own_steps
from selfhelp.policy.policy import OrganisationPolicy, Policy

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
PROVABLE = ChecklistStep("disk", N_("Check the disk"), check="disk-full")
BY_HAND = ChecklistStep("mail", N_("Set up email"))
STEPS = (PROVABLE, BY_HAND)


def result(state: CheckState) -> CheckResult:
    finding = Finding(N_("It is full.")) if state is CheckState.FOUND else None
    return CheckResult("disk-full", state, finding)


def states(place: ChecklistProgress, state: CheckState | None = None) -> list[StepState]:
    results = {} if state is None else {"disk": result(state)}
    return [one.state for one in assess_checklist_steps(STEPS, place, results)]


@pytest.mark.parametrize(
    ("state", "expected", "tickable"),
    [
        (CheckState.HEALTHY, StepState.PROVEN, False),
        (CheckState.FOUND, StepState.OPEN, False),
        (CheckState.INCONCLUSIVE, StepState.OPEN, True),
        (CheckState.NOT_OFFERED, StepState.NOT_HERE, False),
    ],
)
def test_a_check_decides_and_only_where_it_could_not_look_the_user_does(state, expected, tickable):
    entry = assess_checklist_steps(STEPS, ChecklistProgress(), {"disk": result(state)})[0]
    assert (entry.state, entry.can_be_ticked) == (expected, tickable)


def test_a_tick_does_not_hide_what_a_check_finds():
    ticked = ChecklistProgress().add_tick("disk", NOW, on=True)
    assert states(ticked, CheckState.FOUND)[0] is StepState.OPEN
    assert states(ticked, CheckState.INCONCLUSIVE)[0] is StepState.TICKED


def test_a_verified_item_stays_done_until_its_check_fails():
    place = ChecklistProgress().add_results({"disk": result(CheckState.HEALTHY)}, NOW)
    assert states(place)[0] is StepState.PROVEN, "before the check has answered again"
    assert place.add_results({"disk": result(CheckState.INCONCLUSIVE)}, NOW) == place
    later = place.add_results({"disk": result(CheckState.HEALTHY)}, NOW + timedelta(days=1))
    assert later.proven == {"disk": NOW}, "since it was proven first"
    assert states(place.add_results({"disk": result(CheckState.FOUND)}, NOW))[0] is StepState.UNCHECKED


def test_a_step_without_a_check_is_the_users_word_and_can_be_reopened():
    place = ChecklistProgress().add_tick("mail", NOW, on=True)
    assert states(place)[1] is StepState.TICKED
    assert states(place.add_tick("mail", NOW, on=False))[1] is StepState.OPEN


def test_items_not_applicable_are_not_counted():
    entries = assess_checklist_steps(
        STEPS, ChecklistProgress().add_tick("mail", NOW, on=True), {"disk": result(CheckState.NOT_OFFERED)}
    )
    assert count_done_checklist_steps(entries) == (1, 1)
    assert find_next_open_step(entries) is None


def test_it_remembers_its_place(tmp_path: Path):
    place = ChecklistProgress({"disk": NOW}, {"mail": NOW})
    ChecklistStore(tmp_path).save(place)
    assert ChecklistStore(tmp_path).load() == place
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"", b"[]", b'{"proven": {"a": 3}, "ticked": {}}', b"\xff\xfe"])
def test_a_damaged_file_is_an_empty_place(tmp_path: Path, content: bytes):
    (tmp_path / FILE).write_bytes(content)
    assert ChecklistStore(tmp_path).load() == ChecklistProgress()


def test_what_cannot_be_saved_is_said(tmp_path: Path):
    (tmp_path / "a file").write_bytes(b"")
    with pytest.raises(StorageError):
        ChecklistStore(tmp_path / "a file" / "below").save(ChecklistProgress())


# -- which steps -----------------------------------------------------------------------------------


def ids(policy: Policy) -> list[str]:
    return [step.id for step in select_checklist_steps(policy)]


def test_the_policy_leaves_out_adds_and_turns_off():
    assert "vpn" not in ids(Policy()), "no VPN is set"
    named = replace(Policy(), organisation=OrganisationPolicy(vpn_name="Office"))
    assert "vpn" in ids(named)
    without = replace(named, checklist=ChecklistPolicy(off=("vpn", "phone")))
    assert not {"vpn", "phone"} & set(ids(without))
    assert ids(replace(Policy(), checklist=ChecklistPolicy(enabled=False))) == []
    line = "Collect your badge=https://intranet.example.com/badge"
    added = select_checklist_steps(replace(Policy(), checklist=ChecklistPolicy(steps=(line,))))[-1]
    assert (added.title, added.page) == ("Collect your badge", "https://intranet.example.com/badge")
    assert added.id == parse_own_steps(["First=", line])[1].id, "it stays ticked while others are added"


@pytest.mark.parametrize(
    "line",
    ["=https://a.example.com", "x" * 101, "Badge=http://a.example.com", "Badge=file:///bin/sh", "a\u202eb"],
)
def test_a_wrong_step_of_the_policy_is_refused(line: str):
    assert rules._find_checklist_mistake([line]) is not None


def test_every_step_names_what_exists():
    from selfhelp import checks, fixes
    from selfhelp.catalog.discovery import iter_classes
    from selfhelp.fixes import Check
    from selfhelp.foresight import lookaheads
    from selfhelp.foresight.lookahead import Lookahead
    from selfhelp.machine.guidance.settings_pages import load_settings_pages
    from selfhelp.ticket_topics import ticket_topic

    known = {one.id for package in (checks, fixes) for one in iter_classes(package, Check)}
    known |= {one.id for one in iter_classes(lookaheads, Lookahead)}
    fields = set(OrganisationPolicy.__dataclass_fields__)
    assert tuple(load_checklist()) == rules.STEPS
    for step in load_checklist().values():
        assert not step.check or step.check in known, step.id
        assert not step.topic or step.topic in ticket_topic.list_topic_ids(), step.id
        assert not step.settings or step.settings in load_settings_pages(), step.id
        assert set(step.needs) <= fields, step.id


def test_a_check_that_is_turned_off_proves_nothing_so_the_user_ticks():
    assert drop_missing_checks([PROVABLE], {}, {})[0].check == ""
