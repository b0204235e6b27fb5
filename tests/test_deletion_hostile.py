"""F1: what deletes and copies the user's data never leaves the app's own folders, whatever is planted there.

Every attack plants a way to a canary: a folder that has all the names this app knows, and a marker, so that
only the place itself can tell it from ours. The canary stays as it was, no byte of it gets into the copy, and
the person is told. The race and the mount need what only POSIX and root have, and say so where they skip.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from selfhelp.app import data_export, personal_data
from selfhelp.app.composition import App
from selfhelp.core import app_files, own_folder
from selfhelp.core.model import CheckResult, CheckState, Platform
from selfhelp.core.own_folder import LeftAloneReason, NotOursError
from selfhelp.core.paths import MARK, MARKER, AppPaths, make_private_folder
from selfhelp.core.safe_removal import SafeRemoval
from selfhelp.engine import journal
from selfhelp.helpdesk.connectors.mail import connector
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.report.snapshot_history import SnapshotHistory, delete_expired_reports
from selfhelp.tickets.following.reply_attachments import ReplyAttachments
from selfhelp.tickets.form.draft_store import DraftStore
from selfhelp.tickets.form.emergency_drafts import EmergencyDrafts
from selfhelp.tickets.letter import Letter
from selfhelp.tickets.outbox.blob_store import BlobStore
from selfhelp.tickets.sent_items import SentRecords
from tests.people import ROOT, Person

REF = "sh-00000000-0000-4000-8000-000000000000"
HASH = "a" * 64
SECRET = b"canary-f1-zq81"
NAMES = (
    "health.json",
    "tips.json",
    "feedback.json",
    "preferences.json",
    "incidents.json",
    "privacy.html",
    "selfhelp.log",
    "selfhelp.log.1",
    "log/selfhelp.log",
    "journal/20200101-000000-abcdef.jsonl",
    "journal/20200102-000000-abcdef.jsonl",
    "journal/after-restart",
    "snapshots/2020-01-01T000000.000001Z.json",
    "snapshots/key",
    "outbox/outbox.db",
    "outbox/ballast",
    f"outbox/files/{REF}/{HASH}",
    f"outbox/files/{REF}/incoming",
    f"receipts/{REF}.json",
    "draft/draft.json",
    f"draft/{HASH}.png",
    "urgent/words.json",
    "tickets/seen.db",
    f"tickets/answers/{REF}/answer.json",
    f"tickets/answers/{REF}/{HASH}.png",
    "reports/2020-01-01-000000/report.json",
    "drafts/K7F-3QX.eml",
    "desk/.refs/" + REF,
    "desk/LOCAL-0001/ticket.json",
    "desk/LOCAL-0001/attachments/thesis.txt",
)


@pytest.fixture
def places(tmp_path: Path) -> AppPaths:
    """Folders as they are on Linux, each named after the app or within such a one."""
    home = tmp_path / "home"
    return AppPaths(
        config=home / "config" / "selfhelp",
        data=home / "data" / "selfhelp",
        cache=home / "cache" / "selfhelp",
        log=home / "state" / "selfhelp" / "log",
        runtime=home / "run" / "selfhelp",
        machine_policy=home / "etc",
    )


@pytest.fixture(params=[True, False], ids=["descriptors", "paths"])
def ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has no descriptors of folders; the way by paths is tried here, too."""
    monkeypatch.setattr(own_folder, "BY_DESCRIPTOR", request.param)


def fill(folder: Path, content: bytes = SECRET) -> Path:
    """Write every name into a folder, long ago."""
    for name in NAMES:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content + name.encode())
        os.utime(file, (1_577_836_800, 1_577_836_800))
    (folder / MARKER).write_bytes(MARK)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            os.utime(path, (1_577_836_800, 1_577_836_800))
    return folder


def state(folder: Path) -> list[tuple[str, int, int, bytes]]:
    """Return all that can be seen of a tree, links unfollowed; one more name of a file does not count."""
    found = []
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = path.read_bytes() if path.is_file() else b""
        found.append((str(path.relative_to(folder)), status.st_mode, status.st_mtime_ns, content))
    return found


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[Path]:
    """A folder that must be the same afterwards."""
    folder = fill(tmp_path / "precious")
    before = state(folder)
    yield folder
    assert state(folder) == before


