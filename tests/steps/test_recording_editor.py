"""What the user changes is on the disk at once; of what they remove nothing is kept."""

from __future__ import annotations

import pytest

from selfhelp.steps.recording import MissingImageReason, PictureBox, StepKind
from selfhelp.steps.recording_editor import RecordingEditor
from tests.steps.samples import picture, recorder_in, store_in, window
from tests.tickets.test_case import PNG


@pytest.fixture
def edited(tmp_path) -> RecordingEditor:
    recorder = recorder_in(store_in(tmp_path))
    box = PictureBox(1, 2, 3, 4, "mcurie")
    for name in ("a", "b", "c"):
        recorder.add_step(StepKind.WINDOW, window(name, title=name), picture=picture(box))
    return RecordingEditor(recorder._store, recorder.finish(), lambda data, _step: data, lambda _data: (5, 6))


def kept(edited: RecordingEditor):
    return edited._store.read(edited.recording.id)


def names(edited: RecordingEditor) -> set[str]:
    return {path.name for path in (edited._store.folder / edited.recording.id).iterdir()}


def test_a_step_is_moved_but_not_past_the_ends(edited: RecordingEditor) -> None:
    edited.move_step(1, 1)
    edited.move_step(3, 1)
    assert [step.title for step in kept(edited).steps] == ["b", "a", "c"]


def test_removing_a_step_removes_its_image(edited: RecordingEditor) -> None:
    edited.remove_step(2)
    assert [step.title for step in kept(edited).steps] == ["a", "c"]
    assert names(edited) == {"recording.json", "step-1.png", "step-3.png"}


def test_a_removed_picture_is_gone_and_the_step_says_so(edited: RecordingEditor) -> None:
    edited.remove_picture(2)
    assert kept(edited).steps[1].withheld is MissingImageReason.REMOVED
    assert "step-2.png" not in names(edited)


def test_an_edited_picture_replaces_the_old_one_of_which_nothing_is_kept(edited: RecordingEditor) -> None:
    edited.replace_picture("2", PNG + b"", hidden=3)
    step = kept(edited).steps[1]
    assert (step.width, step.height, step.edited, list(step.boxes), step.searched) == (5, 6, 3, [], True)
    assert names(edited) == {"recording.json", "step-1.png", "step-3.png", step.picture}
    assert step.picture != "step-2.png"
    assert edited.count_hidden_areas("2") == 3
    edited.replace_picture("2", PNG, hidden=4)
    assert len(names(edited)) == 4


def test_names_that_were_found_are_hidden_until_the_user_shows_them(edited: RecordingEditor) -> None:
    assert edited.count_hidden_areas("1") == 1
    edited.set_step_names_hidden(1, False)
    assert [box.hidden for box in kept(edited).steps[0].boxes] == [False]
    assert edited.count_hidden_areas("1") == 0


def test_a_note_is_one_line_of_a_sensible_length(edited: RecordingEditor) -> None:
    edited.set_step_note(1, " first\n\tline " + "x" * 900)
    assert kept(edited).steps[0].note.startswith("first line x")
    assert len(kept(edited).steps[0].note) == 500


def test_what_was_cut_off_ends_with_its_last_step(tmp_path) -> None:
    recorder = recorder_in(store_in(tmp_path))
    step = recorder.add_step(StepKind.WINDOW, window("a"))
    edited = RecordingEditor(recorder._store, recorder.recording, lambda d, _s: d, lambda _d: (1, 1))
    assert edited.was_interrupted
    edited.end_interrupted_recording()
    assert kept(edited).ended == step.at
