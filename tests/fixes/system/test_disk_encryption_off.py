"""A disk without encryption: seen, but never encrypted from here."""

from __future__ import annotations

import json

import pytest

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.fixes.system.disk_encryption_off import DiskEncryptionOff
from selfhelp.machine import Output, PowerShell, Reading
from selfhelp.machine.power.restart import RESTART_SCRIPT
from selfhelp.machine.security.disk_encryption import ENCRYPTION, EncryptionState, ResumeEncryption

FIX = DiskEncryptionOff()


class Computer:
    """A computer that answers one thing, with a policy; ``restart``: an update waits for one."""

    def __init__(
        self, platform: Platform, answer: Json, *, required: bool = False, restart: bool = False
    ) -> None:
        self.platform, self.answer, self.required, self.restart = platform, answer, required, restart

    def read(self, source: object) -> Json:
        if isinstance(source, PowerShell) and source.script == RESTART_SCRIPT:
            return [{"servicing": self.restart, "update": False, "fast": False, "uptime": 60}]
        if isinstance(source, Reading) and source.name == "disk_encryption.read_bitlocker":
            return self.answer
        return {"require_encryption": self.required}

    def run(self, command: object) -> Output:
        return Output(0, self.answer)

    def change(self, action: object) -> Json:
        raise AssertionError("changed while looking")


def tree(*kinds: str, mount: str = "/") -> str:
    """Return what lsblk says of devices inside each other, the last one mounted."""
    device: Json = {"name": "last", "type": kinds[-1], "mountpoints": [None, mount]}
    for kind in reversed(kinds[:-1]):
        device = {"name": "x", "type": kind, "mountpoints": [None], "children": [device]}
    return json.dumps({"blockdevices": [{"name": "sr0", "type": "rom", "mountpoints": [None]}, device]})


def linux(answer: str, *, required: bool = True) -> Computer:
    return Computer(Platform.LINUX, answer, required=required)


def test_encryption_below_the_root_folder_is_recognised() -> None:
    assert FIX.diagnose(linux(tree("disk", "part", "crypt", "lvm"))) is None
    assert FIX.diagnose(linux(tree("disk", "part", "lvm", "crypt"))) is None


def test_an_open_disk_is_for_the_help_desk_and_only_where_it_is_asked_for() -> None:
    finding = FIX.diagnose(linux(tree("disk", "part")))
    assert finding
    assert FIX.plan_steps(finding, {}) == ()
    with pytest.raises(NotOfferedError):
        FIX.diagnose(linux(tree("disk", "part"), required=False))


@pytest.mark.parametrize("answer", ["", "[]", '{"blockdevices": 7}', "no json", tree("disk", mount="/home")])
def test_what_cannot_be_seen_is_unknown(answer: str) -> None:
    with pytest.raises(ProbeError):
        FIX.diagnose(linux(answer))


@pytest.mark.parametrize(
    ("number", "state"),
    [
        (1, EncryptionState.ON),
        (2, EncryptionState.OFF),
        (3, EncryptionState.ENCRYPTING),
        (4, EncryptionState.OFF),
    ],
)
def test_the_numbers_of_windows(number: int, state: EncryptionState) -> None:
    assert ENCRYPTION.read(Computer(Platform.WINDOWS, number)) is state


@pytest.mark.parametrize("number", [None, 0, 6, 99, "x"])
def test_other_numbers_are_unknown(number: Json) -> None:
    with pytest.raises(ProbeError):
        FIX.diagnose(Computer(Platform.WINDOWS, number))


def test_only_a_suspended_protection_is_resumed() -> None:
    finding = FIX.diagnose(Computer(Platform.WINDOWS, 5))
    assert finding
    assert FIX.plan_steps(finding, {}) == (ResumeEncryption(),)
    assert ResumeEncryption.risk is not None
    assert dict(ResumeEncryption.operations) == {Platform.WINDOWS: "resume-disk-encryption"}


def test_a_mac_that_is_busy_with_it_is_fine() -> None:
    text = "FileVault is Off.\nEncryption in progress: Percent completed = 12.5\n"
    assert FIX.diagnose(Computer(Platform.MACOS, text, required=True)) is None


@pytest.mark.parametrize("restart", [True, False])
def test_nothing_is_resumed_while_an_update_waits_for_its_restart(restart: bool) -> None:
    """An update of the firmware suspends the protection on purpose: resumed, it asks for the recovery key."""
    machine = Computer(Platform.WINDOWS, 5, restart=restart)
    finding = FIX.diagnose(machine)
    assert finding
    assert (FIX.find_blocked_reason(machine, finding) is not None) is restart


def test_what_never_resumes_is_not_refused() -> None:
    machine = Computer(Platform.WINDOWS, 2, required=True, restart=True)
    finding = FIX.diagnose(machine)
    assert finding
    assert FIX.find_blocked_reason(machine, finding) is None