@pytest.fixture
def app(places: AppPaths) -> Iterator[App]:
    """An app that has a ticket, settings and a run."""
    app = App(LocalMachine(Platform.LINUX), places, {}, "en")
    app.save_preferences(app.preferences.copy_with_changes(email="a@example.com"))
    app.journal.start_run("disk-full", CheckResult("disk-full", CheckState.HEALTHY))
    app.get_outbox().save_ticket(Letter("The printer", "does not print", "a@example.com"))
    make_private_folder(places.cache)
    make_private_folder(places.log)
    yield app
    app.close_open_files()


def delete(app: App) -> personal_data.DeletionResult:
    return personal_data.delete_personal_data(app.places, app.get_outbox, app.close_open_files, app.secrets)


def copied_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def said(texts: object) -> str:
    return "\n".join(str(text) for text in texts)  # type: ignore[attr-defined]


def replaced(path: Path, target: Path) -> Path:
    """Put a link in the place of a folder or file."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)
    return path


ROOTS = ("data", "config", "cache", "log", "log's parent")
INNER = (
    "journal",
    "snapshots",
    "outbox",
    "outbox/files",
    f"outbox/files/{REF}",
    "receipts",
    "draft",
    "urgent",
    "tickets",
    "tickets/answers",
    f"tickets/answers/{REF}",
    "reports",
    "reports/2020-01-01-000000",
    "drafts",
    "desk",
    "desk/LOCAL-0001",
    "desk/LOCAL-0001/attachments",
)


@pytest.mark.usefixtures("ways")
@pytest.mark.parametrize("which", ROOTS)
def test_a_folder_that_is_a_link_is_neither_emptied_nor_copied(
    app: App, places: AppPaths, canary: Path, tmp_path: Path, which: str
) -> None:
    app.close_open_files()
    folder = places.log.parent if which == "log's parent" else getattr(places, which)
    link = replaced(folder, canary)
    copied = data_export.export_personal_data(places, tmp_path / "copy", app.get_outbox)
    result = delete(app)
    assert SECRET not in copied_bytes(tmp_path / "copy")
    for texts in (copied.left_out, result.left, personal_data.list_untrusted_folders(places)):
        assert f"{link} is a link" in said(texts)
    listed = json.loads((tmp_path / "copy" / data_export.LIST).read_text())["left_out"]
    assert {"path": str(link), "why": "link"} in listed


@pytest.mark.usefixtures("ways")
@pytest.mark.parametrize("inner", INNER)
def test_a_linked_folder_within_is_neither_emptied_nor_copied(
    app: App, places: AppPaths, canary: Path, tmp_path: Path, inner: str
) -> None:
    app.close_open_files()
    link = replaced(places.data / inner, canary / inner)
    copied = data_export.export_personal_data(places, tmp_path / "copy", app.get_outbox)
    result = delete(app)
    assert SECRET not in copied_bytes(tmp_path / "copy")
    assert f"{link} is a link" in said(copied.left_out)
    assert f"{link} is a link" in said(result.left)
    assert link.readlink() == canary / inner


@pytest.mark.usefixtures("ways")
@pytest.mark.parametrize("name", [name for name in NAMES if not name.endswith((".log", ".log.1"))])
def test_a_link_in_the_place_of_a_known_file_is_not_followed(
    app: App, places: AppPaths, canary: Path, tmp_path: Path, name: str
) -> None:
    app.close_open_files()
    folder = {"preferences.json": places.config, "incidents.json": places.cache, "privacy.html": places.cache}
    link = replaced(folder.get(name, places.data) / name, canary / name)
    copied = data_export.export_personal_data(places, tmp_path / "copy", app.get_outbox)
    result = delete(app)
    assert SECRET not in copied_bytes(tmp_path / "copy")
    assert f"{link} is a link" in said(result.left)
    if known_is_copied(name):
        assert f"{link} is a link" in said(copied.left_out)


def known_is_copied(name: str) -> bool:
    return Path(name).name not in ("key", "ballast", "incoming")


@pytest.mark.usefixtures("ways")
def test_a_second_name_of_a_file_goes_alone_and_its_content_is_not_copied(
    app: App, places: AppPaths, canary: Path, tmp_path: Path
) -> None:
    app.close_open_files()
    names = ("tips.json", "outbox/outbox.db", f"receipts/{REF}.json", "tickets/seen.db", f"draft/{HASH}.png")
    for name in names:
        (places.data / name).parent.mkdir(exist_ok=True)
        (places.data / name).unlink(missing_ok=True)
        (places.data / name).hardlink_to(canary / name)
    copied = data_export.export_personal_data(places, tmp_path / "copy", app.get_outbox)
    result = delete(app)
    assert SECRET not in copied_bytes(tmp_path / "copy")
    for name in names:
        assert f"{places.data / name} still exists under another name" in said(copied.left_out)
        assert f"{places.data / name} still exists under another name" in said(result.kept)
        assert not os.path.lexists(places.data / name)


def test_two_deleted_links_of_one_file_are_not_reported(app: App, places: AppPaths) -> None:
    make_private_folder(places.data / "snapshots")
    (places.data / "snapshots" / "key").write_bytes(b"k" * 32)
    (places.data / "snapshots" / "key-01234567").hardlink_to(places.data / "snapshots" / "key")
    assert list(delete(app).kept) == []
    assert not (places.data / "snapshots").exists()


ODD = (
    "a\nb",
    "-rf",
    "*",
    "~",
    "$(id)",
    "tips.json ",
    "tips.json\n",
    "Tips.json.bak",
    "x" * 255,
    "\udcff\udcfe",
    "é",
)


@pytest.mark.usefixtures("ways")
def test_foreign_files_are_kept_under_any_name(app: App, places: AppPaths, tmp_path: Path) -> None:
    foreign: dict[Path, bytes] = {}
    for folder in (places.data, places.config, places.cache, places.log, places.data / "journal"):
        make_private_folder(folder)
        for name in ODD:
            foreign[folder / name] = name.encode("utf-8", "surrogateescape") + SECRET
        foreign[folder / "Documents" / "tips.json"] = SECRET
    for path, content in foreign.items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    copied = data_export.export_personal_data(places, tmp_path / "copy", app.get_outbox)
    result = delete(app)
    assert SECRET not in copied_bytes(tmp_path / "copy")
    assert {path: path.read_bytes() for path in foreign} == foreign
    assert list(result.left) == []
    for texts in (copied.left_out, result.kept):
        assert f"{places.data}/a\N{REPLACEMENT CHARACTER}b wasn't made by this app" in said(texts)
        assert all("\n" not in str(text) and str(text).encode() for text in texts)
    assert len(result.kept) == personal_data._NAMED + 1
    assert "10 more items were left unchanged" in said(result.kept)
    assert not (places.config / "preferences.json").exists()


@pytest.mark.lab
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
@pytest.mark.parametrize("inner", ["", "outbox", "receipts"])
def test_root_touches_no_folder_of_another_user(
    app: App, places: AppPaths, tmp_path: Path, inner: str
) -> None:
    """Also a program that was started with sudo and the other's HOME."""
    app.close_open_files()
    fill(places.data)
    folder = places.data / inner
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 12345, 12345)
    before = state(folder)
    copied = data_export.export_personal_data(places, tmp_path / "copy", app.get_outbox)
    result = delete(app)
    assert state(folder) == before
    assert not inner or (places.data / "tips.json").exists() is False
    assert f"{folder} belongs to another account" in said(copied.left_out)
    assert f"{folder} belongs to another account" in said(result.left)


