"""What every fix keeps, whoever wrote it: found by walking the folder."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import json
import pkgutil
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path

import pytest

from selfhelp import checks, fixes
from selfhelp.catalog import discovery
from selfhelp.core.model import Answers, CheckState, Finding, Option, Platform
from selfhelp.core.text import ENGLISH, Text
from selfhelp.fixes import Check, Fix
from selfhelp.machine import Machine, Step, step_from_json
from selfhelp.machine.replay import ReplayMachine
from selfhelp.machine.transcript import DOCUMENTATION, RECORDED, Transcript
from tests.people import ROOT
from tests.symptoms import kept_languages, symptoms

TRANSCRIPTS = ROOT / "tests" / "transcripts"
FEWEST_SYMPTOMS = 12


def modules() -> list[str]:
    found = [
        module.name
        for package in (fixes, checks)
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not module.ispkg
    ]
    return [name.partition(".")[2] for name in found]


def check_of(module: str) -> Check:
    """Return the one check that a file holds."""
    loaded = importlib.import_module(f"selfhelp.{module}")
    classes = discovery.list_classes_defined_in(loaded, Check)
    assert len(classes) == 1, f"{module} holds {len(classes)} checks, not one"
    lacking = discovery.find_missing_members(classes[0])
    assert not lacking, f"{module}: {classes[0].__name__} lacks {', '.join(lacking)}; add them to the class"
    return classes[0]()


def files_of(module: str) -> list[Path]:
    """Return the transcripts of a file, by its name: an unfinished class costs only its own tests."""
    return sorted((TRANSCRIPTS / module.rpartition(".")[2].replace("_", "-")).glob("*.toml"))


def every_transcript() -> Iterator[tuple[str, Path]]:
    for module in modules():
        for path in files_of(module):
            yield module, path


each_check = pytest.mark.parametrize("module", modules())
each_transcript = pytest.mark.parametrize(
    ("module", "path"), [pytest.param(*pair, id=f"{pair[0]}-{pair[1].stem}") for pair in every_transcript()]
)


def texts(finding: Finding) -> list[Text]:
    return [text for text in (finding.summary, finding.meaning) if text is not None]


@each_check
def test_its_id_is_its_file_name(module: str) -> None:
    assert check_of(module).id == module.rpartition(".")[2].replace("_", "-")


def test_no_id_is_used_twice() -> None:
    ids = [check_of(module).id for module in modules()]
    assert sorted(ids) == sorted(set(ids))


@each_check
def test_its_texts_are_there(module: str) -> None:
    check = check_of(module)
    assert isinstance(check.title, Text)
    assert 2 <= len(ENGLISH.translate(check.title).split()) <= 6
    assert isinstance(check.looks, Text)
    assert isinstance(check.prevention, Text)
    assert inspect.getdoc(type(check)) != inspect.getdoc(Check)
    for text in (check.title, check.looks, check.prevention):
        assert "!" not in ENGLISH.translate(text)


@each_check
def test_people_of_every_language_find_it(module: str) -> None:
    said = symptoms(check_of(module).id)
    if not isinstance(check_of(module), Fix) and not said:
        return  # found through its troubleshooter
    for language in {*kept_languages(), *said}:
        phrases = [phrase.strip().lower() for phrase in said[language]]
        file = f"resources/locale/{language}/symptoms/{check_of(module).id}.toml"
        assert len(phrases) == len(set(phrases)), f"{file}: a phrase stands twice"
        few = f"{file}: {len(phrases)} phrases; write at least {FEWEST_SYMPTOMS}, better 25"
        assert len(phrases) >= FEWEST_SYMPTOMS, few
        assert all(phrases)
    assert [pair for pair in combinations(said, 2) if {*said[pair[0]]} & {*said[pair[1]]}] == []


@each_check
def test_no_platform_is_claimed_without_a_broken_and_a_healthy_transcript(module: str) -> None:
    check = check_of(module)
    seen = {(t.platform, t.expect) for t in map(Transcript.load, files_of(module))}
    wanted = set(product(check.platforms, (CheckState.HEALTHY, CheckState.FOUND)))
    lacking = ", ".join(sorted(f"{platform} {state}" for platform, state in wanted - seen))
    assert not lacking, f"tests/transcripts/{check.id}: record (selfhelp record {check.id} -o …): {lacking}"


@each_transcript
def test_a_transcript_says_where_it_comes_from(module: str, path: Path) -> None:
    transcript = Transcript.load(path)
    assert transcript.source in (RECORDED, DOCUMENTATION)
    assert bool(transcript.page) == (transcript.source == DOCUMENTATION)
    assert transcript.system
    assert transcript.about
    assert "--" in path.stem


@each_transcript
def test_it_sees_what_the_transcript_expects_and_changes_nothing(module: str, path: Path) -> None:
    transcript = Transcript.load(path)
    finding, machine = look(check_of(module), transcript)
    assert (CheckState.FOUND if finding else CheckState.HEALTHY) is transcript.expect
    if not any(entry.change for entry in transcript.entries):
        machine.check_complete()


def look(check: Check, transcript: Transcript) -> tuple[Finding | None, ReplayMachine]:
    machine = ReplayMachine(transcript)
    return check.diagnose(NoChange(machine)), machine


class NoChange:
    """Passes questions on; a change while looking fails the test."""

    def __init__(self, inner: ReplayMachine) -> None:
        self.platform = inner.platform
        self.run, self.read = inner.run, inner.read

    def change(self, action: object) -> object:
        raise AssertionError(f"changed while looking: {action}")


@each_transcript
def test_what_it_found_can_be_written_down(module: str, path: Path) -> None:
    finding, _ = look(check_of(module), Transcript.load(path))
    if finding is None:
        return
    assert json.loads(json.dumps(dict(finding.data))) == dict(finding.data)
    assert all(isinstance(fact, str) for pair in finding.evidence.items() for fact in pair)
    for text in texts(finding):
        shown = ENGLISH.translate(text)
        assert shown.endswith((".", "?"))
        assert "!" not in text.template
        assert "{" not in shown or "{" in str(text.values)


@each_transcript
def test_its_steps_are_data(module: str, path: Path) -> None:
    """The same finding gives the same steps, each is known to the journal and can be done here."""
    check, transcript = check_of(module), Transcript.load(path)
    finding, _ = look(check, transcript)
    if finding is None or not isinstance(check, Fix):
        return
    for answers in some_answers(check, finding):
        steps = check.plan_steps(finding, answers)
        assert list(steps) == list(check.plan_steps(finding, answers))
        for step in steps:
            assert_step(step, transcript.platform)


def some_answers(fix: Fix, finding: Finding) -> list[Answers]:
    """Return what a person might answer: what is proposed, and each option alone."""
    questions = fix.list_questions(finding)
    proposed: Answers = {q.key: [o.key for o in q.options if o.chosen] for q in questions}
    for question in questions:
        assert isinstance(question.text, Text)
        keys = [option.key for option in question.options]
        assert len(keys) == len(set(keys)) > 0
        assert question.several or sum(option.chosen for option in question.options) <= 1
    single = [
        {**proposed, question.key: [option.key]} for question in questions for option in options(question)
    ]
    return [proposed, *single]


def options(question: object) -> list[Option]:
    return list(getattr(question, "options", ()))


def assert_step(step: Step, platform: Platform) -> None:
    data = json.loads(json.dumps(step.to_json()))
    assert step_from_json(data) == step
    assert isinstance(step.describe_action(), Text)
    assert ENGLISH.translate(step.describe_action()).endswith(".")
    assert step.by_hand or platform in step.rows, f"{step.name} has no row for {platform}"
    assert not hasattr(step, "undo"), f"{step.name}: call it make_undo_step, or it is never asked"


@each_check
def test_what_a_machine_cannot_tell_is_never_healthy(module: str) -> None:
    """A computer that answers nothing at all: the check raises, it does not say that all is well."""
    from selfhelp.core.errors import ProbeError
    from selfhelp.core.text import N_

    class Silent:
        def __init__(self, platform: Platform) -> None:
            self.platform = platform

        def run(self, command: object) -> None:
            raise ProbeError(N_("Silent."))

        read = change = run

    check = check_of(module)
    for platform in check.platforms:
        machine: Machine = Silent(platform)  # type: ignore[assignment]
        with pytest.raises(ProbeError):
            check.diagnose(machine)
