"""The user's data: the copy is complete, after deleting nothing of it is in any byte, and it asks before."""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import pytest

from selfhelp.app import composition, data_export, personal_data
from selfhelp.app.composition import App
from selfhelp.app.unsent_items import UnsentDrafts, find_undelivered_items
from selfhelp.core.errors import StorageError, UnavailableError, UsageError
from selfhelp.core.model import CheckResult, CheckState, Finding, Outcome, Platform
from selfhelp.core.paths import MARKER, AppPaths
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Translator
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.report.snapshot_history import SnapshotHistory
from selfhelp.tickets.delivery.sender_lock import SenderLock
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox.outbox import ReplyToSeal
from selfhelp.tickets.sent_items import DAY, SentRecords

CANARY = "canary-q7x9"


@pytest.fixture
def app(places: AppPaths) -> App:
    """An app that has kept the canary everywhere it keeps anything."""
    app = App(LocalMachine(Platform.LINUX), places, {}, "en")
    app.save_preferences(app.preferences.copy_with_changes(email=f"{CANARY}@example.com"))
    finding = CheckResult("disk-full", CheckState.FOUND, Finding(N_("{name} is full.", name=CANARY)))
    app.journal.start_run("disk-full", finding).append_event("ended", outcome=Outcome.FAILED, check=None)
    for number in range(30):
        report = app.get_outbox().save_ticket(
            Letter(
                f"{CANARY} {number}",
                f"{CANARY} " * 200,
                "a@example.com",
                files=build_attachments([("a", CANARY.encode() * 99)]),
            )
        )
        app.sent_records.add_record(app.get_outbox(), report, "folder")
    app.start_log()
    logging.getLogger("selfhelp.test").info("%s", CANARY)
    places.cache.mkdir(parents=True)
    (places.cache / "incidents.json").write_text(CANARY)
    (places.data / "snapshots").mkdir()
    (places.data / "snapshots" / "2000-01-01T101112.000131Z.json").write_text(CANARY)
    return app


@pytest.fixture(autouse=True)
def no_log_left() -> Iterator[None]:
    yield
    logger = logging.getLogger("selfhelp")
    for handler in list(logger.handlers):
        if isinstance(handler, logging.FileHandler):
            logger.removeHandler(handler)
            handler.close()


def holding(folder: Path) -> list[str]:
    found = [p for p in folder.rglob("*") if p.is_file() and not p.is_symlink()]
    forms = (CANARY.encode(), CANARY.encode("utf-16-le"))
    return [str(p.relative_to(folder)) for p in found if any(form in p.read_bytes() for form in forms)]


def delete(app: App) -> personal_data.DeletionResult:
    return personal_data.delete_personal_data(app.places, app.get_outbox, app.close_open_files, app.secrets)


def test_the_copy_has_everything_and_a_true_list(app: App, places: AppPaths, tmp_path: Path) -> None:
    target = tmp_path / "copy"
    arrived = app.get_outbox().list_items()[0].report
    app.create_delivery_service().deliver(arrived, 5)
    count = data_export.export_personal_data(places, target, app.get_outbox).files
    assert CANARY in (target / "tickets" / arrived / "message.txt").read_text(), "its files are gone here"
    copied = {p.relative_to(target).as_posix(): p.read_bytes() for p in target.rglob("*") if p.is_file()}
    for part, source in (
        ("settings", places.config),
        ("data", places.data),
        ("log", places.log),
        ("cache", places.cache),
    ):
        without = ("ballast", "sender.lock", MARKER)
        for path in (p for p in source.rglob("*") if p.is_file() and p.name not in without):
            name = f"{part}/{path.relative_to(source).as_posix()}"
            assert name in copied, name
            if "outbox.db" not in name:
                assert copied[name] == path.read_bytes(), name
    listed = json.loads(copied.pop(data_export.LIST))["files"]
    assert count == len(listed) == len(copied)
    assert {f["name"]: f["sha256"] for f in listed} == {
        n: hashlib.sha256(b).hexdigest() for n, b in copied.items()
    }
    assert any(n.endswith("message.txt") and CANARY.encode() in b for n, b in copied.items()), "readable, too"
    assert all((target / n).stat().st_mode & 0o077 == 0 for n in copied if not n.startswith("tickets/"))


