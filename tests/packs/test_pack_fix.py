"""A pack is a fix like any other: looked at, explained, agreed to, done, looked at again, written down."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from selfhelp.core.model import CheckState, ChoiceQuestion, Finding, Outcome, Platform, SuggestionKind, Undo
from selfhelp.core.progress import Progress, Proposal, StepView
from selfhelp.core.text import N_
from selfhelp.engine.engine import SAID, Engine
from selfhelp.engine.journal import Journal
from selfhelp.fixes import Fix
from selfhelp.fixes.printing.print_spooler import PrintSpooler
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.packs import discovery, manifest
from selfhelp.packs.errors import PackError
from selfhelp.packs.pack_fix import build_pack_fix, find_built_in_check
from selfhelp.packs.scripts import INTERPRETERS, RunScript
from selfhelp.packs.step_registry import ALLOWED, TAKES_NOTHING
from tests.packs.bench import GUIDE, files, with_scripts


class Anna:
    """Agrees, and does by hand what the user is asked to."""

    def __init__(self) -> None:
        self.proposals: list[Proposal] = []

    def ask_consent(self, proposal: Proposal) -> bool:
        self.proposals.append(proposal)
        return True

    def ask_question(self, question: ChoiceQuestion) -> Sequence[str] | None:
        return None

    def ask_to_do_by_hand(self, step: StepView) -> bool:
        return True


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The fault of the example: a lock that a program left behind when it was killed."""
    monkeypatch.setenv("HOME", str(tmp_path))
    path = tmp_path / ".config" / "example-vpn" / "lock"
    path.parent.mkdir(parents=True)
    path.write_text("999999999\n")
    return path


def example(language: str = "en") -> Fix:
    return build_pack_fix(manifest.parse_pack(with_scripts()), language)


def test_a_pack_goes_the_whole_way(lock: Path, tmp_path: Path) -> None:
    anna, journal = Anna(), Journal(tmp_path / "journal")
    run = Engine(LocalMachine(Platform.LINUX), journal).run(example(), anna, Progress())
    assert run.outcome is Outcome.FIXED
    assert not lock.exists()
    assert [(s.name, s.result, s.undo) for s in run.steps] == [
        ("pack-script", "done", Undo.IMPOSSIBLE),
        ("by-hand", SAID, Undo.IMPOSSIBLE),
    ]
    (proposal,) = anna.proposals
    assert "Example IT" in str(proposal.steps[0].sentence)
    assert "can't be undone" in str(proposal.steps[0].risk)
    assert "Example IT" in str(proposal.finding.meaning)
    assert proposal.finding.evidence["script"] == "The lock names process 999999999, which is gone."
    written = next((tmp_path / "journal").glob("*.jsonl")).read_text()
    assert "rm " not in written  # which script it was, never what stands in it
    assert journal.list_runs()[0].id == "example-vpn-lock"


def test_a_healthy_computer_is_left_alone(lock: Path, tmp_path: Path) -> None:
    lock.write_text(f"{os.getpid()}\n")
    engine = Engine(LocalMachine(Platform.LINUX), Journal(tmp_path / "journal"))
    assert engine.check(example(), Progress()).state is CheckState.HEALTHY
    lock.unlink()
    assert engine.check(example(), Progress()).state is CheckState.HEALTHY


def test_a_script_that_could_not_see_is_inconclusive(lock: Path, tmp_path: Path) -> None:
    lock.write_text("")
    engine = Engine(LocalMachine(Platform.LINUX), Journal(tmp_path / "journal"))
    assert engine.check(example(), Progress()).state is CheckState.INCONCLUSIVE


def test_windows_gets_a_script_with_accents_as_data() -> None:
    script = "Write-Output 'Périphérique'; exit 1"
    command = INTERPRETERS[Platform.WINDOWS](script, 1.0)
    assert json.loads("".join(value for _, value in command.variables)) == script
    assert command.argv[-1].startswith("Invoke-Expression ")
    assert script not in " ".join(command.argv)


