"""What the user wrote last is what is kept, also where the app ends in the middle of writing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject

from selfhelp.core.paths import AppPaths
from selfhelp.tickets.form.draft_store import StoredDraft
from selfhelp.tickets.form.earlier_drafts import list_all_unsent_drafts
from selfhelp.ui.jobs import THREADS, JobRunner
from selfhelp.ui.parts import autosave
from selfhelp.ui.parts.autosave import Autosave
from tests.ui.desk_window import make_app


class Disk:
    """Takes words while it is free."""

    def __init__(self) -> None:
        self.free, self.asked = threading.Event(), threading.Event()
        self.holds: list[str] = []

    def write(self, words: str) -> None:
        self.asked.set()
        assert self.free.wait(5)
        self.holds.append(words)


class Page(QObject):
    """A page with words on it."""

    def __init__(self, jobs: JobRunner, write: Callable[[str], None]) -> None:
        super().__init__()
        self.words = "Nothing"
        context = SimpleNamespace(jobs=jobs, say=lambda _text: None)
        self.keeper: Autosave[str, None] = Autosave(context, lambda: self.words, write, None, self)  # type: ignore[arg-type]


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def page(jobs: JobRunner, disk: Disk) -> Page:
    return Page(jobs, disk.write)


def all_threads_busy(jobs: JobRunner) -> threading.Event:
    """Let nothing more begin until the event is set."""
    busy = threading.Event()
    for _ in range(THREADS):
        jobs.start_job(lambda _progress: busy.wait(5))
    return busy


def test_what_waits_behind_other_work_is_kept_when_the_app_ends(
    jobs: JobRunner, page: Page, disk: Disk
) -> None:
    busy = all_threads_busy(jobs)
    disk.free.set()
    page.keeper.save_draft_now()
    page.keeper.save_draft_before_exit()
    busy.set()
    assert jobs.stop_all(5_000)
    assert disk.holds == ["Nothing"]


def test_older_text_never_overwrites_newer(jobs: JobRunner, page: Page, disk: Disk) -> None:
    busy = all_threads_busy(jobs)
    disk.free.set()
    page.keeper.save_draft_now()
    page.words = "Nothing prints"
    page.keeper.save_draft_now()
    page.keeper.save_draft_before_exit()
    busy.set()
    assert jobs._pool.waitForDone(5_000)  # a job that began just before the app ends; nothing is heard of it
    assert disk.holds[-1] == "Nothing prints"


def test_the_last_save_waits_for_the_running_one(jobs: JobRunner, page: Page, disk: Disk) -> None:
    page.keeper.save_draft_now()
    assert disk.asked.wait(5)
    page.words = "Nothing prints"
    page.keeper.schedule_save()
    threading.Timer(0.1, disk.free.set).start()
    page.keeper.save_draft_before_exit()
    assert disk.holds == ["Nothing", "Nothing prints"]


def test_a_disk_that_hangs_does_not_keep_the_app_from_ending(
    page: Page, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autosave, "LAST_WRITE", 0.1)
    page.keeper.save_draft_now()
    assert disk.asked.wait(5)
    page.keeper.save_draft_before_exit()
    assert disk.holds == []
    disk.free.set()


def test_a_closed_form_and_the_next_one_do_not_delete_a_draft_from_both_places(
    jobs: JobRunner, places: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The closed form puts the draft aside; the next one has continued it, and is the quicker."""
    app = make_app(places)
    context = SimpleNamespace(app=app, jobs=jobs, say=lambda _text: None)
    closed, following = (
        autosave.create_draft_autosave(context, lambda: None, lambda: (), QObject())  # type: ignore[arg-type]
        for _ in range(2)
    )
    store, paused, goes_on = app.drafts.store_draft, threading.Event(), threading.Event()

    def pause_before_the_empty_form(draft: StoredDraft) -> None:
        if not draft:
            paused.set()
            assert goes_on.wait(5)
        store(draft)

    monkeypatch.setattr(app.drafts, "store_draft", pause_before_the_empty_form)
    empty, typed = (app.create_case(words).make_draft() for words in ("", "The printer is dead."))
    writers = [
        threading.Thread(target=closed._pen.write_draft_version, args=(1, (empty, [typed]))),
        threading.Thread(target=following._pen.write_draft_version, args=(1, (typed, []))),
    ]
    writers[0].start()
    assert paused.wait(5)
    writers[1].start()
    writers[1].join(0.3)
    goes_on.set()
    for writer in writers:
        writer.join(5)
    unsent = list_all_unsent_drafts(app.drafts, app.earlier_drafts, app.get_outbox)
    assert [draft.ref for draft in unsent] == [typed.ref]
