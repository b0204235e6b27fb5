"""Runs constant scripts in Windows PowerShell, several in one process, and explains failures.

Every script must run in Constrained Language Mode, which AppLocker and Windows Defender Application Control
enforce (Microsoft Learn, about_Language_Modes); ``tools/powershell.py`` checks this. Output is lines of JSON
in ASCII, because that mode doesn't allow choosing the code page. Untested on Windows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, runtime_checkable

from selfhelp.core.errors import AnswerFailure, Cause, ProbeError, find_first_meaningful_line
from selfhelp.core.model import Json
from selfhelp.core.records import record
from selfhelp.core.text import N_
from selfhelp.machine import Command, Output, PowerShell

PROGRAM = "powershell.exe"

GIVEN = "SELFHELP_GIVEN_"
"""Prefix of the environment variables that hold a script's input, in chunks.

Windows allows 32,767 characters in one variable (Microsoft Learn, SetEnvironmentVariable).
"""

PIECE = 15_000
"""Maximum number of characters in one chunk; characters beyond U+FFFF count as two."""

INPUT = f"(-join((Get-ChildItem Env:{GIVEN}*|Sort-Object Name).Value)|ConvertFrom-Json)"
"""Expression that returns the input inside a script."""

FRAME = (
    "$ErrorActionPreference='Stop';$ProgressPreference='SilentlyContinue';"
    "$WarningPreference='SilentlyContinue';"  # the console would write warnings into the output
    "function told($o){-join((ConvertTo-Json -Compress -InputObject $o) -csplit '([^\\x00-\\x7f])'|"
    "ForEach-Object{if($_ -cmatch '^[^\\x00-\\x7f]$'){'\\u{0:x4}' -f [int][char]$_}else{$_}})};"
    'function failed($n,$e){told ([pscustomobject]@{Number=$n;Failed="$($e.Exception.Message)";'
    'Id="$($e.FullyQualifiedErrorId)";Kind="$($e.CategoryInfo.Category)"})}'
)
"""Beginning of every script: warnings are off, and two functions write one line of JSON each."""

QUESTION = (
    # @(…) as -InputObject: a pipeline would unroll a list of one.
    ";try{{told ([pscustomobject]@{{Number={number};"
    "Said=(ConvertTo-Json -Compress -Depth 4 -InputObject @(& {{ {script} }}))}})}}"
    "catch{{failed {number} $_}}"
)
"""Template that wraps one script of a batch.

Each result is written as soon as it is complete, so that a hanging script loses only its own result.
"""

FORBIDDEN = re.compile(r"ConstrainedLanguage|CoreTypes|ScriptsNotAllowed|NotSupportedInDataSection")
"""Pattern of the error IDs of commands that Constrained Language Mode refuses.

