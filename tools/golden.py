"""Records the results of every fix and section on every recorded computer.

For a refactoring that must not change behaviour: write the recording before it, and compare after it.

    python tools/golden.py write      # writes build/golden.json
    python tools/golden.py compare    # prints each entry that differs; exit status 1 if there is one
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from selfhelp.catalog.catalog import Catalog  # noqa: E402
from selfhelp.core.model import Finding, Json, Platform  # noqa: E402
from selfhelp.core.progress import Progress  # noqa: E402
from selfhelp.core.text import ENGLISH, Text  # noqa: E402
from selfhelp.fixes import Check, Fix  # noqa: E402
from selfhelp.machine import Machine, Step  # noqa: E402
from selfhelp.machine.replay import ReplayMachine  # noqa: E402
from selfhelp.machine.transcript import Transcript  # noqa: E402
from selfhelp.policy.policy import Policy  # noqa: E402
from selfhelp.report import report_files, snapshot  # noqa: E402
from selfhelp.report.collectors import Collector  # noqa: E402
from tests.contract import test_collectors, test_fixes  # noqa: E402

FILE = ROOT / "build" / "golden.json"
SECTIONS = (
    ROOT / "tests" / "transcripts" / "sections",
    ROOT / "tests" / "report" / "collectors" / "recorded",
)


def recording() -> Mapping[str, Json]:
    """Return the results by the transcript's path, and the results of sections with invalid input."""
    return {**dict(_fixes()), **dict(_sections()), **dict(_nonsense())}


def _fixes() -> Iterator[tuple[str, Json]]:
    for module, path in test_fixes.every_transcript():
        yield str(path.relative_to(ROOT)), _fix(test_fixes.check_of(module), path)


def _fix(check: Check, path: Path) -> Json:
    """Return the finding of a check, the proposed steps for each answer, and the results of the steps."""
    finding = _tried(lambda: check.diagnose(_machine(path)))
    outcome: dict[str, Json] = {"found": _finding(finding)}
    if not isinstance(finding, Finding) or not isinstance(check, Fix):
        return outcome
    outcome["refused"] = _shown(_tried(lambda: check.find_blocked_reason(_machine(path), finding)))
    outcome["questions"] = [
        (q.key, _shown(q.text), [(o.key, _shown(o.label), o.chosen) for o in q.options])
        for q in check.list_questions(finding)
    ]
    outcome["ways"] = [
        _way(check, finding, answers, path) for answers in test_fixes.some_answers(check, finding)
    ]
    return outcome


def _way(check: Fix, finding: Finding, answers: Any, path: Path) -> Json:
    """Return the results of the steps, performed on the recorded computer as far as it was recorded."""
    machine = _machine(path)
    _tried(lambda: check.diagnose(machine))
    done = [_step(step, machine) for step in check.plan_steps(finding, answers)]
    return {
        "answers": {key: list(value) for key, value in answers.items()},
        "steps": done,
        "then": _finding(_tried(lambda: check.diagnose(machine))),
    }


def _step(step: Step, machine: ReplayMachine) -> Json:
    undo = _tried(lambda: step.make_undo_step(machine))
    said = None if step.by_hand else _tried(lambda: step.perform(machine, Progress()))
    return [step.to_json(), _shown(step.describe_action()), _plain(undo), _plain(said)]


def _machine(path: Path) -> ReplayMachine:
    return ReplayMachine(Transcript.load(path))


def _tried(ask: Callable[[], Any]) -> Any:
    """Return a function's result, or its error's type and message; a gap in the recording has no message."""
    try:
        return ask()
    except Exception as error:  # noqa: BLE001 - any outcome is part of the recording
        return (
            type(error).__name__ if isinstance(error, AssertionError) else f"{type(error).__name__}: {error}"
        )


def _plain(value: Any) -> Json:
    return value.to_json() if hasattr(value, "to_json") else value


def _shown(text: Any) -> str:
    return ENGLISH.translate(text) if isinstance(text, Text) else str(text)


def _finding(found: Any) -> Json:
    if not isinstance(found, Finding):
        return found
    return [_shown(found.summary), _shown(found.meaning), dict(found.evidence), dict(found.data)]


def _sections() -> Iterator[tuple[str, Json]]:
    collectors = Catalog(Policy(), Platform.LINUX).collectors
    for path in sorted(file for folder in SECTIONS for file in folder.glob("*.toml")):
        first, _, second = path.stem.partition("--")
        collector = collectors.get(first) or collectors[second]
        yield str(path.relative_to(ROOT)), _section(_machine(path), [collector])


def _nonsense() -> Iterator[tuple[str, Json]]:
    """Yield the sections of computers that return no output or invalid output."""
    for platform in Platform:
        machines = {"silent": test_collectors.Silent(platform)} | {
            f"{text!r} {code}": test_collectors.Garbage(platform, text, code)
            for text in ("", "[1,2,[]]", "\x00\x1b[31m{]\t\t\t\n")
            for code in (0, 1)
        }
        for name, machine in machines.items():
            for collector in test_collectors.ALL:
                if collector.id not in LIVE:
                    yield f"{platform.value} {name} {collector.id}", _section(machine, [collector])


LIVE = frozenset({"selfhelp", "clock"})
"""IDs of sections about the app itself or the current time; they differ from run to run."""


def _section(machine: Machine, collectors: Sequence[Collector]) -> Json:
    taken = snapshot.take_snapshot(machine, collectors, progress=Progress())
    sections = json.loads(report_files.render_json(replace(taken, redacted=True)))["sections"]
    for section in sections.values():
        section.pop("ms")
    return sections


def main(how: str) -> int:
    """Write the recording, or compare with the stored one; return the exit status."""
    logging.disable()  # nonsense is logged with a traceback each
    now = json.loads(json.dumps(recording(), default=str))
    if how == "write":
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_text(json.dumps(now, indent=1, ensure_ascii=False, sort_keys=True), "utf-8")
        print(f"{len(now)} entries in {FILE.relative_to(ROOT)}")
        return 0
    before = json.loads(FILE.read_text("utf-8"))
    differing = sorted(name for name in {*before, *now} if before.get(name) != now.get(name))
    for name in differing:
        print(
            name,
            *(json.dumps(side.get(name), ensure_ascii=False)[:4000] for side in (before, now)),
            sep="\n  ",
        )
    print(f"{len(now)} entries, {len(differing)} differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