def test_the_copy_follows_no_link_opens_no_pipe_and_takes_no_key(
    app: App, places: AppPaths, tmp_path: Path
) -> None:
    secret = tmp_path / "elsewhere"
    secret.write_text("foreign")
    (places.data / "link").symlink_to(secret)
    os.mkfifo(places.data / "pipe")
    (places.data / "snapshot.key").write_text("key")
    (tmp_path / "copy").mkdir(mode=0o755)
    data_export.export_personal_data(places, tmp_path / "copy", app.get_outbox)
    assert (tmp_path / "copy" / data_export.LIST).stat().st_mode & 0o077 == 0
    names = {p.name for p in (tmp_path / "copy").rglob("*")}
    assert not names & {"link", "pipe", "snapshot.key"}


def test_a_copy_inside_the_data_folder_excludes_itself(app: App, places: AppPaths) -> None:
    data_export.export_personal_data(places, places.data / "copy", app.get_outbox)
    assert not (places.data / "copy" / "data" / "copy").exists()


def test_a_folder_that_is_not_empty_or_cannot_be_written_is_refused(
    app: App, places: AppPaths, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="isn't empty"):
        data_export.export_personal_data(places, tmp_path, app.get_outbox)
    with pytest.raises(StorageError):
        data_export.export_personal_data(places, Path("/proc/copy"), app.get_outbox)
    with pytest.raises(StorageError):
        data_export.export_personal_data(places, tmp_path / "a\0b", app.get_outbox)


def test_after_deleting_nothing_is_left_in_any_byte(app: App, places: AppPaths, tmp_path: Path) -> None:
    other = App(LocalMachine(Platform.LINUX), places, {}, "en")
    assert len(other.get_outbox().list_items()) == 30, "a second program has the database open"
    assert holding(places.data.parent)
    database = places.data / "outbox" / "outbox.db"
    with database.open("rb") as pages, database.with_name("outbox.db-wal").open("rb") as wal:
        gone = delete(app)
        assert CANARY.encode() not in pages.read() + wal.read(), "what that program still sees is empty too"
    assert gone.files > 30
    assert list(gone.left) == []
    assert holding(places.data.parent) == []
    other.close_open_files()
    assert app.preferences.email == ""
    assert app.get_outbox().list_items() == []
    assert list(app.journal.list_runs()) == []
    logging.getLogger("selfhelp.test").warning("still logging")
    assert "still logging" in (places.log / "selfhelp.log").read_text()


def test_after_deleting_nothing_read_before_is_used_again(app: App) -> None:
    names = composition._READ_FROM_USER_DATA
    before = {name: getattr(app, name) for name in names}
    assert set(names) <= set(app.__dict__), "each is a cached property"
    delete(app)
    assert [name for name in names if getattr(app, name) is before[name]] == []


def test_foreign_files_are_kept_and_named(app: App, places: AppPaths, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "foreign.txt").write_text("foreign")
    (places.data / "link").symlink_to(outside)
    (places.config / "policy.toml").write_text("")
    said = [str(text) for text in personal_data.list_retained_items(places, Platform.LINUX)]
    assert any("settings are kept" in text for text in said)
    assert any("remain with the help desk" in text for text in said)
    (places.data / "desk").mkdir()
    assert not any(
        "remain with" in str(text) for text in personal_data.list_retained_items(places, Platform.LINUX)
    )
    delete(app)
    assert (outside / "foreign.txt").read_text() == "foreign"
    assert (places.config / "policy.toml").exists()
    assert (places.data / "link").readlink() == outside


def on_windows(folder: Path) -> AppPaths:
    """Return the folders of Windows: everything within one (platformdirs; not tried there)."""
    whole = folder / "AppData/Local/selfhelp"
    cache = whole / "Cache"
    return AppPaths(whole, whole, cache, whole / "Logs", cache / "run", folder / "ProgramData/selfhelp")


def test_folders_within_one_another_are_copied_once_and_a_policy_stays(tmp_path: Path) -> None:
    places = on_windows(tmp_path)
    running = [places.runtime / "app.lock", places.runtime / "app.pipe"]
    kept = [places.config / "policy.toml", places.config / "policy.d/50.toml", *running]
    gone = [places.config / "preferences.json", places.cache / "privacy.html", places.log / "selfhelp.log"]
    for path in kept + gone:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    app = App(LocalMachine(Platform.LINUX), places, {}, "en")
    data_export.export_personal_data(places, tmp_path / "copy", app.get_outbox)
    copied = sorted(p.name for p in (tmp_path / "copy").rglob("*") if p.is_file())
    assert copied == sorted([data_export.LIST, *(p.name for p in kept[:2] + gone)]), "a lock has no content"
    result = delete(app)
    assert list(result.left) == list(result.kept) == []
    left = sorted(p for p in places.data.rglob("*") if p.is_file())
    assert left == sorted([*kept, places.data / MARKER])


