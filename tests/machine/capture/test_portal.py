"""The desktop portal for screenshots, played by a small fake on a session bus of its own."""

# mypy: disable-error-code="var-annotated"

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from selfhelp.core.errors import CancelledError, UnavailableError
from selfhelp.core.progress import Progress
from selfhelp.machine.capture import portal

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="a Linux desktop"),
    pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="needs dbus-daemon"),
]

PNG = b"\x89PNG\r\n\x1a\n and what follows"
NAME = "org.freedesktop.portal.Desktop"
Answer = Callable[[], tuple[int, dict[str, tuple[str, object]]] | None]


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A session bus of the test's own."""
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().strip()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address
        daemon.terminate()


def serve(answer: Answer, asked: list[object] | None = None) -> Callable[[], list[str]]:
    """Play the portal for one request; the result tells which methods were called."""
    from jeepney import DBusAddress, HeaderFields, MessageType, message_bus, new_method_return, new_signal
    from jeepney.io.blocking import Proxy, open_dbus_connection

    connection = open_dbus_connection("SESSION")
    Proxy(message_bus, connection).RequestName(NAME)
    called: list[str] = []

    def run() -> None:
        while "Close" not in called:
            try:
                message = connection.receive(timeout=3)
            except TimeoutError:
                return
            if message.header.message_type is not MessageType.method_call:
                continue
            member = message.header.fields[HeaderFields.member]
            called.append(member)
            if member != "Screenshot":
                continue
            sender = message.header.fields[HeaderFields.sender]
            if asked is not None:
                asked.append(message.body[1]["interactive"])
            token = message.body[1]["handle_token"][1]
            path = f"/org/freedesktop/portal/desktop/request/{sender[1:].replace('.', '_')}/{token}"
            reply = answer()
            if reply is not None:  # before the return: a fast desktop answers at once
                emitter = DBusAddress(path, NAME, "org.freedesktop.portal.Request")
                connection.send(new_signal(emitter, "Response", "ua{sv}", reply))
            connection.send(new_method_return(message, "o", (path,)))
            if reply is not None:
                return

    thread = threading.Thread(target=run, daemon=True)
    thread.start()

    def finish() -> list[str]:
        thread.join(5)
        connection.close()
        return called

    return finish


def uri(path: Path) -> dict[str, tuple[str, object]]:
    return {"uri": ("s", "file://" + quote(str(path)))}


@pytest.mark.usefixtures("bus")
def test_the_picture_is_read_and_its_file_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "Screenshot from 10:15 é.png"
    path.write_bytes(PNG)
    finish = serve(lambda: (0, uri(path)))
    assert portal.take_screenshot(Progress()) == PNG
    assert not path.exists()
    finish()


@pytest.mark.usefixtures("bus")
def test_no_is_no() -> None:
    finish = serve(lambda: (1, {}))
    with pytest.raises(CancelledError):
        portal.take_screenshot(Progress())
    finish()


@pytest.mark.usefixtures("bus")
@pytest.mark.parametrize(
    "answer",
    [
        (2, {}),
        (0, {}),
        (7, {}),
        (0, {"uri": ("s", "https://example.com/x.png")}),
        (0, {"uri": ("s", "file://elsewhere/tmp/x.png")}),
        (0, {"uri": ("s", "file:///tmp/no\x1b[31m such.png")}),
        (0, {"uri": ("s", "file:///dev/zero")}),
        (0, {"uri": ("s", "x" * 100_000)}),
        (0, {"uri": ("u", 7)}),
    ],
)
def test_an_answer_without_a_picture(answer: tuple[int, dict[str, tuple[str, object]]]) -> None:
    finish = serve(lambda: answer)
    with pytest.raises(UnavailableError):
        portal.take_screenshot(Progress())
    finish()


@pytest.mark.usefixtures("bus")
def test_where_a_desktop_was_told_no_earlier_the_sentence_says_what_helps() -> None:
    """GNOME remembers a "Deny" and from then on answers 2 immediately; no setting changes that."""
    finish = serve(lambda: (2, {}))
    with pytest.raises(
        UnavailableError, match=r"Print Screen key and attach it\. You can also ask the help desk"
    ) as raised:
        portal.take_screenshot(Progress())
    assert "settings" not in str(raised.value)
    finish()