@pytest.mark.lab
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_root_touches_no_file_of_another_user(app: App, places: AppPaths, tmp_path: Path) -> None:
    file = places.data / "tips.json"
    file.write_bytes(SECRET)
    os.chown(file, 12345, 12345)
    copied = data_export.export_personal_data(places, tmp_path / "copy", app.get_outbox)
    assert f"{file} belongs to another account" in said(copied.left_out)
    assert f"{file} belongs to another account" in said(delete(app).left)
    assert file.read_bytes() == SECRET


# -- the marker ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("ways")
def test_a_folder_that_the_app_makes_is_marked(places: AppPaths) -> None:
    for folder in (places.data / "journal", places.config, places.cache, places.log):
        make_private_folder(folder)
    for root in (places.data, places.config, places.cache, places.log.parent):
        assert (root / MARKER).read_bytes() == MARK
        assert (root / MARKER).stat().st_mode & 0o077 == 0
    assert not (places.data / "journal" / MARKER).exists()
    make_private_folder(places.data.parent / "elsewhere" / "selfhelp", ours=False)
    assert not (places.data.parent / "elsewhere" / "selfhelp" / MARKER).exists()


@pytest.mark.usefixtures("ways")
def test_a_folder_of_an_earlier_version_is_taken_over_if_only_our_names_are_in_it(
    app: App, places: AppPaths
) -> None:
    (places.data / MARKER).unlink()
    assert list(delete(app).left) == []
    assert [path.name for path in places.data.iterdir()] == [MARKER]


