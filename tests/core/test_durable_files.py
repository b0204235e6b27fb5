"""Files are whole and private, and no link that somebody planted beside them is followed."""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path

import pytest

from selfhelp.core import durable_files


def test_a_file_is_private_and_whole_or_not_there(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    path = folder / "shot.png"
    path.write_bytes(b"old")
    path.chmod(0o644)
    durable_files.write_private_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(OSError, match="director"):
        durable_files.write_private_file(folder, b"a folder is in the way")
    assert [p.name for p in folder.iterdir()] == ["shot.png"]
    assert not list(tmp_path.glob(".selfhelp-*"))


def test_a_planted_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.txt"
    foreign.write_text("foreign")
    for name in ("report.json", ".report.json.new", "copied", ".copied.new"):
        (tmp_path / name).symlink_to(foreign)
    durable_files.write_private_file(tmp_path / "report.json", b"ours")
    durable_files.copy_durably(io.BytesIO(b"ours"), tmp_path / "copied", 10)
    assert foreign.read_text() == "foreign"
    for name in ("report.json", "copied"):
        assert not (tmp_path / name).is_symlink()
        assert (tmp_path / name).read_bytes() == b"ours"


def test_a_link_is_read_only_where_that_is_wanted_and_a_pipe_never(tmp_path: Path) -> None:
    file, link, pipe = tmp_path / "file", tmp_path / "link", tmp_path / "pipe"
    file.write_text("told")
    link.symlink_to(file)
    os.mkfifo(pipe)
    for path in (file, link):
        with durable_files.open_regular_file(path) as opened:
            assert opened.read() == b"told"
    for path, follow in ((link, False), (pipe, True), (pipe, False)):
        with pytest.raises(OSError, match=r"symbolic links|plain file"):
            durable_files.open_regular_file(path, follow=follow)


def test_two_that_write_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    contents = [bytes([65 + number]) * 1_000_000 for number in range(4)]
    threads = [
        threading.Thread(target=durable_files.write_private_file, args=(tmp_path / "report.html", content))
        for content in contents
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (tmp_path / "report.html").read_bytes() in contents
    assert not list(tmp_path.glob(".selfhelp-*"))


@pytest.mark.parametrize("has_it", [True, False])
def test_on_macos_bytes_go_through_the_drives_own_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_it: bool
) -> None:
    fcntl = pytest.importorskip("fcntl")
    asked: list[int] = []
    plain: list[int] = []

    def full(descriptor: int, what: int) -> None:
        asked.append(what)
        if not has_it:
            raise OSError(45, "not supported")

    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", full)
    monkeypatch.setattr(os, "fsync", plain.append)
    durable_files.write_private_file(tmp_path / "f", b"x")
    assert asked == [51]
    assert len(plain) == (0 if has_it else 1)


@pytest.mark.parametrize("linked", ["selfhelp", "selfhelp/data"])
def test_nothing_is_written_through_a_folder_that_is_a_link(tmp_path: Path, linked: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "data").mkdir(parents=True)
    (elsewhere / "data" / "tips.json").write_text("foreign")
    place = tmp_path / "users" / linked
    place.parent.mkdir(parents=True)
    place.symlink_to(elsewhere if linked == "selfhelp" else elsewhere / "data", target_is_directory=True)
    with pytest.raises(OSError, match="the folder is a link"):
        durable_files.write_own_file(tmp_path / "users" / "selfhelp" / "data" / "tips.json", b"ours")
    assert [p.name for p in (elsewhere / "data").iterdir()] == ["tips.json"]
    assert (elsewhere / "data" / "tips.json").read_text() == "foreign"


def test_a_home_that_is_a_link_is_the_users_own_choice(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "users").symlink_to(tmp_path / "disk", target_is_directory=True)
    durable_files.write_own_file(tmp_path / "users" / "selfhelp" / "data" / "tips.json", b"ours")
    assert (tmp_path / "disk" / "selfhelp" / "data" / "tips.json").read_bytes() == b"ours"


def test_a_linked_folder_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(tmp_path / "nowhere", target_is_directory=True)
    with pytest.raises(OSError, match="the folder is a link"):
        durable_files.write_own_file(tmp_path / "data" / "tips.json", b"ours")
    assert not (tmp_path / "nowhere").exists()