@pytest.mark.usefixtures("bus")
def test_a_link_in_place_of_the_file_is_not_followed(tmp_path: Path) -> None:
    secret, link = tmp_path / "secret", tmp_path / "out.png"
    secret.write_text("not a picture")
    link.symlink_to(secret)
    finish = serve(lambda: (0, uri(link)))
    with pytest.raises(UnavailableError):
        portal.take_screenshot(Progress())
    assert secret.exists()
    finish()


@pytest.mark.usefixtures("bus")
@pytest.mark.parametrize("content", [b"", b"-----BEGIN OPENSSH PRIVATE KEY-----", b"%PDF-1.7", b"\x89PN"])
def test_other_files_are_neither_read_nor_removed(tmp_path: Path, content: bytes) -> None:
    """A desktop that names the wrong file, an empty one, one that is no picture."""
    path = tmp_path / "id_ed25519"
    path.write_bytes(content)
    finish = serve(lambda: (0, uri(path)))
    with pytest.raises(UnavailableError, match="can't be read"):
        portal.take_screenshot(Progress())
    assert path.read_bytes() == content
    finish()


@pytest.mark.usefixtures("bus")
def test_a_file_of_a_gigabyte_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "out.png"
    path.write_bytes(PNG)
    os.truncate(path, 1_000_000_000)  # sparse: it takes no room
    finish = serve(lambda: (0, uri(path)))
    with pytest.raises(UnavailableError, match="can't be read"):
        portal.take_screenshot(Progress())
    finish()


@pytest.mark.usefixtures("bus")
def test_folders_and_foreign_files_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, Path("/etc/hostname" if os.getuid() else "/proc/1/status")):
        finish = serve(lambda path=path: (0, uri(path)))  # type: ignore[misc]
        with pytest.raises(UnavailableError):
            portal.take_screenshot(Progress())
        finish()
        assert path.exists()


@pytest.mark.usefixtures("bus")
@pytest.mark.parametrize("interactive", [False, True])
def test_the_portal_is_interactive_only_if_the_user_chooses(tmp_path: Path, interactive: bool) -> None:
    path, asked = tmp_path / "x.png", []
    path.write_bytes(PNG)
    finish = serve(lambda: (0, uri(path)), asked)
    assert portal.take_screenshot(Progress(), interactive=interactive) == PNG
    assert asked == [("b", interactive)]
    finish()


@pytest.mark.usefixtures("bus")
def test_a_pipe_in_place_of_the_file_does_not_hang(tmp_path: Path) -> None:
    pipe = tmp_path / "out.png"
    os.mkfifo(pipe)
    finish = serve(lambda: (0, uri(pipe)))
    with pytest.raises(UnavailableError):
        portal.take_screenshot(Progress())
    finish()


@pytest.mark.usefixtures("bus")
def test_a_question_that_is_not_answered_ends_and_is_taken_back() -> None:
    finish = serve(lambda: None)
    with pytest.raises(UnavailableError, match="received no answer"):
        portal.take_screenshot(Progress(), seconds=0.2)
    assert finish() == ["Screenshot", "Close"]


@pytest.mark.usefixtures("bus")
def test_capture_can_be_cancelled_while_the_dialog_is_open() -> None:
    progress = Progress()
    finish = serve(lambda: None)
    threading.Timer(0.3, progress.cancel).start()
    with pytest.raises(CancelledError):
        portal.take_screenshot(progress)
    assert finish() == ["Screenshot", "Close"]


@pytest.mark.usefixtures("bus")
def test_a_desktop_without_the_portal() -> None:
    with pytest.raises(UnavailableError):
        portal.take_screenshot(Progress())


def test_no_session_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")
    with pytest.raises(UnavailableError):
        portal.take_screenshot(Progress())
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    with pytest.raises(UnavailableError):
        portal.take_screenshot(Progress())
