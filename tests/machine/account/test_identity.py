"""The names redaction must know: each source by itself, each system side by side."""

# ruff: noqa: E501
from __future__ import annotations

import pytest

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Json, Platform, PrivacyClass
from selfhelp.core.text import N_
from selfhelp.machine import Command, File, Output, Reading
from selfhelp.machine.account import identity
from selfhelp.report.redact import Redactor

TOLD = {
    "account": "zoe42", "full_name": "Zoé Martinelli", "home": "/home/zoe42", "host": "pc-9",
    "names": ["PC-9", "branch.example.com", "BRANCHX"], "mail": ["zoe@upn.example.com"],
}  # fmt: skip


class Asked:
    """A computer that answers from a table, and fails where the table has an exception."""

    def __init__(self, platform: Platform, answers: dict[str, object]) -> None:
        self.platform = platform
        self.answers = {"identity.read_account_names": TOLD} | answers

    def read(self, source: File | Reading) -> Json:
        return self._answer(source.path if isinstance(source, File) else source.name)

    def run(self, command: Command) -> Output:
        return Output(0, str(self._answer(" ".join(command.argv)) or ""))

    def _answer(self, name: str) -> Json:
        answer = self.answers.get(name)
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]


LINUX = {
    "/etc/hosts": "127.0.0.1 localhost\n127.0.1.1 pc-9.corp.example.org pc-9 # mine\n10.0.0.1 other.example.org\n",
    "/etc/resolv.conf": "search a.example.net b.example.net\nnameserver 10.0.0.1\n",
    "/etc/krb5.conf": "[libdefaults]\n default_realm = AD.EXAMPLE.COM\n",
    "identity.read_serial_numbers": {"numbers": ["5CG9X7Y1", "0", "None", "To be filled"], "wireless": True},
    "nmcli -t -f NAME connection show": "Livebox\\:99F3\nWired connection 1\n",
}
WINDOWS = {
    "identity.read_windows_registration": {
        "networks": ["FreeWifi-77AB"], "mail": ["zoe@acme.example"], "domains": ["corp.example.org", ""],
        "owner": "Zoé M.", "guid": "1b4e28ba-2fa1-11d2-883f-0016d3cca427",
    }
}  # fmt: skip
MACOS = {
    "scutil --get ComputerName": "Zoé's Mac\n",
    "scutil --get LocalHostName": "Zoes-Mac-7\n",
    "ioreg -rd1 -c IOPlatformExpertDevice": '  "IOPlatformSerialNumber" = "C02XL0GYJGH5"\n  "IOPlatformUUID" = "564D-9A"\n',
    "networksetup -listpreferredwirelessnetworks en0": "Preferred networks on en0:\n\tLivebox-99F3\n\tCafé Wifi\n",
}


@pytest.mark.parametrize(
    ("platform", "answers", "gone"),
    [
        (Platform.LINUX, LINUX, ("pc-9", "corp.example.org", "b.example.net", "ad.example.com", "5CG9X7Y1", "Livebox:99F3")),
        (Platform.WINDOWS, WINDOWS, ("FreeWifi-77AB", "zoe@acme.example", "corp.example.org", "1b4e28ba-2fa1-11d2-883f-0016d3cca427")),
        (Platform.MACOS, MACOS, ("Zoé's Mac", "zoes-mac-7", "C02XL0GYJGH5", "Café Wifi", "Livebox-99F3")),
    ],
    ids=str,
)  # fmt: skip
def test_what_each_system_tells_is_hidden(
    platform: Platform, answers: dict[str, object], gone: tuple[str, ...]
) -> None:
    one = Redactor.for_machine(Asked(platform, answers), key=b"k" * 32)  # type: ignore[arg-type]
    for name in (*gone, "zoe42", "Zoé Martinelli", "MARTINELLI, Zoé", "z.martinelli", "zoe@upn.example.com"):
        assert name.casefold() not in one.redact_text(f"it was <{name}> here").casefold(), name
    assert one.redact_text("a branch of the tree") == "a branch of the tree"


@pytest.mark.parametrize("platform", Platform, ids=str)
def test_a_source_that_fails_takes_no_other_with_it(platform: Platform) -> None:
    answers = {name: NotOfferedError(N_("no")) for name in (*LINUX, *WINDOWS, *MACOS)}
    told = identity.read_identity_names(Asked(platform, answers))  # type: ignore[arg-type]
    assert "zoe42" in told[PrivacyClass.PERSON]
    assert "pc-9" in told[PrivacyClass.HOST]


def test_this_computer_tells_who_uses_it() -> None:
    assert identity.read_account_names()["host"]
    assert isinstance(identity.read_serial_numbers()["numbers"], list)
    assert identity.read_windows_registration()["networks"] == []


def test_numbers_that_makers_did_not_fill_in_are_no_names() -> None:
    answers = {
        "identity.read_serial_numbers": {
            "numbers": ["00000000", "None", "Not Specified", "123"],
            "wireless": False,
        }
    }
    told = identity.read_identity_names(Asked(Platform.LINUX, answers))  # type: ignore[arg-type]
    assert told[PrivacyClass.HARDWARE] == ["123"]
