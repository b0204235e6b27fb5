"""Sync with management: each tool's own sync is started, and done only when the tool says so."""

from __future__ import annotations

from typing import Any

import pytest

from selfhelp.core.errors import NotOfferedError, ProbeError, StepError
from selfhelp.core.model import CheckState, Json, Outcome, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH
from selfhelp.engine.engine import Engine
from selfhelp.engine.journal import Journal
from selfhelp.fixes.system.management_sync import ManagementSync
from selfhelp.helper.operation import TrustLevel
from selfhelp.helper.operations import OPERATIONS as HELPER
from selfhelp.machine import Action, Command, Native, Output, PowerShell, PropertyList, Reading, elevate
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.machine.organisation import read_policy_values
from selfhelp.machine.system import management
from selfhelp.machine.system.management import OPERATIONS, OpenToolApp, RefreshGroupPolicy, SyncPuppet
from selfhelp.policy.policy import LINUX_MANAGERS

FIX = ManagementSync()
DAY = 86_400


class Agrees:
    def ask_consent(self, _proposal: object) -> bool:
        return True

    def ask_question(self, _question: object) -> None:
        return None

    def ask_to_do_by_hand(self, _view: object) -> bool:
        return True


class Computer:
    """A managed computer: what each tool says, and what a sync makes of it."""

    def __init__(self, platform: Platform, ages: dict[str, int | None], helper: tuple[str, ...] = ()) -> None:
        self.platform, self.ages, self.helper = platform, ages, helper
        self.named: tuple[str, ...] = LINUX_MANAGERS
        self.after: dict[str, int | None] = {}
        self.errors: list[str] = []
        self.code = 0
        self.done: list[tuple[str, ...] | str] = []

    def read(self, source: Any) -> Json:
        if isinstance(source, PowerShell):
            gpo, mdm = self.ages.get("group-policy", 0), self.ages.get("intune", 0)
            facts = {"domain": "group-policy" in self.ages, "gpo": -1 if gpo is None else gpo}
            return [{**facts, "enrolled": "intune" in self.ages, "mdm": -1 if mdm is None else mdm}]
        if isinstance(source, PropertyList):
            return {"Errors": self.errors}
        assert isinstance(source, Reading)
        if source.function is read_policy_values:
            return {"management": list(self.named)}
        if source.function is elevate.list_operations:
            return list(self.helper)
        assert source.function is management.read_sync_stamps
        name = next(
            str(one) for one, p in management.PROGRAMS.items() if list(p) == source.params["programs"]
        )
        return {"installed": name in self.ages, "age": self.ages.get(name)}

    def run(self, command: Command) -> Output:
        raise AssertionError(command)

    def change(self, action: Action) -> Json:
        if isinstance(action, Native):
            self.done.append(str(action.params.get("operation", action.name)))
            self.ages.update(self.after)
            return {"result": "done", "detail": "ok"}
        self.done.append(action.argv)
        if self.code == 0:
            self.ages.update(self.after)
        return Output(self.code, "")


@pytest.fixture
def engine(tmp_path):
    return lambda computer: Engine(computer, Journal(tmp_path))


def test_a_recent_sync_needs_no_other():
    assert FIX.diagnose(Computer(Platform.WINDOWS, {"group-policy": 60, "intune": 600})) is None


def test_linux_checks_only_what_the_policy_names():
    computer = Computer(Platform.LINUX, {"puppet": DAY, "sssd": DAY})
    computer.named = ()
    with pytest.raises(NotOfferedError):
        FIX.diagnose(computer)
    computer.named = ("puppet",)
    finding = FIX.diagnose(computer)
    assert finding is not None
    assert [tool["manager"] for tool in finding.data["tools"]] == ["puppet"]
    assert ENGLISH.translate(finding.summary) == "This computer last synced with Puppet 24 hours ago."


