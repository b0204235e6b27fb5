"""What chage, the list of failed tries, the directory and macOS say of an account."""

from __future__ import annotations

import os
import pwd
import struct
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Command, File, Output, Reading
from selfhelp.machine.account.account_status import (
    ACCOUNT,
    AccountAuthority,
    AccountStatus,
    parse_password_aging,
    read_account,
)
from selfhelp.machine.account.linux_account_lock import (
    FAILURE,
    AccountLock,
    find_account_lockout,
    read_failed_sign_ins,
)
from selfhelp.report.collectors.sign_in import _iter_account_facts
from tests.fake_machine import FakeMachine

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def test_the_last_day_is_still_valid() -> None:
    """pam_unix: expired is more days than the limit."""
    assert parse_password_aging({"Password expires": "2026-11-24"}, NOW).left == DAY / 2
    left = parse_password_aging({"Password expires": "2026-11-23"}, NOW).left
    assert left is not None
    assert left < timedelta(0)


@pytest.mark.parametrize("field", ["Account expires", "Password inactive"])
def test_a_closed_account(field: str) -> None:
    assert parse_password_aging({field: "2026-11-23"}, NOW).closed
    assert not parse_password_aging({field: "2026-11-24"}, NOW).closed
    assert not parse_password_aging({field: "never"}, NOW).closed


def test_must_change_says_nothing_of_an_age() -> None:
    account = parse_password_aging({"Last password change": "password must be changed"}, NOW)
    assert account.must_change
    assert account.age is None
    assert not account.closed


@given(
    st.dictionaries(
        st.sampled_from(["Last password change", "Password expires", "Account expires"]), st.text()
    )
)
def test_any_text_is_no_crash(said: dict[str, str]) -> None:
    parse_password_aging(said, NOW)


class Computer:
    """A Linux computer with a PAM line, a tally and an account."""

    platform = Platform.LINUX

    def __init__(
        self, tries: list[Json], rules: str = "", pam: str = "", state: str = "P", local: bool = True
    ) -> None:
        self.tries, self.files, self.state = tries, {"faillock.conf": rules, "common-auth": pam}, state
        self.me = {"name": "anna", "local": local, "keyring": False, "now": NOW.timestamp()}
        self.service = ""

    def read(self, source: object) -> Json:
        if isinstance(source, File):
            return self.files.get(Path(source.path).name)
        assert isinstance(source, Reading)
        return self.me if source.function is read_account else self.tries

    def run(self, command: Command) -> Output:
        if command.argv[0] == "loginctl":
            if not self.service:
                raise ProbeError(N_("not here"))
            return Output(0, f"Service={self.service}\n")
        said = "Password expires : never\n" if command.argv[0] == "chage" else f"anna {self.state} 2026-01-01"
        return Output(0, said)

    def change(self, action: object) -> Json:
        raise AssertionError("changed while looking")


def tries(*ages: int) -> list[Json]:
    return [{"age": age, "source": "service gdm-password"} for age in ages]


def lock(computer: Computer) -> AccountLock | None:
    return ACCOUNT.read(computer).lock


def test_three_tries_lock_for_ten_minutes() -> None:
    assert lock(Computer(tries(60, 40, 20))) == AccountLock(timedelta(seconds=580), ("service gdm-password",))


@pytest.mark.parametrize("ages", [(20, 10), (2000, 20, 10), (640, 630, 620)])
def test_too_few_too_far_apart_or_over(ages: tuple[int, ...]) -> None:
    assert lock(Computer(tries(*ages))) is None


def test_the_rules_of_the_file_count_and_those_of_the_pam_line_before_them() -> None:
    five = tries(5, 4, 3)
    assert lock(Computer(five, rules="deny = 5  # more\n")) is None
    assert lock(Computer(five, rules="deny = 5\n", pam="auth required pam_faillock.so preauth deny=3\n"))
    assert lock(Computer(five, pam="# auth required pam_faillock.so deny=9\n"))
    assert lock(Computer(tries(9000, 8999, 8998), rules="unlock_time = 0\n")) == AccountLock(
        None, ("service gdm-password",)
    )


