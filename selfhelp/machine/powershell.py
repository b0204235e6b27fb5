"""Starts Windows PowerShell: constant scripts, several at once, with data; and says why one failed.

Every script has to run in Constrained Language Mode, which AppLocker and Windows Defender Application Control
bring (Microsoft Learn, about_Language_Modes); ``tools/powershell.py`` judges that. Answers are lines of JSON
in ASCII, because that mode does not let us choose the code page. Not tried on a real Windows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from selfhelp.core.errors import AnswerFailure, Cause, ProbeError, first_meaningful_line
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.machine import Command, Output, PowerShell

PROGRAM = "powershell.exe"

GIVEN = "SELFHELP_GIVEN_"
"""Variables with what a script was given, in pieces: Windows allows 32,767 characters in one (Microsoft
Learn, SetEnvironmentVariable)."""

PIECE = 15_000
"""Characters of one piece; those beyond U+FFFF count twice there."""

INPUT = f"(-join((Get-ChildItem Env:{GIVEN}*|Sort-Object Name).Value)|ConvertFrom-Json)"
"""In a script: the data it was given."""

FRAME = (
    "$ErrorActionPreference='Stop';$ProgressPreference='SilentlyContinue';"
    "$WarningPreference='SilentlyContinue';"  # the console writes warnings where the answer goes
    "function told($o){-join((ConvertTo-Json -Compress -InputObject $o) -csplit '([^\\x00-\\x7f])'|"
    "ForEach-Object{if($_ -cmatch '^[^\\x00-\\x7f]$'){'\\u{0:x4}' -f [int][char]$_}else{$_}})};"
    'function failed($n,$e){told ([pscustomobject]@{Number=$n;Failed="$($e.Exception.Message)";'
    'Id="$($e.FullyQualifiedErrorId)";Kind="$($e.CategoryInfo.Category)"})}'
)
"""What comes first: warnings off, and two functions that write one line of JSON each."""

QUESTION = (
    # @(…) as -InputObject: a pipeline would unroll a list of one.
    ";try{{told ([pscustomobject]@{{Number={number};"
    "Said=(ConvertTo-Json -Compress -Depth 4 -InputObject @(& {{ {script} }}))}})}}"
    "catch{{failed {number} $_}}"
)
"""One question. Its answer is written as soon as it stands, so that one that hangs costs only itself."""

FORBIDDEN = re.compile(r"ConstrainedLanguage|CoreTypes|ScriptsNotAllowed|NotSupportedInDataSection")
"""In the ids of what the language mode of a policy refuses (PowerShell's own source, ``ParserStrings``)."""

NO_ANSWER = N_("Windows returned an unexpected response.")
BY_POLICY = N_("Your organisation's script policy doesn't allow this check.")

Run = Callable[[Command], Output]


@dataclass(frozen=True, slots=True)
class BatchResult:
    """The results of one PowerShell process.

    Attributes:
        answers: by the number of the question: a list of plain data, or why there is none.
        ended: why the others have no answer.
    """

    answers: Mapping[int, Json | ProbeError]
    ended: ProbeError

    def answer_at(self, number: int) -> Json:
        """Return the result of one script.

        Raises:
            ProbeError: there is none.
        """
        found = self.answers.get(number, self.ended)
        if isinstance(found, ProbeError):
            raise found
        return found

    @property
    def is_hopeless(self) -> bool:
        """Whether another start would fail as this one did."""
        why = self.ended.why
        return not self.answers and why is not None and why.cause in _FINAL


_FINAL = (Cause.MISSING, Cause.POLICY, Cause.DENIED)


@runtime_checkable
class ScriptBatch(Protocol):
    """A computer that can be asked several scripts with one start of Windows PowerShell."""

    def together(self, sources: Sequence[PowerShell], seconds: float) -> BatchResult:
        """Run all scripts within ``seconds``."""


def script_command_line(script: str) -> tuple[str, ...]:
    """Return the command line that runs a PowerShell script."""
    return (PROGRAM, "-NoLogo", "-NoProfile", "-NonInteractive", "-Command", script)


def command_with_data(script: str, data: Json, timeout: float = 20.0) -> Command:
    """Return the command that runs a script and gives it data, which never becomes a part of the script.

    It travels in the environment, which is UTF-16 and has no code page.
    """
    text = json.dumps(data, ensure_ascii=False)
    pieces = [text[start : start + PIECE] for start in range(0, len(text), PIECE)]
    variables = tuple((f"{GIVEN}{number:02}", piece) for number, piece in enumerate(pieces))
    return Command(script_command_line(script), timeout=timeout, variables=variables)


def batch_script(scripts: Sequence[str]) -> str:
    """Combine several PowerShell scripts into one."""
    return FRAME + "".join(QUESTION.format(number=n, script=script) for n, script in enumerate(scripts))


def run_batch(run: Run, sources: Sequence[PowerShell], seconds: float) -> BatchResult:
    """Run several PowerShell scripts in one process, with a timeout in seconds.

    What was answered until then counts. Why a start failed as a whole is told too.
    """
    command = Command(
        script_command_line(batch_script([source.script for source in sources])), timeout=seconds
    )
    try:
        output = run(command)
    except ProbeError as error:
        return BatchResult(_parse_answers(error.partial), error)
    return BatchResult(_parse_answers(output.stdout), start_failure(output) or _garbled(output.stdout))


def start_failure(output: Output) -> ProbeError | None:
    """Return the reason for a failed start, from its exit status and error output; None if it succeeded."""
    if output.code == 0:
        return None
    refused = FORBIDDEN.search(output.stderr)
    if refused is not None:
        return _error(Cause.POLICY, refused[0], output.stderr)
    return _error(Cause.FAILED, f"exit {output.code}", output.stderr)


def _garbled(said: str) -> ProbeError:
    return _error(Cause.GARBLED, "" if said.strip() else "it wrote nothing", said)


def _error(cause: Cause, fact: str, said: str) -> ProbeError:
    message = BY_POLICY if cause is Cause.POLICY else NO_ANSWER
    return ProbeError(
        message,
        detail=said[:2000],
        why=AnswerFailure(PROGRAM, cause, fact, first_meaningful_line(_plain(said))),
    )


def _plain(said: str) -> str:
    """Return error output as text: where it is redirected, Windows PowerShell may write it as CLIXML."""
    lines = re.findall(r'<S S="Error">(.*?)</S>', said, re.DOTALL)
    if not lines:
        return "" if said.startswith("#< CLIXML") else said
    from html import unescape  # half a megabyte of names

    return unescape("".join(lines)).replace("_x000D__x000A_", "\n")


def _parse_answers(said: str) -> Mapping[int, Json | ProbeError]:
    """Return the answers by number; what a module greets with, or half a line, is none."""
    found: dict[int, Json | ProbeError] = {}
    for line in said.splitlines():
        try:
            told = json.loads(line) if line.startswith("{") else None
        except ValueError:
            continue
        if isinstance(told, dict) and isinstance(told.get("Number"), int):
            found[told["Number"]] = _opened(told)
    return found


def _opened(told: Mapping[str, Json]) -> Json | ProbeError:
    """Return the result of a script, or the error it ended with."""
    if "Failed" in told:
        said, id_ = str(told["Failed"]), str(told.get("Id") or "")
        denied = told.get("Kind") == "PermissionDenied" or "UnauthorizedAccess" in id_
        cause = Cause.POLICY if FORBIDDEN.search(id_) else Cause.DENIED if denied else Cause.FAILED
        return _error(cause, id_.partition(",")[0][:100], said)
    try:
        return json.loads(str(told["Said"]))
    except (KeyError, ValueError):
        return _garbled(str(told.get("Said")))
