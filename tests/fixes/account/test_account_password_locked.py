"""An account that does not let the user in: what is the matter, and where they are led."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Finding, Json, Platform
from selfhelp.core.text import ENGLISH
from selfhelp.fixes.account import account_password_locked as module
from selfhelp.fixes.account.account_password_locked import AccountPasswordLocked
from selfhelp.machine import Output, Probe, Reading
from selfhelp.machine.account.account_status import AccountAuthority, AccountStatus
from selfhelp.machine.account.linux_account_lock import AccountLock
from selfhelp.machine.account.saved_passwords import SavedPassword, SavedPasswords
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenWebPage
from selfhelp.machine.network.connections import OPEN, SILENT, probe_port
from selfhelp.machine.organisation import read_policy_values
from selfhelp.machine.replay import ReplayMachine

FIX = AccountPasswordLocked()
DAY = timedelta(days=1)
PAGE = "https://password.example.com/"
Replay = Callable[[str], ReplayMachine]


class Computer:
    """A Linux computer with a policy and a network."""

    platform = Platform.LINUX

    def __init__(self, policy: Json = None, *, answers: bool = True, out: bool = True) -> None:
        self.policy, self.answers, self.out = policy or {}, answers, out

    def read(self, source: object) -> Json:
        if not isinstance(source, Reading):
            return None
        if source.function is read_policy_values:
            return self.policy
        return (OPEN if self.answers else SILENT) if source.function is probe_port else self.out

    def run(self, command: object) -> Output:
        raise AssertionError("no program is needed")

    change = run


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Finding | None]:
    """Return the fix's look at an account."""

    def begin(
        account: AccountStatus, computer: Computer | None = None, *saved: SavedPassword
    ) -> Finding | None:
        rows = {Platform.LINUX: lambda machine: account}
        keyring = {Platform.LINUX: lambda machine: SavedPasswords("anna", False, saved)}
        monkeypatch.setattr(module, "ACCOUNT", Probe("account", rows))
        monkeypatch.setattr(module, "SAVED", Probe("saved", keyring))
        return FIX.diagnose(computer or Computer())

    return begin


def trouble(finding: Finding | None) -> str:
    assert finding is not None
    return str(finding.data["trouble"])


def test_the_states_are_told_apart_the_worst_first(look: Callable[..., Finding | None]) -> None:
    bad: dict[str, Any] = {"closed": True, "lock": AccountLock(), "left": -DAY, "must_change": True}
    named = ("closed", "locked", "expired", "must change")
    for number, name in enumerate(named):
        facts = dict(list(bad.items())[number:])
        assert trouble(look(AccountStatus(AccountAuthority.COMPUTER, **facts))) == name
    assert trouble(look(AccountStatus(AccountAuthority.COMPUTER, left=7 * DAY))) == "about to expire"
    assert look(AccountStatus(AccountAuthority.COMPUTER, left=8 * DAY)) is None
    assert look(AccountStatus(AccountAuthority.COMPUTER)) is None


@pytest.mark.parametrize(("left", "days"), [(timedelta(hours=3), "1 day."), (5 * DAY, "5 days.")])
def test_it_says_how_many_days(look: Callable[..., Finding | None], left: timedelta, days: str) -> None:
    finding = look(AccountStatus(AccountAuthority.COMPUTER, left=left))
    assert finding is not None
    assert ENGLISH.translate(finding.summary) == f"Your password expires in {days}"


def test_the_organisations_page_is_for_the_organisations_account(look: Callable[..., Finding | None]) -> None:
    """Its page cannot change a password that only this computer knows."""
    computer = Computer({"reset_page": PAGE})
    theirs = look(AccountStatus(AccountAuthority.ORGANISATION, left=-DAY), computer)
    own = look(AccountStatus(AccountAuthority.COMPUTER, left=-DAY), computer)
    assert theirs
    assert own
    assert FIX.plan_steps(theirs, {}) == (OpenWebPage(PAGE), ByHand("new-password-page"))
    assert FIX.plan_steps(own, {}) == (ByHand("new-password-linux"),)


def test_closed_and_shut_are_for_the_help_desk(look: Callable[..., Finding | None]) -> None:
    for account in (
        AccountStatus(AccountAuthority.COMPUTER, closed=True),
        AccountStatus(AccountAuthority.COMPUTER, lock=AccountLock()),
        AccountStatus(AccountAuthority.COMPUTER, password_locked=True),
    ):
        finding = look(account)
        assert finding
        assert FIX.list_questions(finding) == ()
        assert FIX.plan_steps(finding, {}) == ()