def test_an_account_of_the_organisation_can_be_locked_here_too() -> None:
    account = ACCOUNT.read(Computer(tries(3, 2, 1), local=False))
    assert (account.keeper, account.told) == (AccountAuthority.ORGANISATION, False)
    assert account.lock


def test_a_locked_password_matters_for_password_sign_in() -> None:
    shut = Computer([], state="L")
    assert not ACCOUNT.read(shut).password_locked  # it may never have had one
    shut.service = "sshd"
    assert not ACCOUNT.read(shut).password_locked
    shut.service = "gdm-password"
    assert ACCOUNT.read(shut).password_locked


def test_a_locked_password_alone_is_no_locked_account() -> None:
    """The user is signed in, perhaps with the password of a directory."""
    shut = Computer([], state="L")
    shut.service = "gdm-password"
    facts = {item.name: item.value for item in _iter_account_facts(ACCOUNT.read(shut))}
    assert (facts["account locked"], facts["local password locked"]) == (False, True)
    shut.tries = tries(60, 40, 20)
    facts = {item.name: item.value for item in _iter_account_facts(ACCOUNT.read(shut))}
    assert facts["account locked"] is True


def test_the_tally_is_read_as_pam_writes_it(tmp_path: Path) -> None:
    now = int(time.time())
    rows = [(b"10.0.0.9", 3, now - 30), (b"tty1", 5, now - 20), (b"old", 0, now - 10)]
    data = b"".join(FAILURE.pack(source, 0, status, moment) for source, status, moment in rows)
    (tmp_path / "anna").write_bytes(data + b"half a record")
    found = read_failed_sign_ins(str(tmp_path), "anna")
    assert [entry["source"] for entry in found] == ["host 10.0.0.9", "terminal tty1"]
    assert found[0]["age"] in (30, 31)
    assert read_failed_sign_ins(str(tmp_path), "nobody") == []
    assert read_failed_sign_ins(str(tmp_path), "../anna") == found
    assert struct.calcsize(FAILURE.format) == 64


def test_no_tries_ask_nothing_more() -> None:
    assert find_account_lockout(Computer([]), "anna") is None


def test_the_current_user_is_named() -> None:
    me = read_account()
    assert me["name"] == pwd.getpwuid(os.getuid()).pw_name
    assert me["keyring"] is False


def windows(**facts: Json) -> FakeMachine:
    """A Windows that answers the one script."""
    return FakeMachine(Platform.WINDOWS, objects=[facts])


def domain(**facts: Json) -> AccountStatus:
    now = 134_400_000_000_000_000
    return ACCOUNT.read(windows(**({"kind": "domain", "now": now, "expires": 0x7FFFFFFFFFFFFFFF} | facts)))


def test_a_password_of_the_directory() -> None:
    assert domain().left is None
    assert domain(expires=0).must_change
    assert domain(computed=0x10).lock == AccountLock()
    assert domain(flags=0x202).closed
    assert domain(closes=1).closed
    assert not domain(closes=0).closed
    assert domain(expires=134_400_000_000_000_000 + 864_000_000_000).left == DAY


def test_a_number_that_lost_its_last_digits_is_still_never() -> None:
    assert domain(expires=float(0x7FFFFFFFFFFFFFFF)).left is None


def test_an_odd_answer_is_no_state() -> None:
    for facts in ({"kind": "domain"}, {"kind": "?"}, {}):
        with pytest.raises(ProbeError):
            ACCOUNT.read(windows(**facts))


def test_an_account_in_the_cloud_is_not_told() -> None:
    account = ACCOUNT.read(windows(kind="cloud"))
    assert (account.told, account.reached) == (False, None)


def test_an_account_without_an_entry_has_no_known_state(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container."""

    def find_no_entry(_: int) -> None:
        raise KeyError("getpwuid(): uid not found: 54321")

    monkeypatch.setattr(pwd, "getpwuid", find_no_entry)
    assert read_account()["name"] == ""
    computer = FakeMachine(readings={"account_status.read_account": read_account()})
    with pytest.raises(ProbeError, match="name of your account"):
        ACCOUNT.read(computer)