@pytest.mark.usefixtures("ways")
@pytest.mark.parametrize("foreign", ["thesis.txt", "src", "link"])
def test_a_folder_without_a_marker_that_has_other_things_is_left_alone(
    app: App, places: AppPaths, canary: Path, tmp_path: Path, foreign: str
) -> None:
    app.close_open_files()
    (places.data / MARKER).unlink()
    path = places.data / ("receipts" if foreign == "link" else foreign)
    if foreign == "link":
        path.symlink_to(canary)
    elif foreign == "src":
        path.mkdir()
    else:
        path.write_bytes(SECRET)
    before = state(places.data)
    copied = data_export.export_personal_data(places, tmp_path / "copy", app.get_outbox)
    result = delete(app)
    assert state(places.data) == before
    assert "may not be this app's folder" in said(copied.left_out)
    assert "Move files that don't belong to the app to another folder, then try again" in said(result.left)
    path.rmdir() if foreign == "src" else path.unlink()
    assert list(delete(app).left) == []


@pytest.mark.usefixtures("ways")
@pytest.mark.parametrize("kind", ["link", "second name", "other words", "folder"])
def test_a_foreign_marker_marks_nothing(app: App, places: AppPaths, canary: Path, kind: str) -> None:
    app.close_open_files()
    marker = places.data / MARKER
    marker.unlink()
    match kind:
        case "link":
            marker.symlink_to(canary / MARKER)
        case "second name":
            marker.hardlink_to(canary / MARKER)
        case "folder":
            marker.mkdir()
        case _:
            marker.write_bytes(b"another app's")
    before = state(places.data)
    assert "may not be this app's folder" in said(delete(app).left)
    assert state(places.data) == before


# -- what may be a link ----------------------------------------------------------------------------


@pytest.mark.usefixtures("ways")
def test_the_parent_folder_may_be_a_link(app: App, places: AppPaths, tmp_path: Path) -> None:
    """HOME on a Mac or a server, and XDG_DATA_HOME on another drive."""
    app.close_open_files()
    real = places.data.parent.rename(tmp_path / "drive")
    places.data.parent.symlink_to(real)
    assert data_export.export_personal_data(places, tmp_path / "copy", app.get_outbox).left_out == []
    assert list(delete(app).left) == []
    assert [path.name for path in (real / "selfhelp").iterdir()] == [MARKER]


@pytest.mark.skipif(not hasattr(os, "O_PATH"), reason="only Linux opens a folder that cannot be listed")
def test_the_parent_folder_need_not_be_readable(alice: Person) -> None:
    data = alice.home / "data"
    alice.run(["mkdir", "-p", str(data / "selfhelp" / "receipts")])
    alice.run(["touch", str(data / "selfhelp" / "tips.json")])
    alice.run(["chmod", "0311", str(data)])
    told = alice.run([sys.executable, "-m", "selfhelp", "data", "delete", "--yes", "--json"])
    alice.run(["chmod", "0700", str(data)])
    assert json.loads(told.stdout)["failed"] == []
    assert [path.name for path in (data / "selfhelp").iterdir()] == [MARKER]


# -- retention and clean-ups -----------------------------------------------------------------------


