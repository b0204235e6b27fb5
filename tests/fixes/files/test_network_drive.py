"""Network drives: the server first, then the connection, and never a drive that is in use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from selfhelp.core.errors import NotOfferedError, ProbeError, StepError
from selfhelp.core.model import Finding, Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH, Text
from selfhelp.fixes.files.network_drive import NetworkDrive
from selfhelp.machine import Command, Machine, Output, Step
from selfhelp.machine.files.network_drive_steps import ConnectDrive, DisconnectDrive, ReopenDrive
from selfhelp.machine.files.side_bar import ShowInSideBar
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.replay import ReplayMachine

FIX = NetworkDrive()
Replay = Callable[[str], ReplayMachine]
TEAM = "smb://files.example.com/team"


def found(machine: Machine) -> Finding:
    finding = FIX.diagnose(machine)
    assert finding is not None
    return finding


def steps(replay: Replay, name: str) -> list[Step]:
    return list(FIX.plan_steps(found(replay(f"network-drive/{name}")), {}))


def test_a_silent_server_wants_the_companys_network(replay: Replay) -> None:
    for name in ("debian-13--server-silent", "windows-11--no-vpn"):
        assert steps(replay, name) == [ByHand("company-network")]


def test_a_drive_that_was_not_connected_is_connected_and_can_be_taken_back(replay: Replay) -> None:
    (step,) = steps(replay, "windows-11--letter-gone")
    assert step == ConnectDrive(TEAM, "G:")
    assert step.make_undo_step(replay("network-drive/windows-11--letter-gone")) == DisconnectDrive(TEAM, "G:")
    assert steps(replay, "macos-15--not-connected") == [ConnectDrive(TEAM)]


def test_a_drive_that_windows_remembers_is_only_opened_again(replay: Replay) -> None:
    (step,) = steps(replay, "windows-11-french--unavailable")
    assert step == ReopenDrive("smb://files.example.com/%C3%A9quipe", "G:")
    assert not step.undoable


class Computer:
    """A Linux computer with these drives and answers."""

    platform = Platform.LINUX
    opens, mounted = 0, ""

    def __init__(self, drives: Json, *, way_out: bool = True, answer: str = "open", code: int = 0) -> None:
        self.answers = {
            "network_drives.read_mounted_drives": [],
            "organisation.read_policy_values": {"drives": drives},
            "connections.has_default_route": way_out,
            "connections.probe_port": answer,
        }
        self.code = code
        self.commands: list[tuple[str, ...]] = []

    def read(self, source: Any) -> Json:
        return self.answers[source.name]

    def run(self, command: Command) -> Output:
        if command.argv[:2] == ("gio", "info"):
            return Output(self.opens, "")
        assert command.argv == ("gio", "mount", "--list")
        return Output(0, self.mounted)

    def change(self, action: Any) -> Json:
        assert isinstance(action, Command)
        self.commands.append(action.argv)
        return Output(self.code, "", "no")


def test_without_any_drive_nothing_is_offered() -> None:
    with pytest.raises(NotOfferedError):
        FIX.diagnose(Computer(["nonsense"]))


def test_without_a_network_it_cannot_be_seen() -> None:
    with pytest.raises(ProbeError, match="isn't connected to a network"):
        FIX.diagnose(Computer([TEAM], way_out=False, answer="unreachable"))


def test_of_several_the_chosen_ones_are_connected() -> None:
    finding = found(Computer([TEAM, "smb://files.example.com/all"]))
    (question,) = FIX.list_questions(finding)
    assert [option.label for option in question.options] == [TEAM, "smb://files.example.com/all"]
    address = "smb://files.example.com/all"
    assert FIX.plan_steps(finding, {"drives": ["1"]}) == [ConnectDrive(address), ShowInSideBar(address)]


def test_the_desktop_is_asked_to_mount_and_to_let_go() -> None:
    machine = Computer([TEAM])
    ConnectDrive(TEAM).perform(machine, Progress())
    DisconnectDrive(TEAM).perform(machine, Progress())
    assert machine.commands == [("gio", "mount", TEAM), ("gio", "mount", "--unmount", TEAM)]


def test_a_drive_that_wants_a_password_is_left_to_the_file_manager() -> None:
    with pytest.raises(StepError, match="requires you to sign in"):
        ConnectDrive(TEAM).perform(Computer([TEAM], code=2), Progress())
    with pytest.raises(StepError, match="in use"):
        DisconnectDrive(TEAM).perform(Computer([TEAM], code=1), Progress())


def test_the_summary_names_the_drive_as_it_is() -> None:
    finding = found(Computer(["G:=\\\\files\\<b>x"]))
    assert "G: smb://files/%3Cb%3Ex isn't connected" in ENGLISH.translate(finding.summary)


class HalfReached(Computer):
    """A computer where one server of two answers."""

    def read(self, source: Any) -> Json:
        if source.name == "connections.probe_port":
            return "open" if source.params["host"] == "files.example.com" else "silent"
        return super().read(source)


def test_one_dead_server_does_not_keep_the_other_drives_away() -> None:
    machine = HalfReached(["smb://old.example.com/gone", TEAM])
    finding = found(machine)
    assert FIX.plan_steps(finding, {}) == [ConnectDrive(TEAM), ShowInSideBar(TEAM)]
    left = FIX.verify_outcome(machine, finding, {})
    assert left is not None
    assert list(left.data["drives"]) == [{"address": TEAM, "letter": "", "known": False, "title": ""}]


def test_final_check_covers_the_chosen_drives() -> None:
    finding = found(Computer([TEAM, "smb://files.example.com/all"]))
    after = Computer([TEAM, "smb://files.example.com/all"])
    after.answers["network_drives.read_mounted_drives"] = [
        {"kind": "smb", "host": "files.example.com", "share": "all", "connected": True, "known": True}
    ]
    assert FIX.verify_outcome(after, finding, {"drives": ["1"]}) is None
    assert FIX.verify_outcome(after, finding, {"drives": ["0"]}) is not None
    assert FIX.verify_outcome(after, finding, {"drives": ["0", "1"]}) is not None


SALES = "S:=\\\\files.example.com\\sales|name=Sales|groups=sales|optional"
SALES_ADDRESS = "smb://files.example.com/sales"
LEGAL = "L:=\\\\files.example.com\\legal|name=Legal|optional"


def connected(*addresses: str) -> str:
    """What gio lists."""
    return "\n".join(f"Mount(0): x -> {address}/" for address in addresses)


def wanted(machine: Machine) -> Finding:
    told = FIX.find_offer_on_request(machine)
    assert isinstance(told, Finding)
    return told


def test_an_optional_drive_is_connected_only_on_request() -> None:
    machine = Computer([SALES])
    assert FIX.diagnose(machine) is None
    finding = wanted(machine)
    assert ENGLISH.translate(finding.summary) == "You can connect the network drive S: Sales."
    step, shown = FIX.plan_steps(finding, {})
    assert step == ConnectDrive(SALES_ADDRESS, "S:", "Sales")
    assert shown == ShowInSideBar(SALES_ADDRESS, "Sales")
    assert ENGLISH.translate(shown.describe_action()) == "Show Sales in the sidebar of your file manager."
    assert ENGLISH.translate(step.describe_action()) == f"Connect the network drive Sales ({SALES_ADDRESS})."


def test_of_several_optional_drives_one_is_chosen() -> None:
    finding = wanted(Computer([SALES, LEGAL]))
    (question,) = FIX.list_questions(finding)
    assert not question.several
    assert [(o.label, o.detail, o.chosen) for o in question.options] == [
        ("Sales", f"S: {SALES_ADDRESS}", True),
        ("Legal", "L: smb://files.example.com/legal", False),
    ]
    assert FIX.plan_steps(finding, {"drives": ["1"]}) == [
        ConnectDrive("smb://files.example.com/legal", "L:", "Legal"),
        ShowInSideBar("smb://files.example.com/legal", "Legal"),
    ]


def test_whose_drives_are_all_connected_is_told_so() -> None:
    machine = Computer([SALES])
    machine.mounted = connected(SALES_ADDRESS)
    told = FIX.find_offer_on_request(machine)
    assert isinstance(told, Text)
    assert "All of your network drives are connected: Sales" in ENGLISH.translate(told)


def test_a_drive_behind_a_silent_server_leads_into_the_network_and_is_not_fixed() -> None:
    machine = Computer([SALES], answer="silent")
    finding = wanted(machine)
    assert list(FIX.plan_steps(finding, {})) == [ByHand("company-network")]
    left = FIX.verify_outcome(machine, finding, {})
    assert left is not None
    assert "your network drive, files.example.com, isn't responding" in ENGLISH.translate(left.summary)


def test_a_drive_that_was_connected_has_to_open() -> None:
    finding = wanted(Computer([SALES]))
    after = Computer([SALES])
    after.mounted = connected(SALES_ADDRESS)
    assert FIX.verify_outcome(after, finding, {}) is None
    after.opens = 2
    left = FIX.verify_outcome(after, finding, {})
    assert left is not None
    assert "is connected but can't be opened" in ENGLISH.translate(left.summary)
