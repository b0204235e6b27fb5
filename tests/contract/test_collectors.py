"""What every collector must keep."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from selfhelp.catalog.catalog import Catalog
from selfhelp.core.errors import ProbeError
from selfhelp.core.model import FactTable, Item, Json, Platform, PrivacyClass, Snapshot
from selfhelp.core.paths import find_resource
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.machine import Action, Command, Output, Source
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.machine.replay import ReplayMachine
from selfhelp.machine.transcript import Transcript
from selfhelp.policy.policy import Policy
from selfhelp.report import collectors, report_files, snapshot
from selfhelp.report.collectors import Collector
from selfhelp.report.redact import Redactor
from selfhelp.report.snapshot_history import SnapshotHistory
from tests.people import ROOT

SCHEMA = json.loads(find_resource("schemas/report.json").read_text("utf-8"))
COLLECTORS = Catalog(Policy(), Platform.LINUX).collectors
ALL: Sequence[Collector] = list(COLLECTORS.values())
IDS = [collector.id for collector in ALL]

EXPECTED = {
    *("system", "hardware", "load", "processes", "disks", "network", "printers", "displays", "errors"),
    *("updates", "applications", "power", "services", "clock", "selfhelp"),
    *("reachability", "network-drives", "certificates", "startup", "security", "sign-in", "language"),
    *("identity", "sound", "cameras", "usb", "bluetooth"),
}

UNITS = {"", "B", "%", "s", "h", "Hz", "MHz", "Mbit/s", "MT/s", "dBm", "°C", "rpm", "in", "Wh", "mA"}
UNITS |= {"ms", "min", "d", "bytes"}


class Silent:
    """A computer that answers nothing at all."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    def run(self, command: Command) -> Output:
        raise ProbeError(N_("Nothing is installed."))

    def read(self, source: Source) -> Json:
        raise ProbeError(N_("Nothing can be read."))

    def change(self, action: Action) -> Json:
        raise AssertionError(f"a collector changed something: {action}")


class Garbage(Silent):
    """A computer whose programs fail and print what nobody expects."""

    def __init__(self, platform: Platform, text: str, code: int) -> None:
        super().__init__(platform)
        self._text, self._code = text, code

    def run(self, command: Command) -> Output:
        return Output(self._code, self._text, self._text)

    def read(self, source: Source) -> Json:
        return self._text


def test_every_section_that_was_promised_is_there() -> None:
    assert set(IDS) >= EXPECTED
    assert len(set(IDS)) == len(IDS)


@pytest.mark.parametrize("collector", ALL, ids=IDS)
def test_metadata(collector: Collector) -> None:
    assert collector.title.template
    assert collector.__doc__
    assert 0 < collector.timeout <= 20
    assert collector.id.replace("-", "").isalnum()
    assert collector.platforms == frozenset(Platform), "a row for the third system is missing"


@pytest.mark.parametrize("platform", list(Platform))
@pytest.mark.parametrize("collector", ALL, ids=IDS)
def test_a_computer_that_answers_nothing_is_no_crash(collector: Collector, platform: Platform) -> None:
    taken = snapshot.take_snapshot(Silent(platform), [collector], progress=Progress())
    assert "unexpected error" not in taken.sections[0].reason