def test_a_script_that_fails_is_told(lock: Path, tmp_path: Path) -> None:
    broken = {**with_scripts(), "scripts/repair.sh": b"printf '\\033[31mno' >&2; exit 7\n"}
    fix = build_pack_fix(manifest.parse_pack(broken), "en")
    run = Engine(LocalMachine(Platform.LINUX), Journal(tmp_path / "journal")).run(fix, Anna(), Progress())
    assert run.outcome is Outcome.FAILED
    assert run.steps[0].detail == "exit 7:  [31mno"
    assert lock.exists()


def test_it_speaks_the_persons_language_and_falls_back() -> None:
    french = example("fr")
    assert str(french.title) == "Relancer le VPN"
    assert str(french.prevention).startswith("Disconnect the VPN")  # it has none in French
    assert str(example("xx").title) == "Fix VPN startup"
    only_french = GUIDE.replace("[text.en]", "[text.zz]").replace("[text.fr]", "[text.en]")
    assert str(build_pack_fix(manifest.parse_pack(files(only_french)), "en").looks) == "Looking at the proxy"


def test_a_pack_can_use_a_built_in_check() -> None:
    fix = build_pack_fix(manifest.parse_pack(files()), "en")
    ours = find_built_in_check("net-proxy")
    assert ours is not None
    assert fix.kind is SuggestionKind.PACK
    assert fix.platforms == ours.platforms
    with pytest.raises(PackError, match="unknown check"):
        build_pack_fix(manifest.parse_pack(files(GUIDE.replace('"net-proxy"', '"no-such-check"'))), "en")
    with pytest.raises(PackError, match="unknown check"):
        build_pack_fix(manifest.parse_pack(files(GUIDE.replace('"net-proxy"', '"os"'))), "en")


SPOOLER = (
    GUIDE.replace('"net-proxy"', '"print-spooler"')
    .replace('uses = ["by-hand", "open-settings"]', 'uses = ["by-hand", "start-print-service"]')
    .replace('do = "open-settings"\npage = "network"', 'do = "start-print-service"')
)


def test_what_our_check_refuses_a_pack_does_not_do_with_our_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Printing that was switched off on purpose stays off, whatever a pack would like."""
    off = Finding(N_("It is off."), evidence={"x": "y"}, data={"off": True, "failing": False})
    monkeypatch.setattr(PrintSpooler, "diagnose", lambda *_: off)
    machine = LocalMachine(Platform.LINUX)

    def refusal(text: str) -> str:
        fix = build_pack_fix(manifest.parse_pack(files(text)), "en")
        finding = fix.diagnose(machine)
        assert finding is not None
        return str(fix.find_blocked_reason(machine, finding) or "")

    assert "on purpose" in refusal(SPOOLER)
    only_advice = SPOOLER.replace(', "start-print-service"', "")
    only_advice = only_advice.replace('[[step]]\ndo = "start-print-service"', "")
    assert refusal(only_advice) == "", "what only a hand does is the organisation's to say"


def test_every_step_that_packs_may_use_exists() -> None:
    from selfhelp.machine import _load_step_classes

    steps = _load_step_classes()
    assert set(steps) >= TAKES_NOTHING | set(ALLOWED)
    assert [name for name in TAKES_NOTHING if dataclasses.fields(steps[name])] == []  # type: ignore[arg-type]
    assert RunScript.name not in steps  # nothing is ever run from a journal


def test_the_example_in_the_package_is_right() -> None:
    from selfhelp.core.paths import find_resource
    from selfhelp.packs import authoring

    trials = authoring.run_pack_tests(find_resource("packs/example"))
    assert {trial.expected for trial in trials} == {"healthy", "found"}
    assert all(trial.passed for trial in trials), trials


def test_nothing_is_on_the_shelf_of_a_computer_without_a_policy(tmp_path: Path) -> None:
    from selfhelp.policy.policy import Policy
    from tests.packs.bench import places

    assert discovery.discover_packs(Policy(), places(tmp_path)) == ()


def test_the_journal_of_a_script_holds_its_hash(lock: Path) -> None:
    fix = example()
    finding = fix.diagnose(LocalMachine(Platform.LINUX))
    assert finding is not None
    data = fix.plan_steps(finding, {})[0].to_json()
    assert set(data["params"]) == {"pack", "version", "script", "sha256"}
    json.dumps(data)