def test_the_administrators_record_is_named(
    places: AppPaths, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from selfhelp.helper import service

    folders = {Platform.LINUX: service.HelperFolders(tmp_path, tmp_path, tmp_path)}
    monkeypatch.setattr(service, "FOLDERS", folders)
    said = [str(text) for text in personal_data.list_retained_items(places, Platform.LINUX)]
    assert any(str(tmp_path) in text and "organisation" in text for text in said)


def test_while_a_ticket_is_being_sent_nothing_is_deleted(app: App, places: AppPaths) -> None:
    with SenderLock(app.get_outbox().folder) as ours:
        assert ours
        with pytest.raises(UnavailableError, match="being sent"):
            delete(app)
    assert len(app.get_outbox().list_items()) == 30
    assert app.preferences.email


def test_what_waits_is_known_before(app: App, places: AppPaths) -> None:
    found = find_undelivered_items(places, app.get_outbox)
    assert (len(found.tickets), found.replies) == (30, [])
    (said,) = found.make_warnings()
    assert str(said).startswith("30 tickets haven't been sent and would be lost: “")


def test_drafts_are_quoted_as_the_language_does() -> None:
    drafts = UnsentDrafts(["Écran noir", "Son"], ["Imprimante"])
    said = [
        Translator("fr").translate(text).replace("\N{NO-BREAK SPACE}", " ") for text in drafts.make_warnings()
    ]
    assert said == [
        "2 brouillons n’ont pas encore été envoyés et seraient perdus : « Écran noir », « Son ».",
        "1 brouillon de réponse n’a pas encore été envoyé et serait perdu : « Imprimante ».",
    ]
    assert str(UnsentDrafts(["a", "b", "c"]).make_warnings()[0]).endswith("lost: “a”, “b”, “c”.")
    assert not UnsentDrafts().make_warnings()


@pytest.mark.slow
def test_an_answer_that_was_not_sent_is_named_and_copied_too(
    app: App, places: AppPaths, tmp_path: Path
) -> None:
    report = app.get_outbox().list_items()[0].report
    app.create_delivery_service().deliver_due_items()
    assert not find_undelivered_items(places, app.get_outbox)
    ref = app.get_outbox().save_reply(ReplyToSeal(report, text="still broken"))
    subject = app.get_outbox().find_item(report).subject
    found = find_undelivered_items(places, app.get_outbox)
    assert (found.tickets, found.replies) == ([], [subject])
    assert [str(said) for said in found.make_warnings()] == [
        f"1 reply hasn't been sent and would be lost: “{subject}”."
    ]
    data_export.export_personal_data(places, tmp_path / "copy", app.get_outbox, "About")
    copied = tmp_path / "copy" / "tickets" / report / "replies" / ref / "message.txt"
    assert copied.read_text() == "still broken"


def test_a_first_day_has_nothing_to_copy_or_delete(places: AppPaths, tmp_path: Path) -> None:
    app = App(LocalMachine(Platform.LINUX), places, {}, "en")
    assert not find_undelivered_items(places, app.get_outbox)
    assert data_export.export_personal_data(places, tmp_path / "copy", app.get_outbox).files == 0
    assert delete(app).files == 0
    assert not (places.data / "outbox").exists()


def test_retention_needs_no_timer(app: App, places: AppPaths) -> None:
    """K1: one day of retention, and a clock that went on by two."""
    later = SentRecords(places.data / "receipts", 1, lambda: time.time() + 2 * DAY)
    personal_data.apply_retention(places, later, app.get_outbox, 1)
    assert list((places.data / "receipts").iterdir()) == []


def test_a_kept_snapshot_goes_at_the_start_too(app: App, places: AppPaths) -> None:
    app.create_snapshot_service().take_redacted_snapshot(app.create_redactor(), Progress())
    assert len(app.snapshot_history.list_stored_snapshots()) == 1
    app.apply_retention()
    assert len(app.snapshot_history.list_stored_snapshots()) == 1
    app.__dict__["snapshot_history"] = SnapshotHistory(
        places.data / "snapshots", 1, lambda: datetime.now(UTC) + timedelta(days=2)
    )
    app.apply_retention()
    assert app.snapshot_history.list_stored_snapshots() == []


def test_the_copy_is_private_in_any_folder(app: App, places: AppPaths, tmp_path: Path) -> None:
    """The dialog gives a folder that is there already, often one that all can read."""
    target = tmp_path / "shared" / "copy"
    target.mkdir(parents=True, mode=0o755)
    app.create_delivery_service().deliver(app.get_outbox().list_items()[0].report, 5)
    data_export.export_personal_data(places, target, app.get_outbox, "About")
    found = list(target.rglob("*"))
    assert [str(p) for p in found if p.stat().st_mode & 0o077] == []
    assert (target / data_export.README).read_text("utf-8-sig") == "About\n"
    assert (target / data_export.LIST) in found


def test_what_the_copy_says_names_every_folder_in_it(app: App, places: AppPaths, tmp_path: Path) -> None:
    data_export.export_personal_data(
        places, tmp_path / "copy", app.get_outbox, app.translator.translate(data_export.ABOUT)
    )
    about = (tmp_path / "copy" / data_export.README).read_text("utf-8-sig")
    for entry in (tmp_path / "copy").iterdir():
        assert f"\n{entry.name}:" in about or entry.name == data_export.README, entry.name


def test_a_link_planted_among_the_data_is_left_alone_and_named(
    app: App, places: AppPaths, tmp_path: Path
) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "thesis.txt").write_text("years")
    for folder in (places.data, places.data / "receipts", places.data / "outbox" / "files", places.cache):
        (folder / "link").symlink_to(precious)
        (folder / "file-link").symlink_to(precious / "thesis.txt")
    (places.data / "snapshots" / "hard").hardlink_to(precious / "thesis.txt")
    result = delete(app)
    assert (precious / "thesis.txt").read_text() == "years"
    assert list(result.left) == []
    said = [str(text) for text in result.kept]
    assert len(said) == 9
    assert all("wasn't made by this app" in text for text in said)


