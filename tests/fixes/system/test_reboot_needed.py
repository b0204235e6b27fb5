"""A restart that is due: who waits for it, and that nobody but the user starts it.

Nothing here can restart a computer: what would is only noted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from selfhelp.core.model import ChoiceQuestion, Finding, FixRun, Json, Outcome, Platform
from selfhelp.core.progress import Progress, Proposal
from selfhelp.core.text import ENGLISH
from selfhelp.engine.engine import Engine
from selfhelp.engine.journal import Journal
from selfhelp.fixes.system.reboot_needed import RebootNeeded
from selfhelp.machine import Command, File, Native, Output, Reading
from selfhelp.machine.desktop import open_programs, remote_session
from selfhelp.machine.power import restart_now
from selfhelp.machine.power.restart import RestartComputer
from selfhelp.machine.power.restart_now import NoteOpenPrograms, RestartNow
from selfhelp.machine.replay import ReplayMachine

FIX = RebootNeeded()
DAY = 86400


@pytest.fixture
def found(replay: Callable[[str], ReplayMachine]) -> Callable[[str], Finding]:
    def look(name: str) -> Finding:
        finding = FIX.diagnose(replay(f"reboot-needed/{name}"))
        assert finding is not None
        return finding

    return look


class Computer:
    """A Linux computer that nothing is the matter with but its age."""

    platform = Platform.LINUX

    def __init__(self, uptime: float, session: str = "") -> None:
        self.uptime, self.session = uptime, session

    def read(self, source: object) -> Json:
        if isinstance(source, Reading) and source.function is remote_session.read_remote_transport:
            return self.session
        if isinstance(source, File):
            return f"{self.uptime} 0" if source.path == "/proc/uptime" else None
        return []

    def run(self, command: object) -> Json:
        raise AssertionError("nothing is started")

    change = run


def test_waiting_packages_are_in_the_evidence(found: Callable[[str], Finding]) -> None:
    finding = found("debian-13--packages-wait")
    assert finding.evidence["waiting for a restart"] == "libc6, linux-image-amd64"
    assert "to finish updating" in ENGLISH.translate(finding.summary)


def test_two_weeks_are_fine_and_more_is_said_mildly() -> None:
    assert FIX.diagnose(Computer(14 * DAY)) is None
    finding = FIX.diagnose(Computer(21 * DAY + 5))
    assert finding is not None
    assert ENGLISH.translate(finding.summary) == "This computer was last restarted 21 days ago."
    assert "This isn't a fault" in ENGLISH.translate(finding.meaning or "")


def test_restarting_is_a_manual_step(found: Callable[[str], Finding]) -> None:
    (step,) = FIX.plan_steps(found("macos-15--long-uptime"), {})
    assert step == RestartComputer(fast_startup=False)
    assert step.by_hand
    assert step.restart
    assert step.risk is not None


def test_windows_with_fast_startup_restarts(found: Callable[[str], Finding]) -> None:
    finding = found("windows-11--update-waits")
    assert "Windows Update" in finding.evidence["waiting for a restart"]
    assert FIX.plan_steps(finding, {}) == (RestartComputer(fast_startup=True),)


@pytest.mark.parametrize(("session", "refused"), [("", False), ("SSH", True), ("remote desktop", True)])
def test_no_restart_unless_the_user_is_present(session: str, refused: bool) -> None:
    computer = Computer(21 * DAY, session)
    finding = FIX.diagnose(computer)
    assert finding is not None
    assert (FIX.find_blocked_reason(computer, finding) is not None) is refused


class Restarting(Computer):
    """It has run for three weeks, with two programs open; a restart is only noted."""

    def __init__(
        self, platform: Platform = Platform.LINUX, programs: Json = None, gnome: bool = True
    ) -> None:
        super().__init__(21 * DAY)
        self.platform = platform  # type: ignore[misc]
        self.programs = programs if programs is not None else PROGRAMS
        self.gnome, self.done = gnome, list[Any]()

    def read(self, source: object) -> Json:
        if isinstance(source, Reading) and source.function is open_programs.list_open_programs:
            return self.programs
        return super().read(source)

    def change(self, action: object) -> Json:
        if isinstance(action, Command):
            self.done.append(action.argv)
            there = self.gnome or action.argv[0] == "shutdown" or self.platform is not Platform.LINUX
            return Output(0 if there else 1, "")
        assert isinstance(action, Native)
        self.done.append((action.function.__name__, dict(action.params)))
        return True


PROGRAMS = [{"id": "firefox-esr", "title": "Firefox ESR"}, {"id": "gimp", "title": "GIMP <b>"}]


class Answering:
    """Answers the questions and agrees, or not."""

    def __init__(self, *, yes: bool = True, **answers: list[str]) -> None:
        self.yes, self.answers, self.asked = yes, answers, list[str]()

    def ask_consent(self, proposal: Proposal) -> bool:
        self.asked += [ENGLISH.translate(step.sentence) for step in proposal.steps]
        self.risks = [ENGLISH.translate(step.risk) for step in proposal.steps if step.risk]
        return self.yes

    def ask_question(self, question: ChoiceQuestion) -> list[str] | None:
        return self.answers.get(question.key, [o.key for o in question.options if o.chosen])

    def ask_to_do_by_hand(self, _view: object) -> bool:
        return False


def run_with(computer: Restarting, prompts: Answering, tmp_path: Path) -> FixRun:
    return Engine(computer, Journal(tmp_path)).run(FIX, prompts, Progress())


def test_it_lists_what_is_open_and_nothing_restarts_unless_the_user_says_now(tmp_path: Path) -> None:
    finding = FIX.diagnose(Restarting())
    assert finding is not None
    when, again = FIX.list_questions(finding)
    assert [(one.key, one.chosen) for one in when.options] == [("later", True), ("now", False)]
    assert [one.label for one in again.options] == ["Firefox ESR", "GIMP <b>"]
    computer = Restarting()
    run_with(computer, Answering(), tmp_path)
    assert [one[0] for one in computer.done] == ["record_open_programs"], "agreed, and still not restarted"


def test_one_open_app_is_asked_about_as_one() -> None:
    finding = FIX.diagnose(Restarting())
    assert finding is not None
    one = replace(finding, data={**finding.data, "open": finding.data["open"][:1]})
    assert str(FIX.list_questions(one)[1].text).startswith("This app is open.")
    assert str(FIX.list_questions(finding)[1].text).startswith("These apps are open.")


def test_now_notes_what_to_reopen_and_asks_the_session_manager(tmp_path: Path) -> None:
    computer, prompts = Restarting(), Answering(when=["now"], again=["gimp"])
    run = run_with(computer, prompts, tmp_path)
    noted, restarted = computer.done
    assert noted == ("record_open_programs", {"ids": ["gimp"], "platform": "linux"})
    assert restarted == restart_now.LINUX[0]
    assert run.outcome is Outcome.RESTART_NEEDED
    assert prompts.asked[0] == "Open 1 app again after the restart."
    assert prompts.risks == ["Unsaved work will be lost. Save your work in every app first."]


def test_later_ends_at_once_without_a_question_or_a_failure(tmp_path: Path) -> None:
    computer, prompts = Restarting(programs=[]), Answering(when=["later"])
    run = run_with(computer, prompts, tmp_path)
    assert (run.outcome, run.steps, run.after) == (Outcome.RESTART_NEEDED, [], None)
    assert (prompts.asked, computer.done) == ([], [])
    assert run.message is not None
    assert "when it suits you" in ENGLISH.translate(run.message)


def test_what_is_proposed_first_is_the_restart(tmp_path: Path) -> None:
    finding = FIX.diagnose(Restarting())
    assert finding is not None
    proposal = Engine(Restarting(), Journal(tmp_path)).make_proposal(FIX, finding)
    assert isinstance(proposal, Proposal)
    assert ENGLISH.translate(proposal.steps[0].sentence).startswith("Restart the computer when it suits you.")


def test_later_still_notes_what_to_reopen(tmp_path: Path) -> None:
    computer, prompts = Restarting(), Answering(when=["later"], again=["gimp"])
    run = run_with(computer, prompts, tmp_path)
    assert [one[0] for one in computer.done] == ["record_open_programs"]
    assert prompts.risks == []
    assert run.outcome is Outcome.RESTART_NEEDED


def test_no_restart_without_consent(tmp_path: Path) -> None:
    computer = Restarting()
    run = run_with(computer, Answering(yes=False, when=["now"]), tmp_path)
    assert (run.outcome, computer.done) == (Outcome.DECLINED, [])


def test_without_a_known_desktop_logind_restarts_in_a_minute() -> None:
    computer = Restarting(gnome=False)
    RestartNow().perform(computer, Progress())
    assert computer.done == [*restart_now.LINUX]
    assert computer.done[-1] == ("shutdown", "-r", "+1")


@pytest.mark.parametrize(
    ("platform", "argv"), [(Platform.WINDOWS, restart_now.WINDOWS), (Platform.MACOS, restart_now.MACOS)]
)
def test_windows_and_macos_are_asked_with_fixed_arguments(platform: Platform, argv: tuple[str, ...]) -> None:
    computer = Restarting(platform)
    RestartNow().perform(computer, Progress())
    assert computer.done == [argv]
    assert not {"/f", "-f", "--force"} & set(argv), "no program is ended by force"


def test_only_a_listed_program_can_be_noted() -> None:
    finding = FIX.diagnose(Restarting())
    assert finding is not None
    (note, _) = FIX.plan_steps(finding, {"when": ["now"], "again": ["gimp", "/tmp/evil"]})
    assert note == NoteOpenPrograms(("gimp",))


def test_where_nothing_can_be_seen_only_the_moment_is_asked() -> None:
    finding = FIX.diagnose(Restarting(programs=[]))
    assert finding is not None
    assert [one.key for one in FIX.list_questions(finding)] == ["when"]