def clean_up(data: Path) -> None:
    """Do all that deletes without being asked, as if everything was too old."""
    SnapshotHistory(data / "snapshots", 0).delete_expired()
    with suppress(NotOursError):
        SnapshotHistory(data / "snapshots", 0).delete_all()
    SnapshotHistory(data / "snapshots", 1).drop_sections(["network"])
    for folder in (data / "draft", data / "urgent"):
        kept = DraftStore(folder, 0) if folder.name == "draft" else EmergencyDrafts(folder, 0)
        kept.delete_expired_drafts()
        kept.delete_draft() if isinstance(kept, DraftStore) else kept.delete_all_drafts()
    answers = ReplyAttachments(data / "tickets" / "answers")
    answers.delete_attachments_of_others(())
    SentRecords(data / "receipts", 0)._delete_expired()
    for report, _changed in list(BlobStore(data / "outbox" / "files").iter_reports()):
        BlobStore(data / "outbox" / "files").delete_file(report, HASH)
        BlobStore(data / "outbox" / "files").delete_report_files(report)
    with suppress(NotOursError):
        delete_expired_reports(data / "reports", 1)
    connector._delete_expired_drafts(data / "drafts")
    runs = journal.Journal(data / "journal")
    runs._delete_old_runs()
    runs.set_awaiting_restart(())


CLEANED = [name for name in INNER if not name.startswith("desk") and name != "tickets"]


@pytest.mark.usefixtures("ways")
@pytest.mark.parametrize("inner", ["", *CLEANED])
def test_no_clean_up_leaves_our_folders(
    places: AppPaths, canary: Path, inner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "KEPT_RUNS", 1)
    make_private_folder(places.data)
    replaced(places.data / inner, canary / inner)
    clean_up(places.data)


@pytest.mark.usefixtures("ways")
def test_every_clean_up_works_and_spares_foreign_files(
    places: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "KEPT_RUNS", 1)
    make_private_folder(places.data)
    fill(places.data)
    foreign = [places.data / inner / "thesis.txt" for inner in CLEANED]
    foreign.append(places.data / "journal" / "a.jsonl")
    for path in foreign:
        path.write_bytes(SECRET)
    for path in sorted(places.data.rglob("*")):
        os.utime(path, (1_577_836_800, 1_577_836_800))
    clean_up(places.data)
    left = {str(path.relative_to(places.data)) for path in places.data.rglob("*") if path.is_file()}
    gone = {name for name in NAMES if "/" in name and not name.startswith(("desk/", "log/"))}
    gone -= {"outbox/outbox.db", "outbox/ballast", "tickets/seen.db", "journal/20200102-000000-abcdef.jsonl"}
    assert left & gone == set()
    assert [path for path in foreign if not path.is_file()] == []


def test_the_ballast_is_not_written_through_a_link(app: App, places: AppPaths, tmp_path: Path) -> None:
    thesis = tmp_path / "thesis.txt"
    thesis.write_bytes(SECRET)
    app.close_open_files()
    (places.data / "outbox" / "ballast").unlink()
    (places.data / "outbox" / "ballast").symlink_to(thesis)
    assert len(app.get_outbox().list_items()) == 1
    assert thesis.read_bytes() == SECRET


def test_no_log_turns_over_in_a_linked_folder(app: App, places: AppPaths, canary: Path) -> None:
    replaced(places.log, canary)
    app.start_log()
    import logging

    logging.getLogger("selfhelp.test").warning("a line")
    assert any("no log file" in line for line in app.log_ring.lines)
    app.close_open_files()


# -- races and mounts ------------------------------------------------------------------------------


@pytest.mark.skipif(not own_folder.BY_DESCRIPTOR, reason="this system reaches names by paths alone")
@pytest.mark.parametrize("inner", ["receipts", "outbox/files", ""])
def test_a_folder_replaced_by_a_link_is_not_followed(
    places: AppPaths, canary: Path, tmp_path: Path, inner: str, loops: int
) -> None:
    """A program swaps the folder for a link and back, as fast as it can."""
    folder, aside, stop = places.data / inner, tmp_path / "aside", threading.Event()
    make_private_folder(places.data)
    fill(places.data)
    part = next(part for part in app_files.iter_app_folders(places) if part.label == "data")
    swaps = []

    def swap() -> None:
        while not stop.is_set():
            with suppress(OSError):
                folder.rename(aside)
                folder.symlink_to(canary / inner)
                swaps.append(1)
                folder.unlink()
            with suppress(OSError):
                aside.rename(folder)

    swapper = threading.Thread(target=swap)
    swapper.start()
    try:
        until, rounds = time.monotonic() + 60, 0
        while rounds < loops * 5 or (len(swaps) <= loops and time.monotonic() < until):
            rounds += 1
            SafeRemoval().run(part.folder, part.known)
            clean_up(places.data)
            with suppress(OSError):
                fill_again(places.data)
    finally:
        stop.set()
        swapper.join()
    assert len(swaps) > loops


