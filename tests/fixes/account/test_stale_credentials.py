"""Old saved passwords: only the user's own, only what they leave ticked, and never the password itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Finding, Json, Platform
from selfhelp.core.text import ENGLISH
from selfhelp.fixes.account import stale_credentials as module
from selfhelp.fixes.account.stale_credentials import MOST, StaleCredentials
from selfhelp.machine import Output, Probe
from selfhelp.machine.account.account_status import AccountAuthority, AccountStatus
from selfhelp.machine.account.saved_passwords import ForgetPassword, SavedPassword, SavedPasswords
from selfhelp.machine.replay import ReplayMachine

FIX = StaleCredentials()
DAY = timedelta(days=1)


class Computer:
    """Nothing but the two probes is asked."""

    platform = Platform.LINUX

    def read(self, source: object) -> Json:
        raise AssertionError("nothing else is asked")

    def run(self, command: object) -> Output:
        raise AssertionError("nothing else is asked")

    change = run


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Finding | None]:
    """Return the fix's look at a keyring, with a password changed so long ago."""

    def begin(age: timedelta | None, *entries: SavedPassword, locked: bool = False) -> Finding | None:
        account, keyring = (
            AccountStatus(AccountAuthority.COMPUTER, age=age),
            SavedPasswords("anna", locked, entries),
        )
        monkeypatch.setattr(module, "ACCOUNT", Probe("a", {Platform.LINUX: lambda machine: account}))
        monkeypatch.setattr(module, "SAVED", Probe("s", {Platform.LINUX: lambda machine: keyring}))
        return FIX.diagnose(Computer())

    return begin


def saved(number: int, target: str = "files", user: str = "anna", days: int = 9) -> SavedPassword:
    return SavedPassword(str(number), target, user, days * DAY)


def test_only_ticked_passwords_are_deleted(look: Callable[..., Finding | None]) -> None:
    finding = look(5 * DAY, saved(1), saved(2, "mail"), saved(3, "new", days=1), saved(4, "nas", "backup"))
    assert finding
    (question,) = FIX.list_questions(finding)
    assert question.several
    assert [(option.label, option.chosen) for option in question.options] == [("files", True), ("mail", True)]
    assert FIX.plan_steps(finding, {"which": ["2"]}) == [ForgetPassword("2", "mail", "anna")]
    assert FIX.plan_steps(finding, {"which": []}) == []


def test_missing_undo_is_announced_first() -> None:
    step = ForgetPassword("1", "files", "anna")
    assert not step.undoable
    assert step.risk is not None
    assert "permanently deleted" in ENGLISH.translate(step.risk)


def test_a_locked_keyring_is_never_healthy(look: Callable[..., Finding | None]) -> None:
    with pytest.raises(ProbeError, match="locked"):
        look(5 * DAY, locked=True)
    with pytest.raises(ProbeError):
        look(None, locked=True)
    assert look(5 * DAY, saved(1), locked=True)  # what can be seen counts


def test_an_unknown_change_matters_only_if_a_password_is_saved(
    look: Callable[..., Finding | None],
) -> None:
    assert look(None) is None
    assert look(None, saved(1, user="backup")) is None
    with pytest.raises(ProbeError, match="last password change"):
        look(None, saved(1))


def test_many_and_hostile_names(look: Callable[..., Finding | None]) -> None:
    hostile = "<b>{count}$(reboot)\n" + "x" * 10_000
    finding = look(5 * DAY, *(saved(n, hostile) for n in range(300)))
    assert finding
    assert len(finding.data["saved"]) == MOST
    assert finding.data["saved"][0]["target"] == hostile
    assert len(str(FIX.list_questions(finding)[0].options[0].label)) == 200
    steps = FIX.plan_steps(finding, {"which": ["1"]})
    assert len(ENGLISH.translate(steps[0].describe_action())) < 300


def test_tokens_and_other_peoples_accounts_are_left_alone(replay: Callable[[str], ReplayMachine]) -> None:
    finding = FIX.diagnose(replay("stale-credentials/windows-11--old"))
    assert finding
    assert [e["target"] for e in finding.data["saved"]] == ["files.example.com", "TERMSRV/desk.example.com"]


def test_kept_passwords_are_not_checked_again(look: Callable[..., Finding | None]) -> None:
    finding = look(5 * DAY, saved(1), saved(2, "mail"))
    assert finding
    look(5 * DAY, saved(1))
    assert FIX.verify_outcome(Computer(), finding, {"which": ["2"]}) is None
    assert FIX.verify_outcome(Computer(), finding, {"which": ["1", "2"]}) is not None
    look(5 * DAY, saved(1, days=0), saved(2, "mail"))
    assert FIX.verify_outcome(Computer(), finding, {"which": ["1"]}) is None, (
        "the user has signed in there again"
    )