@pytest.mark.parametrize("code", [0, 1])
@pytest.mark.parametrize(
    "text", ["", "Zugriff verweigert äöü\n" * 50, "\x00\x1b[31m{]\t\t\t\n", "[1,2,[]]", "9" * 50]
)
@pytest.mark.parametrize("platform", list(Platform))
def test_garbage_costs_only_its_section(platform: Platform, text: str, code: int) -> None:
    taken = snapshot.take_snapshot(Garbage(platform, text, code), ALL, progress=Progress())
    report = json.loads(report_files.render_json(replace(taken, redacted=True)))
    jsonschema.validate(report, json.loads(find_resource("schemas/report.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def real() -> Snapshot:
    """This computer, as it is."""
    return snapshot.take_snapshot(LocalMachine(Platform.LINUX), ALL, progress=Progress())


def test_the_real_output_keeps_the_published_schema(real: Snapshot) -> None:
    report = json.loads(report_files.render_json(replace(real, redacted=True)))
    jsonschema.validate(report, json.loads(find_resource("schemas/report.json").read_text("utf-8")))


RECORDED = sorted((ROOT / "tests" / "transcripts" / "sections").glob("*.toml"))


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_every_recorded_computer_matches_the_schema_and_is_stable(path: Path, tmp_path: Path) -> None:
    """The same schema on every system; and what is looked at twice is not told as changed."""
    machine, collector = ReplayMachine(Transcript.load(path)), COLLECTORS[path.stem.partition("--")[0]]
    history = SnapshotHistory(tmp_path / "kept", 90)
    looks = []
    for _ in range(2):
        taken = snapshot.take_snapshot(machine, [collector], progress=Progress())
        looks.append(history.redact_and_compare(taken, Redactor({})))
        jsonschema.validate(json.loads(report_files.render_json(looks[-1])), SCHEMA)
    assert looks[0].changes is None
    assert looks[1].changes is not None
    assert looks[1].changes.items == []
    assert "unexpected error" not in looks[1].sections[0].reason
    assert "NotRecorded" not in repr(looks), "every question is in the transcript"
    assert "no response within" not in repr(looks)


def test_two_snapshots_of_this_computer_are_equal(tmp_path: Path) -> None:
    history = SnapshotHistory(tmp_path / "kept", 90)
    first, again = (
        snapshot.take_snapshot(LocalMachine(Platform.LINUX), ALL, progress=Progress()) for _ in range(2)
    )
    history.redact_and_compare(first, Redactor({}))
    changes = history.redact_and_compare(again, Redactor({})).changes
    assert changes is not None
    assert changes.items == []


def test_tracked_items_are_distinguishable(real: Snapshot) -> None:
    """A tracked column means nothing without a key that tells its row."""
    for section in real.sections:
        for table in [item for item in section.items if isinstance(item, FactTable)]:
            tracked, keys = ([c.name for c in table.columns if getattr(c, m)] for m in ("tracked", "key"))
            assert keys or not tracked, (section.id, table.name, tracked)


def test_nothing_fails_unexpectedly_here(real: Snapshot) -> None:
    failed = [f"{s.id}: {s.reason}" for s in real.sections if "unexpected error" in s.reason]
    assert failed == [], "its traceback: selfhelp snapshot --only SECTION -o FOLDER --verbose"


def test_names_are_english_words_and_units_are_known(real: Snapshot) -> None:
    for section in real.sections:
        for item in section.items:
            assert item.name.isprintable()
            units = [item.unit] if isinstance(item, Item) else [column.unit for column in item.columns]
            assert set(units) <= UNITS


def test_what_identifies_is_marked(real: Snapshot) -> None:
    marks: dict[tuple[str, str], PrivacyClass] = {}
    for section in real.sections:
        for item in section.items:
            parts = item.columns if isinstance(item, FactTable) else [item]
            marks.update({(section.id, part.name): part.reveals for part in parts})
    assert marks["system", "name"] is PrivacyClass.HOST
    assert marks["processes", "user"] is PrivacyClass.PERSON
    assert marks["network", "addresses"] is PrivacyClass.ADDRESS
    assert marks["network", "hardware address"] is PrivacyClass.HARDWARE
    assert marks["disks", "mount point"] is PrivacyClass.PATH


def test_importing_the_collectors_does_nothing() -> None:
    names = [path.stem for path in Path(collectors.__path__[0]).glob("*.py") if path.stem != "__init__"]
    script = (
        "import sys, importlib\n"
        f"for name in {names!r}: importlib.import_module('selfhelp.report.collectors.' + name)\n"
        "print([m for m in ('psutil', 'subprocess', 'PySide6', 'requests', 'sqlite3') if m in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
