"""What is kept survives a kill at any moment, is told at the next start, and goes in time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from selfhelp.core.errors import UsageError
from selfhelp.steps.recording import StepKind
from selfhelp.steps.recording_store import DAY, LIST
from tests.people import ROOT
from tests.steps.samples import START, picture, recorder_in, store_in, window

CHILD = """
import sys
from pathlib import Path
from selfhelp.steps.recording import StepKind
from tests.steps.samples import picture, recorder_in, store_in, window
store = store_in(Path(sys.argv[1]))
with store.hold_recording_lock():
    recorder = recorder_in(store)
    print("ready", flush=True)
    for number in range(150):
        recorder.add_step(StepKind.WINDOW, window("a", title=str(number)), picture=picture())
        print(number, flush=True)
    if sys.argv[2] == "cancel":
        recorder.cancel()
        print("cancelled", flush=True)
"""


@pytest.mark.spread(2)
@pytest.mark.slow
@pytest.mark.parametrize("after", [0.0, 0.01, 0.03, 0.07, 0.15, 0.3])
def test_a_kill_at_any_moment_loses_no_step_that_was_told(tmp_path, after: float) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path), "stay"], stdout=subprocess.PIPE, cwd=ROOT
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    time.sleep(after)
    os.kill(child.pid, signal.SIGKILL)
    told = child.communicate()[0].splitlines()
    store = store_in(tmp_path)
    found = store.find_interrupted_recording()
    assert found is not None, "the next start says so"
    titles = [step.title for step in found.steps]
    assert titles == [str(number) for number in range(len(titles))], "whole, and in order"
    assert len(titles) >= len(told), "what was told is there"
    assert all(store.read_picture(found, step) for step in found.steps_with_images)
    assert len(found.steps_with_images) == len(found.steps)
    store.discard(found.id)
    assert [path.name for path in store.folder.iterdir()] == ["recorder.lock"], (
        "half written files go as well"
    )


def test_a_recording_that_goes_on_is_not_interrupted(tmp_path) -> None:
    store = store_in(tmp_path)
    with store.hold_recording_lock():
        recorder_in(store)
        assert store.find_interrupted_recording() is None
    assert store.find_interrupted_recording() is not None
    recorder = recorder_in(store_in(tmp_path, lambda: START.timestamp() + 60))
    recorder.finish()
    assert store.find_interrupted_recording() is not None, "the older one still waits"


def test_what_cannot_be_read_is_no_recording(tmp_path) -> None:
    store = store_in(tmp_path)
    recorder = recorder_in(store)
    file = store.folder / recorder.recording.id / LIST
    whole = file.read_bytes()
    for broken in (b"", b"{", b"[]", b"null", whole[:-9], whole.replace(b'"schema": 1', b'"schema": 2')):
        file.write_bytes(broken)
        with pytest.raises(UsageError):
            store.read(recorder.recording.id)
        assert store.list_recordings() == []
    for name in ("..", "../../x", "2026-11-30T080000-abcdef/..", ""):
        with pytest.raises(UsageError):
            store.read(name)
        with pytest.raises(UsageError):
            store.discard(name)


def test_a_list_cannot_name_a_picture_elsewhere(tmp_path) -> None:
    store = store_in(tmp_path)
    recorder = recorder_in(store)
    step = recorder.add_step(StepKind.WINDOW, window("a"), picture=picture())
    file = store.folder / recorder.recording.id / LIST
    file.write_bytes(file.read_bytes().replace(step.picture.encode(), b"../../../secret.png"))
    with pytest.raises(UsageError):
        store.read(recorder.recording.id)


def test_a_picture_that_is_gone_is_left_out(tmp_path) -> None:
    store = store_in(tmp_path)
    recorder = recorder_in(store)
    step = recorder.add_step(StepKind.WINDOW, window("a"), picture=picture())
    (store.folder / recorder.recording.id / step.picture).unlink()
    assert store.read(recorder.recording.id).steps_with_images == []


def test_deletion_leaves_what_the_app_did_not_make(tmp_path) -> None:
    store = store_in(tmp_path)
    recorder = recorder_in(store)
    recorder.add_step(StepKind.WINDOW, window("a"), picture=picture())
    folder = store.folder / recorder.recording.id
    (folder / "mine.txt").write_text("of the user's")
    store.discard(recorder.recording.id)
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]


def test_old_recordings_go_and_those_in_a_draft_stay_longer(tmp_path) -> None:
    store = store_in(tmp_path)
    kept, attached = recorder_in(store).recording.id, recorder_in(store).recording.id
    store.write_file(attached, "steps.html", b"x")
    store.delete_all_but_files(attached, ["steps.html"])
    assert [path.name for path in (store.folder / attached).iterdir()] == ["steps.html"]
    for days, left in ((6, {kept, attached}), (8, {attached}), (29, {attached}), (31, set[str]())):
        later = store_in(tmp_path, lambda days=days: START.timestamp() + days * DAY)
        later.delete_expired()
        assert {path.name for path in store.folder.iterdir()} - {"recorder.lock"} == left


def test_pictures_that_no_step_names_are_swept(tmp_path) -> None:
    store = store_in(tmp_path)
    recorder = recorder_in(store)
    first = recorder.add_step(StepKind.WINDOW, window("a"), picture=picture())
    second = recorder.add_step(StepKind.WINDOW, window("b"), picture=picture())
    assert first is not None
    assert second is not None
    store.delete_unused_files(replace(recorder.recording, steps=[second]))
    names = {path.name for path in (store.folder / recorder.recording.id).iterdir()}
    assert names == {LIST, second.picture}
    assert first.picture not in names
