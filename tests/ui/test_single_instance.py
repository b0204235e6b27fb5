"""The second start hands over; junk on the socket does nothing."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from selfhelp.core.deep_links import HOME, DeepLink
from selfhelp.core.paths import AppPaths, Platform, make_private_folder
from selfhelp.ui import instance_server, main, single_instance
from selfhelp.ui.instance_server import LIMIT
from selfhelp.ui.local_server import LocalServer
from selfhelp.ui.single_instance import SOCKET, LaunchRequest, send_to_first_instance


@pytest.fixture
def heard() -> list[LaunchRequest]:
    return []


@pytest.fixture
def bell(qtbot: QtBot, tmp_path: Path, heard: list[LaunchRequest]) -> Iterator[LocalServer]:
    parent = QObject()
    bell = LocalServer(tmp_path, heard.append, parent)
    yield bell
    bell.stop_listening()
    parent.deleteLater()


def second_start(
    qtbot: QtBot, folder: Path, wish: LaunchRequest, platform: Platform = Platform.LINUX
) -> bool:
    """Hand a wish over from another process, and say whether it was taken."""
    code = (
        "from selfhelp.core.paths import Platform; from selfhelp.ui import single_instance as single;"
        f"single.detect_platform = lambda: Platform('{platform}');"
        "import sys; from pathlib import Path;"
        "wish = single.LaunchRequest.parse_line(sys.stdin.buffer.readline());"
        "sys.exit(not single.send_to_first_instance(Path(sys.argv[1]), wish, 3.0))"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(folder)], stdin=subprocess.PIPE)
    assert process.stdin is not None
    with process.stdin as stdin:
        stdin.write(wish.format_line())
    qtbot.waitUntil(lambda: process.poll() is not None, timeout=10_000)
    return process.returncode == 0


def test_wishes_arrive_one_after_another(
    qtbot: QtBot, tmp_path: Path, bell: LocalServer, heard: list[LaunchRequest]
) -> None:
    for wish in (
        LaunchRequest(words="imprimante bloquée"),
        LaunchRequest(hidden=True),
        LaunchRequest(words="'; $(rm -rf) \n <b>"),
    ):
        assert second_start(qtbot, tmp_path, wish)
        assert heard[-1] == wish


@pytest.mark.parametrize(
    "junk",
    [
        b"\n",
        b"null\n",
        b"[]\n",
        b'{"hidden": 1, "words": "x"}\n',
        b'{"words": "x"}\n',
        b"\xff\xfe\n",
        b"[" * 9000 + b"\n",
    ],
)
def test_junk_is_dropped(
    qtbot: QtBot, tmp_path: Path, bell: LocalServer, heard: list[LaunchRequest], junk: bytes
) -> None:
    assert send(qtbot, tmp_path, junk) == b"no\n"
    assert heard == []


def test_a_flood_is_cut_off_and_the_next_one_is_heard(
    qtbot: QtBot, tmp_path: Path, bell: LocalServer, heard: list[LaunchRequest]
) -> None:
    assert send(qtbot, tmp_path, b"x" * (LIMIT + 10)) == b""
    assert second_start(qtbot, tmp_path, LaunchRequest(words="still here"))
    assert [wish.words for wish in heard] == ["still here"]


def send(qtbot: QtBot, folder: Path, data: bytes) -> bytes:
    """Send bytes as a stranger would, and return the answer."""
    answers: list[bytes] = []

    def talk() -> None:
        with socket.socket(socket.AF_UNIX) as visitor:
            visitor.settimeout(5)
            visitor.connect(str(folder / SOCKET))
            try:
                visitor.sendall(data)
                answers.append(visitor.recv(100))
            except OSError:
                answers.append(b"")

    thread = threading.Thread(target=talk)
    thread.start()
    qtbot.waitUntil(lambda: bool(answers), timeout=8_000)
    thread.join()
    return answers[0]


def test_only_this_person_can_knock(bell: LocalServer, tmp_path: Path) -> None:
    assert (tmp_path / SOCKET).stat().st_mode & 0o077 == 0


def test_a_socket_left_behind_is_replaced(qtbot: QtBot, tmp_path: Path, heard: list[LaunchRequest]) -> None:
    (tmp_path / SOCKET).write_text("left behind")
    parent = QObject()
    bell = LocalServer(tmp_path, heard.append, parent)
    assert second_start(qtbot, tmp_path, LaunchRequest(words="here"))
    bell.stop_listening()


def test_the_lock_of_the_app_is_this_persons_alone(places: AppPaths) -> None:
    lock = main._acquire_lock(places)
    assert lock is not None
    assert (places.runtime / "app.lock").stat().st_mode & 0o077 == 0
    lock.unlock()


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The decisions of Windows; a pipe is a socket in the temporary folder here."""
    for module in (single_instance, instance_server):
        monkeypatch.setattr(module, "detect_platform", lambda: Platform.WINDOWS)


