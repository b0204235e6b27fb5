"""Windows PowerShell is given data, never a longer script."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable

import pytest

from selfhelp.core.errors import Cause, ProbeError, describe_loggable_reason, describe_technical_reason
from selfhelp.core.model import Json
from selfhelp.machine import Command, Output, PowerShell, powershell


@pytest.mark.parametrize("data", ["é'; Remove-Item C:\\ #", {"printer": "<3>\n$(id)", "mode": None}, None])
def test_data_is_never_a_part_of_the_script(data: object) -> None:
    command = powershell.build_command_with_data(f"Get-It {powershell.INPUT}", data)
    assert command.argv[-1] == f"Get-It {powershell.INPUT}"
    assert json.loads("".join(value for _, value in command.variables)) == data


def test_long_data_travels_in_pieces_that_windows_takes() -> None:
    command = powershell.build_command_with_data("x", "\U0001f600" * 40_000)
    names = [name for name, _ in command.variables]
    assert names == sorted(names)
    assert len(names) == 3
    assert all(len(value.encode("utf-16-le")) // 2 < 32_767 for _, value in command.variables)


def asked(run: Callable[[Command], Output], *scripts: str) -> powershell.BatchResult:
    return powershell.run_batch(run, [PowerShell(script) for script in scripts], 8.0)


def line(number: int, **fields: Json) -> str:
    return json.dumps({"Number": number, **fields}) + "\n"


def test_each_script_has_its_own_answer_or_its_own_failure() -> None:
    said = "Welcome\n" + line(1, Failed="Zugriff", Id="X,Y", Kind="PermissionDenied") + line(0, Said="[1]")
    found = asked(lambda _: Output(0, said), "a", "b", "c")
    assert found.get_answer_at(0) == [1]
    with pytest.raises(ProbeError) as denied:
        found.get_answer_at(1)
    assert denied.value.why is not None
    assert denied.value.why.cause is Cause.DENIED
    assert 2 not in found.answers
    assert not found.would_retry_fail


def test_answers_before_the_deadline_are_used() -> None:
    def late(_: Command) -> Output:
        why = powershell.AnswerFailure("powershell.exe", Cause.LATE, "8 s")
        raise ProbeError(powershell.NO_ANSWER, why=why, partial=line(0, Said="[7]") + '{"Number":1,"Sa')

    found = asked(late, "a", "b")
    assert found.get_answer_at(0) == [7]
    with pytest.raises(ProbeError) as error:
        found.get_answer_at(1)
    assert describe_technical_reason(error.value) == "powershell.exe: timed out (8 s)"


CLIXML = (
    '#< CLIXML\r\n<Objs><S S="progress">x</S>'
    '<S S="Error">The term &lt;Get-X&gt; is unknown._x000D__x000A_</S>'
    '<S S="Error">At line:1_x000D__x000A_</S></Objs>'
)
FAILED = "ended with an error (exit 1)"
GARBLED = "the answer was not understood"
POLICY = "blocked by the organisation's script policy"


@pytest.mark.parametrize(
    ("output", "known", "said"),
    [
        (Output(1, "", "\nno such thing: C:\\Users\\anne\nmore"), FAILED, "no such thing: C:\\Users\\anne"),
        (Output(1, "", CLIXML), FAILED, "The term <Get-X> is unknown."),
        (Output(0, "garbage"), GARBLED, "garbage"),
        (Output(0, "\r\n"), f"{GARBLED} (it wrote nothing)", ""),
        (Output(0, line(0, Said="{")), GARBLED, "{"),
        (
            Output(0, line(0, Failed="Nein", Id="MethodInvocationNotSupportedInConstrainedLanguage")),
            f"{POLICY} (MethodInvocationNotSupportedInConstrainedLanguage)",
            "Nein",
        ),
        (Output(1, "", "Id : ScriptsNotAllowed"), f"{POLICY} (ScriptsNotAllowed)", "Id : ScriptsNotAllowed"),
    ],
)
def test_why_there_is_no_answer_is_told_and_the_log_hears_nothing_foreign(
    output: Output, known: str, said: str
) -> None:
    with pytest.raises(ProbeError) as error:
        asked(lambda _: output, "a").get_answer_at(0)
    assert describe_technical_reason(error.value) == f"powershell.exe: {known}" + (
        f": {said}" if said else ""
    )
    assert describe_loggable_reason(error.value) == f"powershell.exe: {known}"


def test_a_script_policy_has_a_sentence_of_its_own() -> None:
    output = Output(0, line(0, Failed="Nein", Id="CannotCreateTypeConstrainedLanguage,Microsoft"))
    with pytest.raises(ProbeError, match="script policy doesn't allow"):
        asked(lambda _: output, "a").get_answer_at(0)


@pytest.mark.skipif(shutil.which("pwsh") is None, reason="no PowerShell on this computer")
def test_a_real_powershell_answers_under_a_script_policy() -> None:
    mode = "$ExecutionContext.SessionState.LanguageMode='ConstrainedLanguage';"
    script = mode + powershell.build_batch_script(
        ["[pscustomobject]@{A='é\U0001f600'}", "[Math]::Abs(1)", "@()"]
    )
    said = subprocess.run(
        ["pwsh", *powershell.build_script_command_line(script)[1:]],
        capture_output=True,
        text=True,
        check=True,
    )
    found = asked(lambda _: Output(0, said.stdout), "a", "b", "c")
    assert (found.get_answer_at(0), found.get_answer_at(2)) == ([{"A": "é\U0001f600"}], [])
    with pytest.raises(ProbeError, match="script policy"):
        found.get_answer_at(1)