Source: PowerShell source, ``ParserStrings``.
"""

NO_ANSWER = N_("Windows returned an unexpected response.")
BY_POLICY = N_("Your organisation's script policy doesn't allow this check.")

Run = Callable[[Command], Output]


@record
class BatchResult:
    """The results of one PowerShell process.

    Attributes:
        answers: the results by script number, each a list of plain data or an error.
        ended: the error for the scripts without a result.
    """

    answers: Mapping[int, Json | ProbeError]
    ended: ProbeError

    def get_answer_at(self, number: int) -> Json:
        """Return the result of one script.

        Raises:
            ProbeError: the script has no result.
        """
        found = self.answers.get(number, self.ended)
        if isinstance(found, ProbeError):
            raise found
        return found

    @property
    def would_retry_fail(self) -> bool:
        """Whether a retry in another process would fail in the same way."""
        why = self.ended.why
        return not self.answers and why is not None and why.cause in _FINAL


_FINAL = (Cause.MISSING, Cause.POLICY, Cause.DENIED)


@runtime_checkable
class ScriptBatch(Protocol):
    """Protocol of a computer that can run several scripts in one Windows PowerShell process."""

    def run_scripts(self, sources: Sequence[PowerShell], seconds: float) -> BatchResult:
        """Run all scripts within ``seconds`` seconds, and return their results."""


def build_script_command_line(script: str) -> tuple[str, ...]:
    """Return the command line that runs a PowerShell script."""
    return (PROGRAM, "-NoLogo", "-NoProfile", "-NonInteractive", "-Command", script)


def build_command_with_data(script: str, data: Json, timeout: float = 20.0) -> Command:
    """Return the command that runs a script with input data; the data never becomes part of the script.

    The data is passed in the environment, which is UTF-16 and doesn't depend on a code page.
    """
    text = json.dumps(data, ensure_ascii=False)
    pieces = [text[start : start + PIECE] for start in range(0, len(text), PIECE)]
    variables = tuple((f"{GIVEN}{number:02}", piece) for number, piece in enumerate(pieces))
    return Command(build_script_command_line(script), timeout=timeout, variables=variables)


def build_batch_script(scripts: Sequence[str]) -> str:
    """Return one script that runs several PowerShell scripts in turn."""
    return FRAME + "".join(QUESTION.format(number=n, script=script) for n, script in enumerate(scripts))


def run_batch(run: Run, sources: Sequence[PowerShell], seconds: float) -> BatchResult:
    """Run several PowerShell scripts in one process, with a timeout in seconds; return their results.

    Results written before a timeout are kept. The error of a process that failed as a whole is included.
    """
    command = Command(
        build_script_command_line(build_batch_script([source.script for source in sources])), timeout=seconds
    )
    try:
        output = run(command)
    except ProbeError as error:
        return BatchResult(_parse_script_answers(error.partial), error)
    return BatchResult(
        _parse_script_answers(output.stdout),
        _find_start_failure(output) or _make_garbled_output_error(output.stdout),
    )


def _find_start_failure(output: Output) -> ProbeError | None:
    """Return the error of a failed process, from its exit status and error output; None if it succeeded."""
    if output.code == 0:
        return None
    refused = FORBIDDEN.search(output.stderr)
    if refused is not None:
        return _make_script_error(Cause.POLICY, refused[0], output.stderr)
    return _make_script_error(Cause.FAILED, f"exit {output.code}", output.stderr)


def _make_garbled_output_error(said: str) -> ProbeError:
    return _make_script_error(Cause.GARBLED, "" if said.strip() else "it wrote nothing", said)


def _make_script_error(cause: Cause, fact: str, said: str) -> ProbeError:
    message = BY_POLICY if cause is Cause.POLICY else NO_ANSWER
    return ProbeError(
        message,
        detail=said[:2000],
        why=AnswerFailure(PROGRAM, cause, fact, find_first_meaningful_line(_decode_clixml(said))),
    )


def _decode_clixml(said: str) -> str:
    """Return error output as plain text; Windows PowerShell may write redirected errors as CLIXML."""
    lines = re.findall(r'<S S="Error">(.*?)</S>', said, re.DOTALL)
    if not lines:
        return "" if said.startswith("#< CLIXML") else said
    from html import unescape  # half a megabyte of names

    return unescape("".join(lines)).replace("_x000D__x000A_", "\n")


def _parse_script_answers(said: str) -> Mapping[int, Json | ProbeError]:
    """Return the results by script number; other lines, such as a module's output, are ignored."""
    found: dict[int, Json | ProbeError] = {}
    for line in said.splitlines():
        try:
            told = json.loads(line) if line.startswith("{") else None
        except ValueError:
            continue
        if isinstance(told, dict) and isinstance(told.get("Number"), int):
            found[told["Number"]] = _to_result_or_error(told)
    return found


def _to_result_or_error(told: Mapping[str, Json]) -> Json | ProbeError:
    """Return the result of a script, or the error it ended with."""
    if "Failed" in told:
        said, id_ = str(told["Failed"]), str(told.get("Id") or "")
        denied = told.get("Kind") == "PermissionDenied" or "UnauthorizedAccess" in id_
        cause = Cause.POLICY if FORBIDDEN.search(id_) else Cause.DENIED if denied else Cause.FAILED
        return _make_script_error(cause, id_.partition(",")[0][:100], said)
    try:
        return json.loads(str(told["Said"]))
    except (KeyError, ValueError):
        return _make_garbled_output_error(str(told.get("Said")))