def test_the_pipe_name_is_random_and_known_only_from_its_file(windows: None, tmp_path: Path) -> None:
    names = {instance_server._create_server_name(tmp_path) for _ in range(3)}
    assert len(names) == 3
    assert single_instance._read_server_name(tmp_path) in names
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == [single_instance.PIPE]


@pytest.mark.parametrize(
    "written",
    ["", "selfhelp-0123456789abcdef", "other-" + "0" * 32, "selfhelp-" + "0" * 33, "\\\\host\\pipe\\x"],
)
def test_only_the_named_pipe_is_used(windows: None, tmp_path: Path, written: str) -> None:
    assert not send_to_first_instance(tmp_path, LaunchRequest(), 0)
    (tmp_path / single_instance.PIPE).write_text(written)
    assert single_instance._read_server_name(tmp_path) == ""
    assert not send_to_first_instance(tmp_path, LaunchRequest(), 0)


def test_a_wish_arrives_by_a_pipe_of_a_drawn_name(
    windows: None, qtbot: QtBot, tmp_path: Path, heard: list[LaunchRequest]
) -> None:
    parent = QObject()
    door = instance_server.InstanceServer(tmp_path, parent)
    door.asked.connect(heard.append)
    assert door.start_listening()
    assert second_start(qtbot, tmp_path, LaunchRequest(words="here"), Platform.WINDOWS)
    door.stop_listening()
    assert not (tmp_path / single_instance.PIPE).exists(), "an uninstall that deletes all data finds it"
    parent.deleteLater()
    assert [wish.words for wish in heard] == ["here"]


def test_a_folder_that_takes_no_name_means_no_pipe(windows: None, tmp_path: Path) -> None:
    parent = QObject()
    assert not instance_server.InstanceServer(tmp_path / "missing", parent).start_listening()
    parent.deleteLater()


def test_no_instance_responds(tmp_path: Path) -> None:
    assert not send_to_first_instance(tmp_path, LaunchRequest(), 0.1)


def test_words_are_cut(qtbot: QtBot) -> None:
    wish = LaunchRequest.parse_line(LaunchRequest(words="x" * 5_000).format_line())
    assert wish is not None
    assert len(wish.words) == 2_000


def test_a_screen_and_a_fix_are_handed_over(
    qtbot: QtBot, tmp_path: Path, bell: LocalServer, heard: list[LaunchRequest]
) -> None:
    for wish in (
        LaunchRequest(screen="tickets"),
        LaunchRequest(fix="net-vpn"),
        LaunchRequest(screen="suspicious-mail"),
    ):
        assert second_start(qtbot, tmp_path, wish)
        assert heard[-1] == wish
    assert heard[1].link == DeepLink(fix="net-vpn")


def test_an_older_program_s_wish_opens_home() -> None:
    wish = LaunchRequest.parse_line(b'{"hidden": false, "words": "x"}')
    assert wish == LaunchRequest(words="x")
    assert wish.link == HOME


@pytest.mark.parametrize(
    "more",
    [
        '"screen": "fix"',
        '"screen": "sign_in"',
        '"screen": 7',
        '"screen": ["tickets"]',
        '"screen": {}',
        '"fix": "../x"',
        '"fix": null',
        '"fix": 1',
        '"fix": "--yes"',
    ],
)
def test_unknown_requests_are_dropped(more: str) -> None:
    assert LaunchRequest.parse_line(f'{{"hidden": false, "words": "", {more}}}'.encode()) is None


def test_a_wish_to_end_means_nothing_to_an_older_app_and_an_older_wish_ends_nothing() -> None:
    wish = LaunchRequest.parse_line(LaunchRequest(hidden=True, leave=True).format_line())
    assert wish == LaunchRequest(hidden=True, leave=True)
    assert LaunchRequest.parse_line(b'{"hidden": true, "words": ""}') == LaunchRequest(hidden=True)
    for almost in (b'"yes"', b"1", b"[true]", b"null"):
        told = LaunchRequest.parse_line(b'{"hidden": true, "words": "", "leave": ' + almost + b"}")
        assert told is not None
        assert not told.leave


def test_a_wish_to_end_arrives(
    qtbot: QtBot, tmp_path: Path, bell: LocalServer, heard: list[LaunchRequest]
) -> None:
    assert second_start(qtbot, tmp_path, LaunchRequest(hidden=True, leave=True))
    assert heard[-1].leave


def test_a_stale_lock_with_a_reused_pid_does_not_block(places: AppPaths) -> None:
    """After a power cut the same number may come again; Qt sees that it lives, and it is ourselves."""
    lock = main._acquire_lock(places)
    assert lock is not None
    assert main._acquire_lock(places) is None
    left = make_private_folder(places.runtime) / "app.lock"
    said = left.read_bytes()
    lock.unlock()
    left.write_bytes(said)
    lock = main._acquire_lock(places)
    assert lock is not None
    assert main._acquire_lock(places) is None
    lock.unlock()
