"""Steps are redacted and on the disk before they count; excluded windows leave no word behind."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from selfhelp.core.errors import RefusedError
from selfhelp.steps.recording import MOST_STEPS, MissingImageReason, StepKind, describe_step
from selfhelp.steps.step_recorder import StepRecorder
from tests.steps.samples import START, picture, recorder_in, store_in, window
from tests.tickets.test_case import PNG


def test_a_step_is_redacted_and_on_the_disk_with_its_picture(tmp_path) -> None:
    store = store_in(tmp_path)
    recorder = recorder_in(store)
    step = recorder.add_step(
        StepKind.WINDOW, window("Writer of mcurie", title="letter of mcurie.odt"), picture=picture()
    )
    kept = store.read(recorder.recording.id)
    assert kept.steps == [step]
    assert (step.title, step.program) == ("letter of person-1.odt", "Writer of person-1")
    folder = store.folder / kept.id
    assert (folder / step.picture).is_file()
    assert (folder.stat().st_mode & 0o777, (folder / step.picture).stat().st_mode & 0o777) == (0o700, 0o600)
    assert b"mcurie" not in (folder / "recording.json").read_bytes()


@pytest.mark.parametrize(
    "reason", [MissingImageReason.EXCLUDED, MissingImageReason.PRIVATE, MissingImageReason.UNMARKED]
)
def test_an_excluded_window_is_a_step_without_picture_title_and_program(
    tmp_path, reason: MissingImageReason
) -> None:
    store = store_in(tmp_path)
    recorder = recorder_in(store)
    step = recorder.add_step(
        StepKind.WINDOW, window("KeePassXC", title="bank"), picture=picture(), withheld=reason
    )
    assert (step.title, step.program, step.picture) == ("", "", "")
    assert str(describe_step(step)) == "Window excluded from recording"
    folder = store.folder / recorder.recording.id
    assert [path.name for path in folder.iterdir()] == ["recording.json"]
    assert not any(word in (folder / "recording.json").read_bytes() for word in (b"KeePass", b"bank"))


def test_a_password_leaves_the_title_but_no_picture(tmp_path) -> None:
    recorder = recorder_in(store_in(tmp_path))
    step = recorder.add_step(
        StepKind.DIALOG,
        window("App", title="Sign in"),
        picture=picture(),
        withheld=MissingImageReason.PASSWORD,
    )
    assert (step.title, step.picture) == ("Sign in", "")


def test_steps_are_in_the_order_in_which_they_happened(tmp_path) -> None:
    recorder = recorder_in(store_in(tmp_path))
    late = recorder.add_step(StepKind.WINDOW, window("b"), at=START + timedelta(seconds=9))
    early = recorder.add_step(StepKind.WINDOW, window("a"), at=START + timedelta(seconds=3))
    recorder.add_system_events([(START + timedelta(seconds=5), "mcurie crashed")])
    assert [step.number for step in recorder.recording.steps] == [early.number, 3, late.number]
    assert recorder.recording.steps[1].text == "person-1 crashed"


def test_there_is_an_end_of_steps(tmp_path) -> None:
    recorder = recorder_in(store_in(tmp_path))
    for _ in range(MOST_STEPS):
        assert recorder.add_step(StepKind.MANUAL) is not None
    assert recorder.is_full
    assert recorder.add_step(StepKind.MANUAL) is None
    assert recorder.finish().full


def test_nothing_is_added_after_the_end(tmp_path) -> None:
    store = store_in(tmp_path)
    recorder = recorder_in(store)
    recorder.add_step(StepKind.MANUAL)
    recorder.finish()
    assert recorder.add_step(StepKind.MANUAL) is None
    assert len(store.read(recorder.recording.id).steps) == 1


def test_cancel_keeps_nothing(tmp_path) -> None:
    store = store_in(tmp_path)
    recorder = recorder_in(store)
    for _ in range(3):
        recorder.add_step(StepKind.WINDOW, window("a"), picture=picture())
    recorder.cancel()
    assert list(store.folder.iterdir()) == []


def test_one_program_records_at_a_time(tmp_path) -> None:
    store = store_in(tmp_path)
    with store.hold_recording_lock():
        assert store.is_recording()
        with pytest.raises(RefusedError), store_in(tmp_path).hold_recording_lock():
            pass
    assert not store.is_recording()


def test_pictures_stop_at_their_size_and_the_steps_go_on(tmp_path: Path) -> None:
    recorder = StepRecorder(store_in(tmp_path), str, most=2 * len(PNG))
    for _ in range(3):
        recorder.add_step(StepKind.WINDOW, window("a", title="Letter"), picture=picture())
    steps = recorder.finish().steps
    assert [bool(step.picture) for step in steps] == [True, True, False]
    assert (steps[2].title, steps[2].withheld) == ("Letter", MissingImageReason.SIZE)
    folder = next(path for path in (tmp_path / "selfhelp" / "steps").iterdir() if path.is_dir())
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