def test_a_locked_password_is_not_called_a_locked_account(look: Callable[..., Finding | None]) -> None:
    finding = look(AccountStatus(AccountAuthority.COMPUTER, password_locked=True))
    assert finding
    assert ENGLISH.translate(finding.summary) == "Your account's local password is locked."
    assert finding.evidence["account"] == "local password locked"
    assert ENGLISH.translate(finding.meaning).startswith("If you can't sign in")


def test_who_was_it_is_asked_and_a_stranger_is_for_the_help_desk(
    look: Callable[..., Finding | None],
) -> None:
    finding = look(
        AccountStatus(AccountAuthority.COMPUTER, lock=AccountLock(timedelta(seconds=500), ("host 10.0.0.9",)))
    )
    assert finding
    assert [option.key for option in FIX.list_questions(finding)[0].options if option.chosen] == ["mine"]
    assert FIX.plan_steps(finding, {"cause": ["mine"]}) == (ByHand("wait-for-unlock"),)
    assert FIX.plan_steps(finding, {"cause": ["not-mine"]}) == (ByHand("report-misuse"),)
    assert ENGLISH.translate(FIX.list_questions(finding)[0].text).startswith(
        ENGLISH.translate(finding.summary)
    )
    assert finding.evidence["wrong passwords from"] == "host 10.0.0.9"


def test_an_old_saved_password_is_named_as_the_cause(look: Callable[..., Finding | None]) -> None:
    saved = SavedPassword("1", "files.example.com", "CORP\\anna", 40 * DAY)
    account = AccountStatus(AccountAuthority.ORGANISATION, lock=AccountLock(), age=30 * DAY)
    finding = look(account, Computer({"reset_page": PAGE}), saved)
    assert finding
    assert finding.meaning
    assert "An old saved password for files.example.com" in ENGLISH.translate(finding.meaning)
    assert "files.example.com" in finding.evidence["wrong passwords from"]


def test_the_service_is_asked_only_when_nothing_is_wrong_here(look: Callable[..., Finding | None]) -> None:
    computer = Computer({"identity_host": "login.example.com"}, answers=False)
    assert trouble(look(AccountStatus(AccountAuthority.COMPUTER, left=-DAY), computer)) == "expired"
    finding = look(AccountStatus(AccountAuthority.COMPUTER), computer)
    assert trouble(finding) == "sign-in service does not answer"
    assert finding
    assert FIX.plan_steps(finding, {}) == (ByHand("reach-company-network"),)


def test_without_any_network_nothing_is_said_of_the_service(look: Callable[..., Finding | None]) -> None:
    computer = Computer({"identity_host": "login.example.com"}, answers=False, out=False)
    with pytest.raises(ProbeError, match="isn't connected"):
        look(AccountStatus(AccountAuthority.COMPUTER), computer)


def test_what_is_not_told_is_not_healthy(look: Callable[..., Finding | None]) -> None:
    with pytest.raises(ProbeError, match="contact the help desk"):
        look(
            AccountStatus(AccountAuthority.ORGANISATION, told=False),
            Computer({"identity_host": "login.example.com"}),
        )


def test_the_password_page_is_named_where_nothing_is_told(look: Callable[..., Finding | None]) -> None:
    with pytest.raises(ProbeError, match=f"To check this or change your password, go to {PAGE}"):
        look(AccountStatus(AccountAuthority.ORGANISATION, told=False), Computer({"reset_page": PAGE}))


def test_recorded_accounts(replay: Replay) -> None:
    names = ("closed", "expired", "must-change", "too-many-tries", "about-to-expire", "shut")
    found = [trouble(FIX.diagnose(replay(f"account-password-locked/debian-13--{name}"))) for name in names]
    assert found == ["closed", "expired", "must change", "locked", "about to expire", "locked"]


def test_a_domain_without_a_controller(replay: Replay) -> None:
    finding = FIX.diagnose(replay("account-password-locked/windows-11--no-controller"))
    assert finding
    assert "can't be reached" in ENGLISH.translate(finding.summary)
    assert finding.evidence["sign-in service"] == "domain controller"


def test_no_step_types_a_password() -> None:
    """The steps of this fix open pages and ask hands; none of them runs a program with what the user
    types."""
    data = {"trouble": "expired", "page": PAGE, "opens": False, "platform": "linux"}
    finding = Finding(FIX.title, data=data)
    assert {type(step) for step in FIX.plan_steps(finding, {})} == {OpenWebPage, ByHand}