def fill_again(data: Path) -> None:
    """Write through descriptors only, so that the test itself puts nothing into the canary."""
    with own_folder.open_own_folder(data) as root:
        for name in (f"receipts/{REF}.json", f"outbox/files/{REF}/{HASH}"):
            way = Path(name).parts
            with ExitStack() as stack:
                at = root.descriptor
                for part in way[:-1]:
                    with suppress(FileExistsError):
                        os.mkdir(part, dir_fd=at)
                    at = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=at)
                    stack.callback(os.close, at)
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
                os.close(os.open(way[-1], flags, 0o600, dir_fd=at))


def test_a_link_that_comes_between_looking_and_opening_is_refused(
    places: AppPaths, canary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same race, at the one moment that counts, every time."""
    make_private_folder(places.data)
    fill(places.data)
    genuine = os.open

    def late(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if path == "receipts" and dir_fd is not None:
            shutil.rmtree(places.data / "receipts")
            (places.data / "receipts").symlink_to(canary / "receipts")
        return genuine(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", late)
    removal = SafeRemoval()
    removal.run(places.data, app_files.DATA)
    assert [(one.path.name, one.why) for one in removal.left] == [("receipts", LeftAloneReason.LINK)]


MOUNTED = """
set -e
mount --make-rprivate /
mount --bind "$1" "$2"
"$3" -m selfhelp data export "$5" --json >"$4.copied" || true
"$3" -m selfhelp data delete --yes --with-waiting --json >"$4" || true
umount "$2"
"""


@pytest.mark.lab
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount")
@pytest.mark.parametrize("inner", ["", "receipts", "outbox/files"])
def test_a_mounted_folder_is_neither_emptied_nor_copied(
    app: App, places: AppPaths, canary: Path, tmp_path: Path, inner: str
) -> None:
    """In a mount namespace of its own, which ends with the command."""
    app.close_open_files()
    make_private_folder(places.data / inner)
    told, copy = tmp_path / "told", tmp_path / "copy"
    words = (str(canary / inner), str(places.data / inner), sys.executable, str(told), str(copy))
    home = tmp_path / "home"
    folders = {f"XDG_{name.upper()}_HOME": str(home / name) for name in ("config", "data", "state", "cache")}
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **folders}
    subprocess.run(
        ["unshare", "-m", "sh", "-c", MOUNTED, "sh", *words], env=environment, check=True, timeout=120
    )
    answer = json.loads(told.read_text())
    assert f"{places.data / inner} is on another drive" in said(answer["failed"])
    assert SECRET not in copied_bytes(copy)
    assert f"{places.data / inner} is on another drive" in told.with_name("told.copied").read_text()


# -- through the command line ----------------------------------------------------------------------


@pytest.mark.slow
def test_the_command_spares_a_linked_data_folder_and_says_so(alice: Person) -> None:
    """As it happened: the data folder is a link to a folder that is somebody's."""
    precious = alice.home / "precious"
    alice.run(["mkdir", "-p", str(precious / "receipts"), str(alice.home / "data")])
    alice.run(["sh", "-c", f"echo years >'{precious}/thesis.txt'; echo x >'{precious}/receipts/{REF}.json'"])
    alice.run(["ln", "-s", str(precious), str(alice.home / "data" / "selfhelp")])
    command = [sys.executable, "-m", "selfhelp"]
    plain = alice.run([*command, "data", "delete", "--yes", "--with-waiting"])
    told = alice.run([*command, "data", "delete", "--yes", "--with-waiting", "--json"])
    alice.run([*command, "data", "export", str(alice.home / "copy")])
    assert (precious / "thesis.txt").read_text() == "years\n"
    assert (precious / "receipts" / f"{REF}.json").read_text() == "x\n"
    assert plain.returncode == told.returncode == 3
    assert "is a link, so it was left alone" in plain.stdout
    assert "is a link, so it was left alone" in said(json.loads(told.stdout)["failed"])
    assert not list((alice.home / "copy").rglob("thesis.txt"))
