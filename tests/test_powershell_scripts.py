"""Every PowerShell script runs under a script policy, and answers in the shape that its transcripts have."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from selfhelp.catalog.catalog import Catalog
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.model import Json, Platform
from selfhelp.machine import PowerShell, Source
from selfhelp.machine import powershell as door
from selfhelp.machine.replay import ReplayMachine
from selfhelp.machine.transcript import Transcript
from selfhelp.policy.policy import Policy
from tools import powershell

TRANSCRIPTS = Path(__file__).parent / "transcripts"

ALLOWED = [
    "Get-CimInstance Win32_Battery | ForEach-Object { [pscustomobject]@{A=[int]$_.B; C=[bool]$_.D} }",
    "(Get-Date).AddDays(-7).ToUniversalTime().ToString('o')",
    "[datetime]::UtcNow.ToFileTimeUtc(); [TimeSpan]::FromSeconds(8); [int[]]$x; [System.String]::new('a',3)",
    "$s=New-Object adsisearcher; $s.ClientTimeout=[timespan]'0:08'; $s.FindOne().Properties",
    "$o.CimInstanceProperties['State'].Value; $_.Exception.Message; $h.ContainsKey('a')",
    "function of($a){$a | Where-Object { $_.X -like 'y*' }}; $v={param($o)$o.Name}; & $v 1; & { of 2 }",
    "try{throw 'x'}catch{\"$($_.FullyQualifiedErrorId)\"}; foreach($i in 1,2){$i}; '{0:x4}' -f 7; return",
    "New-Object -ComObject Scripting.Dictionary; $env:TEMP; whoami.exe /user | ConvertFrom-Csv",
    door.build_batch_script(["Get-Printer", "Get-Process"]),
]

REFUSED = {
    "[Console]::In.ReadToEnd()": "[Console]",
    "[Math]::Round(1.5)": "[Math]",
    "[System.Environment]::GetFolderPath('Desktop')": "[System.Environment]",
    "[DateTimeOffset]::new($_.T)": "[DateTimeOffset]",
    "$x -as [Diagnostics.Process]": "[Diagnostics.Process]",
    "$x -is [System.IO.FileInfo[]]": "[System.IO.FileInfo[]]",
    "[Collections.Generic.List[string]]$l": "Generic.List",
    "[Security.Principal.WindowsIdentity]::GetCurrent()": "WindowsIdentity",
    "New-Object -ComObject Shell.Application": "COM object shell.application",
    "New-Object -ComObject $name": "COM object",
    "New-Object Net.WebClient": "net.webclient",
    "New-Object -TypeName System.IO.FileInfo 'a'": "system.io.fileinfo",
    "Add-Type -AssemblyName System.Windows.Forms": "Add-Type",
    "Start-Job { 1 }": "Start-Job",
    ". ./other.ps1": "dot-sourcing",
    "$key.GetValueNames()": ".GetValueNames()",
    "$certificate.GetNameInfo('SimpleName',$false)": ".GetNameInfo()",
    "$object.GetType().Assembly": ".GetType()",
    "$type::Parse('1')": "cannot be told",
    "$item.Attributes = 'Hidden'": "a property of $item",
    "[Console]::OutputEncoding = $utf8": "[Console]",
    "Get-Item x | ForEach-Object Delete": "by its name",
    "class Mine { [int] $x }": "classes",
    '"value $([Math]::Max(1,2)) in a text"': "[Math]",
    "& { [IO.File]::ReadAllText('x') }": "[IO.File]",
    "$o.psbase.Methods": "psbase",
    "Get-Item 'x' | Where-Object { $_.Name -eq 'y'": "does not parse",
}


@pytest.mark.parametrize("script", ALLOWED)
def test_what_the_mode_allows_passes(script: str) -> None:
    assert powershell.judge(script) == []


@pytest.mark.parametrize("script", REFUSED)
def test_what_the_mode_forbids_is_refused(script: str) -> None:
    assert any(REFUSED[script] in wrong for wrong in powershell.judge(script)), powershell.judge(script)


@cache
def all_scripts() -> Sequence[powershell.Script]:
    return powershell.scripts()


def test_every_script_of_the_program_is_found_and_runs_under_a_script_policy() -> None:
    texts = {script.text for script in all_scripts()}
    assert len(texts) > 45
    assert any("Add-Printer" in text and door.INPUT in text for text in texts), "composed and passed on"
    assert powershell.problems(all_scripts()) == []


SOURCE = """
PARTS = "Get-Item " + NAME
def passed(machine, script): return machine.read(PowerShell(script))
def one(machine): return passed(machine, f"{PARTS}; [Math]::Abs(1)")
def two(machine): return read_script_output_objects(machine, PARTS)
def three(machine): return machine.run(Command(powershell.build_script_command_line("Get-Date")))
def other(machine): return argv("not ours")
"""


def test_scripts_are_put_together_and_followed_through_parameters() -> None:
    known = {"NAME": "'x'", "PARTS": "Get-Item 'x'"}
    found = [s.text for s in powershell.found_in("some.py", SOURCE, known)]
    assert found == ["Get-Item 'x'; [Math]::Abs(1)", "Get-Item 'x'", "Get-Date"]


def test_a_script_that_cannot_be_put_together_is_not_passed_over() -> None:
    source = "def ask(machine, name):\n    return machine.read(PowerShell('Get-Item ' + name))\n"
    with pytest.raises(powershell.UnknownScriptError, match=r"some\.py:2"):
        list(powershell.found_in("some.py", source, {}))


# -- shapes ----------------------------------------------------------------------------------------


@cache
def told() -> Sequence[tuple[str, str, Json]]:
    """Return script, transcript and answer of every question to PowerShell that was answered."""
    found = []
    for path in sorted(TRANSCRIPTS.rglob("*.toml")):
        for asked in tomllib.loads(path.read_text("utf-8")).get("asked", ()):
            if "powershell" in asked and "failed" not in asked:
                answer = json.loads(asked["json"]) if "json" in asked else asked["answer"]
                found.append((asked["powershell"], path.relative_to(TRANSCRIPTS).as_posix(), answer))
    return found


def objects(value: Json) -> Iterator[Mapping[str, Json]]:
    match value:
        case dict():
            yield value
            for inner in value.values():
                yield from objects(inner)
        case list():
            for inner in value:
                yield from objects(inner)


def test_every_question_in_a_transcript_is_one_that_is_asked() -> None:
    texts = {script.text for script in all_scripts()}
    assert {path for script, path, _ in told() if script not in texts} == set()


def test_every_answer_in_a_transcript_has_the_fields_that_its_script_writes() -> None:
    """A misspelled or forgotten field would let a parser be right about a computer that does not exist."""
    wrong = []
    for script, path, answer in told():
        shapes = powershell.shapes(script)
        for found in objects(answer):
            if shapes and frozenset(found) not in shapes:
                nearest = min(shapes, key=lambda shape: len(shape ^ set(found)))
                wrong.append(f"{path}: {sorted(nearest ^ set(found))}")
    assert wrong == []


class Read(dict[str, Json]):
    """An object of an answer that remembers which fields were looked for."""

    looked_for: set[str]

    def __init__(self, fields: Mapping[str, Json], looked_for: set[str]) -> None:
        super().__init__(fields)
        self.looked_for = looked_for

    def get(self, name: str, default: Json = None) -> Json:  # type: ignore[override]
        self.looked_for.add(name)
        return super().get(name, default)

    def __getitem__(self, name: str) -> Json:
        self.looked_for.add(name)
        return super().__getitem__(name)


class Watched(ReplayMachine):
    """A recorded computer that remembers which fields of a script's answer were looked for."""

    def __init__(self, transcript: Transcript, looked_for: dict[str, set[str]]) -> None:
        super().__init__(transcript)
        self.looked_for = looked_for

    def read(self, source: Source) -> Json:
        answer = super().read(source)
        if not isinstance(source, PowerShell):
            return answer
        fields = self.looked_for.setdefault(source.script, set())
        return json.loads(json.dumps(answer), object_hook=lambda found: Read(found, fields))


def test_a_parser_looks_only_for_fields_that_its_script_writes() -> None:
    looked_for: dict[str, set[str]] = {}
    for check in Catalog(Policy(), Platform.WINDOWS).checks.values():
        for path in sorted((TRANSCRIPTS / check.id).glob("windows-*.toml")):
            with suppress(SelfhelpError):
                check.diagnose(Watched(Transcript.load(path), looked_for))
    for path in sorted((TRANSCRIPTS / "sections").glob("*--windows-*.toml")):
        collector = Catalog(Policy(), Platform.WINDOWS).collectors[path.stem.partition("--")[0]]
        with suppress(SelfhelpError):
            collector.collect_facts(Watched(Transcript.load(path), looked_for))
    assert len(looked_for) > 25
    written = {script: frozenset().union(*powershell.shapes(script)) for script in looked_for}
    unknown = {script: names - written[script] for script, names in looked_for.items()}
    assert {script[:60]: names for script, names in unknown.items() if names} == {}
