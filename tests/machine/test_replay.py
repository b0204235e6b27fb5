"""A recorded computer answers as the real one did, and tells when it is asked something else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.core.errors import ProbeError, StepError, StorageError, UsageError
from selfhelp.core.model import CheckState, Finding, Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import (
    Action,
    Command,
    File,
    Machine,
    Native,
    Output,
    PowerShell,
    Reading,
    Registry,
    Source,
)
from selfhelp.machine.replay import NotRecordedError, RecordingMachine, ReplayMachine, record_check
from selfhelp.machine.transcript import (
    DOCUMENTATION,
    Transcript,
    TranscriptEntry,
    answer_from_data,
    answer_to_data,
    question_to_data,
)

ASK = Command(("lpstat", "-p"))
TURN_ON = Command(("cupsenable", "q"))


def levels(folder: str = "") -> Json:
    raise NotImplementedError


class Printer:
    """A computer with one printer that is off until it is turned on."""

    platform = Platform.LINUX
    on = False

    def run(self, command: Command) -> Output:
        return Output(0, "idle\r\n" if self.on else "disabled\n", "", cut=not self.on)

    def read(self, source: object) -> Json:
        if isinstance(source, Reading):
            return {"ink": [None, 0.5, 'a "quoted" \\ word \x1b[31m']}
        raise ProbeError(N_("The disk {name} is asleep.", name="{name}"))

    def change(self, action: object) -> Json:
        self.on = True
        return {"done": True} if isinstance(action, Native) else Output(0, "")


def transcript_of(machine: RecordingMachine) -> Transcript:
    return machine.to_transcript(expect=CheckState.FOUND, about="printer off", system="Debian 13")


def through_a_file(transcript: Transcript, folder: Path) -> Transcript:
    transcript.save(folder / "t.toml")
    return Transcript.load(folder / "t.toml")


def converse(machine: Machine) -> list[object]:
    """Ask, change and ask again; return everything that was said."""
    said: list[object] = [machine.run(ASK), machine.read(Reading(levels, {"folder": "/é"}))]
    with pytest.raises(ProbeError) as caught:
        machine.read(File("/etc/x"))
    said += [str(caught.value), machine.change(TURN_ON), machine.change(Native(levels)), machine.run(ASK)]
    return said


def test_what_was_recorded_is_answered_again(tmp_path: Path) -> None:
    recorder = RecordingMachine(Printer())
    said = converse(recorder)
    replay = ReplayMachine(through_a_file(transcript_of(recorder), tmp_path))
    assert converse(replay) == said
    replay.check_complete()


def test_changing_answers_replay_in_order_and_the_last_repeats() -> None:
    answers = [TranscriptEntry({"file": "/x"}, {"text": text}) for text in ("one", "two")]
    replay = ReplayMachine(Transcript(Platform.LINUX, "", "", CheckState.FOUND, DOCUMENTATION, "", answers))
    assert [replay.read(File("/x")) for _ in range(3)] == ["one", "two", "two"]


def test_the_same_answer_again_is_recorded_once() -> None:
    recorder = RecordingMachine(Printer())
    for _ in range(3):
        recorder.run(ASK)
    assert len(transcript_of(recorder).entries) == 1


def test_a_question_that_was_not_recorded_fails_now_and_at_the_end() -> None:
    replay = ReplayMachine(transcript_of(RecordingMachine(Printer())))
    with pytest.raises(NotRecordedError, match="asked, but not recorded"):
        replay.run(ASK)
    with pytest.raises(NotRecordedError, match="lpstat"):
        replay.check_complete()


def test_a_recorded_question_that_was_not_asked_fails_at_the_end() -> None:
    recorder = RecordingMachine(Printer())
    recorder.run(ASK)
    with pytest.raises(NotRecordedError, match="not asked"):
        ReplayMachine(transcript_of(recorder)).check_complete()


def test_a_change_during_a_look_fails() -> None:
    recorder = RecordingMachine(Printer())
    recorder.run(ASK)
    replay = ReplayMachine(transcript_of(recorder))
    with pytest.raises(NotRecordedError, match="changed, but not recorded"):
        replay.change(TURN_ON)


def test_a_change_that_failed_fails_again(tmp_path: Path) -> None:
    class Jammed(Printer):
        def change(self, action: object) -> Json:
            raise StepError(N_("The printer is jammed."))

    recorder = RecordingMachine(Jammed())
    with pytest.raises(StepError):
        recorder.change(TURN_ON)
    replay = ReplayMachine(through_a_file(transcript_of(recorder), tmp_path))
    with pytest.raises(StepError, match="jammed"):
        replay.change(TURN_ON)


def test_answers_are_cleaned_before_they_are_kept() -> None:
    class Leaky(Printer):
        def read(self, source: object) -> Json:
            return {"proxy": ["http://joe:hunter2@proxy"]}

    recorder = RecordingMachine(Leaky(), lambda text: text.replace("hunter2", "[secret]"))
    recorder.read(Reading(levels))
    assert "hunter2" not in repr(transcript_of(recorder).entries)
    assert "[secret]" in repr(transcript_of(recorder).entries)


class Look:
    """A check that asks one thing."""

    def __init__(self, answer: Finding | Exception | None) -> None:
        self.answer = answer

    def diagnose(self, machine: Machine) -> Finding | None:
        machine.run(ASK)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (None, CheckState.HEALTHY),
        (Finding(N_("Off.")), CheckState.FOUND),
        (ProbeError(N_("Cannot see.")), CheckState.INCONCLUSIVE),
    ],
)
def test_record_writes_what_a_check_asked(
    tmp_path: Path, answer: Finding | Exception | None, state: CheckState
) -> None:
    path = tmp_path / "t.toml"
    assert record_check(Look(answer), Printer(), path, "words").expect is state
    loaded = Transcript.load(path)
    assert (loaded.expect, loaded.about, len(loaded.entries)) == (state, "words", 1)
    assert path.stat().st_mode & 0o077 == 0


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="couldn't be written"):
        record_check(Look(None), Printer(), tmp_path / "no" / "t.toml", "")


@pytest.mark.parametrize("text", ["", "platform = 3", "[[asked]]", "not toml", 'platform = "beos"'])
def test_a_file_that_is_no_transcript_is_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=r"bad\.toml isn't a transcript"):
        Transcript.load(path)


@given(st.text(), st.text(), st.integers(0, 255))
def test_whatever_a_program_prints_survives_the_file(
    tmp_path_factory: pytest.TempPathFactory, out: str, err: str, code: int
) -> None:
    output = Output(code, out, err)
    entry = TranscriptEntry(question_to_data(ASK), answer_to_data(ASK, output))
    transcript = Transcript(Platform.LINUX, "", "", CheckState.FOUND, DOCUMENTATION, "", [entry])
    loaded = through_a_file(transcript, tmp_path_factory.mktemp("t"))
    assert answer_from_data(ASK, loaded.entries[0].answer) == output


def test_every_kind_of_question_is_told_apart() -> None:
    questions: list[Source | Action] = [
        ASK,
        Command(("lpstat", "-p"), stdin=b"x"),
        File("lpstat"),
        PowerShell("lpstat"),
        Registry("HKLM\\lpstat", "a"),
        Registry("HKLM\\lpstat", "b"),
        Reading(levels),
        Reading(levels, {"folder": "x"}),
    ]
    keys = {TranscriptEntry(question_to_data(question), {}).key for question in questions}
    assert len(keys) == len(questions)
