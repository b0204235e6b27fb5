"""The helper works only from places that are the administrator's alone, and knows who is at a socket."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from selfhelp.helper.file_trust import UntrustedError, open_trusted_for_writing, require_trusted_file
from selfhelp.helper.peer import find_trusted_peer, read_peer_uid
from selfhelp.machine.elevate import is_helper_socket_trusted, read_fresh_response

ROOT = Path(__file__).resolve().parents[2]
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make files of somebody else's")


@pytest.fixture
def safe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder below / that only its owner can change, as /usr/libexec is."""
    if os.geteuid() != 0:
        pytest.skip("only root has such a folder")
    folder = Path("/var/lib") / f"selfhelp-test-{os.getpid()}"
    folder.mkdir(mode=0o755, exist_ok=True)
    try:
        yield folder
    finally:
        subprocess.run(["rm", "-rf", "--one-file-system", str(folder)], check=True)


@pytest.mark.lab
def test_a10_the_administrators_own_file_is_trusted(safe: Path) -> None:
    file = safe / "helper"
    file.write_text("")
    require_trusted_file(file)


@pytest.mark.lab
def test_a10_files_of_others_links_and_writable_files_are_not_trusted(safe: Path) -> None:
    inner = safe / "inner"
    inner.mkdir()
    file = inner / "helper"
    file.write_text("")
    for path, mode in ((file, 0o664), (file, 0o602), (inner, 0o777), (inner, 0o1777)):
        before = path.stat().st_mode
        path.chmod(mode)
        with pytest.raises(UntrustedError, match="others may write"):
            require_trusted_file(file)
        path.chmod(before)
    os.chown(inner, 1, 1)
    with pytest.raises(UntrustedError, match="belongs to 1"):
        require_trusted_file(file)
    os.chown(inner, 0, 0)
    (safe / "link").symlink_to(inner)
    with pytest.raises(UntrustedError, match="is a link"):
        require_trusted_file(safe / "link" / "helper")
    with pytest.raises(UntrustedError):
        require_trusted_file(safe / "missing")


def test_a10_the_program_does_not_start_from_a_foreign_folder(tmp_path: Path) -> None:
    sys.path.insert(0, str(ROOT / "installer" / "linux"))
    try:
        import build_helper
    finally:
        sys.path.pop(0)
    helper = tmp_path / "helper"
    helper.write_bytes(build_helper.archive())
    done = subprocess.run(
        [sys.executable, "-ISB", str(helper), "flush-dns"], input=b"{}", capture_output=True, timeout=30
    )
    assert done.returncode == 4
    assert b"others may write" in done.stderr or b"belongs to" in done.stderr


def test_b6_files_that_are_not_plain_are_not_opened_to_write(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "plain").write_text("")
    (tmp_path / "plain").chmod(0o600)
    (tmp_path / "link").symlink_to(tmp_path / "plain")
    (tmp_path / "second").hardlink_to(tmp_path / "plain")
    for name in ("pipe", "link", "second"):
        with pytest.raises(UntrustedError):
            open_trusted_for_writing(tmp_path / name, os.O_RDWR, os.geteuid())


def test_a11_the_system_says_who_is_at_a_socket() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert read_peer_uid(ours) == os.geteuid()
        assert find_trusted_peer(ours, at_screen=os.geteuid) == os.geteuid()
        assert find_trusted_peer(ours, at_screen=lambda: 4242) is None
        assert find_trusted_peer(ours, at_screen=lambda: None) is None
        assert find_trusted_peer(ours, who=lambda _: None, at_screen=lambda: None) is None
    assert read_peer_uid(ours) is None  # closed: the system cannot tell


@pytest.mark.lab
@needs_root
def test_a12_a_foreign_socket_is_not_used(safe: Path) -> None:
    path = safe / "socket"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        assert is_helper_socket_trusted(path)
        os.chown(path, 1, 1)
        assert not is_helper_socket_trusted(path)
        os.chown(path, 0, 0)
        safe.chmod(0o777)
        assert not is_helper_socket_trusted(path)
        safe.chmod(0o755)
    path.unlink()
    path.write_text("")
    assert not is_helper_socket_trusted(path)
    assert not is_helper_socket_trusted(safe / "missing")


def test_a12_an_answer_from_before_the_question_is_not_taken(tmp_path: Path) -> None:
    file = tmp_path / "flush-dns.json"
    assert read_fresh_response(file, 100.0) is None
    file.write_text('{"result": "done", "detail": "", "time": 99.0}')
    assert read_fresh_response(file, 100.0) is None
    file.write_text('{"result": "done", "detail": "", "time": 100.0}')
    assert read_fresh_response(file, 100.0) == {"result": "done", "detail": "", "time": 100.0}
    file.write_text("[")
    assert read_fresh_response(file, 100.0) is None
