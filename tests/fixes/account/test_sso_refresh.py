"""A sign-in that has run out: renewed without a password, or led to where one signs in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from selfhelp.core.errors import NotOfferedError, ProbeError, StepError
from selfhelp.core.model import Finding, Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH, N_
from selfhelp.fixes.account import sso_refresh as module
from selfhelp.fixes.account.sso_refresh import SsoRefresh
from selfhelp.machine import Action, Command, File, Output, Reading
from selfhelp.machine.account.account_status import read_account
from selfhelp.machine.account.single_sign_on import SIGN_ON, RenewTicket
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.network.connections import SILENT, probe_port
from selfhelp.machine.organisation import read_policy_values
from selfhelp.machine.replay import ReplayMachine

FIX = SsoRefresh()
NOW = "11/24/26 12:00:00"


class Computer:
    """A Linux computer with a ticket, a policy and an account."""

    platform = Platform.LINUX

    def __init__(self, end: str = "", renew: str = "", realm: str = "", local: bool = True) -> None:
        self.end, self.renew, self.realm, self.local = end, renew, realm, local
        self.installed, self.code, self.done = True, 0, list[tuple[str, ...]]()

    def read(self, source: object) -> Json:
        if isinstance(source, File):
            return "[realms]\n EXAMPLE.COM = {\n  kdc = kdc.example.com\n }\n"
        assert isinstance(source, Reading)
        answers: dict[object, Json] = {read_policy_values: {"realm": self.realm}, probe_port: SILENT}
        return (
            {"local": self.local} if source.function is read_account else answers.get(source.function, True)
        )

    def run(self, command: Command) -> Output:
        if command.argv[0] == "date":
            return Output(0, f"{NOW}\n")
        if not self.installed:
            return Output(127, "", "env: 'klist': No such file or directory")
        if not self.end:
            return Output(1, "", "klist: No credentials cache found")
        renewing = f"\trenew until {self.renew}\n" if self.renew else ""
        return Output(
            0,
            "Ticket cache: KCM:1000\nDefault principal: anna@EXAMPLE.COM\n\n"
            "Valid starting     Expires            Service principal\n"
            f"11/24/26 02:00:00  {self.end}  krbtgt/EXAMPLE.COM@EXAMPLE.COM\n{renewing}"
            "11/24/26 02:00:09  11/30/26 09:00:00  krbtgt/OTHER.COM@EXAMPLE.COM\n",
        )

    def change(self, action: Action) -> Json:
        assert isinstance(action, Command)
        self.done.append(action.argv)
        return Output(self.code, "", "kinit: KDC can't fulfill requested option")


def found(computer: Computer) -> Finding:
    finding = FIX.diagnose(computer)
    assert finding is not None
    return finding


def test_a_valid_ticket_is_healthy() -> None:
    assert FIX.diagnose(Computer("11/24/26 18:00:00")) is None
    assert FIX.diagnose(Computer("11/24/26 12:05:00")) is None  # soon, and there is nothing to do about it


@pytest.mark.parametrize("end", ["11/24/26 12:05:00", "11/24/26 11:57:00"])
def test_it_is_renewed_shortly_before_and_after_its_end(end: str) -> None:
    assert FIX.plan_steps(found(Computer(end, "11/30/26 12:00:00")), {}) == (RenewTicket(),)


@pytest.mark.parametrize(
    ("end", "renew"),
    [("11/24/26 11:50:00", "11/30/26 12:00:00"), ("11/24/26 11:59:00", ""), ("11/24/26 11:59:00", NOW)],
)
def test_otherwise_the_user_signs_in_again(end: str, renew: str) -> None:
    finding = found(Computer(end, renew, realm="EXAMPLE.COM"))
    assert FIX.plan_steps(finding, {}) == (ByHand("sign-in-again-linux"),)
    assert finding.meaning
    assert "service kdc.example.com can't be reached" in ENGLISH.translate(finding.meaning)


def test_it_is_offered_only_where_there_is_something_to_refresh() -> None:
    """A default realm in krb5.conf, as Debian's package writes one, is no reason."""
    for computer in (Computer(), Computer()):
        with pytest.raises(NotOfferedError):
            FIX.diagnose(computer)
        computer.installed = False
        with pytest.raises(NotOfferedError):
            FIX.diagnose(computer)
    assert ENGLISH.translate(found(Computer(realm="EXAMPLE.COM")).summary).startswith("You aren't signed in")
    assert found(Computer(local=False))


def test_without_the_program_a_company_computer_is_unknown() -> None:
    computer = Computer(realm="EXAMPLE.COM")
    computer.installed = False
    with pytest.raises(ProbeError):
        FIX.diagnose(computer)


def test_a_finding_stays_one_where_the_service_cannot_be_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def unseen(machine: object, *, configured: bool) -> None:
        raise ProbeError(N_("no name servers"))

    monkeypatch.setattr(module, "probe_identity_service", unseen)
    assert found(Computer("11/24/26 11:00:00"))


def test_times_in_a_form_we_do_not_know_are_unknown() -> None:
    with pytest.raises(ProbeError):
        FIX.diagnose(Computer("24.11.2026 12:00"))


def test_a_server_that_does_not_renew_is_said() -> None:
    computer = Computer()
    assert RenewTicket().perform(computer, Progress()) == "kinit -R"
    computer.code = 1
    with pytest.raises(StepError, match="Sign in again"):
        RenewTicket().perform(computer, Progress())
    assert computer.done == [("kinit", "-R")] * 2


def test_the_recorded_ticket(replay: Callable[[str], ReplayMachine]) -> None:
    state = SIGN_ON.read(replay("sso-refresh/debian-13--just-ended"))
    assert (state.who, state.valid) == ("anna@LAB.TEST", False)
    assert state.left is not None
    assert timedelta(minutes=-1) < state.left <= timedelta(0)


def test_fields_that_are_missing_are_unknown(replay: Callable[[str], ReplayMachine]) -> None:
    class Windows:
        platform = Platform.WINDOWS

        def read(self, source: object) -> Json:
            raise AssertionError("nothing to read")

        def run(self, command: object) -> Output:
            return Output(0, "État de l'appareil\n Joint : OUI\n")

        change = run

    with pytest.raises(ProbeError):
        FIX.diagnose(Windows())