def test_a_window_that_was_open_while_all_was_deleted_saves_as_new(app: App, places: AppPaths) -> None:
    """The command deletes, the tray still has everything open: what is saved after that is there."""
    window = App(LocalMachine(Platform.LINUX), places, {}, "en")
    assert len(window.get_outbox().list_items()) == 30
    delete(app)
    case = window.create_case("It still does not print")
    case.message.requester = "a@example.com"
    report = case.save_to_outbox(case.build_letter())
    later = App(LocalMachine(Platform.LINUX), places, {}, "en")
    assert [item.report for item in later.get_outbox().list_items()] == [report]
    assert [record.report for record in later.sent_records.list_records()] == [report]
    later.create_delivery_service().deliver(report, 5)
    assert later.get_outbox().find_item(report).ticket
    assert not later.get_outbox().notice


def test_half_a_copy_is_taken_away_and_a_second_try_works(
    app: App, places: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine, left = data_export._copy_stream, [3]

    def full(source: BinaryIO, target: Path) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        genuine(source, target)

    monkeypatch.setattr(data_export, "_copy_stream", full)
    with pytest.raises(StorageError, match="full"):
        data_export.export_personal_data(places, tmp_path / "copy", app.get_outbox)
    assert list((tmp_path / "copy").iterdir()) == []
    assert data_export.export_personal_data(places, tmp_path / "copy", app.get_outbox).files > 30


def test_a_copy_that_is_refused_touches_nothing_that_was_there(
    app: App, places: AppPaths, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("foreign")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "thesis.txt").write_text("foreign")
    for name, error in (("file", StorageError), ("folder", UsageError)):
        with pytest.raises(error):
            data_export.export_personal_data(places, tmp_path / name, app.get_outbox)
    assert (tmp_path / "file").read_text() == (tmp_path / "folder" / "thesis.txt").read_text() == "foreign"


def test_old_reports_go_at_the_start_too(app: App, places: AppPaths) -> None:
    report = places.data / "reports" / "2024-01-01-120000"
    report.mkdir(parents=True)
    (report / "report.html").write_text(CANARY)
    os.utime(report, (1_704_110_400, 1_704_110_400))
    app.apply_retention()
    assert not report.exists()


def test_the_tray_finds_no_work_after_deletion(app: App, places: AppPaths) -> None:
    tray = App(LocalMachine(Platform.LINUX), places, {}, "en")
    sender = tray.create_delivery_service()
    delete(app)
    assert sender.deliver_due_items() is None
    tray.apply_retention()
    assert tray.get_outbox().list_items() == []
    assert tray.get_outbox().notice is None