def test_group_policy_is_refreshed_and_it_is_done_when_windows_says_so(engine):
    computer = Computer(Platform.WINDOWS, {"group-policy": 3 * DAY})
    computer.after = {"group-policy": 2}
    run = engine(computer).run(FIX, Agrees(), Progress())
    assert computer.done == [("gpupdate.exe", "/target:user")], "arguments, no shell"
    assert run.outcome is Outcome.FIXED
    assert run.before.evidence["last sync with Group Policy"] == f"{3 * DAY} s ago"


def test_a_sync_that_changes_nothing_is_not_done(engine):
    computer = Computer(Platform.WINDOWS, {"group-policy": 3 * DAY})
    run = engine(computer).run(FIX, Agrees(), Progress())
    assert run.outcome is Outcome.NOT_FIXED
    assert run.after is not None
    assert run.after.state is CheckState.FOUND


def test_a_tool_that_says_nothing_is_never_called_done(engine):
    computer = Computer(Platform.LINUX, {"salt": None}, ("sync-salt",))
    run = engine(computer).run(FIX, Agrees(), Progress())
    assert computer.done == ["sync-salt"]
    assert run.outcome is Outcome.NOT_FIXED
    assert run.after is not None
    assert run.after.state is CheckState.INCONCLUSIVE


def test_gpupdate_that_fails_says_what_to_do():
    computer = Computer(Platform.WINDOWS, {"group-policy": DAY})
    computer.code = 1
    with pytest.raises(StepError, match="VPN"):
        RefreshGroupPolicy().perform(computer, Progress())


def test_errors_of_munki_are_no_sync():
    computer = Computer(Platform.MACOS, {"munki": 30}, ("sync-munki",))
    computer.errors = ["Could not retrieve managed install primary manifest."]
    finding = FIX.diagnose(computer)
    assert finding is not None
    assert "had errors" in ENGLISH.translate(finding.summary)
    assert FIX.verify_outcome(computer, finding, {}) is not None


@pytest.mark.parametrize(
    ("platform", "ages", "steps"),
    [
        (Platform.WINDOWS, {"intune": DAY}, [OpenPage("work-account"), ByHand("sync-work-account")]),
        (Platform.MACOS, {"jamf": DAY}, [OpenToolApp("jamf"), ByHand("sync-in-jamf")]),
        (Platform.MACOS, {"munki": DAY}, [OpenToolApp("munki"), ByHand("sync-in-munki")]),
        (Platform.LINUX, {"puppet": DAY}, []),
    ],
)
def test_without_the_helper_the_tools_own_page_or_the_help_desk(platform, ages, steps):
    finding = FIX.diagnose(Computer(platform, ages))
    assert finding is not None
    assert list(FIX.plan_steps(finding, {})) == steps


def test_with_the_helper_it_starts_the_tool():
    finding = FIX.diagnose(Computer(Platform.LINUX, {"puppet": DAY}, ("sync-puppet",)))
    assert finding is not None
    assert list(FIX.plan_steps(finding, {})) == [SyncPuppet()]


def test_every_way_is_a_closed_list_with_fixed_arguments():
    for operation in OPERATIONS.values():
        row = HELPER[operation]
        assert row.trust is TrustLevel.HARMLESS
        assert row.hourly <= 4
        for ways in row.ways.values():
            for way in ways:
                assert not way.params, "nothing of a request becomes an argument"
    assert set(LINUX_MANAGERS) == {"puppet", "salt", "sssd"}


def test_stamps_are_read_without_any_right(tmp_path):
    stamp = tmp_path / "last_run_summary.yaml"
    assert management.read_sync_stamps([str(stamp)], [str(stamp)]) == {"installed": False, "age": None}
    stamp.write_text("---\n")
    told = management.read_sync_stamps([str(stamp)], [str(tmp_path / "missing"), str(stamp)])
    assert told["installed"] is True
    assert told["age"] <= 5


def test_nothing_known_after_the_step_is_said(engine):
    computer = Computer(Platform.WINDOWS, {"intune": None}, ("sync-intune",))
    finding = FIX.diagnose(computer)
    assert finding is not None
    with pytest.raises(ProbeError, match="A sync with Intune was requested"):
        FIX.verify_outcome(computer, finding, {})
