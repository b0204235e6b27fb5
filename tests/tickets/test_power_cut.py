"""The power goes at any moment: no file of a ticket that was said to be saved is lost or torn.

The steps of the real code are recorded by doubles of what it asks of the disk. Then every moment is looked
at, with every choice of what the disk had not been made to keep by then (the idea of ALICE, Pillai et al.,
OSDI 2014, as pessimistic as POSIX lets a file system be).
"""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from selfhelp.core import durable_files
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox.outbox import Outbox
from selfhelp.tickets.outbox.outbox_database import OutboxDatabase

GIVEN = [("a.txt", b"first file"), ("b.txt", b"second file, longer")]


@dataclass(frozen=True)
class Step:
    """One thing asked of the disk: write, force, name, force-folder, commit."""

    what: str
    path: str = ""
    to: str = ""
    data: bytes = b""


class Recorder:
    """Notes what the real code does to the files of the outbox."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.steps = folder, list[Step]()

    def at(self, path: object) -> str:
        """Return a place below the outbox, "." for itself."""
        return os.path.relpath(str(path), self.folder)

    def forced(self, descriptor: int) -> None:
        """A file or folder is forced; of a file the bytes that were written are known by now."""
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if path.is_dir():
            self.steps.append(Step("force-folder", self.at(path)))
        else:
            self.steps.append(Step("force", self.at(path)))


@pytest.fixture
def recorded(tmp_path, monkeypatch):
    """Return a function that seals one ticket and returns the steps; a mistake can be built in first."""
    box = Outbox(tmp_path / "o")
    recorder = Recorder(tmp_path / "o")
    fsync, replace, copy, change = (
        os.fsync,
        Path.replace,
        durable_files.copy_durably,
        OutboxDatabase.transaction,
    )

    def copied(source, path, limit):
        fresh = path.with_name(f".{path.name}.new")
        data = source.read()
        source.seek(0)
        recorder.steps.append(Step("write", recorder.at(fresh), data=data))
        return copy(source, path, limit)

    def forced(descriptor):
        recorder.forced(descriptor)
        fsync(descriptor)

    def replaced(path, target):
        recorder.steps.append(Step("name", recorder.at(path), recorder.at(target)))
        return replace(path, target)

    class Noted(OutboxDatabase):
        def transaction(self):
            return Committed(change(self))

    class Committed:
        def __init__(self, inner):
            self.inner = inner

        def __enter__(self):
            return self.inner.__enter__()

        def __exit__(self, *error):
            ended = self.inner.__exit__(*error)
            recorder.steps.append(Step("commit"))
            return ended

    def seal():
        monkeypatch.setattr(os, "fsync", forced)
        monkeypatch.setattr(Path, "replace", replaced)
        monkeypatch.setattr(durable_files, "copy_durably", copied)
        monkeypatch.setattr(box.store, "__class__", Noted)
        report = box.save_ticket(Letter("s", "b", "r", files=build_attachments(GIVEN)))
        monkeypatch.undo()
        box.close()
        return f"files/{report}", recorder.steps

    return seal


def after(steps: list[Step]) -> Iterator[dict[str, bytes]]:
    """Yield each thing that can lie on the disk if the power goes after these steps.

    A file's bytes are sure once it was forced, a name once its folder was; else each is there or not.
    """
    unsure: list[int] = []
    for place, step in enumerate(steps):
        if step.what == "write":
            later = itertools.takewhile(lambda s: s.what != "write", steps[place + 1 :])
            forced = any(s.what == "force" and s.path == step.path for s in later)
        elif step.what == "name":
            folder = str(Path(step.to).parent)
            forced = any(s.what == "force-folder" and s.path == folder for s in steps[place:])
        else:
            continue
        if not forced:
            unsure.append(place)
    for kept in itertools.product((True, False), repeat=len(unsure)):
        yield disk(steps, {place for place, there in zip(unsure, kept, strict=True) if not there})


def disk(steps: list[Step], lost: set[int]) -> dict[str, bytes]:
    """Return the files by name where the effects of some steps are lost; bytes that are lost leave zeros.

    A name leads to the file that it was given to, also where the name that this had before never came there.
    """
    now: dict[str, int] = {}
    kept: dict[str, int] = {}
    content: dict[int, bytes] = {}
    for place, step in enumerate(steps):
        if step.what == "write":
            content[place] = b"\0" * len(step.data) if place in lost else step.data
            now[step.path] = kept[step.path] = place
        elif step.what == "name":
            file = now[step.to] = now.pop(step.path)
            if place not in lost:
                kept[step.to] = file
                if kept.get(step.path) == file:
                    del kept[step.path]
    return {name: content[file] for name, file in kept.items()}


def look(folder: str, steps: list[Step]) -> tuple[int, int, int]:
    """Return how many things can lie on the disk, in how many a file is torn, and a saved one is lost."""
    states = torn = lost = 0
    wanted = {f"{folder}/{hashlib.sha256(data).hexdigest()}": data for _, data in GIVEN}
    for end in range(len(steps) + 1):
        saved = any(step.what == "commit" for step in steps[:end])
        for there in after(steps[:end]):
            states += 1
            torn += any(name in there and there[name] != data for name, data in wanted.items())
            lost += saved and any(name not in there for name in wanted)
    return states, torn, lost


needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="asks Linux which file is forced")


@needs_proc
def test_whenever_the_power_goes_nothing_saved_is_lost_or_torn(recorded):
    folder, steps = recorded()
    states, torn, lost = look(folder, steps)
    assert [step.what for step in steps].count("commit") == 1, steps
    assert (torn, lost) == (0, 0), steps
    assert states > 20


@needs_proc
def test_without_forcing_the_folder_a_saved_file_is_lost(recorded, monkeypatch):
    monkeypatch.setattr(durable_files, "sync_folder_to_disk", lambda folder: None)
    folder, steps = recorded()
    _, torn, lost = look(folder, steps)
    assert lost
    assert not torn


@needs_proc
def test_without_forcing_the_file_it_is_torn(recorded):
    folder, steps = recorded()
    _, torn, _ = look(folder, [step for step in steps if step.what != "force"])
    assert torn


@needs_proc
def test_the_folders_own_names_are_forced_too(recorded):
    folder, steps = recorded()
    forced = [step.path for step in steps if step.what == "force-folder"]
    assert forced[-3:] == [folder, "files", "."]
    assert steps[-1].what == "commit"
